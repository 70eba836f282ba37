"""What every assessment is: its settings, and what others ask of its kind."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, NamedTuple

from pydantic import Field

from cortex_sim.names import Identifier, Name
from cortex_sim.sections import Section
from cortex_sim.units import NonNegative

if TYPE_CHECKING:
    from cortex_sim.config.course import Phase
    from cortex_sim.config.muscles import Sequence

SETTLE = 0.3
"""Time at the start of each recording that nothing is read from, in s: a program starts with all
cells at rest, and rates need so long to become those of the state. Numerics, not physiology."""

Known = Literal["muscles", "sequences", "phases", "projections", "placed", "thresholds"]
"""What a name can refer to; projections: those that learn, placed: of these the ones between cells
with a place on the sheet, thresholds: assessments that measure one."""


class Reference(NamedTuple):
    """A name in an assessment's settings that stands elsewhere in the study."""

    field: str
    name: str
    known: Known


ShownAs = Literal["map", "onsets", "raster", "curves"]
"""What pictures make of an assessment: maps of coil sites, onsets of muscles, spikes of a trial, a
measure of each muscle over the visits."""


class Curve(NamedTuple):
    """A measure of single muscles that a picture shows over the visits."""

    measure: str
    short: str
    """What stands above a panel, such as ``SICI``."""

    unit: str
    meaning: str
    """What the value says, in some words."""


class StoredTrials(NamedTuple):
    """Trials of which an assessment stores the spikes, one after the other."""

    duration: float
    """Time from one to the next, in s."""

    number: int


def last_practised(phase: "Phase") -> str | None:
    """Return the sequence (a key of ``sequences``) of a phase's last practice, None if none."""
    practised = (row.sequence for row in reversed(phase.practice))
    return next((name for name in practised if name is not None), None)


class Assessment(Section):
    """Settings of an assessment, and what follows from them without a simulation."""

    label: ClassVar[str]
    """The kind in words, for people."""

    shown_as: ClassVar[ShownAs | None] = None
    """What pictures make of it; None: nothing."""

    curves: ClassVar[tuple[Curve, ...]] = ()
    """Measures that it shows as curves over the visits."""

    gives_thresholds: ClassVar[bool] = False
    """Whether others can take thresholds and hot spots from it."""

    holds_zone_weights: ClassVar[bool] = False
    """Whether its record says how the weights of that state lie between the zones of muscles."""

    acts_in_learning: ClassVar[bool] = False
    """Whether it asks how synapses learn: then levels that act in learning alone belong to it."""

    kind: str
    """Which assessment this is."""

    gaba_gain: NonNegative | Literal["phase"] = "phase"
    """``phase``: as in the phase, with the subject's trait; a number: that gain."""

    restore: dict[Identifier, Name] = Field(default_factory=dict)
    """Projection -> phase whose final weights are put back: locates what carries an effect."""

    repeat: Annotated[int, Field(ge=1, le=1000)] = 1
    """How often it is done at a visit, each time with noise of its own and no practice between.
    Tables take the mean; reliability follows (`reliability.csv`)."""

    @property
    def model_time(self) -> float:
        """Model time in s of one measurement, an estimate."""
        raise NotImplementedError

    @property
    def most_pulses(self) -> int:
        """Number of TMS pulses in the longest recording."""
        return 0

    @property
    def most_trials(self) -> int:
        """Number of movements in the longest recording."""
        return 0

    @property
    def thresholds_of(self) -> str | None:
        """The assessment of the same visit that gives thresholds and hot spots, if any."""
        return None

    @property
    def examined(self) -> tuple[str, ...]:
        """Muscles that are examined one by one; empty where all are at once."""
        return ()

    @property
    def strength(self) -> str:
        """Strength of the pulses in words, empty where they have several or there are none."""
        return ""

    def stored_trials(self, sequence: "Sequence | None") -> StoredTrials | None:
        """Return the trials whose spikes are stored, None if they are not cut into trials.

        Parameters
        ----------
        sequence
            What is moved, if anything.
        """
        return None

    @property
    def details(self) -> tuple[str, ...]:
        """What a reader of a report should know of the settings."""
        return ()

    def sequence_after(self, phase: "Phase") -> str | None:
        """Return the sequence (a key of ``sequences``) that is moved at the end of a phase."""
        return None

    def withheld(self, measure: str) -> str:
        """Return why these settings do not give a measure of their kind, empty if they do."""
        return ""

    def references(self) -> Iterator[Reference]:
        """Yield every name that must exist elsewhere in the study."""
        for projection, phase in self.restore.items():
            yield Reference("restore", projection, "projections")
            yield Reference(f"restore.{projection}", phase, "phases")
        if self.thresholds_of is not None:
            yield Reference("threshold_from", self.thresholds_of, "thresholds")
