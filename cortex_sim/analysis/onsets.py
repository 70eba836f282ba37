"""Onset of muscle activity from the spike times of a motoneuron pool.

Times are relative to the start of a trial, in ms, and mean the *centre* of a bin.
Baseline windows are ``(start_ms, stop_ms)``, half open.
"""

import math

import numpy as np
import numpy.typing as npt

from cortex_sim.analysis.arrays import (
    FloatArray,
    Window,
    check_positive,
    check_same_length,
    check_window,
    check_within,
    finite_array,
)
from cortex_sim.analysis.rates import PoolRate, bin_ms, pool_rate, smooth_rate
from cortex_sim.errors import ResultError

__all__ = [
    "FEED_FORWARD_WINDOW_MS",
    "PoolRate",
    "centre_of_mass_ms",
    "onset_ms",
    "onset_sd_ms",
    "pool_rate",
    "sliding_mean_onset_ms",
    "smooth_rate",
    "trial_onsets_ms",
]

FEED_FORWARD_WINDOW_MS = (-100.0, 50.0)
"""Around the onset of the prime mover of an arm movement: a trunk muscle that starts here cannot be
reacting to the movement (Hodges & Richardson 1996, doi 10.1097/00007632-199611150-00014; limits as
in Silfies et al. 2009, doi 10.1016/j.apmr.2008.10.033). One that starts earlier is no postural
adjustment to it."""


