"""A record holds only what a file can hold."""

from typing import Any

import numpy as np
import pytest

from cortex_sim.errors import ResultError
from cortex_sim.store.record import Array, SessionRecord, Spikes, sort_spikes


def make(**changes: Any) -> SessionRecord:
    fields: dict[str, Any] = {
        "session_id": "abc",
        "kind": "practice",
        "parent_ids": {},
        "spec": {},
        "provenance": {},
    }
    return SessionRecord(**{**fields, **changes})


def numbers(values: Any = (1.0, 2.0), dims: tuple[str, ...] = ("x",)) -> Array:
    return Array(np.asarray(values), "mV", dims, "numbers")


@pytest.mark.parametrize(
    "values", [["a"], [None], [1j], np.array([1], "M8[s]"), np.array([1], np.longdouble)]
)
def test_an_array_holds_plain_numbers(values: Any) -> None:
    with pytest.raises(ResultError, match="array: got dtype"):
        numbers(values)


@pytest.mark.parametrize("dims", [(), ("x", "y"), ("a,b",), ("",)])
def test_every_axis_has_one_name(dims: tuple[str, ...]) -> None:
    with pytest.raises(ResultError, match="expected one name per axis"):
        numbers(dims=dims)


def test_the_digest_sees_numbers_shape_type_unit_and_names() -> None:
    arrays = [
        numbers(),
        numbers((2.0, 1.0)),
        numbers(((1.0, 2.0),), ("x", "y")),
        numbers(np.array([1, 2])),
        Array(np.array([1.0, 2.0]), "V", ("x",), "numbers"),
        Array(np.array([1.0, 2.0]), "mV", ("y",), "numbers"),
        Array(np.array([1.0, 2.0]), "mV", ("x",), "other"),
    ]
    assert len({array.digest() for array in arrays}) == len(arrays)


def test_memory_order_and_byte_order_do_not_matter() -> None:
    values = np.arange(6.0).reshape(2, 3)
    one = numbers(values, ("x", "y"))
    assert numbers(np.asfortranarray(values), ("x", "y")).digest() == one.digest()
    assert numbers(values.astype(">f8"), ("x", "y")).digest() == one.digest()


@pytest.mark.parametrize(
    "name", ["", "/x", "x/", "a//b", "../x", "a/./b", "spikes/x", "spec", "a b", "x/y", "ä"]
)
def test_an_array_has_a_simple_name_of_its_own(name: str) -> None:
    with pytest.raises(ResultError, match="array name: got"):
        make(arrays={"x": numbers(), name: numbers()})


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": "training"}, "session kind: got 'training', expected practice"),
        ({"session_id": "../x"}, "session id: got '../x'"),
        ({"spikes": {"a/b": Spikes(np.array([]), np.array([]))}}, "population: got 'a/b'"),
    ],
)
def test_a_record_names_what_is_wrong(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ResultError, match=message):
        make(**changes)


@pytest.mark.parametrize(
    ("times", "cells", "message"),
    [
        ([2.0, 1.0], [0, 0], "use sort_spikes"),
        ([np.nan], [0], "not finite"),
        ([1.0], [0, 1], "got shapes"),
        ([[1.0]], [[0]], "got shapes"),
        ([1.0], [-1], "integers from 0 on"),
        ([1.0], [0.5], "integers from 0 on"),
    ],
)
def test_spikes_are_in_order(times: Any, cells: Any, message: str) -> None:
    with pytest.raises(ResultError, match=message):
        Spikes(np.asarray(times), np.asarray(cells))


def test_sorted_spikes_are_ordered_by_time_then_cell() -> None:
    spikes = sort_spikes([3.0, 1.0, 3.0], [7, 5, 2])
    assert spikes.timestamps_ms.tolist() == [1.0, 3.0, 3.0]
    assert spikes.node_ids.tolist() == [5, 2, 7]
    with pytest.raises(ResultError, match="times for"):
        sort_spikes([1.0], [])


def test_the_content_digest_ignores_where_it_was_computed() -> None:
    one = make(arrays={"x": numbers()}, provenance={"host": "a"})
    other = make(arrays={"x": numbers()}, provenance={"host": "b"})
    assert one.content_digest() == other.content_digest()
