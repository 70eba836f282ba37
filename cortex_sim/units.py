"""Quantities with units at the border of the program.

Inside the package a quantity is a plain float in SI units (seconds, volts,
metres, hertz). Outside, in YAML, it is text such as ``20 ms``. A field type
from this module converts the one into the other and back without losing a bit,
and refuses numbers without a unit and units of another dimension. Brian2 is not
involved, so a config loads in milliseconds.
"""

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any

from pydantic import Field
from pydantic_core import core_schema

UNITS: dict[str, dict[str, float]] = {
    "time": {
        "us": 1e-6,
        "ms": 1e-3,
        "s": 1.0,
        "min": 60.0,
        "h": 3600.0,
        "day": 86400.0,
        "week": 604800.0,
    },
    "voltage": {"uV": 1e-6, "mV": 1e-3, "V": 1.0},
    "length": {"um": 1e-6, "mm": 1e-3, "cm": 1e-2, "m": 1.0},
    "rate": {"Hz": 1.0, "kHz": 1e3},
}
"""Known units by dimension, smallest first, each with its size in SI."""

EVERYDAY_UNIT = {"time": "ms", "voltage": "mV", "length": "mm", "rate": "Hz"}
"""The unit for zero and for the examples in error messages."""

_PLURALS = {"days": "day", "weeks": "week"}
_QUANTITY = re.compile(
    r"\s*([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?)\s*([A-Za-z]+)\s*"
)
_EXACT_INTEGERS = 2.0**53
_PLAIN_EXPONENTS = range(-4, 16)


def parse_quantity(value: object, dimension: str) -> float:
    """Return a quantity in SI units.

    Parameters
    ----------
    value
        Text such as ``"20 ms"``; ``"2 weeks"`` is read as ``"2 week"``.
    dimension
        A key of `UNITS`.

    Returns
    -------
    float
        The float nearest to the written decimal number, in SI units; so
        ``"20 ms"`` is 0.02 and not 20 times the float 0.001. Finite.

    Raises
    ------
    ValueError
        If ``value`` is not text, has no unit, or a unit of another dimension.

    Examples
    --------
    >>> parse_quantity("20 ms", "time")
    0.02
    """
    units, everyday = UNITS[dimension], EVERYDAY_UNIT[dimension]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        raise ValueError(
            f"got {value!r} without a unit; write e.g. '{value} {everyday}' "
            f"(units: {', '.join(units)})"
        )
    result = _parsed(value, dimension) if isinstance(value, str) else None
    if result is None:
        raise ValueError(
            f"got {value!r}, expected a {dimension} such as '20 {everyday}' "
            f"(units: {', '.join(units)})"
        )
    if not math.isfinite(result):
        raise ValueError(f"got {value!r}, expected a finite {dimension}")
    return result


@lru_cache(maxsize=4096)
def _parsed(text: str, dimension: str) -> float | None:
    """Return a quantity in SI units, None if the text is none of the dimension."""
    match = _QUANTITY.fullmatch(text)
    size = UNITS[dimension].get(_PLURALS.get(match[2], match[2])) if match else None
    return None if match is None or size is None else float(Decimal(match[1]) * _size(size))


def unit_of(text: str) -> str:
    """Return the unit of a quantity that `parse_quantity` reads, as a key of `UNITS`.

    Examples
    --------
    >>> unit_of("2 weeks")
    'week'
    """
    match = _QUANTITY.fullmatch(text)
    unit = match[2] if match else ""
    return _PLURALS.get(unit, unit)


def format_quantity(value: float, dimension: str) -> str:
    """Return a quantity as text that `parse_quantity` reads back exactly.

    The largest unit of which there is at least one is used; those that are not
    powers of ten (minute to week) only for whole numbers of them.

    Parameters
    ----------
    value
        The quantity in SI units, finite.
    dimension
        A key of `UNITS`.

    Raises
    ------
    ValueError
        If ``value`` is not finite.

    Examples
    --------
    >>> format_quantity(0.02, "time"), format_quantity(90.0, "time")
    ('20 ms', '90 s')
    """
    if not math.isfinite(value):
        raise ValueError(f"got {value!r}, expected a finite {dimension} in SI units")
    return _formatted(float(value), dimension)


