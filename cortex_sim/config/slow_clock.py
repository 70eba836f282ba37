"""The slow clock: what lives between sessions and follows from what a subject does.

Absent, the phases' numbers ``gaba_gain`` and ``bdnf`` set the state. Present, both
follow from nociceptive load, exercise and the subject's own spikes. The equations
stand in `cortex_sim.slow`.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from cortex_sim.config.checks.modulators import load_circle_problems, modulator_problems
from cortex_sim.config.individuals import Individuals
from cortex_sim.config.slow_modulators import ExerciseKind, SlowModulator
from cortex_sim.names import Name
from cortex_sim.sections import Section
from cortex_sim.units import Fraction, NonNegative, Positive, PositiveTime, Rate, Time, Voltage

Sign = Literal["lowers", "none", "raises"]

SHORTEST_EVERY = 3600.0
"""Shortest interval in s of bouts in a pause."""


class ExerciseDose(Section):
    """One bout of exercise, with every practice session or at intervals in a pause."""

    kind: ExerciseKind
    """What is done; chooses the response (``slow_clock.exercise.responses``)."""

    duration: Annotated[Time, Field(gt=0, le=86400)] = "30 min"
    """Length of the bout."""

    intensity: Annotated[float, Field(ge=0, le=3)] = 1.1
    """Power relative to the ventilatory threshold (1 = at the threshold)."""

    start: Time = "-45 min"
    """Start of the bout after the start of practice; negative: before it."""

    every: PositiveTime | None = None
    """Interval of bouts in a phase's ``pause``, an hour or more; null: none in the pause."""

    @field_validator("every")
    @classmethod
    def _check_every(cls, every: float | None) -> float | None:
        if every is not None and every < SHORTEST_EVERY:
            raise ValueError(
                f"bouts every {every:g} s; expected 1 h or more, or null for none in the pause"
            )
        return every


class ExerciseResponse(Section):
    """How one kind of exercise acts, relative to aerobic exercise."""

    acute: NonNegative = 1.0
    """Factor on the acute rise of BDNF."""

    resting: NonNegative = 1.0
    """Factor on what each bout adds to resting BDNF."""

    lactate_share: Fraction = 0.3
    """Share of the acute rise that goes by way of lactate."""


def _responses() -> dict[ExerciseKind, ExerciseResponse]:
    return {
        "aerobic": ExerciseResponse(),
        "interval": ExerciseResponse(acute=1.4, lactate_share=0.6),
        "resistance": ExerciseResponse(acute=0.5, resting=0.1, lactate_share=0.6),
        "eccentric": ExerciseResponse(acute=0.3, resting=0.1, lactate_share=0.3),
        "motor_control": ExerciseResponse(acute=0.2, resting=0.1, lactate_share=0.0),
        "mind_body": ExerciseResponse(acute=0.2, resting=0.1, lactate_share=0.0),
    }


class Exercise(Section):
    """Exercise dose to BDNF."""

    intensity_points: tuple[NonNegative, ...] = (0.8, 1.1, 1.5)
    """Intensities between which the acute rise is interpolated; rising."""

    acute_rise: tuple[NonNegative, ...] = (0.0, 0.13, 0.3)
    """Relative rise of BDNF in blood after 30 min at each of these intensities."""

    decay_time: PositiveTime = "30 min"
    """Time constant of the rise and of its end."""

    central_gain: NonNegative = 2.0
    """Relative rise in the cortex for each relative rise in blood."""

    resting_rise: NonNegative = 0.006
    """What 30 min of aerobic exercise add to resting BDNF (relative to healthy rest)."""

    resting_time: PositiveTime = "4 weeks"
    """Time constant with which the effect of training on resting BDNF is lost."""

    responses: dict[ExerciseKind, ExerciseResponse] = Field(default_factory=_responses)
    """Response to each kind of exercise."""

    @model_validator(mode="after")
    def _check(self) -> "Exercise":
        points = self.intensity_points
        unequal = len(points) != len(self.acute_rise)
        if not points or unequal or list(points) != sorted(set(points)):
            raise ValueError(
                "intensity_points must rise and be as many as acute_rise, one or more; "
                f"got {points} and {self.acute_rise}"
            )
        return self


class BdnfKinetics(Section):
    """Release, cleavage and removal of BDNF; levels relative to healthy practice."""

    tonic: Fraction = 0.7
    """Mature BDNF that is there without bursts; bursts of healthy practice add the rest to 1."""

    burst_interval: PositiveTime = "20 ms"
    """A spike this soon after one of the same cell belongs to a burst."""

    gate_step: Positive = 0.1
    """Step of the frequency gate at each burst."""

    gate_decay: PositiveTime = "10 s"
    """Decay of the frequency gate."""

    gate_threshold: NonNegative = 0.15
    """Release only while the gate is above this."""

    reference_burst_rate: Annotated[Rate, Field(gt=0)] = "0.044 Hz"
    """Gated bursts of a cell in healthy practice: the drive of release is 1 there."""

    release_time: PositiveTime = "1500 s"
    """Time over which a fused vesicle releases."""

    pro_fraction: Fraction = 0.3
    """Share that is released as proBDNF."""

    cleavage_time: PositiveTime = "100 s"
    """Time constant of the cleavage of proBDNF (tPA, plasmin)."""

    removal_time: PositiveTime = "100 s"
    """Time constant of uptake and diffusion, of both forms."""

    pain_effect: Fraction = 0.3
    """Change of BDNF by a nociceptive load of 1; the hypotheses give its sign."""

    p75_gain: NonNegative = 0.5
    """Strength of the facilitation of depression by proBDNF."""


