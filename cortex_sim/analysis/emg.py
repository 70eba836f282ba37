"""Measures of a surface EMG: amplitude, onset, latency.

Epochs have the shape ``(..., n_samples)``; ``time_ms`` holds the time of each sample, relative to
the pulse or the cue, equally spaced.
"""

import math
from typing import Literal

import numpy as np
import numpy.typing as npt

from cortex_sim.analysis.arrays import (
    BoolArray,
    FloatArray,
    Window,
    check_positive,
    check_same_length,
    check_window,
    finite_array,
)
from cortex_sim.analysis.onsets import sliding_mean_onset_ms
from cortex_sim.errors import ResultError

OnsetMethod = Literal["hodges-bui", "teager-kaiser"]
"""Ways to find an onset; see `emg_onset_ms`."""

ENERGY_BAND_HZ = (30.0, 300.0)
"""Band of the EMG whose Teager-Kaiser energy is taken (assumed): the energy grows with the square
of the frequency, so that noise beyond the EMG's own band would hide it."""


def in_window(time_ms: npt.ArrayLike, window: Window) -> BoolArray:
    """Return which samples lie in a half-open window, or refuse an empty one.

    Raises
    ------
    ResultError
        If no sample does.
    """
    check_window("window", window)
    time = finite_array(time_ms, "time_ms", ndim=1)
    inside = (time >= window[0]) & (time < window[1])
    if not inside.any():
        raise ResultError(
            f"window: {window} ms holds no sample of {time.min():g} to {time.max():g} ms; change it"
        )
    return inside


def peak_to_peak(epochs: npt.ArrayLike, time_ms: npt.ArrayLike, window: Window) -> FloatArray:
    """Return the largest minus the smallest value in a window, shape ``(...)``."""
    inside = in_window(time_ms, window)
    found: FloatArray = np.ptp(np.asarray(epochs, dtype=np.float64)[..., inside], axis=-1)
    return found


def background_rms(epochs: npt.ArrayLike, time_ms: npt.ArrayLike, window: Window) -> FloatArray:
    """Return the root mean square around the mean in a window, shape ``(...)``."""
    part = np.asarray(epochs, dtype=np.float64)[..., in_window(time_ms, window)]
    spread: FloatArray = part.std(axis=-1)
    return spread


def teager_kaiser(signal: npt.ArrayLike) -> FloatArray:
    """Return the Teager-Kaiser energy ``x(n)² - x(n-1) x(n+1)``; the ends repeat their neighbour.

    References
    ----------
    Solnik et al. (2010), doi 10.1007/s00421-010-1521-8.
    """
    x = finite_array(signal, "signal", ndim=1)
    if len(x) < 3:
        raise ResultError(f"signal: got {len(x)} samples, needed are 3; give a longer epoch")
    energy = x[1:-1] ** 2 - x[:-2] * x[2:]
    return np.concatenate([energy[:1], energy, energy[-1:]])


def filtered(
    signal: npt.ArrayLike, rate_hz: float, *, low_hz: float | None = None, high_hz: float
) -> FloatArray:
    """Return a signal after a Butterworth filter of order 2, forwards and backwards (no delay).

    Parameters
    ----------
    signal
        Shape ``(n_samples,)``.
    rate_hz
        Samples a second.
    low_hz, high_hz
        The band that stays; without ``low_hz`` all below ``high_hz``.

    Raises
    ------
    ResultError
        If the band does not lie between 0 and half of the samples a second.
    """
    import scipy.signal  # takes 0.2 s to import

    x = finite_array(signal, "signal", ndim=1)
    if not (low_hz or 0.0) < high_hz < rate_hz / 2:
        raise ResultError(
            f"high_hz: got {high_hz:g}, allowed is above {low_hz or 0:g} and below half of the "
            f"{rate_hz:g} Hz sampled"
        )
    band, kind = (high_hz, "low") if low_hz is None else ((low_hz, high_hz), "band")
    sections = scipy.signal.butter(2, band, kind, fs=rate_hz, output="sos")
    smooth: FloatArray = scipy.signal.sosfiltfilt(sections, x, padlen=min(len(x) - 1, 100))
    return smooth


