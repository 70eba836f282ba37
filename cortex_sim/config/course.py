"""What happens to a subject: phases of dated sessions, and arms."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from cortex_sim.config.slow_clock import ExerciseDose
from cortex_sim.sections import Section
from cortex_sim.units import Fraction, NonNegative, PositiveTime, Time


class Practice(Section):
    """A row of equal practice sessions."""

    sequence: str | None
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


class Phase(Section):
    """A part of the course with one state of the cortex."""

    label: str = ""
    """Name in pictures and tables."""

    gaba_gain: NonNegative | None = None
    """GABA_A gain of modulated cells in the trunk area, before the trait; 1 is healthy and what
    null stands for; with ``slow_clock`` it follows and must be null."""

    bdnf: NonNegative | None = None
    """Level of mature BDNF, before the trait; 1 is healthy rest and what null stands for; with
    ``slow_clock`` it follows and must be null."""

    nociceptive_load: Fraction = 0.0
    """With ``slow_clock``: nociceptive load; a cause in the scenario, never read from a map."""

    movement_goes_on: bool = False
    """With ``slow_clock``: between sessions daily life practises alike and nothing is forgotten."""

    exercise: tuple[ExerciseDose, ...] = ()
    """With ``slow_clock``: bouts of exercise."""

    pause: Annotated[Time, Field(ge=0)] = "0 s"
    """With ``slow_clock``: time without sessions after the last one, before the visit."""

    practice: tuple[Practice, ...] = ()
    """Rows of practice sessions, done in this order."""

    visit: tuple[str, ...] = ()
    """Assessments at the end of the phase (keys of ``assessments``)."""

    def level_of(self, field: Literal["gaba_gain", "bdnf"]) -> float:
        """Return what the phase sets where there is no slow clock: 1, as in health, for null."""
        level: float | None = getattr(self, field)
        return 1.0 if level is None else level

    @model_validator(mode="after")
    def _check(self) -> "Phase":
        doubled = sorted({name for name in self.visit if self.visit.count(name) > 1})
        if doubled:
            raise ValueError(f"visit names {', '.join(doubled)} twice; name each assessment once")
        return self


class Course(Section):
    """Phases that all subjects share, then arms that branch off."""

    phases: tuple[str, ...]
    """The common past: keys of ``phases``, in order."""

    arms: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """By arm: the phases that follow the common past."""

    @model_validator(mode="after")
    def _check(self) -> "Course":
        if not self.phases:
            raise ValueError("phases is empty; a course needs at least one phase")
        for arm, phases in self.arms.items():
            together = self.phases + phases
            doubled = {p for p in together if together.count(p) > 1}
            if doubled:
                raise ValueError(
                    f"arms.{arm}: phase {', '.join(sorted(doubled))} comes twice in the course"
                )
        return self


class _Assessment(Section):
    gaba_gain: NonNegative | Literal["phase"] = "phase"
    """``phase``: as in the phase, with the subject's trait; a number: that gain."""

    restore: dict[str, str] = Field(default_factory=dict)
    """Projection -> phase whose final weights are put back: locates what carries an effect."""


class BackgroundContraction(Section):
    """Weak contraction during TMS, held by visual feedback."""

    target_rate_hz: Annotated[float, Field(gt=0)] = 2.0
    """Mean rate of each motoneuron in the pools (about 10 % of a maximal contraction)."""

    steps: Annotated[int, Field(ge=4, le=30)] = 9
    """Halvings in the search for the tonic drive."""

    duration: Annotated[Time, Field(gt=0)] = "2 s"
    """Length of each look at the rate."""


class Mep(Section):
    """How a motor evoked potential is read from motoneuron spikes."""

    window: tuple[Time, Time] = ("3 ms", "43 ms")
    """Window after the pulse in which spikes are counted."""

    interval: Annotated[Time, Field(gt=0)] = "120 ms"
    """Time between pulses (compressed; several seconds in a clinic)."""

    @model_validator(mode="after")
    def _check(self) -> "Mep":
        start, stop = self.window
        if not 0 <= start < stop:
            raise ValueError(
                f"window: got {start:g} s to {stop:g} s, expected two rising times after the pulse"
            )
        return self


class Recruitment(_Assessment):
    """Hot spot, active motor threshold (AMT) and recruitment curve of each muscle."""

    kind: Literal["recruitment"]
    background: BackgroundContraction = BackgroundContraction()
    mep: Mep = Mep()
    muscles: tuple[str, ...] = ("DM", "LES")
    """Muscles whose threshold is measured."""

    grid: Annotated[int, Field(ge=2, le=41)] = 7
    spacing_mm: Annotated[float, Field(gt=0)] = 0.7
    search_intensity_mv: Annotated[float, Field(gt=0)] = 18.0
    search_pulses: Annotated[int, Field(ge=1)] = 2
    intensities_mv: tuple[Annotated[float, Field(gt=0)], ...]
    pulses: Annotated[int, Field(ge=1)] = 10
    criterion: Fraction = 0.5
    """Share of pulses with a response that defines the threshold."""

    criterion_sd: Annotated[float, Field(gt=0)] = 3.0
    """A response exceeds the background's mean by this many SD."""

    coil_jitter_mm: NonNegative = 0.1