@lru_cache(maxsize=4096)
def _formatted(value: float, dimension: str) -> str:
    unit = _best_unit(value, dimension)
    number = Decimal(repr(value + 0.0)) / _size(UNITS[dimension][unit])
    return f"{_shortest(number)} {unit}"


def _best_unit(value: float, dimension: str) -> str:
    units = UNITS[dimension]
    if value == 0:
        return EVERYDAY_UNIT[dimension]
    fitting = [unit for unit, size in units.items() if abs(value) >= size and _divides(size, value)]
    return fitting[-1] if fitting else next(iter(units))


def _divides(size: float, value: float) -> bool:
    if math.log10(size).is_integer():
        return True
    return abs(value) < _EXACT_INTEGERS and value % size == 0


def _size(size: float) -> Decimal:
    return Decimal(repr(size))


def _shortest(number: Decimal) -> str:
    number = number.normalize()
    return f"{number:f}" if number.adjusted() in _PLAIN_EXPONENTS else f"{number:e}"


@dataclass(frozen=True)
class Quantity:
    """Pydantic annotation: text with a unit outside, a float in SI units inside.

    Parameters
    ----------
    dimension
        A key of `UNITS`.
    """

    dimension: str

    def parse(self, value: object) -> float:
        """Return ``value`` in SI units, see `parse_quantity`."""
        return parse_quantity(value, self.dimension)

    def format(self, value: float) -> str:
        """Return ``value`` as text, see `format_quantity`."""
        return format_quantity(value, self.dimension)

    def __get_pydantic_core_schema__(self, _source: Any, _handler: Any) -> Any:
        """Return the schema that reads and writes the quantity."""
        return core_schema.no_info_plain_validator_function(
            self.parse,
            serialization=core_schema.plain_serializer_function_ser_schema(
                self.format, return_schema=core_schema.str_schema()
            ),
        )

    def __get_pydantic_json_schema__(self, _schema: Any, _handler: Any) -> dict[str, Any]:
        """Return the JSON schema: text, with an example."""
        example = f"20 {EVERYDAY_UNIT[self.dimension]}"
        description = f"a {self.dimension} with its unit"
        text = {"type": "string", "pattern": f"^{_QUANTITY.pattern}$"}
        return {**text, "description": description, "examples": [example]}


FINEST = {"mm": 1e-6, "mm2": 1e-6}
"""By unit of a place or an area, the step to which it is told; no coil is placed as exactly."""


def at_its_accuracy(value: float, unit: str) -> float:
    """Return a value without the digits that only arithmetic put there, see `FINEST`.

    Examples
    --------
    >>> at_its_accuracy(6.994e-15, "mm"), at_its_accuracy(-12.3456789, "mm")
    (0.0, -12.345679)
    """
    if unit not in FINEST or not math.isfinite(value):
        return value
    # adding 0 makes 0 of -0
    return round(value, -round(math.log10(FINEST[unit]))) + 0.0


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where it must be.

    Examples
    --------
    >>> counted(1, "subject"), counted(1200, "subject")
    ('1 subject', '1200 subjects')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def duration_text(seconds: float) -> str:
    """Return a duration for people, as exactly as one wants to know it.

    Examples
    --------
    >>> duration_text(75), duration_text(1600), duration_text(9000)
    ('75 s', '27 min', '2.5 h')
    """
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


# For type checkers a quantity is `Any`: text where it is written, such as the default
# of a field, and a float where it is read.
Time = Annotated[Any, Quantity("time")]
"""Seconds; written ``20 ms``, ``3 week``."""
PositiveTime = Annotated[Time, Field(gt=0)]
"""Seconds, above 0."""
Voltage = Annotated[Any, Quantity("voltage")]
"""Volts; written ``-65 mV``."""
Length = Annotated[Any, Quantity("length")]
"""Metres; written ``1.5 mm``."""
Rate = Annotated[Any, Quantity("rate")]
"""Hertz; written ``8 Hz``."""
Fraction = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
"""Dimensionless, in ``[0, 1]``."""
NonNegative = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]
"""Dimensionless, 0 to a million: anything larger is a slip of the pen."""
Positive = Annotated[float, Field(gt=0, le=1e6, allow_inf_nan=False)]
"""Dimensionless, above 0, at most a million."""
