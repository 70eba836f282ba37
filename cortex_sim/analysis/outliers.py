"""Values that stand apart from the others of their group."""

import numpy as np
import numpy.typing as npt

from cortex_sim.analysis.arrays import BoolArray, subject_values

MOST_DEVIATIONS = 3.0
"""Scaled median absolute deviations from the median beyond which a value is odd."""

FEWEST = 4
"""Values below which none is called odd."""

_TO_SD = 1.4826
"""Of a normal distribution: SD over median absolute deviation."""


def odd_ones(values: npt.ArrayLike) -> BoolArray:
    """Return which values are far from the median of all, measured by how the others scatter.

    Parameters
    ----------
    values
        One per subject, nan where missing, shape ``(n_subjects,)``.

    Returns
    -------
    numpy.ndarray
        True where a value is more than `MOST_DEVIATIONS` median absolute deviations, scaled to the
        SD of a normal distribution, from the median; shape ``(n_subjects,)``. None is where fewer
        than `FEWEST` have a value, or most values are equal.

    References
    ----------
    Leys et al. (2013), doi 10.1016/j.jesp.2013.03.013.
    """
    array = subject_values(values, "values")
    seen = np.isfinite(array)
    odd = np.zeros(len(array), dtype=bool)
    if seen.sum() < FEWEST:
        return odd
    distance = np.abs(array - np.median(array[seen]))
    scatter = _TO_SD * float(np.median(distance[seen]))
    if scatter > 0:
        odd[seen] = distance[seen] > MOST_DEVIATIONS * scatter
    return odd
