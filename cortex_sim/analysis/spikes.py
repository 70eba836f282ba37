"""Statistics of spike trains.

A raster is two arrays of equal length: spike times in s and the index of the neuron that
fired. Windows are ``(start, stop)`` in s, half open.
"""

import math

import numpy as np
import numpy.typing as npt

from cortex_sim.analysis.arrays import (
    FloatArray,
    IntArray,
    Window,
    check_positive,
    check_same_length,
    check_window,
    finite_array,
)
from cortex_sim.errors import ResultError


def _raster(times_s: npt.ArrayLike, neurons: npt.ArrayLike) -> tuple[FloatArray, IntArray]:
    times = finite_array(times_s, "times_s", ndim=1)
    index = finite_array(neurons, "neurons", ndim=1).astype(np.intp)
    check_same_length("times_s", times, "neurons", index)
    return times, index


def in_window(
    times_s: npt.ArrayLike, neurons: npt.ArrayLike, window: Window
) -> tuple[FloatArray, IntArray]:
    """Return the spikes with ``start <= time < stop``, in their order.

    Parameters
    ----------
    times_s, neurons
        The raster, shape ``(n_spikes,)`` each.
    window
        Start and stop in s.

    Raises
    ------
    ResultError
        If lengths differ, a time is not finite or the window is empty.
    """
    times, index = _raster(times_s, neurons)
    check_window("window", window)
    inside = (times >= window[0]) & (times < window[1])
    return times[inside], index[inside]


def mean_rate(times_s: npt.ArrayLike, n_neurons: int, window: Window) -> float:
    """Return the mean firing rate per neuron in Hz, silent neurons included.

    Parameters
    ----------
    times_s
        Spike times of all neurons in s; those outside ``window`` are ignored.
    n_neurons
        Size of the population, at least 1.
    window
        Start and stop in s.
    """
    check_positive("n_neurons", n_neurons)
    times, _ = in_window(times_s, np.zeros(np.shape(times_s)), window)
    return len(times) / (n_neurons * (window[1] - window[0]))


def cv_isi(times_s: npt.ArrayLike, neurons: npt.ArrayLike, *, min_spikes: int = 3) -> float:
    """Return the coefficient of variation of interspike intervals, mean over neurons.

    0 for a clock, about 1 for a Poisson process. Neurons with fewer than ``min_spikes``
    (at least 3) spikes are left out; nan if none remains. The standard deviation has n - 1
    in its denominator; with few intervals the value is still biased low.

    References
    ----------
    Softky & Koch (1993), doi 10.1523/JNEUROSCI.13-01-00334.1993.
    """
    times, index = _raster(times_s, neurons)
    if min_spikes < 3:
        raise ResultError(f"min_spikes: got {min_spikes}, allowed is 3 or more; change it")
    order = np.lexsort((times, index))
    times, index = times[order], index[order]
    same = index[1:] == index[:-1]
    interval, owner = np.diff(times)[same], index[1:][same]
    _, group, n_intervals = np.unique(owner, return_inverse=True, return_counts=True)
    mean = np.bincount(group, weights=interval) / n_intervals
    squares = np.bincount(group, weights=(interval - mean[group]) ** 2)
    enough = (n_intervals >= min_spikes - 1) & (mean > 0)
    if not enough.any():
        return math.nan
    sd = np.sqrt(squares[enough] / (n_intervals[enough] - 1))
    return float(np.mean(sd / mean[enough]))


def fano_factor(
    times_s: npt.ArrayLike, neurons: npt.ArrayLike, window: Window, count_width: float
) -> float:
    """Return the Fano factor of spike counts, mean over neurons that fired.

    Variance (n - 1) over mean of the counts in consecutive stretches of ``count_width``
    s; an incomplete last one is dropped. 1 for a Poisson process, at any width.

    Parameters
    ----------
    times_s, neurons
        The raster, shape ``(n_spikes,)`` each.
    window
        Start and stop in s, at least two stretches long.
    count_width
        In s; must be stated with the result, since slow changes of rate raise the
        factor the more, the longer the stretch.

    Returns
    -------
    float
        nan if no neuron fired.

    Raises
    ------
    ResultError
        If fewer than two stretches fit, or lengths differ.

    References
    ----------
    Fano (1947), doi 10.1103/PhysRev.72.26; Churchland et al. (2010), doi 10.1038/nn.2501.
    """
    check_positive("count_width", count_width)
    times, index = in_window(times_s, neurons, window)
    n_counts = math.floor((window[1] - window[0]) / count_width + 1e-6)
    if n_counts < 2:
        raise ResultError(f"window {window}: fewer than 2 counts of {count_width} s; widen it")
    # times lie on the time step: keep rounding from moving them over an edge
    stretch = np.floor((times - window[0]) / count_width + 1e-6).astype(np.intp)
    index, stretch = index[stretch < n_counts], stretch[stretch < n_counts]
    if len(index) == 0:
        return math.nan
    _, group = np.unique(index, return_inverse=True)
    cell = group * n_counts + stretch
    counts = np.bincount(cell, minlength=(group.max() + 1) * n_counts).reshape(-1, n_counts)
    return float(np.mean(counts.var(axis=1, ddof=1) / counts.mean(axis=1)))


def times_of_nth_spike(
    times_s: npt.ArrayLike, *, trial_duration: float, trials: int, number: int
) -> FloatArray:
    """Return when the ``number``-th spike of each trial comes, in s after the trial's start.

    Parameters
    ----------
    times_s
        Spike times in s from the start of the first trial, shape ``(n_spikes,)``, in any order.
    trial_duration
        Length of a trial in s; one follows the other.
    trials
        Number of trials.
    number
        Which spike, 1 or more.

    Returns
    -------
    ndarray
        Shape ``(trials,)``; nan where a trial has fewer spikes.
    """
    check_positive("trial_duration", trial_duration)
    times = np.sort(finite_array(times_s, "times_s", ndim=1))
    starts = np.arange(trials) * trial_duration
    index = np.searchsorted(times, starts) + number - 1
    found = np.append(times, np.inf)[np.minimum(index, len(times))] - starts
    return np.where(found < trial_duration, found, np.nan)
