"""What the settings of assessments with TMS have in common."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator, Field

from cortex_sim.config.assessments.base import SETTLE, Assessment, Reference
from cortex_sim.names import MuscleName, Name
from cortex_sim.sections import Section
from cortex_sim.units import NonNegative, PositiveTime, Time


def _rising(window: tuple[float, float]) -> tuple[float, float]:
    start, stop = window
    if not 0 <= start < stop:
        raise ValueError(
            f"got {start:g} s to {stop:g} s, expected two rising times after the pulse"
        )
    return window


MepWindow = Annotated[tuple[Time, Time], AfterValidator(_rising)]
"""Start and stop after a pulse, in s."""


class BackgroundContraction(Section):
    """Weak contraction during TMS, held by visual feedback."""

    target_rate_hz: Annotated[float, Field(gt=0)] = 2.0
    """Mean rate of each motoneuron in the pools (about 10 % of a maximal contraction)."""

    steps: Annotated[int, Field(ge=4, le=30)] = 5
    """Looks at the rate in the search for the tonic drive."""

    duration: PositiveTime = "2 s"
    """Length of each look at the rate."""

    strongest_drive_mv: Annotated[float, Field(gt=0)] = 30.0
    """Upper end of the search for the tonic drive."""

    @property
    def model_time(self) -> float:
        """Model time of the search for the drive, in s."""
        return float(self.steps * (self.duration + SETTLE))


class Mep(Section):
    """How a motor evoked potential is read from motoneuron spikes."""

    window: MepWindow = ("3 ms", "43 ms")
    """Window after the pulse in which spikes are counted."""

    interval: PositiveTime = "120 ms"
    """Time between pulses (compressed; several seconds in a clinic)."""


class AtThreshold(Assessment):
    """An assessment with pulses relative to each muscle's own threshold, at its hot spot."""

    threshold_from: Name
    """The `recruitment` assessment of the same visit that gives AMT and hot spots."""

    muscles: tuple[MuscleName, ...] = ("DM", "LES")
    """Muscles that are examined."""

    coil_jitter_mm: NonNegative = 0.1
    """SD of the coil's position from pulse to pulse, on the sheet."""

    @property
    def thresholds_of(self) -> str:
        """The assessment of the same visit that gives thresholds and hot spots."""
        return self.threshold_from

    @property
    def examined(self) -> tuple[str, ...]:
        """Muscles that are examined one by one."""
        return self.muscles

    def references(self) -> Iterator[Reference]:
        """Yield every name that must exist elsewhere in the study."""
        yield from super().references()
        yield from (Reference("muscles", muscle, "muscles") for muscle in self.muscles)
