"""A study: the whole configuration file."""

from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice
from typing import Annotated, Self

from pydantic import Field, model_validator

from cortex_sim.config.assessments import AnyAssessment
from cortex_sim.config.assessments.base import Known
from cortex_sim.config.checks.capacity import course_problems, table_problems, visit_problems
from cortex_sim.config.checks.channels import channel_problems, channel_references
from cortex_sim.config.checks.slow_clock import slow_clock_problems
from cortex_sim.config.checks.spikes import spike_problems
from cortex_sim.config.checks.yoked import yoke_problems, yoke_references
from cortex_sim.config.cohort import Cohort, Compiler, Execution
from cortex_sim.config.contrasts import AnyContrast, Registered
from cortex_sim.config.course import Course, Phase, Written, WrittenPhase
from cortex_sim.config.inheritance import resolve_sequence
from cortex_sim.config.interventions import Intervention
from cortex_sim.config.muscles import Muscle, Sequence, check_sequence
from cortex_sim.config.network import Network, population_size
from cortex_sim.config.projections import Projection
from cortex_sim.config.slow_clock import SlowClock
from cortex_sim.config.stages import Stage, staged
from cortex_sim.names import FolderName, MuscleName, Name, Text, one_of, slip_of
from cortex_sim.plasticity.bdnf import BdnfAction
from cortex_sim.sections import Section

NOT_SCIENCE = ("name", "description", "execution", "contrasts", "registered")
"""Sections of a study that change no result."""

MOST_PROBLEMS = 1000
"""Problems of one check that are looked for: each is compared with all names."""

TRUNK: str = Muscle.model_fields["area"].default
"""The area with a GABA_A gain of its own; all others are as in health."""


class Study(Section):
    """Everything that a run needs to know."""

    name: FolderName
    """Name of the folder under ``results/``."""

    description: Text = ""
    """In words, for people: the first lines of a report."""

    muscles: dict[MuscleName, Muscle]
    """Muscles in the order of every vector and picture."""

    primary_pair: tuple[MuscleName, MuscleName] = ("DM", "LES")
    """The deep and the superficial muscle whose maps are compared."""

    reference_phase: Name = "healthy"
    """The phase that others are compared with."""

    network: Network
    """Sheet, cell types, populations and projections: see the files in ``configs/model``."""

    bdnf: BdnfAction = BdnfAction()
    """How the level of mature BDNF scales the plasticity rules."""

    slow_clock: SlowClock | None = None
    """BDNF, GABA_A gain and forgetting as state; null: the phases' numbers set the state."""

    sequences: dict[Name, Sequence]
    """By name: activation sequences of the muscles, for practice and assessments."""

    interventions: dict[Name, Intervention] = Field(default_factory=dict)
    """By name: bundles of channels that rows of sessions name, themselves or as ``sham_`` of it."""

    phases: dict[Name, Annotated[Phase, Written(WrittenPhase, instead=True)]]
    """By name: parts of a course, such as health, CLBP and training."""

    assessments: dict[Name, AnyAssessment]
    """By name: the assessments that a visit can consist of."""

    visit_sets: dict[Name, tuple[Name, ...]] = Field(default_factory=dict)
    """By name: sets of assessments, which visits name as one."""

    course: Course
    """The phases that all subjects share, and the arms that branch off."""

    contrasts: dict[Name, AnyContrast] = Field(default_factory=dict)
    """By name: what is compared when the study has run; changes no session."""

    registered: Registered | None = None
    """The primary contrast and the number of subjects, decided beforehand; null: none was."""

    cohort: Cohort
    """Number, seeds and individual differences of the subjects."""

    compiler: Compiler = Compiler()
    """How programs are compiled; part of a result's identity."""

    execution: Execution = Execution()
    """Processes and time limits; changes no number in a result."""

    @model_validator(mode="after")
    def _check_references(self) -> Self:
        # in this order, the problems of one check at once: later ones rely on those before
        for check in _CHECKS:
            if problems := dict.fromkeys(islice(check(self), MOST_PROBLEMS)):
                raise ValueError("\n".join(problems))
        return self

    @property
    def muscle_names(self) -> tuple[str, ...]:
        """Names of the muscles, in the order of every vector."""
        return tuple(self.muscles)

    @property
    def stages(self) -> dict[str, Stage]:
        """Pieces of phases that end with a visit, by name, with sets of assessments resolved."""
        return staged(self.phases, self.course, self.visit_sets)[0]

    @property
    def timeline(self) -> Course:
        """The course as rows of `stages`."""
        return staged(self.phases, self.course, self.visit_sets)[1]

    def pair(self, *muscles: str) -> str:
        """Return muscles as measures of two name them: in the study's order, e.g. ``DM-LES``."""
        return "-".join(sorted(muscles, key=self.muscle_names.index))

    @property
    def pair_name(self) -> str:
        """The primary pair as measures name it."""
        return self.pair(*self.primary_pair)


def _dangling(study: Study) -> Iterator[str]:
    """Yield a message for every name that refers to nothing."""
    for where, name, known in _references(study):
        if name not in known:
            yield f"{where}: unknown {name!r}; {one_of(name, known)}"


def _sequence_problems(study: Study) -> Iterator[str]:
    """Yield a message for every sequence that makes no sense with what it inherits."""
    for name, sequence in study.sequences.items():
        resolved = resolve_sequence(study.sequences, name)
        try:
            check_sequence(resolved)
        except ValueError as error:
            yield f"sequences.{name}: with what it takes from {sequence.based_on!r}: {error}"