class GabaKinetics(Section):
    """GABA_A gain of modulated cells as slow state."""

    load_loss: Fraction = 0.45
    """Change of gain under a lasting nociceptive load of 1, before the trait ``gaba_loss``; the
    hypotheses give its sign."""

    onset_time: PositiveTime = "7 days"
    """Time constant of the loss while load is higher than what has developed."""

    recovery_time: PositiveTime = "4 days"
    """Time constant of recovery when load is lower."""

    practice_change: Fraction = 0.1
    """Transient relative change of gain by practice; the hypotheses give its sign."""

    practice_time: PositiveTime = "1 h"
    """Time constant of that change."""

    bdnf_change: Fraction = 0.4
    """Relative change of gain for each unit of BDNF above 1; the hypotheses give its sign."""


class Memory(Section):
    """Forgetting and consolidation of weights between sessions."""

    tag_time: PositiveTime = "90 min"
    """How long after practice a synapse can still be consolidated."""

    consolidation: NonNegative = 1.0
    """Rate of consolidation: at a BDNF of 1 for the life of the tag, 1 - exp(-rate) is kept."""

    early_decay: PositiveTime = "2 days"
    """Decay of what has not been consolidated."""

    late_decay: PositiveTime = "730 days"
    """Decay of consolidated weights towards the latent weight when practice stops."""

    @model_validator(mode="after")
    def _check(self) -> "Memory":
        if not self.early_decay < self.late_decay:
            raise ValueError("early_decay must be shorter than late_decay")
        return self


class HomeostasisKinetics(Section):
    """How excitability follows a lasting change of rate; a hypothesis says whether it does."""

    step: Annotated[Voltage, Field(ge=0)] = "1 mV"
    """Drive of a population that a session takes away for each unit of relative rate too much."""

    limit: Annotated[Voltage, Field(ge=0)] = "3 mV"
    """Largest drive, either way."""


class Hypotheses(Section):
    """Where the literature disagrees: named switches. ``bdnf.acts_on`` is another."""

    pain_and_bdnf: Sign = "lowers"
    """Nociceptive load lowers, leaves or raises BDNF (the sign depends on the kind of pain)."""

    load_on_gaba: Sign = "lowers"
    """Nociceptive load lowers, leaves or raises the GABA_A gain."""

    lactate_raises_bdnf: bool = False
    """Lactate raises mature BDNF; false: proBDNF only (an infusion study)."""

    probdnf_facilitates_depression: bool = True
    """proBDNF facilitates depression through p75."""

    gaba_after_practice: Sign = "lowers"
    """Practice transiently lowers, leaves or raises the GABA_A gain."""

    bdnf_and_gaba: Sign = "none"
    """BDNF lowers, leaves or raises the GABA_A gain within minutes."""

    bdnf_consolidates: bool = True
    """Consolidation needs mature BDNF after practice; false: it does not depend on it."""

    intrinsic_homeostasis: bool = False
    """Excitability of cortical excitatory populations moves against a lasting change of rate."""


SIZES = {
    "pain_and_bdnf": "bdnf.pain_effect",
    "load_on_gaba": "gaba.load_loss",
    "gaba_after_practice": "gaba.practice_change",
    "bdnf_and_gaba": "gaba.bdnf_change",
    "probdnf_facilitates_depression": "bdnf.p75_gain",
    "intrinsic_homeostasis": "homeostasis",
}
"""By hypothesis: the field that says how large its effect is."""


class SlowClock(Section):
    """Slow state that follows from the scenario instead of being set by phase."""

    practice_time: PositiveTime = "30 min"
    """Real time that a practice session stands for, whatever its model time."""

    blocks: Annotated[int, Field(ge=1, le=20)] = 2
    """Parts of a practice session; what earlier parts release acts in later ones."""

    bdnf: BdnfKinetics = BdnfKinetics()
    """Release, cleavage and removal of BDNF."""

    exercise: Exercise = Exercise()
    """From a bout of exercise to BDNF."""

    gaba: GabaKinetics = GabaKinetics()
    """GABA_A gain as slow state, under nociceptive load, practice and BDNF."""

    memory: Memory = Memory()
    """Forgetting and consolidation of weights between sessions."""

    homeostasis: HomeostasisKinetics = HomeostasisKinetics()
    """Excitability under a lasting change of rate."""

    individuals: Individuals = Individuals()
    """Genotype, age and response to exercise of the subjects."""

    hypotheses: Hypotheses = Hypotheses()
    """Switches where the literature disagrees."""

    modulators: dict[Name, SlowModulator] = Field(default_factory=dict)
    """By name: further scalars of the milieu, what moves them and what they scale."""

    def unread(self) -> Iterator[tuple[str, str]]:
        """Yield the fields that nothing reads, and why."""
        for name, field in SIZES.items():
            chosen = getattr(self.hypotheses, name)
            if chosen in ("none", False):
                said = str(chosen).lower()
                yield field, f"hypotheses.{name} is {said}"

    @model_validator(mode="after")
    def _check(self) -> "SlowClock":
        sign = {"lowers": -1, "none": 0, "raises": 1}[self.hypotheses.pain_and_bdnf]
        by_load = sign * self.bdnf.pain_effect
        checks = (
            modulator_problems(self.modulators),
            load_circle_problems(self.modulators, by_load),
        )
        for problem in chain.from_iterable(checks):
            raise ValueError(problem)
        return self
