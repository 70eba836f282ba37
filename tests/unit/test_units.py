"""Quantities survive the way to text and back."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, ValidationError

from cortex_sim.units import (
    UNITS,
    Fraction,
    Length,
    NonNegative,
    Positive,
    Time,
    format_quantity,
    parse_quantity,
)

finite = st.floats(allow_nan=False, allow_infinity=False)


class Example(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")
    tau: Time = 0.02
    width: Length = 0.001
    share: Fraction = 0.5
    gain: Positive = 1.0
    noise: NonNegative = 0.0


@pytest.mark.parametrize(
    ("text", "dimension", "expected"),
    [
        ("20 ms", "time", 0.02),
        ("20ms", "time", 0.02),
        (" -65 mV ", "voltage", -0.065),
        ("3 us", "time", 3e-6),
        ("2 weeks", "time", 1209600.0),
        ("14 days", "time", 1209600.0),
        ("1.5 cm", "length", 0.015),
        (".5 kHz", "rate", 500.0),
        ("1e-2 s", "time", 0.01),
        ("0.3 ms", "time", 0.0003),
    ],
)
def test_a_quantity_is_read_in_si_units(text: str, dimension: str, expected: float) -> None:
    assert parse_quantity(text, dimension) == expected


@pytest.mark.parametrize(
    ("value", "dimension", "text"),
    [
        (0.02, "time", "20 ms"),
        (0.0003, "time", "300 us"),
        (90.0, "time", "90 s"),
        (120.0, "time", "2 min"),
        (86400.0, "time", "1 day"),
        (90000.0, "time", "25 h"),
        (1814400.0, "time", "3 week"),
        (0.0, "time", "0 ms"),
        (-0.0, "rate", "0 Hz"),
        (-0.065, "voltage", "-65 mV"),
        (0.5, "rate", "0.5 Hz"),
        (0.00125, "length", "1.25 mm"),
        (1e-12, "time", "1e-6 us"),
        (1e300, "time", "1e+300 s"),
    ],
)
def test_a_quantity_is_written_in_the_unit_that_reads_best(
    value: float, dimension: str, text: str
) -> None:
    assert format_quantity(value, dimension) == text


@pytest.mark.parametrize("dimension", UNITS)
@given(value=finite)
def test_text_and_back_is_exact(dimension: str, value: float) -> None:
    text = format_quantity(value, dimension)
    assert parse_quantity(text, dimension) == value
    assert format_quantity(parse_quantity(text, dimension), dimension) == text


@given(st.integers(1, 999), st.sampled_from(list(UNITS["time"])))
def test_written_time_stays_short(number: int, unit: str) -> None:
    text = format_quantity(parse_quantity(f"{number} {unit}", "time"), "time")
    assert len(text) <= len(f"{number} {unit}") + 2


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (20, "got 20 without a unit; write e.g. '20 ms'"),
        (0.5, "got 0.5 without a unit"),
        ("20 mV", "expected a time such as '20 ms'"),
        ("20", r"units: us, ms, s, min, h, day, week"),
        ("", "expected a time"),
        ("20 ms!", "expected a time"),
        ("20 mss", "expected a time"),
        ("1_0 ms", "expected a time"),
        ("٣ ms", "expected a time"),
        ("1e999 s", "finite"),
        (True, "got True, expected a time"),
        (None, "got None"),
        (["20 ms"], "expected a time"),
    ],
)
def test_anything_else_is_refused(value: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_quantity(value, "time")


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_quantity_that_is_not_finite_has_no_text(value: float) -> None:
    with pytest.raises(ValueError, match="finite time"):
        format_quantity(value, "time")


def test_a_model_reads_and_writes_quantities() -> None:
    example = Example.model_validate_json('{"tau": "0.03 s", "width": "2 cm"}')
    assert (example.tau, example.width) == (0.03, 0.02)
    assert json.loads(example.model_dump_json())["tau"] == "30 ms"
    assert Example.model_validate(example.model_dump()) == example


@pytest.mark.parametrize(
    "text",
    ['{"tau": 20}', '{"share": 1.1}', '{"share": NaN}', '{"gain": 0}', '{"noise": -1}'],
)
def test_a_model_refuses_what_is_out_of_range(text: str) -> None:
    with pytest.raises(ValidationError):
        Example.model_validate_json(text)


def test_the_json_schema_shows_an_example() -> None:
    schema = Example.model_json_schema()["properties"]["tau"]
    assert schema["type"] == "string"
    assert schema["examples"] == ["20 ms"]
