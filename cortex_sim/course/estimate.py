"""What a run would cost: sessions, time, memory and disk, before anything starts."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from cortex_sim.course.plan import COMMON, Plan, Session
from cortex_sim.course.progress import Progress
from cortex_sim.course.runner import builds_folder, missing_sessions
from cortex_sim.engine.backends import build_seconds, missing_compilations
from cortex_sim.engine.machine import available_cores
from cortex_sim.model.state import plastic_projections
from cortex_sim.model.structure import synapse_count
from cortex_sim.store.paths import SessionStore
from cortex_sim.units import counted

SPEED_PER_SYNAPSE = 2.5e7
"""Model seconds x synapses that one core does in a second, where no log tells (of
``configs/smudging.yaml`` by the kernel in single precision, one subject, one core, a machine
with other work; a fifth of it by Brian2)."""

OVERHEAD = 0.05
"""Seconds that a session takes beside its simulation."""

KINDS = ("practice", "assessment")
"""Kinds of sessions; their programs differ in speed."""

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
                f"to do: {self.model_time:.0f} s of model time, "
                f"{counted(self.builds, 'program')} to compile",
                f"time:   about {_minutes(self.seconds)} on {counted(self.workers, 'core')}",
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
    needed = {session.spec["program"] for session in todo}
    structures = [plan.programs[identity] for identity in sorted(needed)]
    builds = missing_compilations(structures, study.compiler, builds_folder(store))
    model_time = sum(session.model_time for session in todo)
    pace = pace_of(plan, store, study.name)
    busy = sum(pace.seconds(session.kind, session.model_time) for session in todo)
    weights = sum(
        synapse_count(study.network, name, len(study.muscles))
        for name in plastic_projections(study)
    )
    if study.slow_clock is not None:
        weights *= 2  # consolidated weights are stored beside them
    practice = sum(session.kind == "practice" for session in todo)
    disk = practice * weights * BYTES_PER_WEIGHT + (len(todo) - practice) * BYTES_PER_ASSESSMENT
    return Estimate(
        plan=plan,
        sessions=len(plan.sessions),
        done=len(plan.sessions) - len(todo),
        shared=_shared(plan),
        model_time=model_time,
        builds=builds,
        workers=workers,
        seconds=busy / workers + build_seconds(study.compiler) * builds,
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


@dataclass(frozen=True)
class Pace:
    """Seconds that one core needs for sessions, by kind (``practice``, ``assessment``)."""

    per_model_second: dict[str, float]
    per_session: float
    """Seconds beside the simulation."""

    def seconds(self, kind: str, model_time: float, sessions: int = 1) -> float:
        """Return the seconds for sessions of a kind, ``model_time`` s of simulation each."""
        return sessions * (model_time * self.per_model_second[kind] + self.per_session)


def pace_of(plan: Plan, store: SessionStore, *names: str) -> Pace:
    """Return how fast sessions of a plan are.

    Parameters
    ----------
    plan
        Its network decides where no log tells.
    store
        Whose results.
    names
        Folders of results whose logs tell; the first with sessions of a kind counts.
        Kinds that none tells of go by a rule of thumb.
    """
    logs = [_logged(store.root / name / "run.jsonl") for name in names]
    found = {kind: pace for log in reversed(logs) for kind, pace in log.items()}
    if len(found) == len(KINDS):
        # what is logged is the time of whole sessions
        return Pace(found, 0.0)
    study = plan.study
    synapses = sum(
        synapse_count(study.network, name, len(study.muscles)) for name in study.network.projections
    )
    rule = max(synapses, 10_000) / SPEED_PER_SYNAPSE
    return Pace({kind: found.get(kind, rule) for kind in KINDS}, OVERHEAD)


def _logged(path: Path) -> dict[str, float]:
    """Return the real seconds of a model second, by kind, from a log's last 200 sessions."""
    if not os.path.isfile(path):
        return {}
    times: dict[str, list[tuple[float, float]]] = {kind: [] for kind in KINDS}
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines()[-200:]:
        try:
            entry = json.loads(line)
            kind = "practice" if entry["name"] == "practice" else "assessment"
            times[kind].append((float(entry["model_seconds"]), float(entry["seconds"])))
        except (ValueError, KeyError, TypeError):
            continue
    return {
        kind: sum(real for _, real in rows) / sum(model for model, _ in rows)
        for kind, rows in times.items()
        if sum(model for model, _ in rows) > 0
    }


def _minutes(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"
