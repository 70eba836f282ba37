"""Settings of long-interval intracortical inhibition."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from cortex_sim.config.assessments.base import Curve
from cortex_sim.config.assessments.pulse_pairs import PulsePairs, Trial, conditioned, single
from cortex_sim.config.assessments.stimulation import Mep
from cortex_sim.units import PositiveTime


class Lici(PulsePairs):
    """LICI: what a pulse above threshold does to the response to an equal one long after it."""

    label: ClassVar[str] = "long-interval intracortical inhibition"
    curves: ClassVar[tuple[Curve, ...]] = (
        Curve("lici", "LICI", "ratio", "conditioned by test response"),
    )
    protocols: ClassVar[tuple[str, ...]] = ("test", "lici")
    """The test pulse alone, and the pair."""

    kind: Literal["lici"]
    mep: Mep = Mep(interval="600 ms")
    """How MEPs are read; ``interval`` is the time between the starts of two trials."""

    conditioning_intensity: Annotated[float, Field(gt=0)] = 1.2
    """First pulse, as a multiple of AMT."""

    test_intensity: Annotated[float, Field(gt=0)] = 1.2
    """Second pulse, and the test pulse alone, as a multiple of AMT."""

    intervals: Annotated[tuple[PositiveTime, ...], Field(min_length=1)] = (
        "50 ms",
        "100 ms",
        "150 ms",
        "200 ms",
    )
    """Intervals between the pulses."""

    pulses: Annotated[int, Field(ge=1, le=10_000)] = 15
    """Pulse pairs at each interval."""

    test_pulses: Annotated[int, Field(ge=1, le=10_000)] = 40
    """Test pulses alone."""

    def trials(self) -> tuple[Trial, ...]:
        """Return all trials of one muscle, ordered by protocol and interval."""
        alone = [single("test", self.test_intensity)] * self.test_pulses
        return *alone, *(pair for i in self.intervals for pair in [self._pair(i)] * self.pulses)

    def _pair(self, interval: float) -> Trial:
        return conditioned("lici", interval, self.conditioning_intensity, test=self.test_intensity)
