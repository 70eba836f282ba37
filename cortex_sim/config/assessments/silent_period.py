"""Settings of the cortical silent period."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from cortex_sim.config.assessments.base import Curve, ShownAs
from cortex_sim.config.assessments.stimulation import (
    AtThreshold,
    BackgroundContraction,
    MepWindow,
)
from cortex_sim.names import MuscleName
from cortex_sim.units import PositiveTime, Time

ShortTime = Annotated[Time, Field(ge=1e-4, le=10)]
GUARD = 0.005
"""Stretch right before the pulse that is not counted as rate without silence, in s."""


class SilentPeriod(AtThreshold):
    """Silence of a contracting muscle after a strong pulse over its hot spot."""

    label: ClassVar[str] = "silent period"
    shown_as: ClassVar[ShownAs | None] = "curves"
    curves: ClassVar[tuple[Curve, ...]] = (
        Curve("silent_period", "silent period", "ms", "from the peak of the MEP"),
    )

    kind: Literal["silent_period"]
    muscles: tuple[MuscleName, ...] = ("DM",)
    """Muscles that are examined."""

    relative_intensity: Annotated[float, Field(gt=0)] = 1.5
    """Intensity as a multiple of AMT."""

    contraction: BackgroundContraction = BackgroundContraction(target_rate_hz=8.0)
    """Contraction held by voluntary drive to the cortex."""

    pulses: Annotated[int, Field(ge=2, le=10_000)] = 40
    """Pulses over each muscle."""

    interval: PositiveTime = "600 ms"
    """Time between pulses."""

    before: ShortTime = "150 ms"
    """Stretch before each pulse that is kept: the rate without silence."""

    after: ShortTime = "400 ms"
    """Stretch after each pulse that is kept; a longer silence has no value."""

    bin_width: ShortTime = "5 ms"
    """Width of the bins of the rate around the pulse."""

    mep_window: MepWindow = ("3 ms", "43 ms")
    """Window after the pulse that holds the MEP, from whose peak on silence is looked for."""

    @model_validator(mode="after")
    def _check(self) -> "SilentPeriod":
        if self.before < GUARD + 3 * self.bin_width:
            raise ValueError(
                f"before: {self.before:g} s hold fewer than 3 bins of {self.bin_width:g} s up to "
                f"{GUARD:g} s before the pulse; lengthen before or narrow bin_width"
            )
        return self

    @property
    def model_time(self) -> float:
        """Model time in s, an estimate."""
        pulses = self.pulses * len(self.muscles)
        return float(self.contraction.model_time + pulses * self.interval)

    @property
    def most_pulses(self) -> int:
        """Number of TMS pulses in the longest recording: that of any muscle."""
        return self.pulses