class TmsMap(_Assessment):
    """Map of the MEPs of every muscle over a grid of coil sites."""

    kind: Literal["tms_map"]
    background: BackgroundContraction = BackgroundContraction()
    mep: Mep = Mep()
    grid: Annotated[int, Field(ge=2, le=41)] = 7
    spacing_mm: Annotated[float, Field(gt=0)] = 0.7
    pulses: Annotated[int, Field(ge=1)] = 8
    """Pulses at each site."""

    intensity_mv: Annotated[float, Field(gt=0)] | None = None
    """Fixed intensity."""

    relative_intensity: Annotated[float, Field(gt=0)] | None = None
    """Intensity as a multiple of the mean AMT of ``threshold_muscles``."""

    threshold_from: str | None = None
    """The `recruitment` assessment of the same visit that gives the AMT."""

    threshold_muscles: tuple[str, ...] = ("DM", "LES")
    coil_jitter_mm: NonNegative = 0.1

    @model_validator(mode="after")
    def _check(self) -> "TmsMap":
        if (self.intensity_mv is None) == (self.relative_intensity is None):
            raise ValueError("give either intensity_mv or relative_intensity")
        if self.relative_intensity is not None and self.threshold_from is None:
            raise ValueError("relative_intensity needs threshold_from (a recruitment)")
        return self


class CuedMovement(_Assessment):
    """Muscle onsets when the go cue is given and nothing moves the limb."""

    kind: Literal["cued_movement"]
    trials: Annotated[int, Field(ge=2)] = 30
    trial_duration: Annotated[Time, Field(gt=0)] = "800 ms"
    """Longer than in practice: the end of a trial is silent, as baseline of the next."""

    cue_factor: NonNegative = 2.0
    """Cue rate relative to practice."""

    onset_fraction: Fraction = 0.5
    """Onset: the pool's rate passes baseline + this share of the rise to its peak."""

    smoothing_sd: Annotated[Time, Field(gt=0)] = "20 ms"
    prime_mover_onset: Time = "120 ms"


class Baseline(_Assessment):
    """Rates, irregularity and spikes during practice movements and at rest."""

    kind: Literal["baseline"]
    sequence: str | None = None
    """A key of ``sequences``; null: the sequence of the phase's last practice, if any."""

    trials: Annotated[int, Field(ge=1)] = 20
    rest: Annotated[Time, Field(gt=0)] = "6 s"
    recorded_trials: Annotated[int, Field(ge=0)] = 2
    """Trials whose spikes of all populations are stored."""


class PairedPulse(_Assessment):
    """SICI, ICF and SICF at each muscle's hot spot, relative to its own AMT."""

    kind: Literal["paired_pulse"]
    threshold_from: str
    """The `recruitment` assessment of the same visit that gives AMT and hot spots."""

    muscles: tuple[str, ...] = ("DM", "LES")
    background: BackgroundContraction = BackgroundContraction()
    mep: Mep = Mep(interval="150 ms")
    conditioning_intensity: Annotated[float, Field(gt=0)] = 0.7
    """Conditioning pulse of SICI and ICF, as a multiple of AMT."""

    test_intensity: Annotated[float, Field(gt=0)] = 1.2
    """Test pulse, and the first pulse of SICF, as a multiple of AMT."""

    sicf_second_intensity: Annotated[float, Field(gt=0)] = 0.9
    """Second pulse of SICF, as a multiple of AMT."""

    sici_intervals: tuple[PositiveTime, ...] = ("2 ms", "3 ms")
    icf_intervals: tuple[PositiveTime, ...] = ("10 ms", "12 ms", "15 ms")
    sicf_intervals: tuple[PositiveTime, ...] = (
        "1 ms",
        "1.5 ms",
        "2 ms",
        "2.5 ms",
        "3 ms",
        "4 ms",
        "5 ms",
    )
    pulses: Annotated[int, Field(ge=1)] = 15
    """Pulse pairs at each interval of SICI and ICF."""

    sicf_pulses: Annotated[int, Field(ge=1)] = 15
    """Pulse pairs at each interval of SICF, and first pulses of SICF alone."""

    test_pulses: Annotated[int, Field(ge=1)] = 40
    """Test pulses alone."""

    coil_jitter_mm: NonNegative = 0.1

    @model_validator(mode="after")
    def _check(self) -> "PairedPulse":
        longest = max((*self.sici_intervals, *self.icf_intervals, *self.sicf_intervals), default=0)
        if longest >= self.mep.interval:
            raise ValueError(
                f"mep.interval: {self.mep.interval:g} s is not longer than the longest interval "
                f"between two pulses, {longest:g} s; pairs would overlap"
            )
        return self


class SilentPeriod(_Assessment):
    """Silence of a contracting muscle after a strong pulse over its hot spot."""

    kind: Literal["silent_period"]
    threshold_from: str
    """The `recruitment` assessment of the same visit that gives AMT and hot spots."""

    muscles: tuple[str, ...] = ("DM",)
    relative_intensity: Annotated[float, Field(gt=0)] = 1.5
    """Intensity as a multiple of AMT."""

    contraction: BackgroundContraction = BackgroundContraction(target_rate_hz=8.0)
    """Contraction held by voluntary drive to the cortex."""

    pulses: Annotated[int, Field(ge=2)] = 40
    interval: PositiveTime = "600 ms"
    coil_jitter_mm: NonNegative = 0.1


Assessment = Annotated[
    Recruitment | TmsMap | PairedPulse | SilentPeriod | CuedMovement | Baseline,
    Field(discriminator="kind"),
]
