"""Maps laid on each other, as by ``extends``, ``--set`` and ``based_on``; null removes."""

import copy
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, Final


class _Mark(Enum):
    REMOVED = "removed"


REMOVED: Final = _Mark.REMOVED
"""Stands where null removed a value, until `settled` knows whether one is inherited there."""


def deep_merge(
    base: Mapping[str, Any], over: Mapping[str, Any], *, mark: bool = False
) -> dict[str, Any]:
    """Return ``over`` laid on ``base``, by the rules of `cortex_sim.config.layers.load_layers`.

    Parameters
    ----------
    base, over
        Not changed.
    mark
        Whether null leaves `REMOVED` where it removes a value.

    Examples
    --------
    >>> deep_merge({"a": {"b": 1, "c": 2}, "d": 3}, {"a": {"b": 5}, "d": None})
    {'a': {'b': 5, 'c': 2}}
    >>> deep_merge({"a": {"kind": "line", "size": 2}}, {"a": {"kind": "pools"}})
    {'a': {'kind': 'pools'}}
    """
    merged = copy.deepcopy(dict(base))
    for key, value in over.items():
        old = merged.get(key)
        if old is REMOVED:
            del merged[key]
        if value is None and mark and old is not None and old is not REMOVED:
            merged[key] = REMOVED
        elif value is None and not mark and key in merged:
            del merged[key]
        else:
            merged[key] = laid_on(old, value, mark=mark)
    return merged


def laid_on(old: Any, new: Any, *, mark: bool = False) -> Any:
    """Return a value laid on another: maps of one ``kind`` are merged, all else replaces."""
    if isinstance(old, dict) and isinstance(new, Mapping) and not _are_of_two_kinds(old, new):
        return deep_merge(old, new, mark=mark)
    return copy.deepcopy(new)


def settled(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return merged data without `REMOVED`.

    Null takes its place where what the part is based on has a value, so that null removes that
    one too; elsewhere nothing does.

    Parameters
    ----------
    data
        Of a study, unchecked, or of any other file.
    """
    found: dict[str, Any] = _settled(data, {})
    for section in ("sequences", "phases"):
        rows = _map(data.get(section))
        for name, row in rows.items():
            if isinstance(row, Mapping):
                found[section][name] = _settled(row, _inherited(rows, row.get("based_on")))
    course = _map(data.get("course"))
    phases = _map(data.get("phases"))
    places = [("phases", course, _map(found.get("course")))]
    arms = _map(course.get("arms"))
    places += [(arm, arms, found["course"]["arms"]) for arm in arms]
    for key, before, after in places:
        for number, item in enumerate(_list(before.get(key))):
            if isinstance(item, Mapping):
                after[key][number] = _settled(item, _inherited(phases, item.get("phase")))
    return found


def _settled(own: Any, base: Any) -> Any:
    """Return what a part says without `REMOVED`; null takes its place where its base has a key."""
    if isinstance(own, list):
        return [_settled(item, {}) for item in own]
    if not isinstance(own, Mapping):
        return own
    base = {} if _are_of_two_kinds(own, _map(base)) else _map(base)
    kept = {key: value for key, value in own.items() if value is not REMOVED or key in base}
    return {k: None if v is REMOVED else _settled(v, base.get(k)) for k, v in kept.items()}


def _inherited(rows: Mapping[str, Any], name: object) -> dict[str, Any]:
    """Return what a part of a section has by a name: of a phase, fields of its only row too."""
    found: dict[str, Any] = {}
    for row in reversed([*_ancestors(rows, name)]):
        found = deep_merge(found, _settled(row, found))
    practice = _list(found.get("practice"))
    return {**_map(practice[0]), **found} if len(practice) == 1 else found


def _ancestors(rows: Mapping[str, Any], name: object) -> Iterator[Mapping[str, Any]]:
    """Yield a part and those that it is based on, the nearest first, as far as they are there."""
    seen: set[str] = set()
    while isinstance(name, str) and name not in seen and isinstance(rows.get(name), Mapping):
        seen.add(name)
        yield rows[name]
        name = rows[name].get("based_on")


def _map(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _are_of_two_kinds(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Return whether a part says that it is another alternative than the one that it is laid on.

    The fields of the alternatives differ, so none is inherited.
    """
    return {"kind"} <= {*old} & {*new} and old["kind"] != new["kind"]
