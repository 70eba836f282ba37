"""Muscles and the sequences in which they are activated."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, model_validator

from cortex_sim.config.spike_patterns import AnySpikes
from cortex_sim.names import Identifier, Label, MuscleName, Name, Text
from cortex_sim.sections import Section, is_empty, is_one
from cortex_sim.units import Fraction, Length, NonNegative, Time


class Muscle(Section):
    """One muscle, its depth and the place of its afferents on the sheet."""

    name: Label
    """Full anatomical name."""

    depth: Literal["deep", "superficial", "remote"]
    """Deep or superficial trunk muscle; ``remote`` is a control elsewhere in the body."""

    position: tuple[Length, Length]
    """Centre of the muscle's afferent projection on the sheet, (x, y)."""

    further_patches: tuple[tuple[Length, Length], ...] = ()
    """Places of further patches of the representation, (x, y) from ``position``.

    The muscle's afferents and motoneurons are dealt out to all patches in turn.
    """

    area: Name = "trunk"
    """Cortical area; areas can have a GABA_A gain of their own."""

    @property
    def places(self) -> tuple[tuple[float, float], ...]:
        """Places of all patches of the representation on the sheet in m; ``position`` first."""
        x, y = self.position
        return self.position, *((x + dx, y + dy) for dx, dy in self.further_patches)


class MuscleActivation(Section):
    """When and how strongly one muscle takes part in a trial."""

    onset: Time = "0 ms"
    """Onset of afferent activity after the go cue."""

    delay: Time = "0 ms"
    """Added to ``onset``, times the subject's ``delay`` trait: pathological lateness."""

    duration: Annotated[Time, Field(gt=0)] = "100 ms"
    """Duration of afferent activity."""

    drive: NonNegative = 1.0
    """Afferent rate, as a fraction of the afferents' ``active_rate``."""

    jitter: Annotated[Time, Field(ge=0)] = "10 ms"
    """SD of the onset over trials (normal)."""

    participation: Fraction | dict[Name, Fraction] = 1.0
    """Probability of taking part in a trial, for all directions or for each."""


class Sequence(Section):
    """An activation sequence of muscles, repeated trial by trial."""

    description: Text = ""
    """In words, for people."""

    source: Text = ""
    """Where the pattern comes from (author, year, DOI) or ``assumed``."""

    based_on: Name | None = None
    """Another sequence, which says what this one does not; maps are merged, as by ``extends``."""

    cue: bool = True
    """Whether the premotor cue cells fire."""

    trial_duration: Annotated[Time, Field(gt=0)] = "600 ms"
    """Time from one go cue to the next in practice."""

    prime_mover: Label = "deltoid"
    """The muscle that moves the arm; not simulated."""

    prime_mover_onset: Time = "120 ms"
    """Onset of the prime mover after the go cue; onsets are also reported against it."""

    directions: dict[Name, Fraction] = Field(
        default_factory=lambda: {"flexion": 0.5, "extension": 0.5}
    )
    """Movement directions with their probabilities."""

    direction_overlap: Fraction = Field(default=1.0, exclude_if=is_one)
    """Share of the cue cells that are active in every direction; the others are active in one of
    them each. 1: the cue knows no direction."""

    spikes: dict[Identifier, AnySpikes] = Field(default_factory=dict, exclude_if=is_empty)
    """By population: which spikes it fires. An input that is not named fires by chance at the rate
    that the task gives it (Poisson). Cells with a membrane fire these spikes beside their own: each
    makes its cell fire in the next step, unless the cell is refractory."""

    muscles: dict[MuscleName, MuscleActivation | None] = Field(default_factory=dict)
    """Activation by muscle; a muscle that is not named stays silent, and null silences one of
    ``based_on``."""

    isolated_muscles: tuple[MuscleName, ...] = ()
    """The only muscles that are active in an isolated trial."""

    isolated_probability: Fraction = 0.0
    """Probability that a trial is isolated."""

    shuffle_onsets: bool = False
    """Control: every muscle's onset is drawn anew in each trial, rates unchanged."""

    def unread(self) -> Iterator[tuple[str, str]]:
        """Yield the fields that nothing reads, and why."""
        if self.isolated_probability == 0:
            yield "isolated_muscles", "isolated_probability is 0"
        if not self.cue:
            yield "direction_overlap", "cue is false"

    @model_validator(mode="after")
    def _check(self) -> "Sequence":
        # one that inherits may be complete only with what it takes: the study checks that
        if self.based_on is None:
            if idle := [name for name, activation in self.muscles.items() if activation is None]:
                raise ValueError(
                    f"muscles.{idle[0]}: got null, which removes a muscle of based_on, and there "
                    "is no based_on; leave it out, or give it an onset"
                )
            check_sequence(self)
        return self


def check_sequence(sequence: Sequence) -> None:
    """Refuse what the parts of a sequence say of each other.

    Parameters
    ----------
    sequence
        Complete: what it inherits is filled in.

    Raises
    ------
    ValueError
        If probabilities do not add up, a muscle's participation names other
        directions, a muscle would never be active, or isolated trials have no muscle.
    """
    total = sum(sequence.directions.values())
    if abs(total - 1) > 1e-9:
        raise ValueError(f"probabilities of directions add up to {total:g}, not to 1")
    for name, activation in sequence.muscles.items():
        if activation and isinstance(activation.participation, dict):
            unknown = set(activation.participation) ^ set(sequence.directions)
            if unknown:
                raise ValueError(
                    f"muscles.{name}.participation must name the directions "
                    f"{', '.join(sorted(sequence.directions))}; differs in "
                    f"{', '.join(sorted(unknown))}; a direction that is not practised has 0"
                )
    late = [
        name
        for name, activation in sequence.muscles.items()
        if activation and activation.onset + activation.delay >= sequence.trial_duration
    ]
    if late:
        raise ValueError(
            f"onset + delay of {', '.join(late)} is not within the trial_duration of "
            f"{sequence.trial_duration:g} s; the muscle would never be active"
        )
    if sequence.direction_overlap < 1 and len(sequence.directions) < 2:
        raise ValueError("direction_overlap is below 1 but there is one direction; name two")
    if sequence.isolated_probability > 0 and not sequence.isolated_muscles:
        raise ValueError("isolated_probability is above 0 but isolated_muscles is empty")
