"""Spectra of signals whose rhythm is known."""

import math

import numpy as np
import pytest

from cortex_sim.analysis.spectrum import Spectrum, band_share, peak_frequency, power_spectrum
from cortex_sim.errors import ResultError

BIN = 0.004
WHOLE = (1.0, 45.0)


def wave(frequency, rng, noise=0.0):
    time = np.arange(0, 60, BIN)
    return np.sin(2 * np.pi * frequency * time) + rng.normal(0, noise, len(time)) + 5


@pytest.mark.parametrize("frequency", [6.5, 10.0, 12.5])
def test_the_peak_is_where_the_rhythm_is(rng, frequency):
    found = power_spectrum(wave(frequency, rng, noise=1), BIN, 2.0)
    assert peak_frequency(found, (6.0, 14.0)) == pytest.approx(frequency)


def test_all_power_of_a_rhythm_lies_in_its_band_and_none_in_the_mean(rng):
    found = power_spectrum(wave(6, rng), BIN, 2.0)
    assert band_share(found, (4.0, 8.0), WHOLE) == pytest.approx(1, abs=1e-3)
    assert band_share(found, (13.0, 30.0), WHOLE) == pytest.approx(0, abs=1e-3)
    assert found.power[0] < 1e-6 * found.power.max()


def test_white_noise_has_the_share_of_the_band_s_width(rng):
    found = power_spectrum(rng.normal(0, 1, 150_000), BIN, 2.0)
    assert band_share(found, (13.0, 30.0), WHOLE) == pytest.approx(17 / 44, rel=0.1)


def test_the_area_under_the_spectrum_is_the_variance(rng):
    found = power_spectrum(rng.normal(0, 3, 150_000), BIN, 2.0)
    assert found.power.sum() * found.frequency[1] == pytest.approx(9, rel=0.05)


FREQUENCY = np.arange(0, 50, 0.5)


@pytest.mark.parametrize("power", [1 / (1 + FREQUENCY), FREQUENCY], ids=["falls", "rises"])
def test_power_that_only_falls_or_rises_has_no_peak(power):
    found = Spectrum(FREQUENCY, power)
    assert math.isnan(peak_frequency(found, (6.0, 14.0)))
    assert math.isnan(peak_frequency(found, (60.0, 70.0)))


def test_a_silent_signal_has_no_shares():
    found = power_spectrum(np.zeros(1000), BIN, 2.0)
    assert math.isnan(band_share(found, (4.0, 8.0), WHOLE))


def test_a_signal_shorter_than_a_segment_is_refused():
    with pytest.raises(ResultError, match="window_s"):
        power_spectrum(np.zeros(100), BIN, 2.0)