def _split(
    rate: npt.ArrayLike,
    time_ms: npt.ArrayLike,
    baseline_window: Window,
    sigma_ms: float,
    search_from_ms: float | None = None,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the smoothed baseline, and times and smoothed rate where the search is."""
    values, time = finite_array(rate, "rate", ndim=1), finite_array(time_ms, "time_ms", ndim=1)
    check_same_length("rate", values, "time_ms", time)
    check_window("baseline_window", baseline_window)
    inside = (time >= baseline_window[0]) & (time < baseline_window[1])
    after = time >= (baseline_window[1] if search_from_ms is None else search_from_ms)
    if np.count_nonzero(inside) < 2 or not after.any():
        raise ResultError(
            f"baseline_window: {baseline_window} ms leaves {np.count_nonzero(inside)} bins of "
            f"baseline and {np.count_nonzero(after)} after it, needed are 2 and 1; change it"
        )
    # smoothed alone, or an early response would leak into its own baseline
    baseline = smooth_rate(values[inside], time, sigma_ms)
    return baseline, time[after], smooth_rate(values, time, sigma_ms)[after]


def _response(
    rate: npt.ArrayLike,
    time_ms: npt.ArrayLike,
    baseline_window: Window,
    smoothing_ms: float,
    n_sd: float,
    search_from_ms: float | None,
) -> tuple[FloatArray, FloatArray] | None:
    """Return times and rate above baseline after it, or None without a response."""
    baseline, time, smoothed = _split(rate, time_ms, baseline_window, smoothing_ms, search_from_ms)
    excess = smoothed - baseline.mean()
    return (time, excess) if excess.max() > n_sd * baseline.std(ddof=1) else None


def onset_ms(
    rate: npt.ArrayLike,
    time_ms: npt.ArrayLike,
    baseline_window: Window,
    fraction: float = 0.4,
    *,
    smoothing_ms: float = 10.0,
    n_sd: float = 3.0,
    search_from_ms: float | None = None,
) -> float:
    """Return when a pool starts to fire, in ms.

    First time after the baseline window at which the smoothed rate exceeds baseline +
    ``fraction`` x (peak - baseline), interpolated linearly between bins. A fraction of
    the peak, unlike a multiple of the noise, gives the same onset for strong and weak
    bursts of one shape.

    Parameters
    ----------
    rate
        Rate (any unit) in one trial or averaged over trials, shape ``(n_bins,)``.
    time_ms
        Bin centres in ms, equally spaced, shape ``(n_bins,)``.
    baseline_window
        Start and stop in ms of a stretch without response; the search starts at its end.
    fraction
        Between 0 and 1 (both excluded).
    smoothing_ms
        Standard deviation of the Gaussian of `smooth_rate`.
    n_sd
        The peak must be more than this many baseline standard deviations (over bins,
        after smoothing) above the baseline mean, else there is no response.
    search_from_ms
        Where the search starts; by default at the end of the baseline.

    Returns
    -------
    float
        nan without a response. The rule is lenient: 3 deviations are passed by chance
        somewhere in about half of single trials without response (Poisson pool of 100
        spikes/s, 200 ms baseline, 600 ms searched), 5 in a fifth; after a silent
        baseline by a single spike. `cortex_sim.analysis.silence.silence_p` tests whether
        there is an answer at all. A rate that is above the level when the search starts
        gives the first bin's time.

    Raises
    ------
    ResultError
        If shapes differ, bins are unequal, or a window holds too few bins.
    """
    check_within("fraction", fraction, 1e-6, 1 - 1e-6)
    response = _response(rate, time_ms, baseline_window, smoothing_ms, n_sd, search_from_ms)
    if response is None:
        return math.nan
    time, excess = response
    level = fraction * excess.max()
    first = int(np.argmax(excess > level))
    if first == 0:
        return float(time[0])
    pair = slice(first - 1, first + 1)
    return float(np.interp(level, excess[pair], time[pair]))


def centre_of_mass_ms(
    rate: npt.ArrayLike,
    time_ms: npt.ArrayLike,
    baseline_window: Window,
    *,
    smoothing_ms: float = 10.0,
    n_sd: float = 3.0,
    search_from_ms: float | None = None,
) -> float:
    """Return the mean time, in ms, of the activity above baseline; nan without a response.

    Less sensitive than `onset_ms` to a few early spikes, but it moves with the end of the
    burst and of the record too. Parameters and errors are those of `onset_ms`.
    """
    response = _response(rate, time_ms, baseline_window, smoothing_ms, n_sd, search_from_ms)
    if response is None:
        return math.nan
    time, excess = response
    weight = np.maximum(excess, 0.0)
    return float(weight @ time / weight.sum())


def trial_onsets_ms(
    trial_rate: npt.ArrayLike,
    time_ms: npt.ArrayLike,
    baseline_window: Window,
    fraction: float = 0.4,
    *,
    smoothing_ms: float = 10.0,
    n_sd: float = 3.0,
    search_from_ms: float | None = None,
) -> FloatArray:
    """Return `onset_ms` of every trial of ``(n_trials, n_bins)``; nan where none."""
    trials = finite_array(trial_rate, "trial_rate", ndim=2)
    return np.array(
        [
            onset_ms(
                one,
                time_ms,
                baseline_window,
                fraction,
                smoothing_ms=smoothing_ms,
                n_sd=n_sd,
                search_from_ms=search_from_ms,
            )
            for one in trials
        ],
        dtype=np.float64,
    )


def onset_sd_ms(
    trial_rate: npt.ArrayLike,
    time_ms: npt.ArrayLike,
    baseline_window: Window,
    fraction: float = 0.4,
    *,
    smoothing_ms: float = 10.0,
    n_sd: float = 3.0,
    search_from_ms: float | None = None,
) -> float:
    """Return the trial-to-trial standard deviation of the onset in ms.

    Over trials with a response (n - 1 in the denominator); nan with fewer than 2. It
    contains the error of measuring an onset in one trial, so compare it only between
    conditions of like rates. Parameters and errors are those of `onset_ms`.
    """
    onsets = trial_onsets_ms(
        trial_rate,
        time_ms,
        baseline_window,
        fraction,
        smoothing_ms=smoothing_ms,
        n_sd=n_sd,
        search_from_ms=search_from_ms,
    )
    found = onsets[np.isfinite(onsets)]
    return float(found.std(ddof=1)) if len(found) > 1 else math.nan


def sliding_mean_onset_ms(
    rate: npt.ArrayLike,
    time_ms: npt.ArrayLike,
    baseline_window: Window,
    *,
    mean_over_ms: float = 50.0,
    n_sd: float = 3.0,
) -> float:
    """Return the onset by the rule used for the EMG of trunk muscles; nan if none.

    Start of the first stretch of ``mean_over_ms`` after the baseline whose mean exceeds
    the baseline mean by ``n_sd`` standard deviations of the (unsmoothed) baseline.

    References
    ----------
    Hodges & Bui (1996), doi 10.1016/s0013-4694(96)95190-5: they compared 1, 2 and 3
    standard deviations and windows of three lengths.
    """
    check_positive("mean_over_ms", mean_over_ms)
    baseline, time, values = _split(rate, time_ms, baseline_window, 0.0)
    width = max(1, round(mean_over_ms / bin_ms(time_ms)))
    if width > len(values):
        return math.nan
    means = np.lib.stride_tricks.sliding_window_view(values, width).mean(axis=1)
    above = np.flatnonzero(means > baseline.mean() + n_sd * baseline.std(ddof=1))
    return float(time[above[0]]) if len(above) else math.nan
