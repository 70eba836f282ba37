"""Maps laid on each other, as by ``extends``, ``--set`` and ``based_on``; null removes.

What null removed may be inherited by ``based_on`` as well, so null leaves a mark until that is
filled in (`cortex_sim.config.inheritance`). Marks are texts that no file holds: data stay JSON.
"""

import copy
from collections.abc import Iterator, Mapping
from typing import Any, Final

REMOVED: Final = "\0removed"
"""Stands where null removed a value."""

IDLE: Final = "\0idle"
"""Stands where null found nothing to remove."""

KIND_FIELDS = ("kind", "rule")
"""Fields by which alternatives of a part are told apart."""


def is_null(value: object) -> bool:
    """Return whether a value is null, or what null left."""
    return value is None or value in (REMOVED, IDLE)


def deep_merge(
    base: Mapping[str, Any], over: Mapping[str, Any], idle: str = IDLE
) -> dict[str, Any]:
    """Return ``over`` laid on ``base``, by the rules of `cortex_sim.config.layers.load_layers`.

    Parameters
    ----------
    base, over
        Not changed. Null in ``over`` leaves `REMOVED` where it removes a value.
    idle
        What null leaves where there is none.

    Examples
    --------
    >>> settled(deep_merge({"a": {"b": 1, "c": 2}, "d": 3}, {"a": {"b": 5}, "d": None}))
    {'a': {'b': 5, 'c': 2}}
    >>> deep_merge({"a": {"kind": "line", "size": 2}}, {"a": {"kind": "pools"}})
    {'a': {'kind': 'pools'}}
    """
    merged = copy.deepcopy(dict(base))
    for key, value in over.items():
        old = merged.get(key)
        if old in (REMOVED, IDLE):  # what comes after null stands last
            del merged[key]
        if not is_null(value):
            merged[key] = laid_on(old, value, idle)
        elif value == REMOVED or not is_null(old):
            merged[key] = REMOVED
        elif key not in merged:  # null on null says what holds
            merged[key] = idle
    return merged


def laid_on(old: Any, new: Any, idle: str = IDLE) -> Any:
    """Return a value laid on another: maps of one kind are merged, all else replaces."""
    if isinstance(old, dict) and isinstance(new, Mapping) and not _are_of_two_kinds(old, new):
        return deep_merge(old, new, idle)
    return copy.deepcopy(new)


def settled(data: Any, idle: str | None = IDLE) -> Any:
    """Return data of maps and lists without `REMOVED`, and with ``idle`` in place of `IDLE`."""
    if isinstance(data, Mapping):
        return {key: settled(value, idle) for key, value in data.items() if value != REMOVED}
    if isinstance(data, list):
        return [settled(item, idle) for item in data]
    return idle if data == IDLE else data


def idle_nulls(data: Any, *above: str | int) -> Iterator[tuple[str | int, ...]]:
    """Yield the places at which `IDLE` stands, as keys and indices."""
    items = data.items() if isinstance(data, Mapping) else ()
    for key, value in enumerate(data) if isinstance(data, list) else items:
        if value == IDLE:
            yield *above, key
        else:
            yield from idle_nulls(value, *above, key)


def _are_of_two_kinds(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Return whether a part says that it is another alternative than the one that it is laid on.

    The fields of the alternatives differ, so none is inherited.
    """
    return any(field in old and field in new and old[field] != new[field] for field in KIND_FIELDS)
