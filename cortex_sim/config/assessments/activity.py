"""Settings of the activity of cells at rest and in each muscle's own movement."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from cortex_sim.config.assessments.base import Assessment, Reference
from cortex_sim.config.assessments.baseline import TYPICAL_TRIAL
from cortex_sim.names import Name
from cortex_sim.units import PositiveTime

if TYPE_CHECKING:
    from cortex_sim.config.course import Phase


class Activity(Assessment):
    """Rates, bursts, silence, lock-step and onsets, by population and muscle."""

    label: ClassVar[str] = "activity at rest and in each muscle's movement"

    kind: Literal["activity"]
    sequence: Name | None = None
    """A key of ``sequences``; null: the sequence of the phase's last practice, if any."""

    trials: Annotated[int, Field(ge=1, le=10_000)] = 40
    """Number of movements."""

    rest: PositiveTime = "5 s"
    """Recording without cue or movement."""

    zone_mm: Annotated[float, Field(gt=0)] = 0.5
    """Distance from a muscle's place within which cortical cells are its own."""

    short_interval: PositiveTime = "6 ms"
    """Intervals below this count as those of a burst."""

    rate_window: PositiveTime = "100 ms"
    """Window of the highest rate of a motoneuron."""

    before: PositiveTime = "100 ms"
    """Stretch before each muscle's onset that is kept for its onset curves."""

    @property
    def model_time(self) -> float:
        """Model time in s, an estimate for trials of typical length."""
        return float(self.rest + self.trials * TYPICAL_TRIAL)

    @property
    def most_trials(self) -> int:
        """Number of movements in the longest recording."""
        return self.trials

    def sequence_after(self, phase: "Phase") -> str | None:
        """Return the sequence (a key of ``sequences``) that is moved at the end of a phase."""
        practised = (row.sequence for row in reversed(phase.practice))
        return self.sequence or next((name for name in practised if name is not None), None)

    def references(self) -> Iterator[Reference]:
        """Yield every name that must exist elsewhere in the study."""
        yield from super().references()
        if self.sequence is not None:
            yield Reference("sequence", self.sequence, "sequences")
