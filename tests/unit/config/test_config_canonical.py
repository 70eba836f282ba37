"""Equal meaning, equal text; and problems that say where they are."""

import enum
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cortex_sim.config.canonical import canonical_json, content_hash, to_plain
from cortex_sim.errors import ConfigError

plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.floats(allow_nan=False).filter(math.isfinite),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=15,
)


def test_keys_are_sorted_and_white_space_is_left_out() -> None:
    text = canonical_json({"b": [1, 2.5, True], "a": {"d": None, "c": "ü"}})
    assert text == '{"a":{"c":"ü","d":null},"b":[1,2.5,true]}'


@given(plain)
def test_json_reads_back_what_was_written(obj: Any) -> None:
    assert json.loads(canonical_json(obj)) == obj


@given(st.dictionaries(st.text(), st.integers(), min_size=2))
def test_the_hash_ignores_the_order_of_keys(data: dict[str, int]) -> None:
    assert content_hash(data) == content_hash(dict(reversed(data.items())))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.float64(0.1), "0.1"),
        (np.float32(0.5), "0.5"),
        (np.int32(3), "3"),
        (np.uint64(2**64 - 1), "18446744073709551615"),
        (np.bool_(True), "true"),
        (np.str_("a"), '"a"'),
        ((1, (2,)), "[1,[2]]"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1.0, "1.0"),
        (1, "1"),
        (enum.IntEnum("E", "one").one, "1"),  # type: ignore[attr-defined]
    ],
)
def test_a_scalar_has_one_text(value: object, text: str) -> None:
    assert canonical_json(value) == text


@pytest.mark.parametrize(
    ("obj", "message"),
    [
        ({"a": [0, math.nan]}, r"a\.1: got nan, expected a finite number"),
        (math.inf, "config: got inf"),
        ({"a": np.float64("inf")}, "a: got inf"),
        ({"a": {1: 2}}, "a: got key 1, expected text"),
        ({"a": {1, 2}}, "a: got a set"),
        ({"a": np.zeros(2)}, "a: got a ndarray"),
        ({"a": b"x"}, "a: got a bytes"),
        ({"a": 1j}, "a: got a complex"),
        ({"a": Path("x")}, "a: got a .*Path"),
        ({"a": "\ud800"}, "a: got '.ud800', which is not Unicode"),
        ({"\ud800": 1}, "not Unicode"),
    ],
)
def test_what_has_no_canonical_text_is_refused(obj: object, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        canonical_json(obj)


def test_the_hash_is_the_sha256_of_the_text() -> None:
    # printf '{}' | sha256sum
    expected = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    assert content_hash({}) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [(1, 1.0), (1, True), (None, "null"), ([], {}), ({"a": 1}, {"a": 2}), ("é", "e\u0301")],
)
def test_unequal_content_has_unequal_hashes(one: object, other: object) -> None:
    assert content_hash(one) != content_hash(other)


def test_plain_data_shares_nothing_with_its_source() -> None:
    source: dict[str, list[int]] = {"a": [1]}
    to_plain(source)["a"].append(2)
    assert source == {"a": [1]}
