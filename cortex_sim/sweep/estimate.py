"""What a sweep would cost: sessions, time, memory and disk, before anything starts."""

from collections.abc import Sequence
from dataclasses import dataclass

from cortex_sim.course.estimate import (
    BYTES_PER_ASSESSMENT,
    BYTES_PER_WEIGHT,
    KINDS,
    MEMORY_BASE,
    MEMORY_PER_WORKER,
    Pace,
    pace_of,
)
from cortex_sim.course.runner import builds_folder
from cortex_sim.engine.backends import build_seconds, compilations, missing_compilations
from cortex_sim.engine.machine import available_cores
from cortex_sim.model.state import plastic_projections
from cortex_sim.model.structure import synapse_count
from cortex_sim.store.paths import SessionStore
from cortex_sim.sweep.config import SweepExecution
from cortex_sim.sweep.folder import SweepFolder
from cortex_sim.sweep.load import Sweep
from cortex_sim.sweep.points import Point
from cortex_sim.sweep.survey import Survey, survey

POINT_SECONDS = 0.25
"""Time that a point takes beside its sessions: planning, checking, collecting."""

START_SECONDS = 2.0
"""Time until a worker process is ready."""


@dataclass(frozen=True)
class SweepEstimate:
    """What is to do and what it would cost."""

    name: str
    points: int
    done: int
    found: Survey
    builds: int
    workers: int
    seconds: float
    memory: float
    """Bytes at the same moment, over all workers."""

    disk: float

    def as_text(self) -> str:
        """Return the estimate as lines for people."""
        found = self.found
        sessions = found.count("practice") + found.count("assessment")
        todo = found.count("practice", todo=True) + found.count("assessment", todo=True)
        return "\n".join(
            [
                f"sweep {self.name!r}: {self.points} points, {self.done} done",
                f"sessions: {sessions} different ones for {found.standing} places; "
                f"{found.standing - sessions} belong to a past that points share",
                f"to do: {todo} sessions, {found.model_time(todo=True):.0f} s of model time, "
                f"{self.builds} programs to compile (of {found.count('program')})",
                f"time:   about {_words(self.seconds)} on {self.workers} workers",
                f"memory: about {self.memory / 1e6:.0f} MB",
                f"disk:   about {self.disk / 1e6:.0f} MB",
            ]
        )


def estimate_sweep(
    folder: SweepFolder, sweep: Sweep, points: Sequence[Point], execution: SweepExecution
) -> SweepEstimate:
    """Return what the missing part of some points would cost.

    Speed comes from the log of the sweep or of its study in the same results folder, if
    there is one, else from a rule of thumb; see `cortex_sim.course.estimate.pace_of`.
    """
    done = folder.done_ids() & {point.point_id for point in points}
    store = folder.store
    found = survey(sweep, points, done, store.has)
    workers = _workers(execution, len(points) - len(done), _width(found))
    builds = _builds(found, store)
    start = 0.0 if execution.executor == "serial" else START_SECONDS
    pace = pace_of(found.example, store, sweep.file.name, found.example.study.name)
    return SweepEstimate(
        name=sweep.file.name,
        points=len(points),
        done=len(done),
        found=found,
        builds=builds,
        workers=workers,
        seconds=_seconds(found, pace, len(points) - len(done), workers, builds, start),
        memory=workers * (MEMORY_BASE + MEMORY_PER_WORKER),
        disk=_disk(found),
    )


def _seconds(
    found: Survey, pace: Pace, points: int, workers: int, builds: int, start: float
) -> float:
    if not points:
        return 0.0
    busy = sum(
        pace.seconds(unit.kind, unit.model_time, unit.todo)
        for unit in found.units
        if unit.kind in KINDS
    )
    # a course is a chain: no number of workers makes it shorter
    model_time = found.model_time(todo=True)
    chain = busy * min(1.0, found.longest / model_time) if model_time else 0.0
    rest = (
        POINT_SECONDS * points / workers
        + build_seconds(found.example.study.compiler) * builds
        + start
    )
    return max(busy / workers, chain) + rest


def _width(found: Survey) -> int:
    """Return how many sessions of one point can run at once, on average."""
    total = sum(session.model_time for session in found.example.sessions)
    return max(1, round(total / found.longest)) if found.longest else 1


def _workers(execution: SweepExecution, points: int, width: int) -> int:
    if execution.executor == "slurm":
        tasks = -(-points // execution.slurm.points_per_task)
        at_once = max(1, min(execution.slurm.max_running, tasks))
        return at_once * min(execution.slurm.cpus, width)
    if execution.executor == "local":
        return max(1, min(execution.jobs or available_cores(), points))
    # one point after the other
    return min(available_cores(), width)


def _builds(found: Survey, store: SessionStore) -> int:
    """Return how many programs are not compiled yet; the example's stand for all."""
    compiler, structures = found.example.study.compiler, list(found.example.programs.values())
    missing = missing_compilations(structures, compiler, builds_folder(store))
    if compilations(structures, compiler) == 1:
        return min(missing, found.count("program", todo=True))
    there = len(structures) - missing
    return max(0, min(found.count("program", todo=True), found.count("program") - there))


def _disk(found: Survey) -> float:
    study = found.example.study
    weights = sum(
        synapse_count(study.network, name, len(study.muscles))
        for name in plastic_projections(study)
    )
    practice = found.count("practice", todo=True) * weights * BYTES_PER_WEIGHT
    return practice + found.count("assessment", todo=True) * BYTES_PER_ASSESSMENT


def _words(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"
