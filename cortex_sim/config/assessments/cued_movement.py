"""Settings of movements with the go cue alone."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from cortex_sim.config.assessments.base import (
    Assessment,
    Reference,
    ShownAs,
    StoredTrials,
    last_practised,
)
from cortex_sim.config.muscles import Sequence
from cortex_sim.names import Name
from cortex_sim.sections import is_empty
from cortex_sim.units import Fraction, NonNegative, PositiveTime, Time

if TYPE_CHECKING:
    from cortex_sim.config.course import Phase


class CuedMovement(Assessment):
    """Muscle onsets when the go cue is given and nothing moves the limb."""

    label: ClassVar[str] = "EMG onsets in a cued movement"
    shown_as: ClassVar[ShownAs | None] = "onsets"

    kind: Literal["cued_movement"]
    trials: Annotated[int, Field(ge=2, le=10_000)] = 30
    """Number of go cues."""

    trial_duration: PositiveTime = "800 ms"
    """Longer than in practice: the end of a trial is silent, as baseline of the next."""

    cue_factor: NonNegative = 2.0
    """Cue rate relative to practice."""

    onset_fraction: Fraction = 0.5
    """Onset: the pool's rate passes baseline + this share of the rise to its peak."""

    smoothing_sd: PositiveTime = "20 ms"
    """SD of the Gaussian that smooths pool rates."""

    prime_mover_onset: Time = "120 ms"
    """Onset of the arm's prime mover after the go cue."""

    read_out: Literal["learned", "shuffled", "none"] = "learned"
    """Controls of what the cue has learned. ``shuffled``: the weights of its synapses change places
    within each target cell, so that their sum stays; ``none``: no go signal."""

    practised_trials: Annotated[int, Field(ge=0, le=10_000)] = 0
    """Movements as they are practised, cue and afferents together, of which the answer to the cue
    alone is a share (``recall``); 0: none. The first one is left out, as of the cues."""

    sequence: Name | None = None
    """A key of ``sequences``, for practised movements and directions; null: that of the phase's
    last practice, if any."""

    direction: Name | None = Field(default=None, exclude_if=is_empty)
    """Direction of the cue, where those of the sequence differ in its cells; null: as the sequence
    draws them, or no direction where there is none."""

    def unread(self) -> Iterator[tuple[str, str]]:
        """Yield the fields that nothing reads, and why."""
        if self.read_out == "none":
            for field in ("cue_factor", "direction"):
                yield field, "read_out is none"

    @model_validator(mode="after")
    def _check(self) -> "CuedMovement":
        if self.practised_trials == 1:
            raise ValueError("practised_trials: got 1, of which none is read; give 2 or more, or 0")
        if self.sequence is not None and not self.practised_trials and not self.direction:
            raise ValueError(
                "sequence is for practised_trials or a direction, of which there are none"
            )
        return self

    @property
    def model_time(self) -> float:
        """Model time in s."""
        return float((self.trials + self.practised_trials) * self.trial_duration)

    def stored_trials(self, sequence: Sequence | None) -> StoredTrials:
        """Return all trials: the spikes of each are stored."""
        return StoredTrials(self.trial_duration, self.trials)

    @property
    def most_trials(self) -> int:
        """Number of movements in the longest recording."""
        return max(0 if self.read_out == "none" else self.trials, self.practised_trials)

    def sequence_after(self, phase: "Phase") -> str | None:
        """Return the sequence (a key of ``sequences``) that is moved at the end of a phase."""
        if not self.practised_trials and not self.direction:
            return None
        return self.sequence or last_practised(phase)

    def withheld(self, measure: str) -> str:
        """Return that recall needs movements as they are practised, if there are none."""
        needs = measure.startswith("recall") and not self.practised_trials
        return f"{measure} needs practised_trials of 2 or more" if needs else ""

    def references(self) -> Iterator[Reference]:
        """Yield every name that must exist elsewhere in the study."""
        yield from super().references()
        if self.sequence is not None:
            yield Reference("sequence", self.sequence, "sequences")
