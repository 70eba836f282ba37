"""Whether each field that a sweep sets changes some session of some point."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from cortex_sim.config.study import Study
from cortex_sim.course.acting import Pair, refuse_idle, refuse_idle_value
from cortex_sim.errors import ConfigError
from cortex_sim.sweep.points import Point

LOOKS = 8
"""Points at which a field is tried before it is said to change nothing: it may need others."""

StudyAt = Callable[[Point], Study]
"""Returns the study at a point, or raises `ConfigError` where it is impossible."""


def refuse_idle_axes(points: Sequence[Point], study_at: StudyAt) -> None:
    """Raise an error if a key of an axis changes no session at any of some points.

    Each key is tried by itself, also where an axis sets several; one of a single value is held
    against the study without it.

    Raises
    ------
    ConfigError
        With the nearest name that exists.
    """
    for axis, choice in enumerate(points[0].choices):
        for key, value in choice.items():
            where = f"axis '{key}'"
            if any(point.choices[axis][key] != value for point in points):
                refuse_idle(where, key, _pairs(points, axis, key, study_at))
            else:
                without = partial(_without, axis=axis, key=key, study_at=study_at)
                refuse_idle_setting(where, key, value, points, without, study_at)


def refuse_idle_setting(
    where: str,
    key: str,
    value: Any,
    points: Sequence[Point],
    without: StudyAt,
    changed: StudyAt,
) -> None:
    """Raise an error if a field that holds for all points changes no session of some points.

    Parameters
    ----------
    where
        How the message begins.
    key, value
        The field, and what it is set to.
    points
        At least one.
    without, changed
        The study at a point, without and with what is set.

    Raises
    ------
    ConfigError
        With the nearest name that exists.
    """
    plans = ((possible(without, point), possible(changed, point)) for point in _spread(points))
    refuse_idle_value(where, key, value, list(_both(plans)))


def _without(point: Point, *, axis: int, key: str, study_at: StudyAt) -> Study:
    """Return the study at a point if an axis did not set one of its fields."""
    choices = list(point.choices)
    choices[axis] = {name: value for name, value in choices[axis].items() if name != key}
    return study_at(replace(point, choices=tuple(choices)))


def _pairs(points: Sequence[Point], axis: int, key: str, study_at: StudyAt) -> Iterator[Pair]:
    """Yield studies that differ in one field alone, at points far from each other."""
    return _both(
        (possible(study_at, reference), possible(study_at, _with(reference, axis, key, value)))
        for reference in _spread(points)
        for value in _others(points, reference, axis, key)
    )


def _others(points: Sequence[Point], reference: Point, axis: int, key: str) -> Iterator[Any]:
    """Yield up to two other values of a field: the first and the last of the sweep."""
    mine = reference.choices[axis][key]
    for row in (points, reversed(points)):
        values = (point.choices[axis][key] for point in row)
        other = next((value for value in values if value != mine), None)
        if other is not None:
            yield other


def _with(point: Point, axis: int, key: str, value: Any) -> Point:
    choices = list(point.choices)
    choices[axis] = {**choices[axis], key: value}
    return replace(point, choices=tuple(choices))


def _spread(points: Sequence[Point]) -> list[Point]:
    """Return the first, the last and a few points between them."""
    if len(points) <= LOOKS:
        return list(points)
    return [points[number * (len(points) - 1) // (LOOKS - 1)] for number in range(LOOKS)]


def _both(pairs: Iterator[tuple[Study | None, Study | None]]) -> Iterator[Pair]:
    return ((one, other) for one, other in pairs if one is not None and other is not None)


def possible(study_at: StudyAt, point: Point) -> Study | None:
    """Return the study at a point, None where it is impossible."""
    try:
        return study_at(point)
    except ConfigError:
        # an impossible point fails by itself
        return None
