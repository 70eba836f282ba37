"""Measures of an EMG, on signals with known onsets."""

import numpy as np
import pytest

from cortex_sim.analysis import emg
from cortex_sim.errors import ResultError

RATE = 2000.0
TIME = np.arange(-400, 1000) / RATE * 1e3


def burst(rng, onset=250.0, noise=0.01, height=0.2):
    signal = rng.normal(0, noise, len(TIME))
    return signal + np.where(onset <= TIME, rng.normal(0, height, len(TIME)), 0.0)


def test_peak_to_peak_is_the_height_of_a_wave():
    wave = np.where((TIME > 10) & (TIME < 30), np.sin(TIME), 0.0)
    assert emg.peak_to_peak(wave, TIME, (8, 60)) == pytest.approx(2.0, abs=0.02)
    assert emg.peak_to_peak(wave, TIME, (-60, -8)) == 0
    with pytest.raises(ResultError, match="holds no sample"):
        emg.peak_to_peak(wave, TIME, (900, 950))


def test_background_rms_ignores_an_offset(rng):
    signal = 0.3 + rng.normal(0, 0.01, len(TIME))
    assert emg.background_rms(signal, TIME, (-200, 0)) == pytest.approx(0.01, rel=0.15)


def test_teager_kaiser_energy_of_a_sine_is_constant():
    n = np.arange(400)
    energy = emg.teager_kaiser(2.0 * np.sin(0.3 * n))
    np.testing.assert_allclose(energy, 4.0 * np.sin(0.3) ** 2, rtol=1e-9)


@pytest.mark.parametrize("method", ["hodges-bui", "teager-kaiser"])
def test_both_methods_find_the_onset_of_a_burst(method, rng):
    found = [emg.emg_onset_ms(burst(rng), TIME, (-200.0, 0.0), method=method) for _ in range(30)]
    assert np.isfinite(found).all()
    # the mean over 25 ms exceeds the threshold before the burst fills the stretch
    assert 224 <= np.median(found) <= 255


@pytest.mark.parametrize("method", ["hodges-bui", "teager-kaiser"])
def test_noise_alone_seldom_has_an_onset(method, rng):
    found = [
        emg.emg_onset_ms(burst(rng, height=0.0), TIME, (-200.0, 0.0), method=method)
        for _ in range(40)
    ]
    assert np.isfinite(found).mean() <= 0.25


def test_an_onset_must_be_held():
    values = np.zeros(len(TIME))
    values[(TIME >= 100) & (TIME < 105)] = 1.0
    values[TIME >= 300] = 1.0
    short, long = (
        emg.held_onset_ms(values, TIME, (-200.0, 0.0), n_sd=3, hold_ms=hold) for hold in (3, 20)
    )
    assert short == pytest.approx(100, abs=0.6)
    assert long == pytest.approx(300, abs=0.6)


def test_the_latency_of_an_mep_is_when_it_rises_from_the_background(rng):
    shape = np.where((TIME >= 18) & (TIME < 32), np.sin((TIME - 18) * 2 * np.pi / 14), 0.0)
    epochs = shape + rng.normal(0, 0.01, (20, len(TIME)))
    found = emg.mep_latency_ms(epochs, TIME, (-120.0, -20.0), (8.0, 60.0))
    assert found == pytest.approx(18.5, abs=1.0)
    quiet = rng.normal(0, 0.01, (20, len(TIME)))
    assert np.isnan(emg.mep_latency_ms(quiet, TIME, (-120.0, -20.0), (8.0, 60.0)))
    assert np.isnan(emg.mep_latency_ms(np.empty((0, len(TIME))), TIME, (-120.0, -20.0), (8, 60)))


def test_energy_of_a_burst_is_seen_below_noise_of_higher_frequencies(rng):
    time = np.arange(-200.0, 400.0, 0.25)
    burst = 4 * np.sin(2 * np.pi * 0.1 * time) * ((time >= 100) & (time < 250))
    found = [
        emg.emg_onset_ms(
            rng.normal(0, 1, len(time)) + burst, time, (-200, 0), method="teager-kaiser"
        )
        for _ in range(10)
    ]
    assert np.isfinite(found).sum() >= 6
    assert np.nanmedian(found) == pytest.approx(100, abs=10)


@pytest.mark.parametrize(("times_noise", "early_ms"), [(3, 19), (20, 26)])
def test_a_strong_burst_is_dated_early_by_hodges_and_bui(rng, times_noise, early_ms):
    time = np.arange(-200, 600, 0.5)
    onsets = []
    for _ in range(20):
        signal = rng.normal(0, 1, len(time))
        signal[time >= 100] += rng.normal(0, times_noise, np.count_nonzero(time >= 100))
        onsets.append(emg.emg_onset_ms(signal, time, (-200, 0)))
    assert np.median(onsets) == pytest.approx(100 - early_ms, abs=3)
