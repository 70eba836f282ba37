"""Settings of movements with the go cue alone."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from cortex_sim.config.assessments.base import Assessment, ShownAs, StoredTrials
from cortex_sim.config.muscles import Sequence
from cortex_sim.units import Fraction, NonNegative, PositiveTime, Time


class CuedMovement(Assessment):
    """Muscle onsets when the go cue is given and nothing moves the limb."""

    label: ClassVar[str] = "EMG onsets in a cued movement"
    shown_as: ClassVar[ShownAs | None] = "onsets"

    kind: Literal["cued_movement"]
    trials: Annotated[int, Field(ge=2)] = 30
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

    @property
    def model_time(self) -> float:
        """Model time in s."""
        return float(self.trials * self.trial_duration)

    def stored_trials(self, sequence: Sequence | None) -> StoredTrials:
        """Return all trials: the spikes of each are stored."""
        return StoredTrials(self.trial_duration, self.trials)

    @property
    def most_trials(self) -> int:
        """Number of movements in the longest recording."""
        return self.trials
