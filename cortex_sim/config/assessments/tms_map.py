"""Settings of TMS maps."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from cortex_sim.config.assessments.base import Assessment, Reference, ShownAs
from cortex_sim.config.assessments.stimulation import BackgroundContraction, Mep
from cortex_sim.names import MuscleName, Name
from cortex_sim.units import NonNegative

INTENSITIES = ("intensity_mv", "relative_intensity", "matched_mep")
"""Fields that say how strong the pulses are; a map has one of them."""


class TmsMap(Assessment):
    """Map of the MEPs of every muscle over a grid of coil sites."""

    label: ClassVar[str] = "TMS map"
    shown_as: ClassVar[ShownAs | None] = "map"
    holds_zone_weights: ClassVar[bool] = True

    kind: Literal["tms_map"]
    background: BackgroundContraction = BackgroundContraction()
    """Contraction that is held during the pulses."""

    mep: Mep = Mep()
    """How MEPs are read."""

    grid: Annotated[int, Field(ge=2, le=41)] = 7
    """Coil sites along one side of the grid."""

    spacing_mm: Annotated[float, Field(gt=0)] = 0.7
    """Distance between coil sites on the sheet."""

    pulses: Annotated[int, Field(ge=1, le=10_000)] = 8
    """Pulses at each site."""

    intensity_mv: Annotated[float, Field(gt=0)] | None = None
    """Fixed intensity."""

    relative_intensity: Annotated[float, Field(gt=0)] | None = None
    """Intensity as a multiple of the mean AMT of ``threshold_muscles``."""

    matched_mep: Annotated[float, Field(gt=0)] | None = None
    """Mean MEP (spikes) at the hot spots of ``threshold_muscles``. Their recruitment curves give
    the intensity, so maps of two visits differ in shape and not in size."""

    threshold_from: Name | None = None
    """The `recruitment` assessment of the same visit that gives the AMT or the curves."""

    threshold_muscles: tuple[MuscleName, ...] = ("DM", "LES")
    """Muscles whose AMT or curve counts."""

    coil_jitter_mm: NonNegative = 0.1
    """SD of the coil's position from pulse to pulse, on the sheet."""

    def unread(self) -> Iterator[tuple[str, str]]:
        """Yield the fields that nothing reads, and why."""
        if self.intensity_mv is not None:
            for field in ("threshold_from", "threshold_muscles"):
                yield field, "intensity_mv is given"

    @model_validator(mode="after")
    def _check(self) -> "TmsMap":
        given = [name for name in INTENSITIES if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(
                f"give one of {', '.join(INTENSITIES)}; got {' and '.join(given) or 'none'}"
            )
        if self.intensity_mv is None and self.threshold_from is None:
            raise ValueError(f"{given[0]} needs threshold_from (a recruitment)")
        return self

    @property
    def model_time(self) -> float:
        """Model time in s, an estimate."""
        return float(self.background.model_time + self.most_pulses * self.mep.interval)

    @property
    def most_pulses(self) -> int:
        """Number of TMS pulses in the longest recording: that of the whole map."""
        return self.grid**2 * self.pulses

    @property
    def thresholds_of(self) -> str | None:
        """The assessment of the same visit that gives thresholds and hot spots, if any."""
        return self.threshold_from

    @property
    def strength(self) -> str:
        """Strength of the pulses in words."""
        if self.intensity_mv is not None:
            return f"{self.intensity_mv:g} mV"
        if self.matched_mep is not None:
            return f"an MEP of {self.matched_mep:g} spikes at the hot spot"
        return f"{self.relative_intensity:.0%} of the active motor threshold"

    @property
    def details(self) -> tuple[str, ...]:
        """What a reader of a report should know of the settings."""
        return f"{self.grid} × {self.grid} sites, {self.pulses} pulses each", self.strength

    def withheld(self, measure: str) -> str:
        """Return that reliability needs several pulses, if there is one alone."""
        return "icc needs pulses of 2 or more" if measure == "icc" and self.pulses < 2 else ""

    def references(self) -> Iterator[Reference]:
        """Yield every name that must exist elsewhere in the study."""
        yield from super().references()
        for muscle in self.threshold_muscles:
            yield Reference("threshold_muscles", muscle, "muscles")
