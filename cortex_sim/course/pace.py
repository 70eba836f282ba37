"""How fast sessions are: by the logs of earlier runs, else by a rule of thumb."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from cortex_sim.config.session_kinds import SessionKind
from cortex_sim.course.plan import Plan
from cortex_sim.model.structure import synapse_count
from cortex_sim.store.paths import SessionStore

SPEED_PER_SYNAPSE = 2.5e7
"""Model seconds x synapses that one core does in a second, where no log tells (of
``configs/smudging.yaml`` by the kernel in single precision, one subject, one core, a machine
with other work; a fifth of it by Brian2)."""

OVERHEAD = 0.05
"""Seconds that a session takes beside its simulation."""

KINDS = (SessionKind.PRACTICE, SessionKind.ASSESSMENT)
"""Kinds of sessions whose programs differ in speed: with plasticity, and frozen."""


@dataclass(frozen=True)
class Pace:
    """Seconds that one core needs for sessions, by kind (``practice``, ``assessment``)."""

    per_model_second: dict[str, float]
    per_session: float
    """Seconds beside the simulation."""

    def seconds(self, kind: SessionKind, model_time: float, sessions: int = 1) -> float:
        """Return the seconds for sessions of a kind, ``model_time`` s of simulation each."""
        program = SessionKind.PRACTICE if kind.is_plastic else SessionKind.ASSESSMENT
        return sessions * (model_time * self.per_model_second[program] + self.per_session)


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
            times[_kind_of(entry["name"])].append(
                (float(entry["model_seconds"]), float(entry["seconds"]))
            )
        except (ValueError, KeyError, TypeError):
            continue
    return {
        kind: sum(real for _, real in rows) / sum(model for model, _ in rows)
        for kind, rows in times.items()
        if sum(model for model, _ in rows) > 0
    }


def _kind_of(name: str) -> SessionKind:
    """Return the kind of the session that stands under a name in a log."""
    return SessionKind(name) if name in list(SessionKind) else SessionKind.ASSESSMENT
