"""Spikes of a population as data: together or not, in pulse trains, or recorded.

Inputs fire these spikes instead of their own. Cells fire them beside their own.
"""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, model_validator

from cortex_sim.names import MuscleName, Text
from cortex_sim.sections import Section
from cortex_sim.units import Fraction, Rate, Time

LEAST_SYNCHRONY = 0.02
"""Smallest synchrony above 0: the common source fires at the rate of a cell over the synchrony."""

MOST_RECORDED = 50_000
"""Spikes of a recording."""


class CorrelatedSpikes(Section):
    """Cells that copy a common source, each spike with a chance and a jitter of its own.

    A multiple-interaction process (Kuhn et al. 2003, 10.1162/089976603321043702) whose source
    follows the task: rates are those of the population without a pattern.
    """

    kind: Literal["correlated"]
    """Says which of the alternatives is meant."""

    synchrony: Fraction = 0.0
    """Correlation of two cells of one muscle (of any two cells in a line): the chance with which a
    cell copies a spike of the source. 0: each cell by itself."""

    between_muscles: Fraction = 0.0
    """Correlation of two cells of different muscles while both are active alike; at most
    ``synchrony``. Cells of a sheet that lie in no muscle's zone are one more group."""

    jitter: Annotated[Time, Field(ge=0, le=0.1)] = "1 ms"
    """SD of each copy around the source's spike (normal)."""

    rate: Annotated[Rate, Field(ge=0, le=500)] | None = None
    """Rate of each cell all the time; null: the rate that the task gives it, which inputs have and
    cells with a membrane have not."""

    def unread(self) -> Iterator[tuple[str, str]]:
        """Yield the fields that nothing reads, and why."""
        if self.synchrony == 0:
            yield "jitter", "synchrony is 0"

    @model_validator(mode="after")
    def _check(self) -> "CorrelatedSpikes":
        if 0 < self.synchrony < LEAST_SYNCHRONY:
            raise ValueError(
                f"synchrony: got {self.synchrony:g}, expected 0, or {LEAST_SYNCHRONY:g} to 1"
            )
        if self.between_muscles > self.synchrony:
            raise ValueError(
                f"between_muscles: got {self.between_muscles:g}, which is more than synchrony, "
                f"{self.synchrony:g}; muscles cannot agree more than one of them with itself"
            )
        return self


class PulseTrain(Section):
    """The same pulses after each go cue: a spike of every cell at each."""

    kind: Literal["pulses"]
    """Says which of the alternatives is meant."""

    muscles: tuple[MuscleName, ...] = ()
    """Whose cells fire: those of their pools, or on a sheet those in their zones (within 0.5 mm of
    a muscle's centre); empty: all cells."""

    start: Annotated[Time, Field(ge=0)] = "0 ms"
    """First pulse after the go cue."""

    burst: Annotated[int, Field(ge=1, le=10_000)] = 1
    """Pulses in a burst."""

    burst_rate: Annotated[Rate, Field(gt=0)] = "100 Hz"
    """Pulses a second within a burst."""

    bursts: Annotated[int, Field(ge=1, le=10_000)] = 1
    """Bursts in a train; a train comes with each trial."""

    rate: Annotated[Rate, Field(gt=0)] = "5 Hz"
    """Bursts a second in a train: 5 Hz is theta."""

    jitter: Annotated[Time, Field(ge=0, le=0.1)] = "0 ms"
    """SD of each cell's spike around the pulse (normal)."""

    def unread(self) -> Iterator[tuple[str, str]]:
        """Yield the fields that nothing reads, and why."""
        if self.burst == 1:
            yield "burst_rate", "burst is 1"
        if self.bursts == 1:
            yield "rate", "bursts is 1"

    @model_validator(mode="after")
    def _check(self) -> "PulseTrain":
        if self.bursts > 1 and self.burst / self.burst_rate > 1 / self.rate:
            raise ValueError(
                f"a burst of {self.burst} pulses at {self.burst_rate:g} Hz does not end before the "
                f"next at {self.rate:g} Hz; lower rate or burst"
            )
        return self

    def times(self) -> list[float]:
        """Return the pulses of one train in s after the go cue, rising."""
        return [
            self.start + burst / self.rate + pulse / self.burst_rate
            for burst in range(self.bursts)
            for pulse in range(self.burst)
        ]


class RecordedSpikes(Section):
    """Spike times as they were recorded, again in each trial."""

    kind: Literal["recorded"]
    """Says which of the alternatives is meant."""

    file: Text = ""
    """Table with the columns ``cell`` (from 0) and ``time_s`` (after the go cue), beside the study
    or below its folder. It is read when the study is loaded, and ``trains`` take its place."""

    trains: tuple[tuple[Annotated[Time, Field(ge=0)], ...], ...] = ()
    """Times of each cell after the go cue, instead of a file; cells beyond the last are silent."""

    @model_validator(mode="after")
    def _check(self) -> "RecordedSpikes":
        if not self.trains:
            raise ValueError(
                "no spikes: name a file in the study's own file (not by --set), or give trains"
            )
        if sum(map(len, self.trains)) > MOST_RECORDED:
            raise ValueError(f"more than {MOST_RECORDED} spikes; record fewer cells")
        return self


AnySpikes = Annotated[CorrelatedSpikes | PulseTrain | RecordedSpikes, Field(discriminator="kind")]
"""A pattern of spikes."""
