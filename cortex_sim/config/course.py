"""What happens to a subject: phases of dated sessions, and arms."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator
from pydantic_core import core_schema

from cortex_sim.config.channels import Channels
from cortex_sim.config.cohort import ArmPerson
from cortex_sim.config.modulators import MODULATORS
from cortex_sim.config.moments import Moment
from cortex_sim.config.session_kinds import RowKind, SessionKind
from cortex_sim.config.slow_clock import ExerciseDose
from cortex_sim.names import Label, MuscleName, Name
from cortex_sim.sections import Section, is_none
from cortex_sim.units import Fraction, NonNegative, Positive, Time


class Feedback(Section):
    """What a person is told of each trial, as EMG or ultrasound of a muscle would show it.

    A trial succeeds if the muscle begins within the window. The share of such trials is the source
    ``success`` of slow modulators, for the next block of the session; it reads behaviour, no map.
    """

    muscle: MuscleName
    """Muscle that is watched, in the trials that ask it to take part."""

    within: tuple[Time, Time]
    """Window after the go cue in which the muscle has to begin."""

    spikes: Positive = 0.25
    """The muscle begins when its motoneurons have fired so many spikes a unit since the cue."""

    @model_validator(mode="after")
    def _check(self) -> "Feedback":
        start, end = self.within
        if not 0 <= start < end:
            raise ValueError(
                f"within: got {start:g} s to {end:g} s; give two times after the go cue, the "
                "earlier one first"
            )
        return self


class Practice(Section):
    """A row of equal sessions: practice, stimulation, or rest."""

    sequence: Name | None
    """A key of ``sequences``, or null for rest (no cue, no afferent activity)."""

    sessions: Annotated[int, Field(ge=1, le=10_000)] = 1
    """Number of sessions in the row."""

    duration: Annotated[Time, Field(ge=0.05, le=86400)]
    """Model time of one session, 50 ms to a day; stands for a practice day (compressed)."""

    interval: Annotated[Time, Field(ge=0)] = "1 day"
    """Time from the start of one session to the start of the next."""

    stage: Literal["development", "adult"] = "adult"
    """Stage of life, which chooses the learning rates."""

    plasticity: bool = True
    """False freezes all weights (an ablation)."""

    channels: Channels = Channels()
    """What the sessions give the network; by default all that the sequence says."""

    interventions: tuple[Name, ...] = ()
    """Keys of ``interventions``, whose channels come to those of the row; ``sham_`` before a name
    is its sham."""

    feedback: Feedback | None = Field(default=None, exclude_if=is_none)
    """With ``slow_clock``: what the person is told of each trial; null: nothing."""

    @property
    def kind(self) -> RowKind:
        """What kind of session it is, by what it gives the network."""
        if self.channels.coil is not None or self.channels.polarisation:
            return SessionKind.STIMULATION
        return SessionKind.PERIPHERAL if self.channels.volleys else SessionKind.PRACTICE

    def unread(self) -> Iterator[tuple[str, str]]:
        """Yield the fields that nothing reads, and why."""
        if not self.plasticity:
            yield "stage", "plasticity is false"

    @model_validator(mode="after")
    def _check(self) -> "Practice":
        if self.sequence is None and self.channels.needs_movement:
            raise ValueError(
                "channels: cue and afferents have no effect at rest; give a sequence, or remove "
                "them"
            )
        if self.sequence is None and self.feedback is not None:
            raise ValueError("feedback: is of trials, and there are none at rest; give a sequence")
        if self.sequence is not None and self.channels.volleys is not None:
            raise ValueError(
                "channels.volleys: the afferents follow the sequence already; set sequence to "
                "null, or give the volleys a row of their own"
            )
        coil = self.channels.coil
        if coil is not None and coil.duration > self.duration + 1e-9:
            raise ValueError(
                f"duration: got {self.duration:g} s, but channels.coil takes {coil.duration:g} s; "
                "make the session longer or give fewer pulses"
            )
        return self


class InnerVisits(Section):
    """Visits inside a phase; each is named by the phase and its moment."""

    every: Moment | None = None
    """A visit after each so many sessions (``2 sessions``), or at each such time (``1 week``)."""

    after: tuple[Moment, ...] = ()
    """Visits after these numbers of sessions, or at these times since the phase began."""

    assessments: tuple[Name, ...] = ()
    """Assessments, or sets of them, at each; none: those of the phase's ``visit``. Where a moment
    is the end of the phase they come beside its ``visit``."""

    @model_validator(mode="after")
    def _check(self) -> "InnerVisits":
        if self.every is None and not self.after:
            raise ValueError("says no moment; give every (2 sessions) or after ([1, 2, 4])")
        return self


class Phase(Section):
    """A part of the course with one state of the cortex."""

    based_on: Name | None = None
    """Another phase, which says what this one does not; maps are merged, lists replaced, as by
    ``extends``. Fields of a row of practice, such as ``sessions: 3``, change the only row of that
    phase. In a study that is loaded it is filled in, and null."""

    label: Label = ""
    """Name in pictures and tables."""

    gaba_gain: NonNegative | None = None
    """GABA_A gain of modulated cells in the trunk area, before the trait; 1 is healthy and what
    null stands for. With ``slow_clock`` null follows load, and a number holds the gain fast."""

    bdnf: NonNegative | None = None
    """Level of mature BDNF, before the trait; 1 is healthy rest and what null stands for. With
    ``slow_clock`` null follows release, load and exercise, and a number holds the level fast, in
    sessions and while what they changed is consolidated (a control: BDNF blocked or given)."""

    levels: dict[Name, NonNegative] = Field(default_factory=dict)
    """Level of modulators by name: ``gaba_a`` and ``bdnf``, before the trait, for which
    ``gaba_gain`` and ``bdnf`` are short; and those of ``slow_clock.modulators``. With
    ``slow_clock`` those named are held fast, whatever moves them (a control)."""

    nociceptive_load: Fraction = 0.0
    """With ``slow_clock``: nociceptive load; a cause in the scenario, never read from a map."""

    movement_goes_on: bool = False
    """With ``slow_clock``: between sessions daily life practises alike and nothing is forgotten."""

    sets_rate_reference: bool = False
    """With ``slow_clock``: sessions set the rates that intrinsic homeostasis defends later."""

    exercise: tuple[ExerciseDose, ...] = ()
    """With ``slow_clock``: bouts of exercise."""

    context: dict[Name, NonNegative] = Field(default_factory=dict)
    """With ``slow_clock``: scalars of the scenario by name, such as stress, that are sources of
    modulators; 0 where none is given, 1 what gains are given for, at most 10."""

    drugs: dict[Name, NonNegative] = Field(default_factory=dict)
    """With ``slow_clock``: dose by drug all through the phase, source of modulators; 1 is the dose
    that the modulator's gain is given for, and 2 twice that dose with twice the effect on the
    modulator; at most 10. A dose at which a modulator's factor would be below 0 is refused."""

    pause: Annotated[Time, Field(ge=0)] = "0 s"
    """With ``slow_clock``: time without sessions after the last one, before the visit."""

    practice: tuple[Practice, ...] = ()
    """Rows of practice sessions, done in this order."""

    visit: tuple[Name, ...] = ()
    """Assessments at the end of the phase: keys of ``assessments`` or ``visit_sets``."""

    visits: InnerVisits | None = None
    """Visits inside the phase; null: none."""

    @property
    def modulators(self) -> dict[str, float]:
        """Level of each modulator by name where there is no slow clock; unsaid is healthy."""
        return {name: row.healthy for name, row in MODULATORS.items()} | self.set_levels

    @property
    def set_levels(self) -> dict[str, float]:
        """Level of each modulator of a row in `MODULATORS` that the phase sets itself."""
        named = {name: level for name, level in self.levels.items() if name in MODULATORS}
        return self._short_levels() | named

    @property
    def held_modulators(self) -> dict[str, float]:
        """Level at which modulators of the slow clock's table are held."""
        return {name: level for name, level in self.levels.items() if name not in MODULATORS}

    def _short_levels(self) -> dict[str, float]:
        """Return the levels that are set by a field of their own."""
        short = {n: getattr(self, row.field) for n, row in MODULATORS.items() if row.field}
        return {name: level for name, level in short.items() if level is not None}

    @model_validator(mode="after")
    def _check(self) -> "Phase":
        doubled = sorted(name for name, count in Counter(self.visit).items() if count > 1)
        if doubled:
            raise ValueError(f"visit names {', '.join(doubled)} twice; name each assessment once")
        for name in self.levels:
            if name in self._short_levels():
                short = MODULATORS[name].field
                raise ValueError(f"levels.{name}: {short} says the same; give one of the two")
        return self


