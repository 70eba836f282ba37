"""Which sessions a study consists of, in an order in which they can be done.

A session's id is the hash of its spec: the subject, the ids of the sessions it starts
from, every science field, the program and the code that run it. So arms share the ids of
their common past, and a field that is not in a spec cannot change a result.
"""

from dataclasses import dataclass, field, replace

from cortex_sim.config.assessments.base import Assessment
from cortex_sim.config.course import Phase, Practice
from cortex_sim.config.modulators import MODULATORS
from cortex_sim.config.session_kinds import SessionKind
from cortex_sim.config.study import Study
from cortex_sim.course.code import code_of
from cortex_sim.course.from_study import (
    channels_of,
    levels_of,
    sequence_of,
    settings_of,
    slow_of,
    study_in,
    subject_of,
)
from cortex_sim.course.position import Position
from cortex_sim.course.programs import Programs
from cortex_sim.course.slow_plan import START, after_session, with_pause, with_warm_up
from cortex_sim.course.specs import (
    RESTORE,
    THRESHOLD,
    YOKE,
    AssessmentSpec,
    PracticeSpec,
    SessionSpec,
    SubjectSpec,
)
from cortex_sim.course.visit import COMMON, Visit, visit_order
from cortex_sim.errors import ConfigError
from cortex_sim.model.structure import Structure
from cortex_sim.seeds import derive_seed

DAY = 86400.0


@dataclass(frozen=True)
class Place:
    """Where a session stands in the study; says nothing about its content."""

    subject: int
    arm: str
    phase: str
    """The stage: the phase's name, but for visits inside it."""

    name: str
    """Assessment name; ``practice`` for what stands in the rows of a phase, whatever its kind."""

    day: float
    number: int
    """Practice sessions before and including this one."""

    repeat: int = 1
    """Which of the measurements of an assessment at its visit."""

    @property
    def visit(self) -> Visit:
        """Arm and stage."""
        return Visit(self.arm, self.phase)


@dataclass(frozen=True)
class Session:
    """One session to do: what it is, of whom, and where it stands."""

    spec: SessionSpec
    subject: SubjectSpec = field(repr=False)
    place: Place
    model_time: float
    """Simulated time in s (an estimate for assessments)."""

    @property
    def session_id(self) -> str:
        """Id: the hash of the spec."""
        return self.spec.identity

    @property
    def kind(self) -> SessionKind:
        """What kind of session it is."""
        return self.spec.kind

    @property
    def parents(self) -> dict[str, str]:
        """Ids of sessions whose results this one reads, by role."""
        return self.spec.parents


@dataclass(frozen=True)
class Plan:
    """All sessions of a study, every session after those it needs."""

    study: Study
    sessions: tuple[Session, ...]
    programs: dict[str, Structure]
    """Structure of each program, by build id."""

    places: dict[str, list[Place]] = field(default_factory=dict)
    """All places at which a session stands (arms can coincide), by session id."""


def make_plan(study: Study) -> Plan:
    """Return the sessions of a study in an order in which they can be done."""
    programs = Programs(study)
    for kind in (SessionKind.PRACTICE, SessionKind.ASSESSMENT):  # every study has both
        programs.build_of(kind)
    sessions: dict[str, Session] = {}
    places: dict[str, list[Place]] = {}
    first = study.cohort.first_seed
    for seed in range(first, first + study.cohort.subjects):
        for session in _subject_sessions(study, seed, programs):
            sessions.setdefault(session.session_id, session)
            standing = places.setdefault(session.session_id, [])
            if session.place not in standing:
                standing.append(session.place)
    return Plan(study, tuple(sessions.values()), programs.structures, places)


def _subject_sessions(study: Study, seed: int, programs: Programs) -> list[Session]:
    planner = _SubjectPlanner(study, seed, programs)
    birth = past = Position(None, 0.0, 0, {}, START if study.slow_clock else ())
    timeline = study.timeline
    for stage in timeline.phases:
        past = planner.add_stage(past, COMMON, stage)
    sessions = planner.sessions
    # an arm comes after those that it is yoked to
    for arm, stages in sorted(timeline.arms.items(), key=lambda row: row[0] in study.course.yoked):
        another = arm in study.course.persons
        own = _SubjectPlanner(study_in(study, arm), seed, programs) if another else planner
        position = birth if another else past
        for stage in stages:
            position = own.add_stage(position, arm, stage)
        sessions += own.sessions if another else []
    return sessions


