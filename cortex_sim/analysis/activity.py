"""Statistics of population activity: bursts, silence, lock-step and onsets.

A raster is two arrays of equal length: spike times in s and the index of the neuron that
fired.
"""

import math

import numpy as np
import numpy.typing as npt

from cortex_sim.analysis.arrays import FloatArray, check_positive, check_same_length, finite_array


def short_interval_share(times_s: npt.ArrayLike, neurons: npt.ArrayLike, limit_s: float) -> float:
    """Return the share of interspike intervals below a limit, over all neurons.

    Parameters
    ----------
    times_s, neurons
        The raster, shape ``(n_spikes,)`` each.
    limit_s
        In s.

    Returns
    -------
    float
        From 0 to 1; nan if no neuron fired twice.
    """
    check_positive("limit_s", limit_s)
    times, index = _by_neuron(times_s, neurons)
    intervals = np.diff(times)[index[1:] == index[:-1]]
    # times lie on the time step: keep rounding from moving them over the limit
    return float(np.mean(intervals < limit_s - 1e-9)) if intervals.size else math.nan


def burst_share(
    times_s: npt.ArrayLike, neurons: npt.ArrayLike, silence_s: float, interval_s: float
) -> float:
    """Return the share of spikes that belong to low-threshold bursts, over all neurons.

    A burst begins with a spike after a silence, long enough for T-channels to recover, and goes
    on as long as intervals are short (Lu, Guido & Sherman 1992, 10.1152/jn.1992.68.6.2185).

    Parameters
    ----------
    times_s, neurons
        The raster, shape ``(n_spikes,)`` each. The first spike of a neuron begins no burst:
        nobody knows how long it was silent.
    silence_s
        Silence before the first spike in s, at least.
    interval_s
        Interval between spikes of a burst in s, at most; shorter than the silence.

    Returns
    -------
    float
        From 0 to 1; nan without a spike.
    """
    check_positive("interval_s", interval_s)
    times, index = _by_neuron(times_s, neurons)
    if not times.size:
        return math.nan
    interval = np.diff(times, prepend=times[0])
    interval[np.flatnonzero(np.diff(index, prepend=index[0]))] = 0
    # times lie on the time step: keep rounding from moving them over the limits
    is_short = (interval > 0) & (interval <= interval_s + 1e-9)
    heads = np.flatnonzero(~is_short)
    length = np.diff(np.append(heads, len(times)))
    is_burst = (interval[heads] >= silence_s - 1e-9) & (length > 1)
    return float(length[is_burst].sum() / len(times))


def silent_share(neurons: npt.ArrayLike, n_neurons: int) -> float:
    """Return the share of neurons that fired no spike, from 0 to 1."""
    check_positive("n_neurons", n_neurons)
    return 1 - len(np.unique(np.asarray(neurons))) / n_neurons


def peak_rate(times_s: npt.ArrayLike, neurons: npt.ArrayLike, width_s: float) -> float:
    """Return the highest rate (Hz) of any neuron in any window of a width; 0 without a spike.

    Parameters
    ----------
    times_s, neurons
        The raster, shape ``(n_spikes,)`` each.
    width_s
        Width of the window in s; a window is half open.
    """
    check_positive("width_s", width_s)
    times, index = _by_neuron(times_s, neurons)
    if not times.size:
        return 0.0
    # one increasing list for all neurons: each begins long after the one before has ended
    shifted = times + index * (times.max() - times.min() + 2 * width_s)
    last = np.searchsorted(shifted, shifted + width_s - 1e-9)
    return float((last - np.arange(len(shifted))).max() / width_s)


def volley_index(
    times_s: npt.ArrayLike, *, first_s: float = 0.01, last_s: float = 0.04, bin_s: float = 0.002
) -> float:
    """Return peak over trough of a pool's autocorrelation between two lags.

    Units that fire in common volleys at 25 to 100 Hz leave peaks and troughs between lags of 10
    and 40 ms; units that fire independently of each other leave a flat line and 1.

    Parameters
    ----------
    times_s
        Spike times of all units together, shape ``(n_spikes,)``.
    first_s, last_s
        Lags between which peak and trough are looked for.
    bin_s
        Width of the bins of the autocorrelation.

    Returns
    -------
    float
        1 or more; nan if some bin holds no pair.
    """
    times = np.sort(finite_array(times_s, "times_s", ndim=1))
    edges = first_s + bin_s * np.arange(round((last_s - first_s) / bin_s) + 1) - 1e-9
    limits = np.array([np.searchsorted(times, times + edge) for edge in edges])
    pairs = np.diff(limits, axis=0).sum(axis=1)
    return float(pairs.max() / pairs.min()) if pairs.size and pairs.min() > 0 else math.nan


def half_rise(rate: npt.ArrayLike, time: npt.ArrayLike) -> float:
    """Return when a rate first comes half way from its mean before 0 to its peak after 0.

    Parameters
    ----------
    rate
        Rate in bins, shape ``(n_bins,)``.
    time
        Middle of each bin, in the unit of the result; some before 0, some after.

    Returns
    -------
    float
        nan if the rate never exceeds its mean before 0.
    """
    values, middle = finite_array(rate, "rate", ndim=1), finite_array(time, "time", ndim=1)
    check_same_length("rate", values, "time", middle)
    before, after = values[middle < 0], middle >= 0
    rest = float(before.mean()) if before.size else 0.0
    if not after.any() or values[after].max() <= rest:
        return math.nan
    half = rest + 0.5 * (values[after].max() - rest)
    return float(middle[after][np.argmax(values[after] >= half)])


def _by_neuron(times_s: npt.ArrayLike, neurons: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return the raster ordered by neuron, then time; neurons are renumbered from 0."""
    times = finite_array(times_s, "times_s", ndim=1)
    index = finite_array(neurons, "neurons", ndim=1)
    check_same_length("times_s", times, "neurons", index)
    order = np.lexsort((times, index))
    _, renumbered = np.unique(index[order], return_inverse=True)
    return times[order], renumbered.astype(np.float64)
