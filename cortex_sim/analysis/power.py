"""Power of the t-tests, and how many subjects an effect needs."""

import math

import numpy as np
import scipy

from cortex_sim.analysis.arrays import check_within
from cortex_sim.errors import ResultError

_LARGEST_N = 10_000_000


def _two_sided_power(noncentrality: float, df: float, alpha: float) -> float:
    check_within("alpha", alpha, 1e-12, 1 - 1e-12)
    if not (df >= 1 and math.isfinite(noncentrality)):
        return math.nan
    critical = float(scipy.stats.t.isf(alpha / 2, df))
    shift = abs(noncentrality)
    power = float(
        scipy.stats.nct.sf(critical, df, shift) + scipy.stats.nct.cdf(-critical, df, shift)
    )
    if not math.isfinite(power):
        # scipy's noncentral t gives up far in the tail, where the normal is as good
        power = float(scipy.stats.norm.sf(critical - shift))
    return float(np.clip(power, 0.0, 1.0))


def power_two_sample(g: float, n1: int, n2: int, alpha: float = 0.05) -> float:
    """Return the power of the two-sided t-test of two groups, 0 to 1.

    Parameters
    ----------
    g
        Effect in the population: difference of means over the common standard deviation.
    n1, n2
        Subjects in each group; nan is returned if one is below 1 or both are 1.
    alpha
        Significance level.

    References
    ----------
    Cohen (1988), Statistical power analysis for the behavioral sciences, chapter 2.
    """
    if min(n1, n2) < 1:
        return math.nan
    return _two_sided_power(g * math.sqrt(n1 * n2 / (n1 + n2)), n1 + n2 - 2, alpha)


def power_paired(g: float, n: int, alpha: float = 0.05) -> float:
    """Return the power of the two-sided paired t-test, 0 to 1; nan below 2 pairs.

    ``g`` is the mean difference over the standard deviation of the *differences* (g_z,
    not g_av). For the other parameters see `power_two_sample`.
    """
    return _two_sided_power(g * math.sqrt(max(n, 0)), n - 1, alpha)


def n_needed(g: float, power: float = 0.8, paired: bool = True, *, alpha: float = 0.05) -> int:
    """Return the smallest number of subjects with at least ``power``.

    Parameters
    ----------
    g
        Effect in the population, not 0: g_z if ``paired``, else the difference of means
        over the common standard deviation.
    power
        Between ``alpha`` and 1, both excluded.
    paired
        True: number of pairs. False: number *per group*, two equal groups.
    alpha
        Significance level.

    Raises
    ------
    ResultError
        If ``g`` is 0, nan or so small that ten million would not do, or ``power`` is out
        of range.
    """
    if not alpha < power < 1:
        raise ResultError(f"power: got {power}, allowed is {alpha} to 1, excluded; change it")

    def reaches(n: int) -> bool:
        got = power_paired(g, n, alpha) if paired else power_two_sample(g, n, n, alpha)
        return got >= power

    high = 2
    while not reaches(high):
        high *= 2
        if high > _LARGEST_N:
            raise ResultError(f"g: got {g}, which no feasible number of subjects can show")
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reaches(middle) else (middle, high)
    return high
