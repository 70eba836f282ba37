"""What drives populations of inputs: the premotor cue, the echo of a go signal, afferents."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, model_validator

from cortex_sim.sections import Section
from cortex_sim.units import PositiveTime, Rate, Time


class CueInput(Section):
    """Premotor cells that tile the time around the go cue (Poisson spikes)."""

    kind: Literal["cue"]
    """Says which of the alternatives is meant."""

    base_rate: Annotated[Rate, Field(ge=0)]
    """Rate of each cell outside its profile."""

    peak_rate: Annotated[Rate, Field(ge=0)]
    """Rise above ``base_rate`` in the middle of the profile; assessments scale it by
    ``cue_factor``."""

    width: PositiveTime
    """SD of each cell's Gaussian rate profile in time."""

    first_centre: Time
    """Centre of the first cell's profile after the go cue; negative: before it."""

    last_centre: Time
    """Centre of the first and last cell's profile after the go cue."""


class EchoInput(Section):
    """Premotor cells that answer a brief go signal, each with its own delay and duration.

    A pulse at the go cue passes through a chain of first-order stages, another one in each cell;
    what is above a share of the cell's peak drives it, and cells share their drive (divisive
    normalisation). Nothing is active before the cue, and the cells are not in the order of the
    sheet: an order is what the plastic read-out learns.
    """

    kind: Literal["echo"]
    """Says which of the alternatives is meant."""

    base_rate: Annotated[Rate, Field(ge=0)] = "0 Hz"
    """Rate of each cell without a go signal."""

    pulse: PositiveTime = "50 ms"
    """Duration of the go signal; it begins at the go cue."""

    stages: tuple[Annotated[int, Field(ge=1, le=100)], Annotated[int, Field(ge=1, le=100)]] = (
        3,
        12,
    )
    """Fewest and most stages of a cell (uniform)."""

    stage_decay: tuple[PositiveTime, PositiveTime] = ("8 ms", "35 ms")
    """Shortest and longest time constant of a cell's stages (log-uniform over cells)."""

    rectified_at: Annotated[float, Field(ge=0.05, lt=1)] = 0.5
    """A cell is driven by what is above this share of the peak of its chain."""

    mean_rate: Annotated[Rate, Field(gt=0)] = "7.6 Hz"
    """Mean rate over cells that normalisation tends to; assessments scale it by ``cue_factor``."""

    half_drive: Annotated[float, Field(gt=0)] = 0.03
    """Mean drive over cells, in shares of their peaks, at which the mean rate is half of that."""

    highest_rate: Annotated[Rate, Field(gt=0)] = "100 Hz"
    """Highest rate of a cell."""

    @model_validator(mode="after")
    def _check(self) -> "EchoInput":
        for name, (low, high) in (("stages", self.stages), ("stage_decay", self.stage_decay)):
            if low > high:
                raise ValueError(f"{name}: got {low:g} to {high:g}; the first must be the smaller")
        return self


class AfferentInput(Section):
    """Muscle afferents that fire while their muscle is active (Poisson spikes)."""

    kind: Literal["afferent"]
    """Says which of the alternatives is meant."""

    base_rate: Annotated[Rate, Field(ge=0)]
    """Rate while the muscle is silent."""

    active_rate: Annotated[Rate, Field(ge=0)]
    """Rise above ``base_rate`` while the muscle is active with a drive of 1."""

    feedback: Annotated[float, Field(ge=0, le=10)] = 0
    """Closed loop: share of the mean rate of the muscle's own motoneurons that is added; 0: an open
    loop, afferents follow the task alone."""

    feedback_delay: Annotated[Time, Field(ge=0, le=1)] = "25 ms"
    """Time from a motoneuron's spike to its effect on the afferents; a whole multiple of
    ``network.dt``."""

    feedback_decay: PositiveTime = "15 ms"
    """Time constant of the trace that stands for the recent rate of the motoneurons."""

    highest_rate: Annotated[Rate, Field(gt=0)] = "100 Hz"
    """Ceiling of the rate in a closed loop: bounds a run-away."""

    def unread(self) -> Iterator[tuple[str, str]]:
        """Yield the fields that nothing reads, and why."""
        if self.feedback == 0:
            for field in ("feedback_delay", "feedback_decay", "highest_rate"):
                yield field, "feedback is 0"
