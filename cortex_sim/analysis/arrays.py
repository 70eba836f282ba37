"""Array types and input checks that the analysis modules share."""

import math

import numpy as np
import numpy.typing as npt

from cortex_sim.errors import ResultError

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.intp]
BoolArray = npt.NDArray[np.bool_]
Window = tuple[float, float]


def finite_array(values: npt.ArrayLike, name: str, *, ndim: int) -> FloatArray:
    """Return ``values`` as a float array, checked for shape and missing values.

    Parameters
    ----------
    values
        Anything numpy can turn into floats.
    name
        What the caller calls it; goes into the message.
    ndim
        Number of axes it must have.

    Raises
    ------
    ResultError
        If the number of axes differs or a value is nan or infinite.
    """
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != ndim:
        raise ResultError(f"{name}: got shape {array.shape}, expected {ndim} axes; reshape it")
    n_bad = int(np.count_nonzero(~np.isfinite(array)))
    if n_bad:
        raise ResultError(
            f"{name}: {n_bad} of {array.size} values are nan or infinite, only finite "
            "values are allowed; drop the sites, pulses or spikes that were not measured"
        )
    return array


def check_same_length(
    name_a: str, a: npt.NDArray[np.generic], name_b: str, b: npt.NDArray[np.generic]
) -> None:
    """Raise `ResultError` unless the first axes of ``a`` and ``b`` are equally long."""
    if len(a) != len(b):
        raise ResultError(
            f"{name_a} has {len(a)} rows and {name_b} has {len(b)}, they must be equal; "
            "check that both come from the same sites, spikes or subjects"
        )


def check_within(name: str, value: float, low: float, high: float) -> None:
    """Raise `ResultError` unless ``low <= value <= high``."""
    if not low <= value <= high:
        raise ResultError(f"{name}: got {value}, allowed is {low} to {high}; change it")


def check_positive(name: str, value: float) -> None:
    """Raise `ResultError` unless ``value`` is finite and above 0."""
    if not (math.isfinite(value) and value > 0):
        raise ResultError(f"{name}: got {value}, allowed is a finite value above 0; change it")


def check_window(name: str, window: Window) -> None:
    """Raise `ResultError` unless ``window`` is a finite (start, stop) with start < stop."""
    start, stop = window
    if not (math.isfinite(start) and math.isfinite(stop) and start < stop):
        raise ResultError(f"{name}: got {window}, allowed is (start, stop) with start < stop")


def subject_values(values: npt.ArrayLike, name: str) -> FloatArray:
    """Return ``values`` as one float per subject; nan means missing.

    Raises
    ------
    ResultError
        If there is not exactly 1 axis, or a value is infinite.
    """
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1 or np.any(np.isinf(array)):
        raise ResultError(
            f"{name}: got shape {array.shape}, allowed is one finite value, or nan for a "
            "missing one, per subject; average trials within subjects first"
        )
    return array
