"""Settings of firing rates at rest and in movement."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from cortex_sim.config.assessments.base import (
    Assessment,
    Reference,
    ShownAs,
    StoredTrials,
    last_practised,
)
from cortex_sim.names import Name
from cortex_sim.units import PositiveTime

if TYPE_CHECKING:
    from cortex_sim.config.course import Phase
    from cortex_sim.config.muscles import Sequence

TYPICAL_TRIAL = 0.6
"""Duration of a trial in s, for estimates."""


class Baseline(Assessment):
    """Rates, irregularity and spikes during practice movements and at rest."""

    label: ClassVar[str] = "firing rates at rest and in movement"
    shown_as: ClassVar[ShownAs | None] = "raster"

    kind: Literal["baseline"]
    sequence: Name | None = None
    """A key of ``sequences``; null: the sequence of the phase's last practice, if any."""

    trials: Annotated[int, Field(ge=1, le=10_000)] = 20
    """Number of movements."""

    movement: PositiveTime = "400 ms"
    """Time after the go cue that counts as movement."""

    rest: PositiveTime = "6 s"
    """Recording without cue or movement."""

    recorded_trials: Annotated[int, Field(ge=0, le=10_000)] = 2
    """Trials whose spikes of all populations are stored."""

    @property
    def model_time(self) -> float:
        """Model time in s, an estimate for trials of typical length."""
        return float(self.rest + self.trials * TYPICAL_TRIAL)

    @property
    def most_trials(self) -> int:
        """Number of movements in the longest recording."""
        return self.trials

    def stored_trials(self, sequence: "Sequence | None") -> StoredTrials | None:
        """Return the first trials of what is moved."""
        if sequence is None:
            return None
        return StoredTrials(sequence.trial_duration, min(self.recorded_trials, self.trials))

    def sequence_after(self, phase: "Phase") -> str | None:
        """Return the sequence (a key of ``sequences``) that is moved at the end of a phase."""
        return self.sequence or last_practised(phase)

    def references(self) -> Iterator[Reference]:
        """Yield every name that must exist elsewhere in the study."""
        yield from super().references()
        if self.sequence is not None:
            yield Reference("sequence", self.sequence, "sequences")
