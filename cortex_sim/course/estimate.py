"""What a run would cost: sessions, time, memory and disk, before anything starts."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from cortex_sim.course.plan import COMMON, Plan, Session
from cortex_sim.course.progress import Progress
from cortex_sim.course.runner import builds_folder, missing_sessions
from cortex_sim.engine.build import available_cores, is_built
from cortex_sim.model.state import plastic_projections
from cortex_sim.model.structure import synapse_count
from cortex_sim.store.paths import SessionStore

SPEED_PER_SYNAPSE = 3.3e6
"""Model seconds x synapses that one core does in a second, where no log tells (measured
with 250,000 synapses on two shared cores, see ``benchmarks/``)."""

OVERHEAD = 0.15
"""Seconds that a session takes beside its simulation."""

BUILD_SECONDS = 30.0
"""Time for compiling one program on two cores."""

BYTES_PER_WEIGHT = 3.7
"""Stored size of a weight: single precision, slightly compressed."""

BYTES_PER_ASSESSMENT = 60_000
MEMORY_BASE = 180e6
MEMORY_PER_WORKER = 120e6
"""Peak memory in bytes of the process, and of one simulation with its wiring."""


@dataclass(frozen=True)
class Estimate:
    """What is to do and what it would cost."""

    plan: Plan
    sessions: int
    done: int
    shared: int
    """Sessions that several arms share."""

    model_time: float
    builds: int
    workers: int
    seconds: float
    memory: float
    disk: float
    lines: tuple[str, ...]

    def as_text(self) -> str:
        """Return the estimate as lines for people."""
        todo = self.sessions - self.done
        return "\n".join(
            [
                f"study {self.plan.study.name!r}: {self.sessions} sessions, {self.done} done, "
                f"{todo} to do; {self.shared} belong to a past that several arms share",
                *self.lines,
                f"to do: {self.model_time:.0f} s of model time, {self.builds} programs to compile",
                f"time:   about {_minutes(self.seconds)} on {self.workers} cores",
                f"memory: about {self.memory / 1e6:.0f} MB",
                f"disk:   about {self.disk / 1e6:.0f} MB",
            ]
        )


def estimate(plan: Plan, store: SessionStore) -> Estimate:
    """Return the cost of what is missing of a plan.

    Speed comes from the logs of earlier runs in the same results folder, if
    there are any, else from a rule of thumb.
    """
    todo = missing_sessions(plan, store, Progress()) if store.root.is_dir() else list(plan.sessions)
    study = plan.study
    workers = study.execution.workers or available_cores()
    builds = [
        structure
        for identity, structure in plan.programs.items()
        if any(s.spec["program"] == identity for s in todo)
        and not is_built(structure, study.compiler, builds_folder(store))
    ]
    model_time = sum(session.model_time for session in todo)
    speed = model_speed(plan, store)
    busy = model_time / speed + OVERHEAD * len(todo)
    weights = sum(
        synapse_count(study.network, name, len(study.muscles))
        for name in plastic_projections(study)
    )
    practice = sum(session.kind == "practice" for session in todo)
    disk = practice * weights * BYTES_PER_WEIGHT + (len(todo) - practice) * BYTES_PER_ASSESSMENT
    return Estimate(
        plan=plan,
        sessions=len(plan.sessions),
        done=len(plan.sessions) - len(todo),
        shared=_shared(plan),
        model_time=model_time,
        builds=len(builds),
        workers=workers,
        seconds=busy / workers + BUILD_SECONDS * len(builds),
        memory=MEMORY_BASE + MEMORY_PER_WORKER * workers,
        disk=disk,
        lines=tuple(_by_phase(plan, todo)),
    )


def _shared(plan: Plan) -> int:
    """Return how many sessions stand in the common past or in several arms."""
    if len(plan.study.course.arms) < 2:
        return 0
    return sum(
        len({p.arm for p in places}) > 1 or places[0].arm == COMMON
        for places in plan.places.values()
    )


def _by_phase(plan: Plan, todo: list[Session]) -> list[str]:
    missing = {session.session_id for session in todo}
    counts: dict[tuple[str, str], list[int]] = {}
    for session_id, places in plan.places.items():
        for place in places:
            row = counts.setdefault((place.arm, place.phase), [0, 0])
            row[0] += 1
            row[1] += session_id in missing
    return [
        f"  {phase if arm in (COMMON, phase) else f'{arm}: {phase}'}: "
        f"{total} sessions, {left} to do"
        for (arm, phase), (total, left) in counts.items()
    ]


def model_speed(plan: Plan, store: SessionStore, name: str | None = None) -> float:
    """Return model seconds a core does in a second.

    By the log in the folder ``name`` of the results (default: the study's), else by
    a rule of thumb.
    """
    logged = _logged(store.root / (name or plan.study.name) / "run.jsonl")
    if logged is not None:
        return logged
    study = plan.study
    synapses = sum(
        synapse_count(study.network, name, len(study.muscles)) for name in study.network.projections
    )
    return SPEED_PER_SYNAPSE / max(synapses, 10_000)


def _logged(path: Path) -> float | None:
    """Return the speed that a run log tells, from its last 200 sessions."""
    if not os.path.isfile(path):
        return None
    model, real = 0.0, 0.0
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines()[-200:]:
        try:
            entry = json.loads(line)
            model += float(entry["model_seconds"])
            real += float(entry["seconds"])
        except (ValueError, KeyError, TypeError):
            continue
    return model / real if real > 0 and model > 0 else None


def _minutes(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"
