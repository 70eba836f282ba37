"""Arguments as people give them: what is of another kind is refused in their own words."""

import os
from collections.abc import Mapping
from numbers import Integral
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cortex_sim.errors import ConfigError


def path_of(value: Any, what: str) -> Path:
    """Return a path or name.

    Raises
    ------
    ConfigError
        If it is neither.
    """
    if isinstance(value, str | os.PathLike) and isinstance(os.fspath(value), str):
        return Path(value)
    raise ConfigError(f"{what}: got {_shown(value)}, expected a path or a name as text")


def changes_of(value: Any, what: str) -> dict[str, Any]:
    """Return changes of fields, by dotted name; none where it is None.

    Raises
    ------
    ConfigError
        If it is no map with text as keys.
    """
    if value is None:
        return {}
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        return dict(value)
    raise ConfigError(
        f"{what}: got {_shown(value)}, expected a map from field to value, such as "
        "{'cohort.subjects': 4}"
    )


def numbers_of(value: Any, what: str, unit: str) -> NDArray[np.float64]:
    """Return numbers as an array.

    Raises
    ------
    ConfigError
        If it holds anything else; the message says in which unit numbers are given.
    """
    try:
        array = np.asarray(value)
        if array.dtype.kind not in "biuf":
            raise TypeError
        return array.astype(np.float64)
    except (TypeError, ValueError):
        raise ConfigError(
            f"{what}: got {_shown(value)}, expected a number or numbers in {unit}, without the unit"
        ) from None


def amount_of(value: Any, what: str, unit: str, *, above_zero: bool = False) -> float:
    """Return one finite number, 0 or more, or only more.

    Raises
    ------
    ConfigError
        If it is anything else.
    """
    array = numbers_of(value, what, unit)
    is_one = array.ndim == 0 and np.isfinite(array)
    if not is_one or array < 0 or (above_zero and array == 0):
        least = "above 0" if above_zero else "of 0 or more"
        raise ConfigError(f"{what}: got {_shown(value)}, expected one number {least} in {unit}")
    return float(array)


def whole_of(value: Any, what: str) -> int:
    """Return an integer.

    Raises
    ------
    ConfigError
        If it is none.
    """
    if isinstance(value, Integral) and not isinstance(value, bool):
        return int(value)
    raise ConfigError(f"{what}: got {_shown(value)}, expected an integer")


def instance_of(value: Any, kind: type, what: str, remedy: str) -> None:
    """Refuse what is no object of ours.

    Raises
    ------
    ConfigError
        With how to get one.
    """
    if not isinstance(value, kind):
        raise ConfigError(f"{what}: got {_shown(value)}, expected a {kind.__name__}; {remedy}")


def _shown(value: Any) -> str:
    return f"{value!r:.80} ({type(value).__name__})"
