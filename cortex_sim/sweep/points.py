"""From axes to points, each with an identity of its own."""

import itertools
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cortex_sim.config.canonical import canonical_json, content_hash
from cortex_sim.config.merge import settled
from cortex_sim.errors import ConfigError, SweepError
from cortex_sim.sweep.config import Axis, Sampling
from cortex_sim.sweep.sampling import shares
from cortex_sim.sweep.values import draw, linspace, logspace

ID_DIGITS = 16
"""Length of a point's id."""

MAX_POINTS = 1_000_000
"""Largest number of points of a sweep, doubles included."""

MAX_SEED = 2**31
"""Largest seed of a first subject."""

MAX_SUBJECTS = 2_000_000
"""Largest number of subjects in all points of a sweep together."""

Assignment = dict[str, Any]
"""Field -> value: what one step on an axis sets."""

_ID = re.compile(f"[0-9a-f]{{{ID_DIGITS}}}")


@dataclass(frozen=True)
class Point:
    """One course of a sweep: the study with some fields changed."""

    point_id: str
    number: int
    """Place in the order of the sweep, from 0."""

    choices: tuple[Assignment, ...]
    """What is set, axis by axis."""

    seeds: tuple[int, ...]
    """Seeds of the subjects."""

    @property
    def overrides(self) -> Assignment:
        """All that is set, in the order of the axes."""
        return {key: value for choice in self.choices for key, value in choice.items()}

    def as_data(self) -> dict[str, Any]:
        """Return the point as plain data, for the manifest."""
        return {
            "point": self.point_id,
            "number": self.number,
            "choices": list(self.choices),
            "seeds": list(self.seeds),
        }


def point_from_data(data: dict[str, Any]) -> Point:
    """Return the point that `Point.as_data` described.

    Raises
    ------
    ValueError, KeyError, TypeError
        If it is no such description. Ids become names of files, so they are checked.
    """
    identity, number, choices = data["point"], data["number"], tuple(data["choices"])
    seeds = tuple(data["seeds"])
    if not isinstance(identity, str) or not _ID.fullmatch(identity):
        raise ValueError(f"got point {identity!r:.100}, expected {ID_DIGITS} hexadecimal digits")
    if not all(isinstance(value, int) for value in (number, *seeds)):
        raise ValueError(f"point {identity}: number and seeds are not whole numbers")
    if not all(isinstance(choice, dict) for choice in choices):
        raise ValueError(f"point {identity}: choices are not maps")
    return Point(identity, number, choices, seeds)


def point_identity(base_hash: str, overrides: Assignment, seeds: Iterable[int]) -> str:
    """Return the id of a point: a hash of the study, what is set, and the subjects."""
    spec = {"base": base_hash, "overrides": overrides, "seeds": list(seeds)}
    return content_hash(spec)[:ID_DIGITS]


def expand(
    axes: tuple[Axis, ...], sampling: Sampling | None, base: dict[str, Any], base_hash: str
) -> tuple[Point, ...]:
    """Return the points of a sweep, each once, in a fixed order.

    Parameters
    ----------
    axes
        What varies.
    sampling
        How points are drawn; None for the full product.
    base
        The study's data before any axis.
    base_hash
        Its identity.

    Raises
    ------
    ConfigError
        If values do not fit together, or there are more than `MAX_POINTS` points or
        `MAX_SUBJECTS` subjects in them.
    """
    count = _row_count(axes, sampling)
    if count > MAX_POINTS:
        raise ConfigError(
            f"axes: make {count} points, at most {MAX_POINTS} are possible; "
            "take fewer values or a sampling"
        )
    if not count:
        raise ConfigError("axes: make no point; give every axis at least one value")
    points: dict[str, Point] = {}
    subjects = 0
    for choices in rows(axes, sampling):
        point = _make_point(choices, len(points), base, base_hash)
        subjects += len(point.seeds)
        if subjects > MAX_SUBJECTS:
            raise ConfigError(
                f"axes: {count} points have more than {MAX_SUBJECTS} subjects together; "
                "take fewer values or fewer subjects"
            )
        points.setdefault(point.point_id, point)
    return tuple(points.values())


def _row_count(axes: tuple[Axis, ...], sampling: Sampling | None) -> int:
    """Return the number of points, doubles included, without making them."""
    if sampling is not None:
        return sampling.count * (len(axes) + 1 if sampling.method == "morris" else 1)
    return math.prod(_step_count(axis) for axis in axes)


