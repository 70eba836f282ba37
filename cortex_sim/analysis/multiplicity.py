"""Adjustment of p-values when several effects are tested."""

import numpy as np
import numpy.typing as npt
import scipy

from cortex_sim.analysis.arrays import BoolArray, FloatArray, subject_values
from cortex_sim.errors import ResultError


def _p_values(p: npt.ArrayLike) -> tuple[FloatArray, BoolArray]:
    array = subject_values(p, "p")
    tested = ~np.isnan(array)
    if np.any((array[tested] < 0) | (array[tested] > 1)):
        raise ResultError("p: a value is outside 0 to 1; pass p-values, or nan if not tested")
    return array, tested


def holm(p: npt.ArrayLike) -> FloatArray:
    """Return p-values adjusted for the family-wise error rate, in the order given.

    nan (not tested) stays nan and does not count as a test.

    References
    ----------
    Holm (1979), Scandinavian Journal of Statistics 6:65-70.
    """
    array, tested = _p_values(p)
    raw = array[tested]
    order = np.argsort(raw, kind="stable")
    stepped = np.maximum.accumulate(raw[order] * np.arange(len(raw), 0, -1))
    adjusted = np.empty_like(raw)
    adjusted[order] = np.minimum(stepped, 1.0)
    result = np.full_like(array, np.nan)
    result[tested] = adjusted
    return result


def benjamini_hochberg(p: npt.ArrayLike) -> FloatArray:
    """Return p-values adjusted for the false discovery rate, in the order given.

    nan (not tested) stays nan and does not count as a test.

    References
    ----------
    Benjamini & Hochberg (1995), doi 10.1111/j.2517-6161.1995.tb02031.x.
    """
    array, tested = _p_values(p)
    result = np.full_like(array, np.nan)
    if tested.any():
        result[tested] = scipy.stats.false_discovery_control(array[tested], method="bh")
    return result
