"""The surface EMG of a virtual muscle."""

import numpy as np
import pytest

from cortex_sim.emg.surface import Electrode, muscles_emg, surface_emg, unit_potential
from cortex_sim.errors import ResultError

QUIET = Electrode(noise_mv=0.0)


def test_the_potential_of_the_mean_unit_has_the_stated_size():
    assert np.ptp(unit_potential(QUIET)) == pytest.approx(QUIET.unit_mv, rel=0.01)


def test_a_spike_is_followed_by_its_potential_after_the_conduction_time(rng):
    signal = surface_emg([0.05], [2.0], 0.2, QUIET, rng)
    assert np.ptp(signal) == pytest.approx(2 * QUIET.unit_mv, rel=0.01)
    beyond = np.flatnonzero(np.abs(signal) > 0.01 * np.abs(signal).max()) / QUIET.rate_hz * 1e3
    assert beyond[0] == pytest.approx(50 + QUIET.conduction_ms, abs=2.0)


def test_potentials_of_units_that_fire_together_add_up(rng):
    one = surface_emg([0.05], [1.0], 0.2, QUIET, rng)
    many = surface_emg([0.05] * 7, [1.0] * 7, 0.2, QUIET, rng)
    np.testing.assert_allclose(many, 7 * one, atol=1e-12)


def test_potentials_of_units_that_fire_apart_cancel_in_part(rng):
    times = rng.uniform(0.05, 0.07, 200)
    spread = np.ptp(surface_emg(times, np.ones(200), 0.2, QUIET, rng))
    assert spread < 0.6 * 200 * QUIET.unit_mv


def test_a_spike_between_samples_keeps_its_size(rng):
    step = 1 / QUIET.rate_hz
    heights = [np.ptp(surface_emg([0.05 + f * step], [1.0], 0.2, QUIET, rng)) for f in (0, 0.5)]
    assert heights[1] == pytest.approx(heights[0], rel=0.02)


def test_noise_has_the_stated_level(rng):
    signal = surface_emg([], [], 2.0, Electrode(noise_mv=0.03), rng)
    assert signal.std() == pytest.approx(0.03, rel=0.05)


def test_spikes_at_the_ends_do_no_harm(rng):
    signal = surface_emg([-1.0, 0.0, 0.1999, 5.0], np.ones(4), 0.2, QUIET, rng)
    assert signal.shape == (800,)
    assert np.isfinite(signal).all()


def test_muscles_are_columns(rng):
    both = muscles_emg([([0.05], [1.0]), ([], [])], 0.2, QUIET, rng)
    assert both.shape == (800, 2)
    assert np.ptp(both[:, 1]) == 0


@pytest.mark.parametrize("wrong", [{"rate_hz": 10.0}, {"noise_mv": -1.0}, {"unit_mv": 0.0}])
def test_an_impossible_electrode_is_refused(wrong):
    with pytest.raises(ResultError, match=next(iter(wrong))):
        Electrode(**wrong)