class _SubjectPlanner:
    def __init__(self, study: Study, seed: int, programs: Programs) -> None:
        self.study = study
        self.programs = programs
        self.subject = subject_of(study, seed)
        self.stages = study.stages
        self.sessions: list[Session] = []
        self.practised: dict[tuple[str, int], str] = {}

    def add_stage(self, position: Position, arm: str, name: str) -> Position:
        """Add a stage's practice and visit; return the position at its end."""
        stage = self.stages[name]
        for practice in stage.practice:
            for _ in range(practice.sessions):
                position = self._add_practice(position, arm, name, stage, practice)
        if stage.pause:
            position = replace(
                position,
                day=position.day + stage.pause / DAY,
                since=with_pause(position.since, stage, self._held_bdnf(stage)),
            )
        if position.state_id is not None:
            ends = {**position.phase_ends, name: position.state_id}
            position = replace(position, phase_ends=ends)
        measured = self._add_visit(position, arm, name, stage)
        return replace(
            position,
            looks=position.looks + bool(stage.visit),
            thresholds=position.thresholds | measured,
        )

    def _add_practice(
        self, position: Position, arm: str, phase_name: str, phase: Phase, practice: Practice
    ) -> Position:
        study, subject, kind = self.study, self.subject, practice.kind
        name, sequence = SessionKind.PRACTICE.value, sequence_of(study, practice.sequence)
        spec = PracticeSpec(
            kind=kind,
            subject=subject.identity,
            parents=position.parents_of(practice) | self._yokes(arm, position.number),
            program=self.programs.build_of(
                kind, sequence, has_feedback=practice.feedback is not None
            ),
            code=code_of(kind),
            # whatever is given: an intervention and its sham differ in nothing else
            seed=derive_seed(subject.seed, name, position.number),
            levels=levels_of(study, phase, subject.individual),
            sequence=sequence,
            slow=slow_of(study, phase, with_warm_up(position.since, phase)),
            duration=practice.duration,
            stage=practice.stage,
            plasticity=practice.plasticity,
            channels=channels_of(practice.channels),
            feedback=practice.feedback,
            day=position.day,
        )
        number = position.number + 1
        place = Place(subject.seed, arm, phase_name, name, position.day, number)
        self.sessions.append(Session(spec, subject, place, practice.duration))
        self.practised[arm, position.number] = spec.identity
        clock, held = study.slow_clock, self._held_bdnf(phase)
        return Position(
            state_id=spec.identity,
            day=position.day + practice.interval / DAY,
            number=number,
            phase_ends=position.phase_ends,
            since=() if clock is None else (after_session(phase, practice, clock, held),),
            thresholds=position.thresholds,
        )

    def _yokes(self, arm: str, number: int) -> dict[str, str]:
        """Return the sessions in which yoked modulators acted as in an arm's next one."""
        yoked = self.study.course.yoked.get(arm, {})
        return {YOKE + name: self.practised[other, number] for name, other in yoked.items()}

    def _held_bdnf(self, phase: Phase) -> float | None:
        """Return the subject's level of BDNF where a phase sets it, None where it follows."""
        levels = levels_of(self.study, phase, self.subject.individual) or {}
        return levels.get("bdnf")

    def _add_visit(
        self, position: Position, arm: str, phase_name: str, phase: Phase
    ) -> dict[str, str]:
        """Add the sessions of a visit; return the last of each recruitment."""
        done: dict[str, list[str]] = {}
        for name in visit_order(self.study, phase.visit):
            done[name] = []
            for _ in range(self.study.assessments[name].repeat):
                session = self._assessment(position, arm, phase_name, phase, name, done)
                done[name].append(session.session_id)
                self.sessions.append(session)
        settings = self.study.assessments
        return {name: ids[-1] for name, ids in done.items() if settings[name].gives_thresholds}

    def _assessment(
        self,
        position: Position,
        arm: str,
        phase_name: str,
        phase: Phase,
        name: str,
        done: dict[str, list[str]],
    ) -> Session:
        study, subject, kind = self.study, self.subject, SessionKind.ASSESSMENT
        settings, repeat = study.assessments[name], len(done[name]) + 1
        sequence = sequence_of(study, settings.sequence_after(phase))
        spec = AssessmentSpec(
            subject=subject.identity,
            parents=self._visit_parents(position, phase_name, name, done),
            program=self.programs.build_of(kind, sequence),
            code=code_of(kind, settings.kind),
            seed=position.noise_seed(subject.seed, settings, repeat),
            levels=self._levels_under(settings, phase),
            sequence=sequence,
            slow=slow_of(study, phase, position.since),
            settings=settings_of(settings),
        )
        place = Place(subject.seed, arm, phase_name, name, position.day, position.number, repeat)
        return Session(spec, subject, place, settings.model_time)

    def _visit_parents(
        self, position: Position, phase_name: str, name: str, done: dict[str, list[str]]
    ) -> dict[str, str]:
        """Return the sessions that an assessment reads: state, thresholds, restored weights.

        A repeat reads the repeat of the same number, or the last one that there is.
        """
        settings, parents = self.study.assessments[name], position.parents
        if settings.thresholds_of is not None:
            thresholds = done[settings.thresholds_of]
            parents[THRESHOLD] = thresholds[: len(done[name]) + 1][-1]
        for projection, source in settings.restore.items():
            if source not in position.phase_ends:
                raise ConfigError(
                    f"assessments.{name}.restore.{projection}: phase {source!r} has no practice "
                    f"before the visit of {phase_name!r}; name an earlier phase"
                )
            parents[RESTORE + projection] = position.phase_ends[source]
        return parents

    def _levels_under(self, settings: Assessment, phase: Phase) -> dict[str, float] | None:
        """Return the levels of an assessment: the phase's, and the gain that it sets itself."""
        levels = levels_of(self.study, phase, self.subject.individual)
        set_here = {} if settings.gaba_gain == "phase" else {"gaba_a": settings.gaba_gain}
        if levels is None:
            return set_here or None
        acting = {
            name: level
            for name, level in levels.items()
            if settings.acts_in_learning or not MODULATORS[name].acts_in_learning_alone
        }
        return acting | set_here
