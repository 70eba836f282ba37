"""How two changes go together over subjects."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy

from cortex_sim.analysis.arrays import check_same_length, subject_values
from cortex_sim.analysis.effects import MIN_SUBJECTS, NO_INTERVAL


@dataclass(frozen=True)
class Correlation:
    """Pearson correlation over subjects.

    Attributes
    ----------
    n
        Subjects with both values.
    r
        -1 to 1; nan with fewer than 3 subjects, or if one of the two does not vary.
    low, high
        Its 95 % interval; nan below `MIN_SUBJECTS`.
    p
        Two-sided, of no correlation, by the same distribution; nan where the interval is.
    n_needed
        Subjects for which a correlation of this size has a power of 0.8 at 0.05 two-sided;
        0 where ``r`` is undefined, 0 or 1.
    """

    n: int
    r: float
    low: float
    high: float
    p: float
    n_needed: int


def correlation(first: npt.ArrayLike, second: npt.ArrayLike) -> Correlation:
    """Return the correlation of two values over subjects, with Fisher's interval.

    Parameters
    ----------
    first, second
        One value per subject in the same order, shape ``(n_subjects,)``; nan if missing.

    Raises
    ------
    ResultError
        If lengths differ or a value is infinite.

    References
    ----------
    Fisher (1921), Metron 1:3-32: the interval is symmetric in atanh(r), with SE 1/sqrt(n - 3).
    """
    x, y = subject_values(first, "first"), subject_values(second, "second")
    check_same_length("first", x, "second", y)
    known = ~(np.isnan(x) | np.isnan(y))
    x, y, n = x[known], y[known], int(known.sum())
    if n < 3 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return Correlation(n, math.nan, *NO_INTERVAL, math.nan, 0)
    r = float(np.clip(np.corrcoef(x, y)[0, 1], -1, 1))
    if abs(r) >= 1 - 1e-12:
        return Correlation(n, r, *NO_INTERVAL, math.nan, 0)
    z, reach = math.atanh(r), float(scipy.special.ndtri(0.975))
    ends, p = NO_INTERVAL, math.nan
    if n >= MIN_SUBJECTS:
        half = reach / math.sqrt(n - 3)
        ends = math.tanh(z - half), math.tanh(z + half)
        p = 2 * float(scipy.special.ndtr(-abs(z) * math.sqrt(n - 3)))
    sum_of_quantiles = reach + float(scipy.special.ndtri(0.8))
    needed = math.ceil((sum_of_quantiles / z) ** 2 + 3) if abs(z) > 1e-6 else 0
    return Correlation(n, r, *ends, p, needed)
