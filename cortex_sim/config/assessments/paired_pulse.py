"""Settings of SICI, ICF and SICF."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from cortex_sim.config.assessments.base import Curve
from cortex_sim.config.assessments.pulse_pairs import PulsePairs, Trial, conditioned, single
from cortex_sim.config.assessments.stimulation import Mep
from cortex_sim.units import PositiveTime


class PairedPulse(PulsePairs):
    """SICI, ICF and SICF at each muscle's hot spot, relative to its own AMT."""

    label: ClassVar[str] = "paired pulses"
    curves: ClassVar[tuple[Curve, ...]] = (
        Curve("sici", "SICI", "ratio", "conditioned by test response"),
    )
    protocols: ClassVar[tuple[str, ...]] = ("test", "sici", "icf", "sicf_test", "sicf")
    """The test pulse alone, and each pairing; ``sicf_test`` is the first pulse of SICF alone."""

    kind: Literal["paired_pulse"]
    mep: Mep = Mep(interval="150 ms")
    """How MEPs are read; ``interval`` is the time between the starts of two trials."""

    conditioning_intensity: Annotated[float, Field(gt=0)] = 0.7
    """Conditioning pulse of SICI and ICF, as a multiple of AMT."""

    test_intensity: Annotated[float, Field(gt=0)] = 1.2
    """Test pulse, and the first pulse of SICF, as a multiple of AMT."""

    sicf_second_intensity: Annotated[float, Field(gt=0)] = 0.9
    """Second pulse of SICF, as a multiple of AMT."""

    sici_intervals: tuple[PositiveTime, ...] = ("2 ms", "3 ms")
    """Intervals between the pulses: short-interval intracortical inhibition."""

    icf_intervals: tuple[PositiveTime, ...] = ("10 ms", "12 ms", "15 ms")
    """Intervals between the pulses: intracortical facilitation."""

    sicf_intervals: tuple[PositiveTime, ...] = (
        "1 ms",
        "1.5 ms",
        "2 ms",
        "2.5 ms",
        "3 ms",
        "4 ms",
        "5 ms",
    )
    """Intervals between the pulses: short-interval facilitation."""

    pulses: Annotated[int, Field(ge=1, le=10_000)] = 15
    """Pulse pairs at each interval of SICI and ICF."""

    sicf_pulses: Annotated[int, Field(ge=1, le=10_000)] = 15
    """Pulse pairs at each interval of SICF, and first pulses of SICF alone."""

    test_pulses: Annotated[int, Field(ge=1, le=10_000)] = 40
    """Test pulses alone."""

    def unread(self) -> Iterator[tuple[str, str]]:
        """Yield the fields that nothing reads, and why."""
        if not self.sici_intervals and not self.icf_intervals:
            for field in ("conditioning_intensity", "pulses"):
                yield field, "there are no sici_intervals and no icf_intervals"
        if not self.sicf_intervals:
            for field in ("sicf_second_intensity", "sicf_pulses"):
                yield field, "there are no sicf_intervals"

    def trials(self) -> tuple[Trial, ...]:
        """Return all trials of one muscle, ordered by protocol and interval."""
        alone = [single("test", self.test_intensity)] * self.test_pulses
        if self.sicf_intervals:
            alone += [single("sicf_test", self.test_intensity)] * self.sicf_pulses
        inhibition = [self._inhibition(interval) for interval in self.sici_intervals]
        facilitation = [self._facilitation(interval) for interval in self.icf_intervals]
        short = [self._short_facilitation(interval) for interval in self.sicf_intervals]
        pairs = [t for trial in (*inhibition, *facilitation) for t in [trial] * self.pulses]
        return *alone, *pairs, *(t for trial in short for t in [trial] * self.sicf_pulses)

    def _inhibition(self, interval: float) -> Trial:
        return conditioned("sici", interval, self.conditioning_intensity, test=self.test_intensity)

    def _facilitation(self, interval: float) -> Trial:
        return conditioned("icf", interval, self.conditioning_intensity, test=self.test_intensity)

    def _short_facilitation(self, interval: float) -> Trial:
        """Return a trial whose stronger pulse, from which the MEP is timed, comes first."""
        pulses = (0.0, self.test_intensity), (interval, self.sicf_second_intensity)
        return Trial("sicf", interval, pulses, 0.0)
