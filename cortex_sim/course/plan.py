"""Which sessions a study consists of, and the identity of each.

A session's id is the hash of its *spec*: the id of the state it starts from,
every science field of the session, and the program that runs it. The first
session of a subject hangs on the *root*, the hash of the subject itself. So
arms share the ids of their common past, and a field that is not in a spec
cannot change a result.
"""

from dataclasses import dataclass, field, replace
from typing import Any

from cortex_sim.clinic.paired_pulse import trial_list
from cortex_sim.clinic.probe import SETTLE
from cortex_sim.config.canonical import canonical_json, content_hash
from cortex_sim.config.course import (
    Assessment,
    BackgroundContraction,
    Baseline,
    PairedPulse,
    Phase,
    Practice,
    Recruitment,
    TmsMap,
)
from cortex_sim.config.inheritance import resolve_sequence
from cortex_sim.config.muscles import Sequence
from cortex_sim.config.study import Study
from cortex_sim.course.slow_plan import START, after_session, as_data, pause_of, with_warm_up
from cortex_sim.engine.backends import build_id
from cortex_sim.errors import ConfigError
from cortex_sim.model.structure import structure_of
from cortex_sim.model.subject import Individual, draw_individual
from cortex_sim.seeds import derive_seed
from cortex_sim.slow.milieu import Segment
from cortex_sim.slow.person import draw_person

DAY = 86400.0
COMMON = ""
"""Arm name of the past that all arms share."""


@dataclass(frozen=True)
class Place:
    """Where a session stands in the study; says nothing about its content."""

    subject: int
    arm: str
    phase: str
    name: str
    """Assessment name, or ``practice``."""

    day: float
    number: int
    """Practice sessions before and including this one."""


@dataclass(frozen=True)
class Session:
    """One session to do: its id, what it needs and what it is."""

    session_id: str
    kind: str
    spec: dict[str, Any]
    parents: dict[str, str]
    """Ids of sessions whose results this one reads, by role; the root is none."""

    place: Place
    model_time: float
    """Simulated time in s (an estimate for assessments)."""


@dataclass(frozen=True)
class Plan:
    """All sessions of a study, every session after those it needs."""

    study: Study
    sessions: tuple[Session, ...]
    programs: dict[str, dict[str, Any]]
    """Structure of each program, by build id."""

    places: dict[str, list[Place]] = field(default_factory=dict)
    """All places at which a session stands (arms can coincide), by session id."""


PRESENTATION = {
    "muscle": {"name"},
    "sequence": {"description", "source", "based_on"},
    "projection": {"label"},
    "network": {"max_trials", "max_pulses"},
    "assessment": {"threshold_from", "restore", "gaba_gain"},
}
"""Fields that are left out of specs: text for people, capacities that are part of
the build id already, and references that a spec holds as resolved ids or values."""


def make_plan(study: Study) -> Plan:
    """Return the sessions of a study in an order in which they can be done."""
    structures = {plastic: structure_of(study, plastic=plastic) for plastic in (True, False)}
    builds = {plastic: build_id(s, study.compiler) for plastic, s in structures.items()}
    sessions: dict[str, Session] = {}
    places: dict[str, list[Place]] = {}
    first = study.cohort.first_seed
    for seed in range(first, first + study.cohort.subjects):
        for session in _subject_sessions(study, seed, builds):
            sessions.setdefault(session.session_id, session)
            standing = places.setdefault(session.session_id, [])
            if session.place not in standing:
                standing.append(session.place)
    programs = {builds[plastic]: structures[plastic] for plastic in (True, False)}
    return Plan(study, tuple(sessions.values()), programs, places)


def _subject_sessions(study: Study, seed: int, builds: dict[bool, str]) -> list[Session]:
    planner = _SubjectPlanner(study, seed, builds)
    past = _Position(planner.root, None, 0.0, 0, {}, START if study.slow_clock else ())
    for phase in study.course.phases:
        past = planner.add_phase(past, COMMON, phase)
    for arm, phases in study.course.arms.items():
        position = past
        for phase in phases:
            position = planner.add_phase(position, arm, phase)
    return planner.sessions


