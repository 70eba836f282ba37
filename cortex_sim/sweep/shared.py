"""The pasts that points share, to be done before the points themselves.

Locks already keep points from doing a session twice. But on a cluster every point
that waits for another's past holds an allocation and does nothing with it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cortex_sim.course.plan import Session, make_plan
from cortex_sim.errors import ConfigError
from cortex_sim.sweep.load import Sweep
from cortex_sim.sweep.points import Point
from cortex_sim.sweep.survey import EXACT_POINTS, common_sessions


@dataclass(frozen=True)
class SharedPast:
    """Sessions of one subject of one point, which other points need as well."""

    point_id: str
    sessions: tuple[str, ...]

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data, for a submission."""
        return {"point": self.point_id, "sessions": list(self.sessions)}


def shared_pasts(
    sweep: Sweep,
    points: Sequence[Point],
    is_stored: Callable[[str], bool],
    exact_points: int = EXACT_POINTS,
) -> list[SharedPast]:
    """Return what several points share and nobody has done, one part for each subject.

    Parameters
    ----------
    sweep
        Where the points are from.
    points
        Those that are about to run.
    is_stored
        Whether a session is done.
    exact_points
        Up to this many points each is planned; beyond that only what all points
        share is found.
    """
    if len(points) < 2:
        return []
    if len(points) > exact_points:
        return _by_subject(points[0], common_sessions(sweep, points), is_stored)
    plans = [(point, _sessions(sweep, point)) for point in points]
    counts = Counter(s.session_id for _, sessions in plans for s in sessions)
    pasts, taken = [], set[str]()
    for point, sessions in plans:
        mine = [s for s in sessions if counts[s.session_id] > 1 and s.session_id not in taken]
        taken.update(s.session_id for s in mine)
        pasts += _by_subject(point, mine, is_stored)
    return pasts


def _by_subject(
    point: Point, sessions: Iterable[Session], is_stored: Callable[[str], bool]
) -> list[SharedPast]:
    parts: dict[int, list[str]] = {}
    for session in sessions:
        if not is_stored(session.session_id):
            parts.setdefault(session.place.subject, []).append(session.session_id)
    return [SharedPast(point.point_id, tuple(ids)) for ids in parts.values()]


def _sessions(sweep: Sweep, point: Point) -> tuple[Session, ...]:
    try:
        return make_plan(sweep.study(point)).sessions
    except ConfigError:
        # an impossible point fails by itself
        return ()
