"""Settings of the rhythms of the population at rest."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from cortex_sim.config.assessments.base import Assessment
from cortex_sim.units import PositiveTime, Rate

Frequency = Annotated[Rate, Field(gt=0)]
Band = tuple[Frequency, Frequency]


class RestSpectrum(Assessment):
    """Power spectrum of the rate of each excitatory population of cortex and thalamus at rest."""

    label: ClassVar[str] = "spectrum at rest"

    kind: Literal["rest_spectrum"]
    duration: PositiveTime = "60 s"
    """Recording without cue or movement."""

    bin_width: PositiveTime = "4 ms"
    """Width of the bins of a population's rate, the signal."""

    window: PositiveTime = "2 s"
    """Length of the segments of Welch's method, which overlap by half; its inverse is the
    resolution."""

    whole: Band = ("1 Hz", "45 Hz")
    """Band of which shares are given."""

    theta: Band = ("4 Hz", "8 Hz")
    """Band of ``theta_share``."""

    beta: Band = ("13 Hz", "30 Hz")
    """Band of ``beta_share``."""

    peak: Band = ("6 Hz", "14 Hz")
    """Band in which ``peak_frequency`` is looked for, as that of alpha in an EEG."""

    burst_silence: PositiveTime = "100 ms"
    """Silence before the first spike of a low-threshold burst, at least."""

    burst_interval: PositiveTime = "4 ms"
    """Interval between spikes of a burst, at most."""

    @property
    def model_time(self) -> float:
        """Model time in s."""
        return float(self.duration)

    @model_validator(mode="after")
    def _check(self) -> "RestSpectrum":
        if self.window > self.duration:
            raise ValueError(
                f"window: {self.window:g} s is longer than duration, {self.duration:g} s; "
                "shorten it"
            )
        for name in ("theta", "beta", "peak", "whole"):
            low, high = getattr(self, name)
            if not low < high:
                raise ValueError(
                    f"{name}: got {low:g} to {high:g} Hz; the first frequency must be lower"
                )
            if high > 0.5 / self.bin_width:
                raise ValueError(
                    f"{name}: got {high:g} Hz, but bins of {self.bin_width:g} s show no more than "
                    f"{0.5 / self.bin_width:g} Hz; narrow bin_width"
                )
            if high - low < 2 / self.window:
                raise ValueError(
                    f"{name}: {low:g} to {high:g} Hz is narrower than two steps of the spectrum, "
                    f"{2 / self.window:g} Hz; widen it or lengthen window"
                )
        return self