@dataclass(frozen=True)
class _Position:
    """How far a subject has come: the state, the day and the ends of past phases."""

    chain: str
    state_id: str | None
    day: float
    number: int
    phase_ends: dict[str, str]
    since: tuple[Segment, ...]
    """With a slow clock: the time since the last practice session."""


class _SubjectPlanner:
    def __init__(self, study: Study, seed: int, builds: dict[bool, str]) -> None:
        self.study = study
        self.seed = seed
        self.builds = builds
        self.individual = draw_individual(study.cohort.traits, seed)
        self.root = content_hash(subject_spec(study, seed, self.individual))
        self.sessions: list[Session] = []

    def add_phase(self, position: _Position, arm: str, phase_name: str) -> _Position:
        """Add a phase's practice and visit; return the position at its end."""
        phase = self.study.phases[phase_name]
        for practice in phase.practice:
            for _ in range(practice.sessions):
                position = self._add_practice(position, arm, phase_name, phase, practice)
        if phase.pause:
            position = replace(
                position,
                day=position.day + phase.pause / DAY,
                since=(*position.since, pause_of(phase)),
            )
        if position.state_id is not None:
            ends = {**position.phase_ends, phase_name: position.state_id}
            position = replace(position, phase_ends=ends)
        self._add_visit(position, arm, phase_name, phase)
        return position

    def _add_practice(
        self, position: _Position, arm: str, phase_name: str, phase: Phase, practice: Practice
    ) -> _Position:
        spec = {
            "kind": "practice",
            "chain": position.chain,
            "program": self.builds[True],
            "seed": derive_seed(self.seed, "practice", position.number),
            "sequence": self._sequence_spec(practice.sequence),
            "duration": practice.duration,
            "stage": practice.stage,
            "plasticity": practice.plasticity,
            "day": position.day,
            **self._condition(phase),
            **self._slow_spec(with_warm_up(position.since, phase), phase),
        }
        session_id = content_hash(spec)
        place = Place(self.seed, arm, phase_name, "practice", position.day, position.number + 1)
        parents = {"state": position.state_id} if position.state_id is not None else {}
        self.sessions.append(
            Session(session_id, "practice", spec, parents, place, practice.duration)
        )
        clock = self.study.slow_clock
        return _Position(
            chain=session_id,
            state_id=session_id,
            day=position.day + practice.interval / DAY,
            number=position.number + 1,
            phase_ends=position.phase_ends,
            since=() if clock is None else (after_session(phase, practice, clock),),
        )

    def _add_visit(self, position: _Position, arm: str, phase_name: str, phase: Phase) -> None:
        done: dict[str, str] = {}
        for name in visit_order(self.study, phase.visit):
            session = self._assessment(position, arm, phase_name, phase, name, done)
            done[name] = session.session_id
            self.sessions.append(session)

    def _assessment(
        self,
        position: _Position,
        arm: str,
        phase_name: str,
        phase: Phase,
        name: str,
        done: dict[str, str],
    ) -> Session:
        settings = self.study.assessments[name]
        is_set = settings.gaba_gain != "phase"
        gain = settings.gaba_gain if is_set else self._condition(phase)["gaba_gain"]
        parents = {"state": position.state_id} if position.state_id is not None else {}
        needed = getattr(settings, "threshold_from", None)
        if needed is not None:
            parents["threshold"] = done[needed]
        for projection, source in settings.restore.items():
            if source not in position.phase_ends:
                raise ConfigError(
                    f"assessments.{name}.restore.{projection}: phase {source!r} has no practice "
                    f"before the visit of {phase_name!r}; name an earlier phase"
                )
            parents[f"restore:{projection}"] = position.phase_ends[source]
        sequence = None
        if isinstance(settings, Baseline):
            sequence = settings.sequence or next(
                (p.sequence for p in reversed(phase.practice) if p.sequence is not None), None
            )
        spec = {
            "kind": "assessment",
            "chain": position.chain,
            "program": self.builds[False],
            # visits differ in noise, arms and restored weights of one visit do not
            "seed": derive_seed(self.seed, "assessment", settings.kind, position.number),
            "settings": _without(settings, "assessment"),
            "gaba_gain": gain,
            "sequence": self._sequence_spec(sequence),
            "parents": parents,
            **self._slow_spec(position.since, phase),
        }
        place = Place(self.seed, arm, phase_name, name, position.day, position.number)
        time = assessment_time(settings, self.study)
        return Session(content_hash(spec), "assessment", spec, parents, place, time)

    def _slow_spec(self, since: tuple[Segment, ...], phase: Phase) -> dict[str, Any]:
        clock = self.study.slow_clock
        if clock is None:
            return {}
        # the hypotheses are in the root's hash; here they are for whoever reads the file
        hypotheses = {**clock.hypotheses.model_dump(), "bdnf_acts_on": self.study.bdnf.acts_on}
        slow = {"since": as_data(since), "load": phase.nociceptive_load, "hypotheses": hypotheses}
        return {"slow": slow}

    def _condition(self, phase: Phase) -> dict[str, float | None]:
        """Return the subject's own GABA_A gain and BDNF level in a phase; None: slow state."""
        if self.study.slow_clock is not None:
            return {"gaba_gain": None, "bdnf": None}
        loss = (1 - phase.level_of("gaba_gain")) * self.individual.gaba_loss
        return {
            "gaba_gain": round(max(1 - loss, 0.0), 12),
            "bdnf": round(phase.level_of("bdnf") * self.individual.bdnf, 12),
        }

    def _sequence_spec(self, name: str | None) -> dict[str, Any] | None:
        if name is None:
            return None
        return _without(resolve_sequence(self.study.sequences, name), "sequence")