def held_onset_ms(
    values: npt.ArrayLike,
    time_ms: npt.ArrayLike,
    baseline_window: Window,
    *,
    n_sd: float,
    hold_ms: float,
    search: Window | None = None,
) -> float:
    """Return from when on a signal stays above a threshold, in ms (two thresholds).

    The first time after the baseline from which all values for ``hold_ms`` exceed the mean of the
    baseline by ``n_sd`` of its standard deviations.

    Parameters
    ----------
    values
        Rectified EMG or its energy, shape ``(n_samples,)``.
    time_ms
        Time of each sample.
    baseline_window
        Stretch without activity.
    n_sd, hold_ms
        The threshold of height, and that of duration.
    search
        Look here alone; by default from the end of the baseline on.

    Returns
    -------
    float
        nan without an onset.
    """
    signal, time = finite_array(values, "values", ndim=1), finite_array(time_ms, "time_ms", ndim=1)
    check_same_length("values", signal, "time_ms", time)
    check_positive("hold_ms", hold_ms)
    baseline = signal[in_window(time, baseline_window)]
    limit = baseline.mean() + n_sd * baseline.std()
    looked = in_window(time, search or (baseline_window[1], float(time[-1]) + 1.0))
    above, later = (signal > limit)[looked], time[looked]
    hold = max(1, round(hold_ms / float(np.diff(time)[0])))
    if hold > len(above):
        return math.nan
    held = np.flatnonzero(np.lib.stride_tricks.sliding_window_view(above, hold).all(axis=1))
    return float(later[held[0]]) if len(held) else math.nan


def emg_onset_ms(
    epoch: npt.ArrayLike,
    time_ms: npt.ArrayLike,
    baseline_window: Window,
    *,
    method: OnsetMethod = "hodges-bui",
    cutoff_hz: float = 50.0,
    mean_over_ms: float = 25.0,
    n_sd: float | None = None,
) -> float:
    """Return when a muscle becomes active in one epoch, in ms; nan if it does not.

    Parameters
    ----------
    epoch
        EMG in any unit, not rectified, shape ``(n_samples,)``.
    time_ms, baseline_window
        As of `held_onset_ms`.
    method
        ``hodges-bui``: the EMG is rectified and low-passed; the onset is the start of the first
        ``mean_over_ms`` whose mean exceeds the threshold, so a strong burst is dated about that
        long too early. ``teager-kaiser``: the energy of the EMG in `ENERGY_BAND_HZ` is rectified
        and low-passed, and must exceed the threshold for all of ``mean_over_ms``.
    cutoff_hz
        Of the low-pass filter; 50 Hz, 25 ms and 3 standard deviations are the combination of the
        first source that agreed best with the eye.
    n_sd
        The threshold above the baseline mean in standard deviations; by default 3, and 15 for the
        energy, whose baseline is much quieter than its bursts (assumed).

    References
    ----------
    Hodges & Bui (1996), doi 10.1016/S0013-4694(96)95190-5; Solnik et al. (2010),
    doi 10.1007/s00421-010-1521-8.
    """
    x, time = finite_array(epoch, "epoch", ndim=1), finite_array(time_ms, "time_ms", ndim=1)
    rate = 1e3 / float(np.diff(time)[0])
    centred = x - x[in_window(time, baseline_window)].mean()
    if method == "hodges-bui":
        smooth = filtered(np.abs(centred), rate, high_hz=cutoff_hz)
        return sliding_mean_onset_ms(
            smooth,
            time,
            baseline_window,
            mean_over_ms=mean_over_ms,
            n_sd=3.0 if n_sd is None else n_sd,
        )
    low, high = ENERGY_BAND_HZ
    energy = teager_kaiser(filtered(centred, rate, low_hz=low, high_hz=min(high, 0.45 * rate)))
    smooth = filtered(np.abs(energy), rate, high_hz=cutoff_hz)
    return held_onset_ms(
        smooth,
        time,
        baseline_window,
        n_sd=15.0 if n_sd is None else n_sd,
        hold_ms=mean_over_ms,
    )


def mep_latency_ms(
    epochs: npt.ArrayLike,
    time_ms: npt.ArrayLike,
    baseline_window: Window,
    mep_window: Window,
    *,
    n_sd: float = 5.0,
    hold_ms: float = 1.5,
) -> float:
    """Return the latency of an MEP in ms: the onset of the mean rectified EMG of its pulses.

    Parameters
    ----------
    epochs
        Pulses with a response, shape ``(n_pulses, n_samples)``.
    time_ms, baseline_window, n_sd, hold_ms
        As of `held_onset_ms`; the MEP is short, so the EMG is not low-passed (assumed).
    mep_window
        Where to look.

    Returns
    -------
    float
        nan without pulses or onset.
    """
    each = finite_array(epochs, "epochs", ndim=2)
    if len(each) == 0:
        return math.nan
    quiet = in_window(time_ms, baseline_window)
    mean = np.abs(each - each[:, quiet].mean(axis=1, keepdims=True)).mean(axis=0)
    return held_onset_ms(
        mean, time_ms, baseline_window, n_sd=n_sd, hold_ms=hold_ms, search=mep_window
    )
