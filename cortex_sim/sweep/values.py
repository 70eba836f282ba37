"""The values on an axis: numbers, or numbers with a unit."""

import math
import re

from cortex_sim.errors import ConfigError
from cortex_sim.sweep.config import Range, Scalar, Spacing

DIGITS = 9
"""Significant digits of a computed value, so that it reads well and is the same everywhere."""

_NUMBER = r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
_WITH_UNIT = re.compile(rf"\s*({_NUMBER})\s*([A-Za-z]*)\s*")


def linspace(spacing: Spacing) -> list[Scalar]:
    """Return evenly spaced values with their unit.

    Examples
    --------
    >>> linspace(Spacing(start="0 ms", stop="100 ms", count=3))
    ['0 ms', '50 ms', '100 ms']
    """
    low, high, unit = _ends(spacing.start, spacing.stop)
    return [written(low + share * (high - low), unit) for share in _shares(spacing.count)]


def logspace(spacing: Spacing) -> list[Scalar]:
    """Return values with equal ratios, with their unit; the ends are the values themselves.

    Examples
    --------
    >>> logspace(Spacing(start=1, stop=100, count=3))
    [1.0, 10.0, 100.0]
    """
    low, high, unit = _positive_ends(spacing.start, spacing.stop)
    return [
        written(math.exp(math.log(low) + share * math.log(high / low)), unit)
        for share in _shares(spacing.count)
    ]


def draw(stretch: Range, share: float) -> Scalar:
    """Return the value at a share of a stretch.

    Parameters
    ----------
    stretch
        Ends, scale, and whether whole numbers only.
    share
        From 0 (the low end) to 1 (the high end).
    """
    if stretch.scale == "log":
        low, high, unit = _positive_ends(stretch.low, stretch.high)
        value = math.exp(math.log(low) + share * math.log(high / low))
    else:
        low, high, unit = _ends(stretch.low, stretch.high)
        value = low + share * (high - low)
    if not stretch.integer:
        return written(value, unit)
    # all whole numbers are equally likely, the ends included
    whole = min(math.floor(low + share * (high - low + 1)), math.floor(high))
    return f"{whole} {unit}" if unit else whole


def number_and_unit(value: object) -> tuple[float, str]:
    """Return the number and the unit (empty if none) of a value.

    Raises
    ------
    ConfigError
        If it is neither a number nor a number with a unit.
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value), ""
    match = _WITH_UNIT.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ConfigError(f"axes: got {value!r}, expected a number or text such as '20 ms'")
    return float(match[1]), match[2]


def written(value: float, unit: str) -> Scalar:
    """Return a value as it stands in a configuration."""
    rounded = float(f"{value:.{DIGITS}g}")
    return f"{rounded:.{DIGITS}g} {unit}" if unit else rounded


def _ends(first: Scalar, last: Scalar) -> tuple[float, float, str]:
    low, unit = number_and_unit(first)
    high, other = number_and_unit(last)
    if unit != other:
        raise ConfigError(f"axes: got {first!r} to {last!r}; write both ends in the same unit")
    return low, high, unit


def _positive_ends(first: Scalar, last: Scalar) -> tuple[float, float, str]:
    low, high, unit = _ends(first, last)
    if low <= 0 or high <= 0:
        raise ConfigError(f"axes: got {first!r} to {last!r}; a log scale needs values above 0")
    return low, high, unit


def _shares(count: int) -> list[float]:
    return [i / (count - 1) for i in range(count)] if count > 1 else [0.0]