def subject_spec(study: Study, seed: int, individual: Individual) -> dict[str, Any]:
    """Return what makes a subject: the hash of this is the root of its chain."""
    network = _without(study.network, "network")
    network["projections"] = {
        name: _without(row, "projection") for name, row in study.network.projections.items()
    }
    return {
        "seed": seed,
        "individual": individual.__dict__,
        "muscles": [
            {"id": name, **_without(muscle, "muscle")} for name, muscle in study.muscles.items()
        ],
        "network": network,
        "bdnf": study.bdnf.model_dump(mode="json"),
        **_slow_subject(study, seed, individual),
    }


def _slow_subject(study: Study, seed: int, individual: Individual) -> dict[str, Any]:
    clock = study.slow_clock
    if clock is None:
        return {}
    person = draw_person(clock, individual, seed)
    return {"slow_clock": clock.model_dump(mode="json"), "person": person.__dict__}


def _without(section: Any, kind: str) -> dict[str, Any]:
    dump: dict[str, Any] = section.model_dump(mode="json", exclude=PRESENTATION[kind])
    return dump


def visit_order(study: Study, names: tuple[str, ...]) -> list[str]:
    """Return the assessments of a visit, each after the one that it needs."""
    ordered: list[str] = []
    for name in names:
        settings = study.assessments[name]
        needed = getattr(settings, "threshold_from", None)
        for entry in (needed, name):
            if entry is not None and entry not in ordered:
                ordered.append(entry)
    return ordered


def assessment_time(settings: Assessment, study: Study) -> float:
    """Return the model time of an assessment in s."""
    if settings.kind == "cued_movement":
        return float(settings.trials * settings.trial_duration)
    if settings.kind == "baseline":
        return float(settings.rest + settings.trials * TYPICAL_TRIAL)
    if settings.kind == "silent_period":
        pulses = settings.pulses * len(settings.muscles)
        return float(_search_time(settings.contraction) + pulses * settings.interval)
    search = _search_time(settings.background)
    return float(search + _pulse_count(settings) * settings.mep.interval)


TYPICAL_TRIAL = 0.6
"""Duration of a trial in s, for estimates."""


def _search_time(contraction: BackgroundContraction) -> float:
    return float(contraction.steps * (contraction.duration + SETTLE))


def _pulse_count(settings: Recruitment | TmsMap | PairedPulse) -> int:
    if settings.kind == "tms_map":
        return settings.grid**2 * settings.pulses
    if settings.kind == "paired_pulse":
        return len(trial_list(settings)[0]) * len(settings.muscles)
    curves = len(settings.muscles) * len(settings.intensities_mv) * settings.pulses
    return settings.grid**2 * settings.search_pulses + curves


def resolve_sequence_of(spec: dict[str, Any]) -> Sequence | None:
    """Return the sequence that a session's spec holds."""
    if spec["sequence"] is None:
        return None
    return Sequence.model_validate_json(canonical_json(spec["sequence"]))
