"""The test of an answer against the silence before the cue."""

import numpy as np
import pytest

from cortex_sim.analysis.silence import PERMUTATIONS, silence_p
from cortex_sim.errors import ResultError

TIME_MS = np.arange(-150, 420, 5.0) + 2.5
SILENT, SEARCHED = (-150.0, -60.0), (0.0, 420.0)
TRIALS = 40


def p_of(counts, seed=1):
    rng = np.random.default_rng(seed)
    return silence_p(counts, TIME_MS, SILENT, SEARCHED, rng=rng)


def burst(at_ms, trials):
    counts = np.zeros((TRIALS, len(TIME_MS)))
    counts[:trials, np.argmin(np.abs(TIME_MS - at_ms))] = 1
    return counts


@pytest.mark.parametrize("at_ms", [30.0, 150.0, 390.0])
def test_a_burst_in_a_quarter_of_the_trials_is_an_answer_wherever_it_comes(at_ms):
    assert p_of(burst(at_ms, 10)) == 1 / (PERMUTATIONS + 1)


def test_a_silent_muscle_does_not_answer():
    assert p_of(np.zeros((TRIALS, len(TIME_MS)))) == 1.0


def test_firing_before_the_cue_is_no_answer():
    assert p_of(burst(-100.0, 30)) > 0.9


def test_firing_that_goes_on_as_before_is_no_answer():
    assert p_of(np.ones((TRIALS, len(TIME_MS)))) == 1.0
    more = np.ones((TRIALS, len(TIME_MS)))
    more[:, (TIME_MS > 100) & (TIME_MS < 200)] = 2
    assert p_of(more) < 0.01


def test_one_trial_in_which_all_units_fire_neither_makes_nor_hides_an_answer():
    alone = burst(150.0, 1) * 50
    assert p_of(alone) > 0.5
    assert p_of(burst(150.0, 10) + np.roll(burst(300.0, 1) * 50, 20, axis=0)) < 0.01


def chance(rng, synchrony):
    """Return counts of a pool that fires at one rate throughout, some units together."""
    events = rng.poisson(0.6 / synchrony / len(TIME_MS) * 4, (TRIALS, len(TIME_MS)))
    return events * synchrony


@pytest.mark.parametrize("synchrony", [1, 20])
def test_silent_data_of_the_same_size_answer_no_more_often_than_the_level(synchrony):
    rng = np.random.default_rng(7)
    found = np.array([p_of(chance(rng, synchrony), seed) for seed in range(400)])
    assert (found <= 0.01).mean() <= 0.02
    assert (found <= 0.1).mean() <= 0.14


def test_a_window_without_bins_is_refused():
    with pytest.raises(ResultError, match="bins"):
        silence_p(np.zeros((3, 4)), np.arange(4.0), (-9, -5), (0, 4), rng=np.random.default_rng(1))
