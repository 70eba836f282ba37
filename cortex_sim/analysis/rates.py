"""Firing rate of a pool around events, and its smoothing."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import scipy

from cortex_sim.analysis.arrays import (
    FloatArray,
    Window,
    check_positive,
    check_same_length,
    check_window,
    check_within,
    finite_array,
)
from cortex_sim.errors import ResultError

# Spike times are multiples of the time step, so many lie exactly on a bin edge: without
# this share of a bin, rounding would put them left or right of it at random.
_EDGE = 1e-6


class PoolRate(NamedTuple):
    """Firing of a pool: ``rate_hz`` shape ``(n_trials, n_bins)``, ``time_ms`` ``(n_bins,)``."""

    rate_hz: FloatArray
    time_ms: FloatArray


def pool_rate(
    times_s: npt.ArrayLike, trial_starts_s: npt.ArrayLike, window: Window, bin_width: float
) -> PoolRate:
    """Return the summed firing rate of a pool in every trial.

    Parameters
    ----------
    times_s
        Spike times of all neurons of the pool in s, in any order.
    trial_starts_s
        Start (go cue) of each trial in s, shape ``(n_trials,)``. Trials may overlap.
    window
        Start and stop relative to the trial's start, in s, half open.
    bin_width
        In s; the window must be a whole number of bins.

    Returns
    -------
    PoolRate
        Spikes per s of the whole pool, not per neuron, and the bin centres.

    Raises
    ------
    ResultError
        If the window is not a whole number of bins, or a time is not finite.
    """
    times = np.sort(finite_array(times_s, "times_s", ndim=1))
    starts = finite_array(trial_starts_s, "trial_starts_s", ndim=1)
    check_window("window", window)
    check_positive("bin_width", bin_width)
    n_bins = round((window[1] - window[0]) / bin_width)
    if n_bins < 1 or abs(n_bins * bin_width - (window[1] - window[0])) > 1e-6 * bin_width:
        raise ResultError(
            f"window {window} s is no whole number of {bin_width} s bins; change either"
        )
    counts = np.zeros((len(starts), n_bins))
    for trial, start in enumerate(starts):
        position = (times - start - window[0]) / bin_width + _EDGE
        inside = position[np.searchsorted(position, 0.0) : np.searchsorted(position, n_bins)]
        counts[trial] = np.bincount(inside.astype(np.intp), minlength=n_bins)
    centres_ms = 1e3 * (window[0] + bin_width * (np.arange(n_bins, dtype=np.float64) + 0.5))
    return PoolRate(np.asarray(counts / bin_width, dtype=np.float64), centres_ms)


def smooth_rate(rate: npt.ArrayLike, time_ms: npt.ArrayLike, sigma_ms: float) -> FloatArray:
    """Return ``rate`` convolved with a Gaussian of standard deviation ``sigma_ms``.

    The kernel is symmetric (zero phase, not causal), so a step keeps its half height in
    place: smoothing delays nothing, but spreads activity about ``sigma_ms`` to both sides.
    It is cut at 4 standard deviations; beyond the record its first and last value go on.
    0 leaves the rate as it is.

    Parameters
    ----------
    rate
        Rate, last axis is time.
    time_ms
        Bin centres in ms, equally spaced.
    sigma_ms
        In ms, 0 or more.
    """
    values = np.asarray(rate, dtype=np.float64)
    check_within("sigma_ms", sigma_ms, 0.0, math.inf)
    if sigma_ms == 0:
        return values
    smoothed: FloatArray = scipy.ndimage.gaussian_filter1d(
        values, sigma_ms / bin_ms(time_ms), axis=-1, mode="nearest", truncate=4.0
    )
    return smoothed


def trimmed_rate(
    trial_rate: npt.ArrayLike, time_ms: npt.ArrayLike, sigma_ms: float, share: float = 0.05
) -> FloatArray:
    """Return the mean over trials of the smoothed rate, without the highest ones at each time.

    The units of a pool can all fire together by chance in a single trial. Where few trials
    answer, the plain mean has its peak at such an event; where all answer, leaving a few out
    changes nothing (the trimmed mean as a robust mean: Tukey & McLaughlin 1963, Sankhya A
    25:331; here on one side, since a rate has no low outliers).

    Parameters
    ----------
    trial_rate
        Rate in each trial, shape ``(n_trials, n_bins)``.
    time_ms
        Bin centres in ms, equally spaced.
    sigma_ms
        Smoothing of each trial in ms, 0 or more (see `smooth_rate`). Without it, or with bins
        finer than the response's scatter, a sparse response is trimmed away.
    share
        Share of the trials left out at each time, 0 to below 1; rounded up to whole trials, of
        which one stays.

    Raises
    ------
    ResultError
        If there is no trial, shapes differ, bins are unequal, or a share or sigma is out of its
        range.
    """
    check_within("share", share, 0.0, 1.0 - 1e-9)
    trials = finite_array(trial_rate, "trial_rate", ndim=2)
    if len(trials) == 0:
        raise ResultError("trial_rate: got no trial, at least one is needed")
    check_same_length("time_ms", finite_array(time_ms, "time_ms", ndim=1), "bins", trials[0])
    kept = max(1, len(trials) - math.ceil(share * len(trials)))
    ordered = np.sort(smooth_rate(trials, time_ms, sigma_ms), axis=0)
    return np.asarray(ordered[:kept].mean(axis=0))


def bin_ms(time_ms: npt.ArrayLike) -> float:
    """Return the distance of the bin centres in ms; `ResultError` if they are unequal."""
    steps = np.diff(finite_array(time_ms, "time_ms", ndim=1))
    if len(steps) == 0 or steps[0] <= 0 or np.ptp(steps) > 1e-6 * steps[0]:
        raise ResultError("time_ms: bins must ascend in equal steps; pass the bin centres")
    return float(steps[0])
