"""How fast sessions are: by earlier runs of the same programs, else by a rule of thumb."""

import contextlib
import json
import math
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

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

RULE_SECONDS = 500.0
"""Model seconds of logged runs that count as much as the rule of thumb, so that one short run at an
odd moment decides nothing."""

GUESS = 3.0
"""Times as short or as long as a rule of thumb says that work may be."""

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

    spread: tuple[float, float] | None = None
    """Factors to the ends of the middle half of the logged paces; None: too little is logged."""

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
        known = f"{counted(self.sessions, 'session')} of these programs on this machine"
        if self.spread is not None:
            return f"by {known}; in brackets: by the middle half of them"
        why = f"{known} are too few" if self.sessions else "no run of these programs is logged here"
        return f"by a rule of thumb, as {why}; in brackets: {GUESS:.0f} times as fast or slow"

    @property
    def factors(self) -> tuple[float, float]:
        """How much shorter and longer work may take, as factors."""
        return self.spread or (1 / GUESS, GUESS)


def pace_of(plan: Plan) -> Pace:
    """Return how fast sessions of a plan are.

    A kind of session goes by the median of its programs' logged runs on such a machine, weighted
    by model time; a rule of thumb, in which the plan's network decides, counts as one run of
    `RULE_SECONDS`.
    """
    programs = {session.spec.program: _program(session.kind) for session in plan.sessions}
    logged = [(kind, row) for name, kind in programs.items() for row in _logged(name)]
    study, rows = plan.study, [row for _, row in logged]
    synapses = sum(
        synapse_count(study.network, name, len(study.muscles)) for name in study.network.projections
    )
    rule = (max(synapses, 10_000) / SPEED_PER_SYNAPSE, RULE_SECONDS)
    runs = {kind: [rule, *(_speed(row) for of, row in logged if of == kind)] for kind in KINDS}
    found = {str(kind): _quantile(of_kind, 0.5) for kind, of_kind in runs.items()}
    told = sum(row.sessions for row in rows)
    load = sum(row.load for row in rows) / len(rows) if rows else math.nan
    if any(
        sum(weight for _, weight in runs[kind]) < 2 * RULE_SECONDS for kind in programs.values()
    ):
        return Pace(found, OVERHEAD, sessions=told, load=load)
    ratios = [
        (pace / found[kind], weight) for kind, of_kind in runs.items() for pace, weight in of_kind
    ]
    spread = _quantile(ratios, 0.25), _quantile(ratios, 0.75)
    # what is logged is the time of whole sessions
    return Pace(found, 0.0, spread, told, load)


def _speed(row: Timed) -> tuple[float, float]:
    """Return seconds per model second, and how many model seconds tell it."""
    return row.seconds / row.model_seconds, row.model_seconds


def _quantile(weighted: Sequence[tuple[float, float]], share: float) -> float:
    """Return the least value below which so large a share of the weights lies."""
    values, weights = np.array(sorted(weighted)).T
    return float(values[np.searchsorted(np.cumsum(weights), share * weights.sum())])


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
            numbers = all(isinstance(value, (int, float)) for value in asdict(row).values())
            if numbers and row.model_seconds > 0 and row.seconds > 0:
                yield row
