"""Equal meaning, equal text; and problems that say where they are."""

import enum
import json
import math
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, ValidationError

from cortex_sim.config.canonical import canonical_json, content_hash, to_plain
from cortex_sim.config.load import load_study
from cortex_sim.config.problems import explain_validation_error, known_keys
from cortex_sim.errors import ConfigError
from cortex_sim.units import Fraction, Time

plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.floats(allow_nan=False).filter(math.isfinite),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=15,
)


class Section(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class Triplet(Section):
    rule: Literal["triplet"]
    tau_plus: Time
    share: Fraction = 0.5


class Cells(Section):
    count: int
    rules: dict[str, Triplet | None] = {}
    steps: tuple[Triplet, ...] = ()


class Config(Section):
    cells: Cells
    seed: int = 0


def problems(data: dict[str, Any], origins: dict[str, Path] | None = None) -> str:
    """Return the message for ``data`` that does not validate."""
    with pytest.raises(ValidationError) as caught:
        Config.model_validate_json(json.dumps(data))
    error = explain_validation_error(caught.value, origins or {}, "study.yaml", known_keys(Config))
    assert isinstance(error, ConfigError)
    return str(error)


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


def test_every_problem_is_listed_with_its_place_and_file() -> None:
    text = problems(
        {"cells": {"count": "3", "rules": {"a": {"rule": "triplet", "tau_plus": 20}}}},
        {"cells": Path("base.yaml"), "cells.rules.a": Path("arm.yaml")},
    )
    first, *rest = text.splitlines()
    assert first == "study.yaml: 2 problems"
    assert rest == [
        "  cells.count: got '3': input should be a valid integer (base.yaml)",
        "  cells.rules.a.tau_plus: got 20 without a unit; write e.g. '20 ms' (arm.yaml)",
    ]


def test_of_hundreds_of_problems_the_first_twenty_are_listed() -> None:
    text = problems({"cells": {"count": 1, "steps": [5] * 500}})
    assert text.startswith("study.yaml: 500 problems")
    assert text.endswith("and 480 more")
    assert len(text.splitlines()) == 22


def test_a_misspelt_key_comes_with_a_suggestion() -> None:
    text = problems({"cells": {"count": 1, "rulse": {}}})
    hint = "unknown key 'rulse'; did you mean 'rules'?; known keys: count, rules, steps"
    assert f"  cells.rulse: {hint} (study.yaml)" in text


def test_a_misspelt_key_inside_lists_and_maps_is_found() -> None:
    step = {"rule": "triplet", "tau_plus": "1 ms", "shar": 1}
    text = problems({"cells": {"count": 1, "rules": {"x": step}, "steps": [step]}})
    assert text.count("did you mean 'share'?") == 2


def test_an_unlike_key_comes_with_the_list_only() -> None:
    assert "unknown key 'zzz'; known keys: cells, seed" in problems(
        {"cells": {"count": 1}, "zzz": 1}
    )


def test_a_missing_key_is_named() -> None:
    assert "  cells.count: is missing; add it (study.yaml)" in problems({"cells": {}})


def test_a_long_value_is_cut() -> None:
    text = problems({"cells": {"count": "x" * 1000}})
    assert len(text) < 250
    assert "xxx..." in text


def test_without_known_keys_the_unknown_key_is_still_named() -> None:
    with pytest.raises(ValidationError) as caught:
        Config.model_validate({"cells": {"count": 1}, "sed": 1})
    text = str(explain_validation_error(caught.value, {}, "a.yaml"))
    assert text.endswith("sed: unknown key 'sed' (a.yaml)")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("assessments.foo.kind=nosuch", r"assessments\.foo\.kind: got 'nosuch'; allowed: recruit"),
        ("assessments.foo.kind=tms_mpa", r"foo\.kind: got 'tms_mpa'; did you mean 'tms_map'\?"),
        ("compiler.optimisation=portabel", r"did you mean 'portable'\? allowed: native, portable"),
        ("network.populations.exc.layout.kind=shet", r"layout\.kind: got 'shet'; did you mean"),
    ],
)
def test_a_word_that_is_none_of_several_is_answered_with_the_nearest(change, said):
    with pytest.raises(ConfigError, match=said):
        load_study("tiny", [change])


@pytest.mark.parametrize(
    ("change", "place"),
    [
        # tiny has an assessment of this name too
        ("assessments.cm={kind: cued_movement, trials: 4, sequence: clbp}", "assessments.cm"),
        ("contrasts.c={kind: arms, arms: [no_training, [1]]}", "contrasts.c.arms.1"),
    ],
)
def test_the_kind_of_a_part_is_not_taken_for_its_neighbour_or_its_field(change, place):
    with pytest.raises(ConfigError, match=rf"\n  {place}: .*\(--set\)"):
        load_study("tiny", [change])
