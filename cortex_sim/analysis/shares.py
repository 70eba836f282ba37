"""Which share of one change another change is, over the same subjects."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cortex_sim.analysis.arrays import FloatArray
from cortex_sim.analysis.effects import MIN_SUBJECTS


@dataclass(frozen=True)
class Share:
    """A ratio of mean changes with its interval over subjects."""

    value: float
    low: float
    high: float
    n: int


def share_of_change(
    part: npt.ArrayLike, whole: npt.ArrayLike, *, seed: int, n_boot: int = 9999, level: float = 0.95
) -> Share:
    """Return the mean of ``part`` as a share of the mean of ``whole``.

    A ratio of means, not a mean of ratios: a subject whose whole change is near 0 would
    decide the latter.

    Parameters
    ----------
    part, whole
        A change of each subject, in the same order and unit, shape (n_subjects,).
        Subjects with a nan in either are left out.
    seed
        Of the bootstrap, at least 0.
    n_boot
        Resamples of subjects.
    level
        Coverage of the percentile interval, in (0, 1).

    Returns
    -------
    Share
        Dimensionless; 1 is all of it, below 0 the opposite direction. nan with fewer than
        two subjects; the interval is nan with fewer than
        `MIN_SUBJECTS <cortex_sim.analysis.effects.MIN_SUBJECTS>`.

    References
    ----------
    Efron B, Tibshirani RJ (1993), An Introduction to the Bootstrap, chapter 13.
    """
    a, b = (np.asarray(values, dtype=float) for values in (part, whole))
    both = np.isfinite(a) & np.isfinite(b)
    a, b = a[both], b[both]
    if len(a) < 2:
        return Share(np.nan, np.nan, np.nan, len(a))
    value = float(a.mean() / b.mean())
    if len(a) < MIN_SUBJECTS:
        return Share(value, np.nan, np.nan, len(a))
    rows = np.random.default_rng(seed).integers(0, len(a), (n_boot, len(a)))
    low, high = np.quantile(_ratios(a[rows], b[rows]), [(1 - level) / 2, (1 + level) / 2])
    return Share(value, float(low), float(high), len(a))


def _ratios(part: FloatArray, whole: FloatArray) -> FloatArray:
    return np.asarray(part.mean(axis=1) / whole.mean(axis=1))
