"""Config files are read, merged and overridden."""

import copy
from pathlib import Path
from typing import Any

import pytest

from cortex_sim.config.layers import load_layers
from cortex_sim.config.merge import IDLE, REMOVED, deep_merge
from cortex_sim.config.yaml_loader import (
    MAX_BYTES,
    OVERRIDE_ORIGIN,
    apply_overrides,
    load_yaml,
    mark_overrides,
    origin_of,
)
from cortex_sim.errors import ConfigError


def write(folder: Path, **files: str) -> Path:
    """Write ``name.yaml`` for each keyword and return the last path."""
    for name, text in files.items():
        path = folder / f"{name}.yaml"
        path.write_text(text)
    return path


def test_a_file_is_read_as_a_map(tmp_path: Path) -> None:
    assert load_yaml(write(tmp_path, a="tau: 20 ms\nn: 3\n")) == {"tau": "20 ms", "n": 3}


def test_a_byte_order_mark_is_skipped(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: \xc3\xbc\n")
    assert load_yaml(path) == {"a": "ü"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"# nothing\n", "is empty"),
        (b"- 1\n- 2\n", "got a list at the top"),
        (b"just text", "got a str at the top"),
        (b"a: 1\nb: \xff\n", "line 2: is not UTF-8"),
        ("a: 1".encode("utf-16"), "line 1: is not UTF-8"),
        (b"a: 1\n" * MAX_BYTES, "larger than 1000000 bytes"),
        (b"a: 1\na: 2\n", r"a\.yaml, line 2: key 'a' is there twice"),
    ],
    ids=["empty", "comment", "list", "text", "latin1", "utf16", "huge", "twice"],
)
def test_a_useless_file_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=message):
        load_yaml(path)


@pytest.mark.parametrize(
    ("name", "message"),
    [("", "is not a file"), ("none.yaml", "no such file"), ("a.yaml/b", "cannot be read")],
)
def test_a_path_to_no_file_is_refused(tmp_path: Path, name: str, message: str) -> None:
    write(tmp_path, a="a: 1")
    with pytest.raises(ConfigError, match=message):
        load_yaml(tmp_path / name)


def test_maps_merge_and_lists_and_scalars_replace(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        base="cells: {exc: 10, pv: 2}\nphases: [a, b]\nseed: 1\n",
        child="extends: base.yaml\ncells: {pv: 3}\nphases: [c]\n",
    )
    layers = load_layers(path)
    assert layers.data == {"cells": {"exc": 10, "pv": 3}, "phases": ["c"], "seed": 1}
    assert [file.name for file in layers.files] == ["base.yaml", "child.yaml"]


def test_null_removes_an_inherited_key_only(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        base="a: {b: 1, c: 2}\n",
        child="extends: base.yaml\na: {b: null}\nd: null\n",
    )
    assert load_layers(path).data == {"a": {"c": 2}, "d": None}


def test_a_parent_is_found_relative_to_its_child(tmp_path: Path) -> None:
    (tmp_path / "arms").mkdir()
    write(tmp_path, base="a: 1")
    path = write(tmp_path / "arms", child="extends: ../base.yaml")
    assert load_layers(path).data == {"a": 1}


def test_two_variants_of_one_base_do_not_undo_each_other(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        base="gaba: 1.0\nbdnf: 1.0\n",
        low_gaba="extends: base.yaml\ngaba: 0.5\n",
        low_bdnf="extends: base.yaml\nbdnf: 0.5\n",
        both="extends: [low_gaba.yaml, low_bdnf.yaml]\n",
    )
    layers = load_layers(path)
    assert layers.data == {"gaba": 0.5, "bdnf": 0.5}
    assert [file.stem for file in layers.files] == ["base", "low_gaba", "low_bdnf", "both"]


def test_what_is_named_after_a_file_that_brought_it_is_laid_again(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        base="gaba: 1.0\nbdnf: 1.0\n",
        low="extends: base.yaml\ngaba: 0.5\ndose: 3\n",
        study="extends: [low.yaml, base.yaml]\n",
    )
    layers = load_layers(path)
    assert layers.data == {"gaba": 1.0, "bdnf": 1.0, "dose": 3}
    assert [file.stem for file in layers.files] == ["low", "base", "study"]
    assert layers.origins["gaba"].stem == "base"


def test_a_null_of_a_file_that_is_laid_again_may_find_nothing(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        cells="cells: {exc: 1, pv: 2}\n",
        less="extends: cells.yaml\ncells: {pv: null}\n",
        more="extends: less.yaml\ncells: {sst: 3}\n",
        study="extends: [more.yaml, less.yaml]\n",
    )
    assert load_layers(path).data == {"cells": {"exc": 1, "sst": 3}}


def test_a_section_can_replace_what_is_below_it(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        base="cells: {exc: 1, pv: 2}\nseed: 1\n",
        model="replaces: [cells]\ncells: {exc: 5}\nseed: 2\n",
        study="extends: [base.yaml, model.yaml]\n",
    )
    layers = load_layers(path)
    assert layers.data == {"cells": {"exc": 5}, "seed": 2}
    assert "cells.pv" not in layers.origins


