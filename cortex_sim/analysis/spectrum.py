"""Power spectra of population signals by Welch's method, and what is read from them.

Welch 1967, 10.1109/TAU.1967.1161901; `scipy.signal.welch` with its Hann window.
"""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.signal import welch

from cortex_sim.analysis.arrays import FloatArray, check_positive, finite_array
from cortex_sim.errors import ResultError


class Spectrum(NamedTuple):
    """A power spectrum."""

    frequency: FloatArray
    """In Hz, rising from 0, shape ``(n,)``."""

    power: FloatArray
    """Power density, in the squared unit of the signal per Hz, shape ``(n,)``."""


def power_spectrum(signal: npt.ArrayLike, bin_s: float, window_s: float) -> Spectrum:
    """Return the mean spectrum of segments that overlap by half, each without its mean.

    Parameters
    ----------
    signal
        Shape ``(n_bins,)``.
    bin_s
        Time between values in s.
    window_s
        Length of a segment in s; its inverse is the resolution.

    Raises
    ------
    ResultError
        If the signal is shorter than a segment.
    """
    check_positive("bin_s", bin_s)
    values = finite_array(signal, "signal", ndim=1)
    segment = round(window_s / bin_s)
    if not 2 <= segment <= len(values):
        raise ResultError(
            f"window_s: got {segment} bins, allowed is 2 to the {len(values)} of the signal; "
            "shorten it"
        )
    return Spectrum(*welch(values, 1 / bin_s, nperseg=segment))


def band_share(spectrum: Spectrum, band: tuple[float, float], whole: tuple[float, float]) -> float:
    """Return the share of a band in the power of a wider one, 0 to 1; nan without power.

    Parameters
    ----------
    spectrum
        From `power_spectrum`.
    band, whole
        Lowest frequency and the one that is no longer in it, in Hz.
    """
    inside, power = _inside(spectrum, whole), spectrum.power
    total = power[inside].sum()
    return float(power[inside & _inside(spectrum, band)].sum() / total) if total > 0 else math.nan


def peak_frequency(spectrum: Spectrum, band: tuple[float, float]) -> float:
    """Return the frequency (Hz) of most power in a band; nan if power only falls or rises there.

    Parameters
    ----------
    spectrum
        From `power_spectrum`.
    band
        Lowest frequency and the one that is no longer in it, in Hz.
    """
    found = np.flatnonzero(_inside(spectrum, band))
    if not found.size:
        return math.nan
    top = int(np.argmax(spectrum.power[found]))
    is_inner = 0 < top < len(found) - 1
    return float(spectrum.frequency[found[top]]) if is_inner else math.nan


def _inside(spectrum: Spectrum, band: tuple[float, float]) -> npt.NDArray[np.bool_]:
    return np.asarray((spectrum.frequency >= band[0]) & (spectrum.frequency < band[1]))
