"""YAML means what it seems to mean, or is refused."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cortex_sim.config.strict_yaml import MAX_DEPTH, MAX_KEYS, parse_yaml
from cortex_sim.errors import ConfigError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1e-2", 0.01),
        ("1.", 1.0),
        (".5", 0.5),
        ("-3", -3),
        ("0", 0),
        ("-0.5", -0.5),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("12:30", "12:30"),
        ("1_000", "1_000"),
        ("2026-11-22", "2026-11-22"),
        ("20 ms", "20 ms"),
        ("-65 mV", "-65 mV"),
        ("=", "="),
        ("'10'", "10"),
        ('"true"', "true"),
        ("''", ""),
        ("[1, two, 3.0]", [1, "two", 3.0]),
        ("{a: {b: 1}}", {"a": {"b": 1}}),
        ("|\n  1\n", "1\n"),
    ],
)
def test_a_scalar_follows_yaml_1_2(text: str, expected: object) -> None:
    value = parse_yaml(text, "test")
    assert value == expected
    assert type(value) is type(expected)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 010", "line 1: got 010: write a decimal number without leading zero"),
        ("a: 0x1F", "leading zero"),
        ("a: 0o17", "leading zero"),
        ("a: .inf", "finite number"),
        ("a: -.inf", "finite number"),
        ("a: .NaN", "finite number"),
        ("a: 1e999", "finite number"),
        ("a: " + "9" * 5000, "got 999"),
        ("a: 1\nb: 2\na: 3", "line 3: key 'a' is there twice"),
        ("a:\n  b: 1\n  'b': 2", "line 3: key 'b' is there twice"),
        ("1: a", "got key 1, expected text"),
        ("true: a", "got key True, expected text"),
        ("[a]: b", "expected text"),
        ("a: &x 1\nb: *x", "line 1: anchors and aliases"),
        ("a: *x", "anchors and aliases"),
        ("a: {<<: {b: 1}}", "merge keys"),
        ("a: !!python/object:os.system x", "tags are not allowed"),
        ("a: !!float 1", "tags are not allowed"),
        ("a: ! x", "tags are not allowed"),
        ("a: 1\n---\nb: 2", "is not YAML"),
        ("a: [1", "line 1: is not YAML"),
        ("a: b: c", "is not YAML"),
        ("a: \x00", "is not YAML"),
        ('a: "\\ud800"', "not valid Unicode"),
        ("a: %x", "is not YAML"),
    ],
)
def test_what_could_be_misread_is_refused(text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        parse_yaml(text, "test")


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_deep_nesting_is_refused_quickly(opening: str) -> None:
    with pytest.raises(ConfigError, match="nested deeper than 40"):
        parse_yaml(opening * 100_000, "test")


def test_nesting_up_to_the_limit_is_read() -> None:
    depth = MAX_DEPTH - 1
    value = parse_yaml("[" * depth + "1" + "]" * depth, "test")
    for _ in range(depth):
        (value,) = value
    assert value == 1


def test_a_map_of_more_names_than_can_be_compared_is_refused() -> None:
    names = [f"p{number}: 1" for number in range(MAX_KEYS + 1)]
    with pytest.raises(ConfigError, match=r"line 2: a map of 501 keys, expected at most 500"):
        parse_yaml("phases:\n  " + "\n  ".join(names), "test")
    assert len(parse_yaml("\n".join(names[:-1]), "test")) == MAX_KEYS


def test_more_values_than_a_config_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cortex_sim.config.strict_yaml.MAX_VALUES", 4)
    assert parse_yaml("[1, 2, 3]", "test") == [1, 2, 3]
    with pytest.raises(ConfigError, match="line 2: more than 4 values"):
        parse_yaml("[1, 2, 3,\n4]", "test")


def test_an_empty_text_is_none() -> None:
    assert parse_yaml("# only a comment\n", "test") is None


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_finite_float_is_read_back(value: float) -> None:
    read = parse_yaml(f"a: {value!r}", "test")["a"]
    assert isinstance(read, float)
    assert math.copysign(1, read) == math.copysign(1, value)
    assert read == value


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_with_our_error(text: str) -> None:
    try:
        parse_yaml(text, "test")
    except ConfigError as error:
        assert str(error).startswith("test")  # noqa: PT017 - either outcome is fine
