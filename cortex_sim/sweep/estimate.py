"""What a sweep would cost: its sessions, and the time, memory and disk for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cortex_sim.config.session_kinds import SessionKind
from cortex_sim.course.estimate import Batch, Cost, Machine, cost_of
from cortex_sim.course.pace import pace_of
from cortex_sim.engine.backends import compilations, missing_compilations
from cortex_sim.store.paths import SessionStore
from cortex_sim.sweep.context import SweepContext
from cortex_sim.sweep.executors.base import Executor
from cortex_sim.sweep.points import Point
from cortex_sim.sweep.survey import PROGRAM, Survey, survey

POINT_SECONDS = 0.1
"""Time that a point takes beside its sessions: planning, checking, collecting."""


@dataclass(frozen=True)
class SweepEstimate:
    """What is to do of a sweep and what it would cost."""

    name: str
    points: int
    done: int
    found: Survey
    cost: Cost

    def as_text(self) -> str:
        """Return the estimate as lines for people."""
        found = self.found
        sessions = sum(found.count(kind) for kind in SessionKind)
        todo = sum(found.count(kind, todo=True) for kind in SessionKind)
        return "\n".join(
            [
                f"sweep {self.name!r}: {self.points} points, {self.done} done",
                f"sessions: {sessions} different ones for {found.standing} places; "
                f"{found.standing - sessions} belong to a past that points share",
                f"to do: {todo} sessions, {self.cost.model_time:.0f} s of model time, "
                f"{self.cost.builds} programs to compile (of {found.count('program')})",
                *self.cost.as_lines(),
            ]
        )

    def as_data(self) -> dict[str, Any]:
        """Return the estimate for programs."""
        sessions = sum(self.found.count(kind) for kind in SessionKind)
        todo = sum(self.found.count(kind, todo=True) for kind in SessionKind)
        return {
            "sweep": self.name,
            "points": self.points,
            "points_done": self.done,
            "sessions": sessions,
            "sessions_to_do": todo,
            **self.cost.as_data(),
        }


def estimate_sweep(
    context: SweepContext, points: Sequence[Point], executor: Executor[Any]
) -> SweepEstimate:
    """Return the cost of what is missing of some points.

    Speed comes from earlier runs of the same programs on such a machine, else from a rule of
    thumb; see `cortex_sim.course.pace.pace_of`.
    """
    folder, name = context.folder, context.sweep.file.name
    done = folder.done_ids() & {point.point_id for point in points}
    surveyed = survey(context.sweep, points, done, folder.store.has)
    left = len(points) - len(done)
    width = executor.width(left, _width(surveyed))
    rest = executor.start_seconds + POINT_SECONDS * left / width.total
    cost = cost_of(
        [
            Batch(SessionKind(u.kind), u.model_time, u.todo)
            for u in surveyed.units
            if u.todo and u.kind != PROGRAM
        ],
        surveyed.example,
        pace_of(surveyed.example),
        Machine(width.processes, width.threads, rest if left else 0.0, width.cores),
        builds=_builds(surveyed, folder.store),
        longest=surveyed.longest,
    )
    return SweepEstimate(name, len(points), len(done), surveyed, cost)


def _width(surveyed: Survey) -> int:
    """Return how many sessions of one point can run at once, on average."""
    total = sum(session.model_time for session in surveyed.example.sessions)
    return max(1, round(total / surveyed.longest)) if surveyed.longest else 1


def _builds(surveyed: Survey, store: SessionStore) -> int:
    """Return how many programs are not compiled yet; the example's stand for all."""
    compiler, structures = surveyed.example.study.compiler, list(surveyed.example.programs.values())
    missing = missing_compilations(structures, compiler, store.builds)
    if compilations(structures, compiler) == 1:
        return min(missing, surveyed.count(PROGRAM, todo=True))
    there = len(structures) - missing
    return max(0, min(surveyed.count(PROGRAM, todo=True), surveyed.count(PROGRAM) - there))
