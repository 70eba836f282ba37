"""How fast sessions are: by earlier runs of the same programs, else by a rule of thumb."""

import contextlib
import json
import math
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from cortex_sim.config.session_kinds import SessionKind
from cortex_sim.course.plan import Plan, Session
from cortex_sim.engine.machine import load_average, machine_tag
from cortex_sim.errors import StorageError
from cortex_sim.model.structure import synapse_count
from cortex_sim.store.cache import cache_folder
from cortex_sim.store.study import append_jsonl
from cortex_sim.units import counted

SPEED_PER_SYNAPSE = 2.5e7
"""Model seconds x synapses that one core does in a second, where no log tells (of
``configs/smudging.yaml`` by the kernel in single precision, one subject, one core, a machine
with other work; a fifth of it by Brian2)."""

OVERHEAD = 0.05
"""Seconds that a session takes beside its simulation."""

LAST_RUNS = 20
"""Runs of a program whose logged times count."""

KINDS = (SessionKind.PRACTICE, SessionKind.ASSESSMENT)
"""Kinds of sessions whose programs differ in speed: with plasticity, and frozen."""


@dataclass(frozen=True)
class Timed:
    """Sessions of one program in one run, with the time that they took."""

    sessions: int
    model_seconds: float
    seconds: float
    load: float
    """Of the machine at the end of the run."""


@dataclass(frozen=True)
class Pace:
    """Seconds that one core needs for sessions, by kind (``practice``, ``assessment``)."""

    per_model_second: dict[str, float]
    per_session: float
    """Seconds beside the simulation."""

    sessions: int = 0
    """Logged sessions that tell; 0: a rule of thumb does."""

    load: float = math.nan
    """Of the machine while they ran, on average over runs."""

    def seconds(self, kind: SessionKind, model_time: float, sessions: int = 1) -> float:
        """Return the seconds for sessions of a kind, ``model_time`` s of simulation each."""
        return sessions * (model_time * self.per_model_second[_program(kind)] + self.per_session)

    @property
    def text(self) -> str:
        """What it rests on, in words."""
        if not self.sessions:
            return "by a rule of thumb: no run of these programs is logged for this machine"
        known = counted(self.sessions, "session")
        return f"by {known} of these programs on this machine, load then {self.load:.1f}"


def pace_of(plan: Plan) -> Pace:
    """Return how fast sessions of a plan are.

    Kinds of sessions of whose programs no run is logged for such a machine go by a rule of
    thumb, in which the plan's network decides.
    """
    programs = {session.spec.program: _program(session.kind) for session in plan.sessions}
    logged = [(kind, row) for name, kind in programs.items() for row in _logged(name)]
    found: dict[str, float] = {}
    for kind in KINDS:
        rows = [row for of, row in logged if of == kind and row.model_seconds > 0]
        if rows:
            found[kind] = sum(r.seconds for r in rows) / sum(r.model_seconds for r in rows)
    rows = [row for _, row in logged]
    told = sum(row.sessions for row in rows)
    load = sum(row.load for row in rows) / len(rows) if rows else math.nan
    if len(found) == len(KINDS):
        # what is logged is the time of whole sessions
        return Pace(found, 0.0, told, load)
    study = plan.study
    synapses = sum(
        synapse_count(study.network, name, len(study.muscles)) for name in study.network.projections
    )
    rule = max(synapses, 10_000) / SPEED_PER_SYNAPSE
    return Pace({kind: found.get(kind, rule) for kind in KINDS}, OVERHEAD, told, load)


def note_pace(timed: Iterable[tuple[Session, float]]) -> None:
    """Log the seconds that sessions of a run took, a line for each program.

    Where no log can be written nothing is: an estimate is not worth a failed run.
    """
    rows: dict[str, list[tuple[float, float]]] = {}
    for session, seconds in timed:
        rows.setdefault(session.spec.program, []).append((session.model_time, seconds))
    for program, times in rows.items():
        model, real = (sum(column) for column in zip(*times, strict=True))
        with contextlib.suppress(StorageError):
            if (path := _log(program)) is None:
                return
            append_jsonl(path, asdict(Timed(len(times), model, round(real, 3), load_average())))


def _program(kind: SessionKind) -> SessionKind:
    """Return the kind of sessions that run as fast as those of a kind."""
    return SessionKind.PRACTICE if kind.is_plastic else SessionKind.ASSESSMENT


def _log(program: str) -> Path | None:
    """Return the file of a program's times on machines like this one; None without a cache."""
    folder = cache_folder()
    return folder and folder / "pace" / f"{program[:20]}-{machine_tag('native')}.jsonl"


def _logged(program: str) -> Iterator[Timed]:
    """Yield the last logged times of a program; what cannot be read is left out."""
    lines: list[str] = []
    with contextlib.suppress(OSError):
        if (path := _log(program)) is not None and os.path.isfile(path):
            lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    for line in lines[-LAST_RUNS:]:
        with contextlib.suppress(ValueError, TypeError):
            row = Timed(**json.loads(line))
            if all(isinstance(value, (int, float)) for value in asdict(row).values()):
                yield row
