"""Whether a muscle answers a cue at all: a test against its own silence before it."""

import numpy as np
import numpy.typing as npt
import scipy

from cortex_sim.analysis.arrays import FloatArray, Window, check_same_length, finite_array
from cortex_sim.errors import ResultError

PERMUTATIONS = 999
"""Random permutations; the smallest p is 1 / (this + 1)."""


def silence_p(
    trial_rate: npt.ArrayLike,
    time_ms: npt.ArrayLike,
    silent: Window,
    searched: Window,
    *,
    rng: np.random.Generator,
) -> float:
    """Return how often a muscle's silence gives an answer as clear as the one that was seen.

    The searched time is cut, from its end, into the fewest equal stretches that are no longer
    than the silence. In every trial the counts of these stretches, and of one of silence before
    the cue, are ranked. The statistic is the largest mean rank of a stretch minus that of the
    silence. If nothing but chance happens, the stretches of a trial can change places: p is the
    share of random permutations within trials, the observed one among them, with a statistic as
    large. So the level holds for any number of spikes and trials and however much the units of a
    pool fire together; the largest stretch is chosen in every permutation too, so that searching
    costs nothing; and one trial in which all units fire weighs no more than any other.

    Parameters
    ----------
    trial_rate
        Rate or counts of a pool in each trial, shape ``(n_trials, n_bins)``.
    time_ms
        Bin centres in ms, shape ``(n_bins,)``.
    silent
        Start and stop in ms of the silence before the cue, half open. Its end is used, as long
        as a stretch.
    searched
        Start and stop in ms in which an answer is looked for, half open.
    rng
        Source of the permutations.

    Returns
    -------
    float
        1 / (`PERMUTATIONS` + 1) to 1; 1 where the muscle is silent throughout.

    Raises
    ------
    ResultError
        If shapes differ or a window holds no bin.

    References
    ----------
    Ranks within blocks: Friedman (1937), doi 10.1080/01621459.1937.10503522. p of random
    permutations: Phipson & Smyth (2010), doi 10.2202/1544-6115.1585. The largest statistic
    against many places: Winkler et al. (2014), doi 10.1016/j.neuroimage.2014.01.060.
    """
    counts = _stretches(trial_rate, time_ms, silent, searched)
    counts = counts[np.ptp(counts, axis=1) > 0]
    if len(counts) == 0:
        return 1.0
    ranks = scipy.stats.rankdata(counts, axis=1).astype(np.float64)
    seen = _statistic(ranks[None])[0]
    shuffled = rng.permuted(np.broadcast_to(ranks, (PERMUTATIONS, *ranks.shape)), axis=2)
    as_large = np.count_nonzero(_statistic(shuffled) >= seen - 1e-9)
    return float((as_large + 1) / (PERMUTATIONS + 1))


def _stretches(
    trial_rate: npt.ArrayLike, time_ms: npt.ArrayLike, silent: Window, searched: Window
) -> FloatArray:
    """Return the sum of each stretch, the silent one first, shape ``(n_trials, 1 + n)``."""
    rates = finite_array(trial_rate, "trial_rate", ndim=2)
    time = finite_array(time_ms, "time_ms", ndim=1)
    check_same_length("time_ms", time, "bins", rates.T)
    quiet, after = (np.flatnonzero((time >= w[0]) & (time < w[1])) for w in (silent, searched))
    if len(quiet) == 0 or len(after) == 0:
        raise ResultError(
            f"silent {silent} ms and searched {searched} ms hold {len(quiet)} and {len(after)} "
            "bins, needed is 1 in each; change them"
        )
    number = -(-len(after) // len(quiet))
    width = len(after) // number
    cut = rates[:, after[-number * width :]].reshape(len(rates), number, width).sum(axis=2)
    return np.column_stack([rates[:, quiet[-width:]].sum(axis=1), cut])


def _statistic(ranks: FloatArray) -> FloatArray:
    """Return the largest mean rank minus that of the silence, over ``(..., trials, stretches)``."""
    mean = ranks.mean(axis=-2)
    return np.asarray(mean[..., 1:].max(axis=-1) - mean[..., 0])
