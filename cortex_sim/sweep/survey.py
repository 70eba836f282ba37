"""Which sessions the points of a sweep amount to, each counted once.

Planning 10,000 points one by one takes minutes. But a session depends on few of
the axes: the healthy past on none, the training on all. So one point is planned,
and one more for each axis with only that axis changed: the sessions whose id
changes depend on that axis. How many different sessions stand at a place is then
the number of different combinations of values on the axes that it depends on.
Axes that change which sessions there are (doses) are gone through value by value.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from cortex_sim.config.canonical import canonical_json
from cortex_sim.course.estimate import longest_row
from cortex_sim.course.plan import Plan, Session, make_plan
from cortex_sim.errors import ConfigError
from cortex_sim.sweep.load import Sweep
from cortex_sim.sweep.points import Point

EXACT_POINTS = 100
"""Up to this many points each is planned by itself."""

MAX_SHAPES = 40
"""Largest number of combinations of axes that change which sessions there are."""

Slot = tuple[str | int | float, ...]
Values = tuple[str, ...]


PROGRAM = "program"
"""What stands for a kind where a unit is a program to compile, and no session."""


@dataclass(frozen=True)
class Unit:
    """A kind of session, or a program to compile, that several points share."""

    kind: str
    """``practice``, ``assessment`` or ``program``."""

    model_time: float
    """Simulated time in s."""

    total: int
    """How many different ones the points amount to."""

    todo: int
    """How many of these no finished point has."""


@dataclass(frozen=True)
class Survey:
    """Sessions and programs of a sweep, and one plan as an example."""

    units: tuple[Unit, ...]
    example: Plan
    standing: int
    """Sessions over all points, shared ones counted at every point."""

    longest: float
    """Model time of the longest row of sessions that wait for each other, in s."""

    def count(self, kind: str, *, todo: bool = False) -> int:
        """Return the number of sessions or programs of a kind."""
        return sum(u.todo if todo else u.total for u in self.units if u.kind == kind)

    def model_time(self, *, todo: bool = False) -> float:
        """Return the model time of all different sessions in s."""
        return sum(u.model_time * (u.todo if todo else u.total) for u in self.units)


def survey(
    sweep: Sweep,
    points: Sequence[Point],
    done: set[str],
    is_stored: Callable[[str], bool] = lambda _: False,
    exact_points: int = EXACT_POINTS,
) -> Survey:
    """Return what the points amount to.

    Parameters
    ----------
    sweep
        Where they are from.
    points
        At least one.
    done
        Ids of finished points.
    is_stored
        Whether a session is in the store already; asked for up to ``exact_points``
        points only, beyond that the finished points tell.
    exact_points
        Up to this many points each is planned by itself.
    """
    if len(points) <= exact_points:
        return _exact(sweep, points, done, is_stored)
    return _factored(sweep, points, done)


def structure_examples(sweep: Sweep, points: Sequence[Point]) -> list[Point]:
    """Return points that between them need every program of all points."""
    if not points:
        return []
    reference, values = points[0], _values(points)
    known = _programs(sweep, reference)
    axes = [
        axis
        for axis in range(len(reference.choices))
        if any(_programs(sweep, p) != known for p in _variants(points, values, axis))
    ]
    examples: dict[Values, Point] = {}
    for point, row in zip(points, values, strict=True):
        examples.setdefault(tuple(row[axis] for axis in axes), point)
    return list(examples.values())


def common_sessions(sweep: Sweep, points: Sequence[Point]) -> list[Session]:
    """Return the sessions that no axis changes, so that all points have them."""
    plan = _plan(sweep, points[0])
    if plan is None:
        return []
    depends = _dependence(sweep, points, _units(plan))
    free = {slot for slot, axes in depends.items() if not axes}
    return [session for session in plan.sessions if _slot(session) in free]


def _exact(
    sweep: Sweep, points: Sequence[Point], done: set[str], is_stored: Callable[[str], bool]
) -> Survey:
    found: dict[str, tuple[str, float]] = {}
    finished: set[str] = set()
    standing, longest, example = 0, 0.0, None
    for point in points:
        plan = _plan(sweep, point)
        if plan is None:
            continue
        example = example or plan
        units = _units(plan)
        standing += len(plan.sessions)
        longest = max(longest, longest_row(plan.sessions))
        found.update({identity: (kind, time) for identity, kind, time in units.values()})
        if point.point_id in done:
            finished.update(identity for identity, _, _ in units.values())
    if example is None:
        raise ConfigError("none of the points is possible; see 'cortex-sim validate'")
    return Survey(
        tuple(
            Unit(kind, time, 1, int(identity not in finished and not is_stored(identity)))
            for identity, (kind, time) in found.items()
        ),
        example,
        standing,
        longest,
    )


def _factored(sweep: Sweep, points: Sequence[Point], done: set[str]) -> Survey:
    values = _values(points)
    shape_axes = _shape_axes(sweep, points, values)
    groups: dict[Values, list[int]] = defaultdict(list)
    for number, row in enumerate(values):
        groups[tuple(row[axis] for axis in shape_axes)].append(number)
    chosen = list(groups.values())[:: -(-len(groups) // MAX_SHAPES)]
    scale = len(points) / sum(len(numbers) for numbers in chosen)
    kinds: dict[str, tuple[str, float]] = {}
    where: dict[str, list[int]] = defaultdict(list)
    depends: dict[str, tuple[int, ...]] = {}
    standing, longest, example = 0.0, 0.0, None
    for index, numbers in enumerate(chosen):
        plan = _plan(sweep, points[numbers[0]])
        if plan is None:
            continue
        example = example or plan
        standing += scale * len(plan.sessions) * len(numbers)
        longest = max(longest, longest_row(plan.sessions))
        slots = _units(plan)
        found = _dependence(sweep, [points[n] for n in numbers], slots)
        for slot, (identity, kind, time) in slots.items():
            kinds[identity] = (kind, time)
            depends[identity] = found[slot]
            where[identity].append(index)
    if example is None:
        raise ConfigError("none of the points is possible; see 'cortex-sim validate'")
    flags = [points[n].point_id in done for n in range(len(points))]
    counted: dict[tuple[tuple[int, ...], tuple[int, ...]], tuple[int, int]] = {}
    units = []
    for identity, (kind, time) in kinds.items():
        key = (depends[identity], tuple(where[identity]))
        if key not in counted:
            numbers = [n for index in key[1] for n in chosen[index]]
            counted[key] = _combinations(values, flags, numbers, key[0])
        total, todo = counted[key]
        units.append(Unit(kind, time, round(total * scale), round(todo * scale)))
    return Survey(tuple(units), example, round(standing), longest)


def _combinations(
    values: list[Values], flags: list[bool], numbers: Iterable[int], axes: tuple[int, ...]
) -> tuple[int, int]:
    """Return how many combinations of values there are, and how many no done point has."""
    everywhere: set[Values] = set()
    finished: set[Values] = set()
    for n in numbers:
        row = values[n]
        key = tuple([row[axis] for axis in axes])
        everywhere.add(key)
        if flags[n]:
            finished.add(key)
    return len(everywhere), len(everywhere) - len(finished)


def _dependence(
    sweep: Sweep, points: Sequence[Point], slots: dict[Slot, tuple[str, str, float]]
) -> dict[Slot, tuple[int, ...]]:
    """Return the axes that each session of the first point depends on."""
    values = _values(points)
    axes: dict[Slot, set[int]] = {slot: set() for slot in slots}
    for axis in range(len(points[0].choices)):
        for variant in _variants(points, values, axis):
            plan = _plan(sweep, variant)
            other = _units(plan) if plan is not None else {}
            for slot, (identity, _, _) in slots.items():
                if slot in other and other[slot][0] != identity:
                    axes[slot].add(axis)
    return {slot: tuple(sorted(found)) for slot, found in axes.items()}


def _shape_axes(sweep: Sweep, points: Sequence[Point], values: list[Values]) -> tuple[int, ...]:
    """Return the axes that change which sessions there are."""
    plan = _plan(sweep, points[0])
    slots = set(_units(plan)) if plan is not None else set()
    shaping = []
    for axis in range(len(points[0].choices)):
        plans = [_plan(sweep, variant) for variant in _variants(points, values, axis)]
        if any(plan is not None and set(_units(plan)) != slots for plan in plans):
            shaping.append(axis)
    return tuple(shaping)


def _variants(points: Sequence[Point], values: list[Values], axis: int) -> list[Point]:
    """Return the first point with other values on one axis: up to two of them."""
    reference = points[0]
    others: dict[str, Point] = {}
    for point, row in zip(points, values, strict=True):
        if row[axis] != values[0][axis]:
            others.setdefault(row[axis], point)
    picked = list(others.values())
    return [
        Point(
            reference.point_id,
            reference.number,
            (*reference.choices[:axis], point.choices[axis], *reference.choices[axis + 1 :]),
            reference.seeds,
        )
        for point in ([picked[0], picked[-1]] if len(picked) > 1 else picked)
    ]


def _values(points: Sequence[Point]) -> list[Values]:
    # one text per different choice: points share their choices
    texts: dict[int, str] = {}
    rows = []
    for point in points:
        for choice in point.choices:
            if id(choice) not in texts:
                texts[id(choice)] = canonical_json(choice)
        rows.append(tuple([texts[id(choice)] for choice in point.choices]))
    return rows


def _plan(sweep: Sweep, point: Point) -> Plan | None:
    """Return the plan of a point, None where the study is impossible."""
    try:
        return make_plan(sweep.study(point))
    except ConfigError:
        return None


def _programs(sweep: Sweep, point: Point) -> set[str] | None:
    plan = _plan(sweep, point)
    return None if plan is None else set(plan.programs)


def _units(plan: Plan) -> dict[Slot, tuple[str, str, float]]:
    """Return id, kind and model time of each session and program, by place."""
    units: dict[Slot, tuple[str, str, float]] = {}
    for session in plan.sessions:
        units[_slot(session)] = (session.session_id, session.kind, session.model_time)
    for number, identity in enumerate(plan.programs):
        units[(PROGRAM, number)] = (identity, PROGRAM, 0.0)
    return units


def _slot(session: Session) -> Slot:
    place = session.place
    return (place.subject, place.arm, place.phase, place.name, place.number)
