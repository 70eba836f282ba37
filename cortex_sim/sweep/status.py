"""How a sweep stands: which points are queued, running, done, failed, and why."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cortex_sim.errors import LockedError
from cortex_sim.store.locks import file_lock
from cortex_sim.sweep.executors.table import EXECUTORS
from cortex_sim.sweep.folder import INTERRUPTED, KILLED, SweepFolder
from cortex_sim.sweep.points import Point
from cortex_sim.units import duration_text

STATES = ("done", "running", "queued", "failed", "killed", "interrupted", "missing")
"""Every state of a point, in the order of the report."""

RECENT = 200
"""Number of last points that tell the pace."""


@dataclass(frozen=True)
class Trouble:
    """A point without a result, and why."""

    point: Point
    state: str
    reason: str
    """One line."""


@dataclass(frozen=True)
class Status:
    """How many points are in which state, and what went wrong."""

    counts: dict[str, int]
    troubles: tuple[Trouble, ...]
    queue_problem: str = ""
    """Why the queue could not be asked; then ``killed`` may mean ``running``."""

    hours_left: float | None = None

    def as_text(self) -> str:
        """Return the status as lines for people."""
        counts = ", ".join(f"{self.counts[s]} {s}" for s in STATES if self.counts.get(s))
        lines = [f"{sum(self.counts.values())} points: {counts or 'none'}"]
        if self.hours_left is not None:
            lines.append(f"about {duration_text(3600 * self.hours_left)} left")
        if self.queue_problem:
            lines.append(f"the queue does not answer ({self.queue_problem}); killed may be running")
        for trouble in self.troubles:
            where = f"#{trouble.point.number} {trouble.point.point_id}"
            lines.append(f"  {trouble.state} {where}: {trouble.reason}")
        return "\n".join(lines)

    def as_data(self) -> dict[str, Any]:
        """Return the status for programs."""
        troubles = [
            {"point": t.point.point_id, "state": t.state, "reason": t.reason} for t in self.troubles
        ]
        return {"counts": self.counts, "troubles": troubles, "hours_left": self.hours_left}


def sweep_status(folder: SweepFolder, points: Sequence[Point]) -> Status:
    """Return how the points stand.

    Files tell what is done and what failed; the queue is asked only who is alive.
    """
    done, tried = folder.done_ids(), folder.tried_ids()
    look = _Look(folder)
    counts: Counter[str] = Counter()
    troubles = []
    for point in points:
        identity = point.point_id
        if identity in done:
            counts["done"] += 1
            continue
        state, reason = look.state(identity, was_tried=identity in tried)
        counts[state] += 1
        if reason:
            troubles.append(Trouble(point, state, reason))
    left = _hours_left(folder, counts)
    return Status(dict(counts), tuple(troubles), look.problem, left)


def failed_points(folder: SweepFolder, points: Sequence[Point]) -> tuple[Point, ...]:
    """Return the points that failed or were killed, in order."""
    troubles = sweep_status(folder, points).troubles
    return tuple(trouble.point for trouble in troubles if trouble.state in ("failed", "killed"))


class _Look:
    """What is asked once for all points: every executor, and whether there is a driver."""

    def __init__(self, folder: SweepFolder) -> None:
        self.folder = folder
        self.standings = [executor.status(folder) for executor in EXECUTORS.values()]
        self.problem = "; ".join(s.problem for s in self.standings if s.problem)
        self.is_driven = _is_driven(folder)

    def state(self, identity: str, *, was_tried: bool) -> tuple[str, str]:
        """Return state and reason of a point that has no result."""
        folder = self.folder
        if was_tried and folder.is_claimed(identity):
            return "running", ""
        attempt = folder.read_attempt(identity) if was_tried else None
        for standing in self.standings:
            if alive := standing.alive.get(identity):
                return (alive if attempt is not None else "queued"), ""
        error = folder.read_error(identity) if was_tried else None
        if error is not None:
            return self._with_error(identity, error)
        if attempt is None and self.problem:
            return "missing", ""
        ended = self._why(identity)
        if attempt is not None:
            return "killed", ended or f"ended without a word; see {folder.log_path(identity)}"
        if ended:
            return "killed", ended
        return ("queued" if self.is_driven else "missing"), ""

    def _with_error(self, identity: str, error: dict[str, object]) -> tuple[str, str]:
        kind, message = str(error.get("type")), str(error.get("message")).strip()
        if kind == INTERRUPTED:
            return "interrupted", self._why(identity) or message
        state = "killed" if kind == KILLED else "failed"
        return state, f"{kind}: {message.splitlines()[-1]}" if message else kind

    def _why(self, identity: str) -> str:
        return next(filter(None, (s.why(identity) for s in self.standings)), "")


def _is_driven(folder: SweepFolder) -> bool:
    path = folder.root / "driver.lock"
    if not path.exists():
        return False
    try:
        with file_lock(path, timeout=0.0):
            return False
    except LockedError:
        return True


def _hours_left(folder: SweepFolder, counts: Counter[str]) -> float | None:
    """Return the time left by the pace of the last points, None if nothing runs or is known."""
    if not counts["running"] + counts["queued"] or not counts["done"]:
        return None
    try:
        results = (entry for entry in folder.done_folder.iterdir() if entry.suffix == ".csv")
        times = sorted(entry.stat().st_mtime for entry in results)[-RECENT:]
    except OSError:
        return None
    if len(times) < 2 or times[-1] <= times[0]:
        return None
    pace = (times[-1] - times[0]) / (len(times) - 1)
    return pace * (counts["running"] + counts["queued"]) / 3600
