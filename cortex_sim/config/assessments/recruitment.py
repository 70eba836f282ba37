"""Settings of thresholds and recruitment curves."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from cortex_sim.config.assessments.base import SETTLE, Assessment, Reference
from cortex_sim.config.assessments.stimulation import BackgroundContraction, Mep
from cortex_sim.names import MuscleName
from cortex_sim.units import Fraction, NonNegative


class Recruitment(Assessment):
    """Hot spot, active motor threshold (AMT) and recruitment curve of each muscle."""

    label: ClassVar[str] = "thresholds and recruitment curves"
    gives_thresholds: ClassVar[bool] = True

    kind: Literal["recruitment"]
    background: BackgroundContraction = BackgroundContraction()
    """Contraction that is held during the pulses."""

    mep: Mep = Mep()
    """How MEPs are read."""

    muscles: tuple[MuscleName, ...] = ("DM", "LES")
    """Muscles whose threshold is measured."""

    grid: Annotated[int, Field(ge=2, le=41)] = 7
    """Coil sites along one side of the grid of the search for the hot spot."""

    spacing_mm: Annotated[float, Field(gt=0)] = 0.7
    """Distance between coil sites on the sheet."""

    search_intensity_mv: Annotated[float, Field(gt=0)] = 18.0
    """Intensity of the search for the hot spot."""

    search_pulses: Annotated[int, Field(ge=1, le=10_000)] = 2
    """Pulses at each site of the search."""

    method: Literal["curve", "hunt"] = "curve"
    """How the threshold is found: from a recruitment curve, or by a hunt (maximum likelihood,
    Awiszus 2003), which takes fewer pulses and gives no curve."""

    intensities_mv: tuple[Annotated[float, Field(gt=0)], ...]
    """Intensities of the recruitment curve; a hunt goes from the weakest to the strongest."""

    pulses: Annotated[int, Field(ge=1, le=10_000)] = 10
    """Pulses at each intensity of the curve, or in each round of a hunt."""

    rounds: Annotated[int, Field(ge=2, le=10_000)] = 8
    """Rounds of a hunt; each is given at the threshold that is likely after those before."""

    criterion: Fraction = 0.5
    """Share of pulses with a response that defines the threshold."""

    criterion_sd: Annotated[float, Field(gt=0)] = 3.0
    """A response exceeds the background's mean by this many SD."""

    coil_jitter_mm: NonNegative = 0.1
    """SD of the coil's position from pulse to pulse, on the sheet."""

    @property
    def model_time(self) -> float:
        """Model time in s, an estimate."""
        pulses = self._search_pulses + len(self.muscles) * self._threshold_pulses
        settling = len(self.muscles) * self.rounds * SETTLE if self.method == "hunt" else 0.0
        return float(self.background.model_time + pulses * self.mep.interval + settling)

    @property
    def most_pulses(self) -> int:
        """Number of TMS pulses in the longest recording: the search, a curve or a round."""
        return max(self._search_pulses, self.pulses * (1 if self.method == "hunt" else self._steps))

    @property
    def _search_pulses(self) -> int:
        return self.grid**2 * self.search_pulses

    @property
    def _steps(self) -> int:
        return self.rounds if self.method == "hunt" else len(self.intensities_mv)

    @property
    def _threshold_pulses(self) -> int:
        return self._steps * self.pulses

    def unread(self) -> Iterator[tuple[str, str]]:
        """Yield the fields that nothing reads, and why."""
        if self.method == "curve":
            yield "rounds", "method is curve"

    @model_validator(mode="after")
    def _hunts_between_two_ends(self) -> Self:
        if self.method == "hunt" and not (
            len(set(self.intensities_mv)) > 1 and 0 < self.criterion < 1
        ):
            raise ValueError(
                "method: hunt needs two different intensities_mv, the weakest and the strongest "
                "to be tried, and a criterion between 0 and 1"
            )
        return self

    @property
    def examined(self) -> tuple[str, ...]:
        """Muscles that are examined one by one."""
        return self.muscles

    def withheld(self, measure: str) -> str:
        """Return that a hunt gives no curve, if the measure is read from one."""
        return "method: hunt gives amt alone" if self.method == "hunt" and measure != "amt" else ""

    def references(self) -> Iterator[Reference]:
        """Yield every name that must exist elsewhere in the study."""
        yield from super().references()
        yield from (Reference("muscles", muscle, "muscles") for muscle in self.muscles)