def _stage_problems(study: Study) -> Iterator[str]:
    """Yield a message for sets and visits inside phases that cannot be."""
    for name, phase in study.phases.items():
        if phase.based_on is not None:
            yield f"phases.{name}.based_on: is not filled in; load the study with `study_of`"
    for name in study.visit_sets:
        if name in study.assessments:
            yield f"visit_sets.{name}: is the name of an assessment too; rename the set"
    try:
        staged(study.phases, study.course, study.visit_sets)
    except ValueError as error:
        yield str(error)


def _person_problems(study: Study) -> Iterator[str]:
    """Yield a message for what of a person only the slow clock reads."""
    for arm, person in study.course.persons.items():
        clock = study.slow_clock
        for field in person.of_slow_clock if clock is None else ():
            yield (
                f"course.persons.{arm}.{field}: has no effect without a slow clock; "
                "add slow_clock, or remove it"
            )
        for name in person.baselines or ():
            if clock is not None and name not in clock.modulators:
                yield (
                    f"course.persons.{arm}.baselines.{name}: no such modulator; "
                    f"{one_of(name, [*clock.modulators])}"
                )


def _impossible(study: Study) -> Iterator[str]:
    """Yield a message for everything that cannot be built."""
    first, second = study.primary_pair
    if first == second:
        yield f"primary_pair: got {first} twice, expected two muscles; name a deep and another one"
    sheet = study.network.sheet
    for name, muscle in study.muscles.items():
        for x, y in muscle.places:
            if abs(x) > sheet.width / 2 or abs(y) > sheet.height / 2:
                where = "position" if (x, y) == muscle.position else "further_patches"
                yield (
                    f"muscles.{name}.{where}: ({x * 1e3:g} mm, {y * 1e3:g} mm) is outside the "
                    f"sheet of {sheet.width * 1e3:g} x {sheet.height * 1e3:g} mm around the origin"
                )
        if meant := slip_of(muscle.area, [TRUNK]):
            yield f"muscles.{name}.area: got {muscle.area!r}; did you mean {meant!r}?"
    for name, row in study.network.projections.items():
        available = _partners(study, row)
        if row.fan.count > available and not row.fan.replacement:
            yield (
                f"network.projections.{name}.fan.count: got {row.fan.count}, but a cell has only "
                f"{available} possible partners; lower it or set replacement: true"
            )


def _partners(study: Study, row: Projection) -> int:
    """Return how many partners a cell of a projection's fixed side can have."""
    population = study.network.populations[row.source if row.fan.fixed == "in" else row.target]
    muscles = 1 if row.fan.same_muscle else len(study.muscles)
    return population_size(population, muscles) - (row.source == row.target)


Reference = tuple[str, str, Collection[str]]
"""Where a name stands, the name, and the names that exist."""


def _references(study: Study) -> Iterator[Reference]:
    yield from (("primary_pair", muscle, study.muscles) for muscle in study.primary_pair)
    yield "reference_phase", study.reference_phase, study.course.phases
    yield from (("course.phases", phase, study.phases) for phase in study.course.phases)
    for arm, phases in study.course.arms.items():
        yield from ((f"course.arms.{arm}", phase, study.phases) for phase in phases)
    yield from (("course.persons", arm, study.course.arms) for arm in study.course.persons)
    yield from yoke_references(study)
    yield from _sequence_references(study)
    yield from _phase_references(study)
    yield from channel_references(study)
    yield from _assessment_references(study)


def _sequence_references(study: Study) -> Iterator[Reference]:
    for name, sequence in study.sequences.items():
        for muscle in (*sequence.muscles, *sequence.isolated_muscles):
            yield f"sequences.{name}", muscle, study.muscles
        if sequence.based_on is not None:
            yield f"sequences.{name}.based_on", sequence.based_on, study.sequences


def _phase_references(study: Study) -> Iterator[Reference]:
    visited = (*study.assessments, *study.visit_sets)
    for name, phase in study.phases.items():
        for practice in phase.practice:
            if practice.sequence is not None:
                yield f"phases.{name}.practice", practice.sequence, study.sequences
            if practice.feedback is not None:
                yield f"phases.{name}.practice.feedback", practice.feedback.muscle, study.muscles
        for assessment in phase.visit:
            yield f"phases.{name}.visit", assessment, visited
        for assessment in phase.visits.assessments if phase.visits else ():
            yield f"phases.{name}.visits.assessments", assessment, visited
    for name, assessments in study.visit_sets.items():
        for assessment in assessments:
            yield f"visit_sets.{name}", assessment, study.assessments


def _plastic(study: Study) -> list[str]:
    """Return the projections whose weights can be put back."""
    return [name for name, row in study.network.projections.items() if row.plasticity is not None]


def _placed(study: Study) -> list[str]:
    """Return the projections that learn and join cells with a place on the sheet."""
    rows, populations = study.network.projections, study.network.populations
    ends = {name: (rows[name].source, rows[name].target) for name in _plastic(study)}
    lines = {name for name, row in populations.items() if row.layout.kind == "line"}
    return [name for name, both in ends.items() if not lines & {*both}]


def _assessment_references(study: Study) -> Iterator[Reference]:
    gives = [name for name, settings in study.assessments.items() if settings.gives_thresholds]
    known: dict[Known, Collection[str]] = {
        "muscles": study.muscles,
        "sequences": study.sequences,
        "phases": study.phases,
        "projections": _plastic(study),
        "placed": _placed(study),
        "thresholds": gives,
    }
    for name, settings in study.assessments.items():
        for reference in settings.references():
            where = f"assessments.{name}.{reference.field}"
            yield where, reference.name, known[reference.known]


_CHECKS: tuple[Callable[[Study], Iterable[str]], ...] = (
    _dangling,
    _sequence_problems,
    course_problems,
    _stage_problems,
    visit_problems,
    _person_problems,
    _impossible,
    table_problems,
    channel_problems,
    slow_clock_problems,
    yoke_problems,
    spike_problems,
)
