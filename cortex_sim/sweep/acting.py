"""Whether each field that a sweep sets changes some session of some point."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from cortex_sim.config.study import Study
from cortex_sim.course.acting import Pair, is_read_elsewhere, refuse_idle
from cortex_sim.errors import ConfigError
from cortex_sim.sweep.points import Point

LOOKS = 8
"""Points at which a field is tried before it is said to change nothing: it may need others."""

StudyAt = Callable[[Point], Study]
"""Returns the study at a point, or raises `ConfigError` where it is impossible."""


def refuse_idle_axes(points: Sequence[Point], study_at: StudyAt) -> None:
    """Raise an error if a key of an axis changes no session at any of some points.

    Each key is tried by itself, also where an axis sets several.

    Raises
    ------
    ConfigError
        With the nearest name that exists.
    """
    for axis, choice in enumerate(points[0].choices):
        for key in choice:
            refuse_idle(f"axis '{key}'", key, _pairs(points, axis, key, study_at))


def refuse_idle_setting(
    key: str, points: Sequence[Point], without: StudyAt, changed: StudyAt
) -> None:
    """Raise an error if a field that holds for all points changes no session of some points.

    Parameters
    ----------
    key
        The field.
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
    pairs = list(_both(plans))
    if pairs and not is_read_elsewhere(key, pairs[0][0]):
        refuse_idle(f"set '{key}'", key, pairs)


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