@pytest.mark.parametrize("replaces", ["network", "[3]", "null"])
def test_replaces_takes_a_list_of_sections(tmp_path: Path, replaces: str) -> None:
    path = write(tmp_path, a=f"replaces: {replaces}\nx: 1\n")
    with pytest.raises(ConfigError, match=r"a\.yaml: replaces: got .* such as \[network\]"):
        load_layers(path)


@pytest.mark.parametrize("extends", ["3", "null", "''", "[a.yaml, 3]", "{a: b}"])
def test_extends_takes_paths_only(tmp_path: Path, extends: str) -> None:
    path = write(tmp_path, a="x: 1", child=f"extends: {extends}\n")
    with pytest.raises(ConfigError, match=r"child\.yaml: extends: got .* a list of paths"):
        load_layers(path)


def test_a_missing_parent_is_named_with_its_chain(tmp_path: Path) -> None:
    path = write(tmp_path, mid="extends: gone.yaml", child="extends: mid.yaml")
    with pytest.raises(ConfigError, match=r"child\.yaml -> .*mid\.yaml -> .*gone\.yaml"):
        load_layers(path)


@pytest.mark.parametrize("target", ["a", "b"])
def test_a_circle_is_refused_with_its_chain(tmp_path: Path, target: str) -> None:
    path = write(tmp_path, b="extends: a.yaml", a=f"extends: {target}.yaml")
    with pytest.raises(ConfigError, match=r"in a circle: .*a\.yaml -> "):
        load_layers(path)


def test_the_origin_of_a_key_is_the_file_that_wrote_it_last(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        base="a: {b: 1, c: 2}\ne: [{f: 1}]\ng: {h: 1}\n",
        child="extends: base.yaml\na: {b: 3}\ng: null\n",
    )
    origins = load_layers(path).origins
    names = {key: at.stem for key, at in origins.items()}
    assert names == {"a": "child", "a.b": "child", "a.c": "base", "e": "base", "g": "child"}
    found = origin_of(origins, "e.0.f")
    assert found is not None
    assert found.stem == "base"
    assert origin_of(origins, "z.y") is None


def test_the_origin_of_an_override_is_the_command_line() -> None:
    origins = mark_overrides({"a": Path("x"), "a.b": Path("x"), "a.b.c": Path("x")}, ["a.b=1"])
    assert origins == {"a": Path("x"), "a.b": OVERRIDE_ORIGIN}


@pytest.mark.parametrize(
    ("override", "expected"),
    [
        ("a.b=20 ms", {"a": {"b": "20 ms", "c": [1, {"d": 2}]}}),
        ("a.b=[1, 2]", {"a": {"b": [1, 2], "c": [1, {"d": 2}]}}),
        ("a.b = 1e-2", {"a": {"b": 0.01, "c": [1, {"d": 2}]}}),
        ("a.b=x=y", {"a": {"b": "x=y", "c": [1, {"d": 2}]}}),
        ("a.b=null", {"a": {"b": REMOVED, "c": [1, {"d": 2}]}}),
        ("a.e=null", {"a": {"b": 1, "c": [1, {"d": 2}], "e": IDLE}}),
        ("a.c.1.d=null", {"a": {"b": 1, "c": [1, {"d": REMOVED}]}}),
        ("a.c.0=5", {"a": {"b": 1, "c": [5, {"d": 2}]}}),
        ("a.c.1.d=5", {"a": {"b": 1, "c": [1, {"d": 5}]}}),
        ("a={b: 7}", {"a": {"b": 7, "c": [1, {"d": 2}]}}),
        ("e.f.g=1", {"a": {"b": 1, "c": [1, {"d": 2}]}, "e": {"f": {"g": 1}}}),
    ],
)
def test_an_override_changes_one_key(override: str, expected: dict[str, Any]) -> None:
    data = {"a": {"b": 1, "c": [1, {"d": 2}]}}
    before = copy.deepcopy(data)
    assert apply_overrides(data, [override]) == expected
    assert data == before


def test_later_overrides_win() -> None:
    assert apply_overrides({}, ["a=1", "a=2"]) == {"a": 2}


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("a.b", "expected 'dotted.key=value'"),
        ("=1", "expected 'dotted.key=value'"),
        ("a..b=1", "expected 'dotted.key=value'"),
        ("a b=1", "expected 'dotted.key=value'"),
        ("", "expected 'dotted.key=value'"),
        ("a.b.x=1", "'x' is looked up in 1, which has no keys"),
        ("a.c.7=1", "got index '7', allowed: 0 to 0"),
        ("a.c.-1=1", "got index '-1'"),
        ("a.c.x=1", "got index 'x'"),
        ("a.e.0=1", "the list is empty"),
        ("a.b=[1", r"override 'a.b=\[1', line 1: is not YAML"),
        ("a.b=010", "leading zero"),
        ("a.b=!!int 3", "tags are not allowed"),
    ],
)
def test_an_override_that_makes_no_sense_is_refused(override: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        apply_overrides({"a": {"b": 1, "c": [1], "e": []}}, [override])


def test_merging_shares_nothing_with_its_input() -> None:
    base, over = {"a": {"b": [1]}}, {"c": [2]}
    merged = deep_merge(base, over)
    merged["a"]["b"].append(3)
    merged["c"].append(3)
    assert (base, over) == ({"a": {"b": [1]}}, {"c": [2]})
