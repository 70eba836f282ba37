"""Onsets of bursts whose start is known."""

import math

import numpy as np
import pytest
from scipy.stats import norm

from cortex_sim.analysis import onsets
from cortex_sim.errors import ResultError

TIME_MS = np.arange(-200, 400) + 0.5
BASELINE = (-200.0, 0.0)


def step(at_ms: float, *, low: float = 10.0, high: float = 110.0) -> np.ndarray:
    """Return a rate that steps up at ``at_ms``, on a baseline that varies a little."""
    wobble = np.where(np.arange(len(TIME_MS)) % 2 == 0, 1.0, -1.0)
    return np.where(at_ms < TIME_MS, high, low) + wobble


def test_pool_rate_counts_spikes_relative_to_each_trial():
    found = onsets.pool_rate([0.011, 0.012, 1.031, 9.0], [0.0, 1.0], (0.0, 0.04), 0.01)
    assert found.rate_hz == pytest.approx(np.array([[0, 200, 0, 0], [0, 0, 0, 100]]))
    assert found.time_ms == pytest.approx([5, 15, 25, 35])


def test_pool_rate_puts_a_spike_on_an_edge_into_the_later_bin_at_any_time():
    starts = 0.6 * np.arange(500)
    times = starts + 0.003
    rate = onsets.pool_rate(times, starts, (-0.01, 0.01), 0.001).rate_hz
    assert np.unique(np.argmax(rate, axis=1)).tolist() == [13]


def test_pool_rate_window_is_half_open():
    rate = onsets.pool_rate([-0.01, 0.0, 0.02], [0.0], (0.0, 0.02), 0.01).rate_hz
    assert rate == pytest.approx(np.array([[100, 0]]))


def test_pool_rate_refuses_a_window_that_is_no_whole_number_of_bins():
    with pytest.raises(ResultError, match="whole number"):
        onsets.pool_rate([0.1], [0.0], (0.0, 0.1), 0.03)


def test_smoothing_keeps_the_sum_and_spreads_an_impulse_as_a_gaussian():
    impulse = np.zeros(201)
    impulse[100] = 1.0
    smooth = onsets.smooth_rate(impulse, np.arange(201.0), 10.0)
    assert smooth.sum() == pytest.approx(1.0)
    assert smooth[110] / smooth[100] == pytest.approx(math.exp(-0.5), rel=1e-6)


def test_onset_of_a_step_is_where_the_smoothed_step_reaches_the_fraction():
    expected = 50 + 10 * norm.ppf(0.4)
    found = onsets.onset_ms(step(50.0), TIME_MS, BASELINE, smoothing_ms=10.0)
    assert found == pytest.approx(expected, abs=0.3)


def test_onset_at_half_height_is_not_moved_by_smoothing():
    for sigma in (2.0, 10.0, 20.0):
        found = onsets.onset_ms(step(100.0), TIME_MS, BASELINE, 0.5, smoothing_ms=sigma)
        assert found == pytest.approx(100.0, abs=0.3)


def test_onset_of_a_ramp_is_the_stated_share_of_its_height():
    ramp = np.clip(TIME_MS / 100, 0, 1)
    found = onsets.onset_ms(ramp, TIME_MS, BASELINE, 0.4, smoothing_ms=0.0)
    assert found == pytest.approx(40.0)


def test_onset_does_not_depend_on_the_strength_of_the_burst():
    weak = onsets.onset_ms(step(80, high=60), TIME_MS, BASELINE)
    strong = onsets.onset_ms(step(80, high=600), TIME_MS, BASELINE)
    assert weak == pytest.approx(strong, abs=0.3)


def test_without_a_response_onset_and_centre_of_mass_are_nan():
    flat = step(80, high=10)
    assert math.isnan(onsets.onset_ms(flat, TIME_MS, BASELINE))
    assert math.isnan(onsets.centre_of_mass_ms(flat, TIME_MS, BASELINE))
    assert math.isnan(onsets.sliding_mean_onset_ms(flat, TIME_MS, BASELINE))
    assert math.isnan(onsets.onset_ms(np.zeros(600), TIME_MS, BASELINE))


def test_a_response_right_after_the_baseline_does_not_leak_into_it():
    found = onsets.onset_ms(step(2.0), TIME_MS, (-40.0, 0.0), 0.5, smoothing_ms=10.0)
    assert found == pytest.approx(2.0, abs=0.5)


def test_a_response_must_exceed_three_baseline_deviations():
    rng = np.random.default_rng(3)
    rate = rng.normal(100, 10, len(TIME_MS))
    rate[TIME_MS > 0] = 100
    sd = rate[TIME_MS < 0].std(ddof=1)
    mean = rate[TIME_MS < 0].mean()
    for height, seen in ((2.9, False), (3.1, True)):
        rate[400] = mean + height * sd
        found = onsets.onset_ms(rate, TIME_MS, BASELINE, smoothing_ms=0.0)
        assert math.isfinite(found) is seen


def test_centre_of_mass_of_a_gaussian_burst_is_its_middle():
    burst = 100 * np.exp(-((TIME_MS - 120) ** 2) / (2 * 20**2))
    assert onsets.centre_of_mass_ms(burst, TIME_MS, BASELINE) == pytest.approx(120, abs=0.1)


def test_a_pause_after_the_burst_does_not_move_the_centre_of_mass():
    burst = 20 + 100 * np.exp(-((TIME_MS - 120) ** 2) / (2 * 20**2))
    burst[TIME_MS > 250] = 0
    assert onsets.centre_of_mass_ms(burst, TIME_MS, BASELINE) == pytest.approx(120, abs=0.1)


def test_trial_to_trial_deviation_is_that_of_the_single_onsets():
    trials = np.stack([step(at) for at in (40.0, 60.0, 80.0)])
    single = onsets.trial_onsets_ms(trials, TIME_MS, BASELINE, 0.5)
    assert single == pytest.approx([40, 60, 80], abs=0.3)
    assert onsets.onset_sd_ms(trials, TIME_MS, BASELINE, 0.5) == pytest.approx(20, abs=0.3)


def test_trials_without_response_are_left_out_and_one_alone_has_no_deviation():
    trials = np.stack([step(40), step(40, high=10), step(60)])
    assert np.isnan(onsets.trial_onsets_ms(trials, TIME_MS, BASELINE)[1])
    assert onsets.onset_sd_ms(trials, TIME_MS, BASELINE) == pytest.approx(
        20 / math.sqrt(2), abs=0.3
    )
    assert math.isnan(onsets.onset_sd_ms(trials[:2], TIME_MS, BASELINE))


def test_sliding_mean_onset_is_the_first_stretch_above_the_noise():
    rate = np.where(TIME_MS > 100, 110.0, 10.0)
    rate[:200:2] += 2.0
    found = onsets.sliding_mean_onset_ms(rate, TIME_MS, BASELINE, mean_over_ms=20, n_sd=50)
    # baseline 11 +- 1.0, limit about 61: reached once 11 of the 20 bins are high
    assert found == pytest.approx(100.5 - 9, abs=1.01)


@pytest.mark.parametrize("window", [(-1.0, 0.0), (0.0, -5.0), (-200.0, 900.0)])
def test_a_useless_baseline_window_is_refused(window):
    with pytest.raises(ResultError, match="baseline_window"):
        onsets.onset_ms(step(50), TIME_MS, window)


def test_unequal_bins_are_refused():
    time_ms = TIME_MS.copy()
    time_ms[-1] += 1
    with pytest.raises(ResultError, match="equal steps"):
        onsets.onset_ms(step(50), time_ms, BASELINE)
