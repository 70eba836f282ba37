"""Spike statistics of clocks, Poisson processes and hand-made rasters."""

import math

import numpy as np
import pytest

from cortex_sim.analysis import spikes
from cortex_sim.errors import ResultError


def poisson(rate_hz: float, n_neurons: int, duration_s: float) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(5)
    n_spikes = rng.poisson(rate_hz * n_neurons * duration_s)
    return rng.uniform(0, duration_s, n_spikes), rng.integers(n_neurons, size=n_spikes)


def test_in_window_keeps_the_start_and_drops_the_stop():
    times, neurons = spikes.in_window([0.3, 0.1, 0.2], [7, 8, 9], (0.1, 0.3))
    assert times.tolist() == [0.1, 0.2]
    assert neurons.tolist() == [8, 9]


def test_mean_rate_counts_silent_neurons():
    assert spikes.mean_rate([0.1, 0.2, 5.0], 4, (0.0, 0.5)) == pytest.approx(1.0)
    assert spikes.mean_rate([], 4, (0.0, 0.5)) == 0


def test_a_clock_has_no_variation():
    assert spikes.cv_isi(np.arange(10) / 10, np.zeros(10)) == pytest.approx(0, abs=1e-12)


def test_cv_of_two_intervals_is_known_by_hand_whatever_the_order_of_spikes():
    # intervals 1 and 3: mean 2, sample SD sqrt(2)
    times, neurons = [4.0, 0.0, 1.0, 0.5], [3, 3, 3, 1]
    assert spikes.cv_isi(times, neurons) == pytest.approx(math.sqrt(2) / 2)


def test_cv_is_the_mean_over_neurons_with_three_spikes():
    times = [0, 1, 2, 0, 1, 4, 0, 9]
    neurons = [0, 0, 0, 1, 1, 1, 2, 2]
    assert spikes.cv_isi(times, neurons) == pytest.approx((0 + math.sqrt(2) / 2) / 2)


def test_cv_without_a_neuron_of_three_spikes_is_nan():
    assert math.isnan(spikes.cv_isi([0, 1, 2, 3], [0, 0, 1, 1]))
    assert math.isnan(spikes.cv_isi([], []))


def test_a_poisson_process_has_cv_and_fano_factor_one():
    times, neurons = poisson(20, 200, 20)
    assert spikes.cv_isi(times, neurons) == pytest.approx(1, abs=0.02)
    assert spikes.fano_factor(times, neurons, (0, 20), 0.2) == pytest.approx(1, abs=0.02)


def test_fano_factor_of_counts_known_by_hand():
    # counts 1, 3, 2: mean 2, variance 1; the last half stretch is dropped
    times = [0.5, 1.1, 1.2, 1.3, 2.0, 2.9, 3.2]
    assert spikes.fano_factor(times, [4] * 7, (0.0, 3.5), 1.0) == pytest.approx(0.5)


def test_fano_factor_of_silence_is_nan():
    assert math.isnan(spikes.fano_factor([], [], (0, 1), 0.1))


def test_spikes_refuse_what_cannot_be_counted():
    with pytest.raises(ResultError, match="fewer than 2 counts"):
        spikes.fano_factor([0.1], [0], (0, 1), 0.7)
    with pytest.raises(ResultError, match="must be equal"):
        spikes.in_window([0.1, 0.2], [0], (0, 1))
    with pytest.raises(ResultError, match="min_spikes"):
        spikes.cv_isi([0.1], [0], min_spikes=2)


def test_the_nth_spike_of_a_trial_is_counted_from_its_start_in_any_order():
    times = [1.3, 0.4, 0.2, 1.1, 2.5]
    found = spikes.times_of_nth_spike(times, trial_duration=1.0, trials=4, number=2)
    assert found[:2].tolist() == pytest.approx([0.4, 0.3])
    assert np.isnan(found[2:]).all()
    assert np.isnan(spikes.times_of_nth_spike([], trial_duration=1.0, trials=2, number=1)).all()
    with pytest.raises(ResultError, match="trial_duration"):
        spikes.times_of_nth_spike(times, trial_duration=0.0, trials=4, number=1)