def _step_count(axis: Axis) -> int:
    if axis.zip is not None:
        return max((_step_count(inner) for inner in axis.zip), default=0)
    spacing = axis.linspace or axis.logspace
    return spacing.count if spacing is not None else len(axis.values or ())


def point_at(
    axes: tuple[Axis, ...], row: NDArray[np.float64], base: dict[str, Any], base_hash: str
) -> Point:
    """Return the point at a row of a sample (see `sampling.shares`); its number is 0."""
    return _make_point(_at(axes, row), 0, base, base_hash)


def _make_point(
    choices: tuple[Assignment, ...], number: int, base: dict[str, Any], base_hash: str
) -> Point:
    overrides = {key: value for choice in choices for key, value in choice.items()}
    seeds = _seeds(base, overrides)
    return Point(point_identity(base_hash, overrides, seeds), number, choices, seeds)


def rows(axes: tuple[Axis, ...], sampling: Sampling | None) -> Iterable[tuple[Assignment, ...]]:
    """Return what is set at each point, axis by axis; doubles are not removed."""
    if sampling is None:
        return itertools.product(*(steps(axis) for axis in axes))
    return [_at(axes, row) for row in shares(sampling, len(axes))]


def steps(axis: Axis) -> list[Assignment]:
    """Return the steps of an axis.

    Raises
    ------
    ConfigError
        If zipped axes differ in length.
    """
    if axis.zip is not None:
        columns = [steps(inner) for inner in axis.zip]
        if len({len(column) for column in columns}) > 1:
            pairs = zip(axis.zip, columns, strict=True)
            lengths = ", ".join(f"{inner.keys[0]}: {len(column)}" for inner, column in pairs)
            raise ConfigError(f"axes: zipped axes differ in length ({lengths}); make them equal")
        return [
            {key: value for part in parts for key, value in part.items()}
            for parts in zip(*columns, strict=True)
        ]
    if axis.linspace is not None:
        values: Iterable[Any] = linspace(axis.linspace)
    elif axis.logspace is not None:
        values = logspace(axis.logspace)
    else:
        values = axis.values or ()
    return [dict.fromkeys(axis.keys, value) for value in values]


def choose_subset(
    points: tuple[Point, ...], chosen: dict[str, tuple[Any, ...]]
) -> tuple[Point, ...]:
    """Return the points whose fields have one of the values named for them."""
    allowed = {key: {canonical_json(v) for v in values} for key, values in chosen.items()}
    return tuple(
        point
        for point in points
        if all(canonical_json(point.overrides[key]) in ok for key, ok in allowed.items())
    )


def find_point(points: tuple[Point, ...], name: str) -> Point:
    """Return the point with an id, the start of an id, or ``#number``.

    Raises
    ------
    SweepError
        If there is none, or several.
    """
    if name.startswith("#") and name[1:].isdigit() and int(name[1:]) < len(points):
        return points[int(name[1:])]
    matches = [point for point in points if point.point_id.startswith(name)]
    if len(matches) != 1:
        raise SweepError(
            f"--only: got {name!r}, which fits {len(matches)} points; give a point's id "
            f"(see manifest.jsonl) or '#0' to '#{len(points) - 1}'"
        )
    return matches[0]


def _at(axes: tuple[Axis, ...], row: NDArray[np.float64]) -> tuple[Assignment, ...]:
    return tuple(_drawn(axis, float(share)) for axis, share in zip(axes, row, strict=True))


def _drawn(axis: Axis, share: float) -> Assignment:
    if axis.range is not None:
        return dict.fromkeys(axis.keys, draw(axis.range, share))
    listed = steps(axis)
    return listed[min(int(share * len(listed)), len(listed) - 1)]


def _seeds(base: dict[str, Any], overrides: Assignment) -> tuple[int, ...]:
    cohort = settled({"cohort": base.get("cohort", {})}).get("cohort", {})
    subjects = overrides.get("cohort.subjects", cohort.get("subjects", 1))
    first = overrides.get("cohort.first_seed", cohort.get("first_seed", 1))
    try:
        first, subjects = int(first), int(subjects)
    except (TypeError, ValueError, OverflowError):
        subjects = -1
    if not (0 <= subjects <= MAX_SUBJECTS and 0 <= first <= MAX_SEED):
        raise ConfigError(
            f"cohort: got subjects {subjects!r:.50} and first_seed {first!r:.50}, "
            f"expected whole numbers, at most {MAX_SUBJECTS} and {MAX_SEED}"
        )
    return tuple(range(first, first + subjects))