class WrittenPhase(Phase, Practice):
    """A phase as a study writes it: with ``based_on`` fields of a row change the only row."""


class PhaseInCourse(WrittenPhase):
    """A phase with parameters where a course names it."""

    phase: Name
    """The phase that it is based on."""


@dataclass(frozen=True)
class Written:
    """Gives a field the JSON schema of what may be written there: itself, or a section."""

    section: type[Section]
    instead: bool = False
    """Whether the section is written instead of the field itself."""

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        """Return the schema for files."""
        # a union of one, because it refers to the section by name
        one = core_schema.union_schema([self.section.__pydantic_core_schema__])
        section: dict[str, Any] = handler(one)
        return section if self.instead else {"anyOf": [handler(core), section]}


PhaseNamed = Annotated[Name, Written(PhaseInCourse)]
"""Name of a phase; a study may write a phase with parameters there."""


class Course(Section):
    """Phases that all subjects share, then arms that branch off."""

    phases: tuple[PhaseNamed, ...]
    """The common past: keys of ``phases``, in order, or ``{phase: KEY, sessions: 3}`` with what
    differs. A phase that comes again is called by its name and ``_2`` there."""

    arms: dict[Name, tuple[PhaseNamed, ...]] = Field(default_factory=dict)
    """By arm: the phases that follow the common past, as there. One with what differs is called as
    the arm, a further one by the arm and ``_2``."""

    persons: dict[Name, ArmPerson] = Field(default_factory=dict)
    """By arm: who the subjects are there, where it is not who they are elsewhere."""

    yoked: dict[Name, dict[Name, Name]] = Field(default_factory=dict)
    """With ``slow_clock``, by arm and slow modulator: another arm. In every practice session of the
    arm the modulator acts as it did in the same subject's session of that number in the other one;
    practice and all else are the arm's own (a control)."""

    @model_validator(mode="after")
    def _check(self) -> "Course":
        if not self.phases:
            raise ValueError("phases is empty; a course needs at least one phase")
        return self
