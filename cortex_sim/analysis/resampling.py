"""Bootstrap intervals and permutation tests over subjects."""

import itertools
import math
from collections.abc import Callable, Sequence

import numpy as np
import scipy

from cortex_sim.analysis.arrays import FloatArray, IntArray

Statistic = Callable[[FloatArray, FloatArray], FloatArray]
"""A function of two samples that reduces the last axis."""

EXACT_SIGN_FLIPS = 14
"""Up to this many pairs all sign patterns are counted (16,384)."""

EXACT_RELABELLINGS = 20_000
"""Up to this many splits into two groups all of them are counted."""

# Rearranged sums differ by rounding from the observed one; they are ties.
_ROUNDING = 1e-12


def bca_interval(
    estimate: float,
    replicates: FloatArray,
    jackknife: Sequence[FloatArray],
    level: float,
    *,
    df: int | None = None,
) -> tuple[float, float]:
    """Return the bias-corrected and accelerated bootstrap interval.

    Parameters
    ----------
    estimate
        The statistic of the sample.
    replicates
        The statistic of the resamples, shape ``(n_boot,)``; undefined ones (nan, from
        resamples without variance) are left out.
    jackknife
        For each sample the statistic without each of its subjects in turn. If one is
        undefined, the acceleration is taken as 0 (bias-corrected interval).
    level
        Coverage, e.g. 0.95.
    df
        If given, the interval is widened for small samples with these degrees of freedom
        (see `statistics`); None is the textbook interval.

    Returns
    -------
    tuple of float
        nan if the estimate is, or if less than half of the replicates are defined.

    References
    ----------
    Efron (1987), doi 10.1080/01621459.1987.10478410;
    Hesterberg (2015), doi 10.1080/00031305.2015.1089789, for the widening.
    """
    defined = replicates[np.isfinite(replicates)]
    if not math.isfinite(estimate) or 2 * len(defined) < max(1, len(replicates)):
        return math.nan, math.nan
    below = np.mean(defined < estimate) + 0.5 * np.mean(defined == estimate)
    edge = 0.5 / len(defined)
    bias = float(scipy.special.ndtri(np.clip(below, edge, 1 - edge)))
    reach = (
        float(scipy.special.ndtri((1 + level) / 2)) if df is None else _expanded_reach(df, level)
    )
    tails = bias + np.array([-reach, reach])
    shares = scipy.special.ndtr(bias + tails / (1 - _acceleration(jackknife) * tails))
    low, high = np.quantile(defined, shares)
    return float(low), float(high)


def _expanded_reach(df: int, level: float) -> float:
    """Return how many bootstrap standard errors a t interval with ``df`` reaches out."""
    return float(scipy.special.stdtrit(df, (1 + level) / 2)) * math.sqrt((df + 1) / df)


def _acceleration(jackknife: Sequence[FloatArray]) -> float:
    cubes = squares = 0.0
    for values in jackknife:
        influence = (len(values) - 1) * (values.mean() - values)
        cubes += float(np.sum(influence**3)) / len(values) ** 3
        squares += float(np.sum(influence**2)) / len(values) ** 2
    defined = math.isfinite(squares) and squares > 0
    return cubes / (6 * squares**1.5) if defined else 0.0


def _leave_one_out(n: int) -> IntArray:
    """Return the index rows that leave out one of ``n`` each, shape ``(n, n - 1)``."""
    return np.nonzero(~np.eye(n, dtype=bool))[1].reshape(n, n - 1)


def paired_intervals(
    before: FloatArray,
    after: FloatArray,
    statistics: Sequence[Statistic],
    *,
    rng: np.random.Generator,
    n_boot: int,
    level: float,
) -> list[tuple[float, float]]:
    """Return BCa intervals of several statistics, resampling pairs (the subjects).

    All statistics see the same resamples; intervals are widened for n - 1 degrees of
    freedom. ``before`` and ``after`` have shape ``(n,)``
    with n >= 2; for the other parameters see `bca_interval`.
    """
    n = len(before)
    draw = rng.integers(n, size=(n_boot, n))
    rest = _leave_one_out(n)
    return [
        bca_interval(
            float(statistic(before, after)),
            statistic(before[draw], after[draw]),
            [statistic(before[rest], after[rest])],
            level,
            df=n - 1,
        )
        for statistic in statistics
    ]


def independent_intervals(
    a: FloatArray,
    b: FloatArray,
    statistics: Sequence[Statistic],
    *,
    rng: np.random.Generator,
    n_boot: int,
    level: float,
) -> list[tuple[float, float]]:
    """Return BCa intervals of several statistics, resampling within each group.

    As `paired_intervals`, for groups of different subjects, each of 2 or more. The
    smaller group sets the degrees of freedom, which errs on the wide side.
    """
    draw_a = rng.integers(len(a), size=(n_boot, len(a)))
    draw_b = rng.integers(len(b), size=(n_boot, len(b)))
    rest_a, rest_b = _leave_one_out(len(a)), _leave_one_out(len(b))
    return [
        bca_interval(
            float(statistic(a, b)),
            statistic(a[draw_a], b[draw_b]),
            [statistic(a[rest_a], b), statistic(a, b[rest_b])],
            level,
            df=min(len(a), len(b)) - 1,
        )
        for statistic in statistics
    ]


def sign_flip_p(difference: FloatArray, *, rng: np.random.Generator, n_resamples: int) -> float:
    """Return the two-sided p-value of the mean difference under random signs.

    Exact (all sign patterns) up to `EXACT_SIGN_FLIPS` pairs, else Monte Carlo, where the
    observed pattern counts as one of the draws, so p is never 0. The null hypothesis is
    that the differences are symmetric about 0. The smallest possible p is ``2 / 2**n``.

    References
    ----------
    Winkler et al. (2014), doi 10.1016/j.neuroimage.2014.01.060;
    Phipson & Smyth (2010), doi 10.2202/1544-6115.1585.
    """
    n = len(difference)
    exact = n <= EXACT_SIGN_FLIPS
    if exact:
        bits = (np.arange(2**n)[:, None] >> np.arange(n)) & 1
    else:
        bits = rng.integers(2, size=(n_resamples, n))
    sums = np.abs((1 - 2 * bits) @ difference)
    return _share_as_extreme(sums, abs(float(difference.sum())), difference, exact=exact)


def label_permutation_p(
    a: FloatArray, b: FloatArray, *, rng: np.random.Generator, n_resamples: int
) -> float:
    """Return the two-sided p-value of the difference of means under random labels.

    Exact up to `EXACT_RELABELLINGS` splits, else Monte Carlo as in `sign_flip_p`.
    """
    both = np.concatenate([a, b])
    both = both - both.mean()
    exact = math.comb(len(both), len(a)) <= EXACT_RELABELLINGS
    if exact:
        splits = itertools.combinations(range(len(both)), len(a))
        sums = both[np.array(list(splits))].sum(axis=1)
    else:
        shuffled = rng.permuted(np.tile(both, (n_resamples, 1)), axis=1)
        sums = shuffled[:, : len(a)].sum(axis=1)
    # with the common mean removed, the difference of means is proportional to one sum
    observed = abs(float(both[: len(a)].sum()))
    return _share_as_extreme(np.abs(sums), observed, np.concatenate([a, b]), exact=exact)


def _share_as_extreme(
    sums: FloatArray, observed: float, values: FloatArray, *, exact: bool
) -> float:
    tolerance = _ROUNDING * float(np.abs(values).sum())
    n_extreme = int(np.count_nonzero(sums >= observed - tolerance))
    return n_extreme / len(sums) if exact else (n_extreme + 1) / (len(sums) + 1)
