"""Bursts, silence, lock-step and onsets of rasters made by hand."""

import math

import numpy as np
import pytest

from cortex_sim.analysis.activity import (
    burst_share,
    half_rise,
    peak_rate,
    short_interval_share,
    silent_share,
    volley_index,
)


def test_intervals_below_the_limit_are_counted_within_neurons_alone():
    times, neurons = [0.0, 0.001, 0.004, 0.010, 0.030], [0, 1, 0, 1, 0]
    # neuron 0: 4 and 26 ms; neuron 1: 9 ms
    assert short_interval_share(times, neurons, 0.006) == pytest.approx(1 / 3)
    assert short_interval_share([0.0, 0.006], [3, 3], 0.006) == 0
    assert math.isnan(short_interval_share([0.1, 0.2], [0, 1], 0.006))


def test_spikes_of_a_burst_follow_a_silence_and_each_other():
    burst = [0.5, 0.503, 0.506]
    times = [0.0, *burst, 0.53, 0.2, 0.202, 0.25, 0.254]
    neurons = [0, 0, 0, 0, 0, 1, 1, 1, 1]
    # neuron 0: three of five; neuron 1: nobody knows how long it was silent, then 48 ms are short
    assert burst_share(times, neurons, 0.1, 0.004) == pytest.approx(3 / 9)
    assert burst_share(times, neurons, 0.048, 0.004) == pytest.approx(5 / 9)
    assert burst_share(times, neurons, 0.1, 0.002) == 0
    assert burst_share([0.1, 0.102], [0, 1], 0.1, 0.004) == 0
    assert math.isnan(burst_share([], [], 0.1, 0.004))


def test_neurons_without_a_spike_are_silent():
    assert silent_share([0, 0, 3], 8) == pytest.approx(0.75)
    assert silent_share([], 5) == 1


def test_the_highest_rate_is_that_of_one_neuron_in_one_window():
    steady = np.arange(0, 2, 0.1)
    burst = 0.5 + 0.01 * np.arange(6)
    times = np.concatenate([steady, burst, steady])
    neurons = np.repeat([0, 4, 9], [len(steady), len(burst), len(steady)])
    assert peak_rate(times, neurons, 0.1) == pytest.approx(60)
    assert peak_rate(steady, np.zeros(len(steady)), 0.1) == pytest.approx(10)
    assert peak_rate([], [], 0.1) == 0


def test_volleys_at_50_hz_stand_out_and_independent_units_do_not(rng):
    volleys = (np.arange(0, 20, 0.02)[:, None] + rng.normal(0, 0.002, (1000, 20))).ravel()
    alone = rng.uniform(0, 20, 20_000)
    assert volley_index(volleys) > 5
    assert volley_index(alone) == pytest.approx(1, abs=0.1)
    assert math.isnan(volley_index([0.0, 1.0]))


def test_the_half_rise_is_read_against_the_mean_before():
    time = np.arange(-50, 100, 5) + 2.5
    rate = np.where(time < 20, 10.0, 30.0)
    assert half_rise(rate, time) == pytest.approx(22.5)
    ramp = 10 + np.clip(time, 0, 40)
    assert half_rise(ramp, time) == pytest.approx(22.5)
    assert math.isnan(half_rise(np.full(len(time), 5.0), time))
