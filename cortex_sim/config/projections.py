"""Projections: who is connected to whom, how strongly, and by which plasticity rule."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from cortex_sim.config.cells import Receptor
from cortex_sim.names import Identifier, Label
from cortex_sim.plasticity import AnyRule
from cortex_sim.sections import Section
from cortex_sim.units import Fraction, Length, NonNegative, PositiveTime, Time


class Fan(Section):
    """How the partners of a projection are drawn; the number of synapses is fixed."""

    count: Annotated[int, Field(ge=1, le=100_000)]
    """Partners of each cell on the fixed side."""

    fixed: Literal["in", "out"] = "in"
    """``in``: each target has ``count`` sources; ``out``: each source ``count`` targets."""

    sigma: Annotated[Length, Field(gt=0)] | None = None
    """Width of the Gaussian fall of the probability with distance; none: uniform."""

    tail_fraction: Fraction = 0.0
    """Share of partners drawn from a wider Gaussian of width ``tail_sigma``."""

    tail_sigma: Annotated[Length, Field(gt=0)] | None = None
    """Width of the wider Gaussian; needed if ``tail_fraction`` is above 0."""

    replacement: bool = False
    """Whether a partner can be drawn more than once (several contacts)."""

    same_muscle: bool = False
    """Whether partners are drawn within the same muscle's pool only."""

    @model_validator(mode="after")
    def _check(self) -> "Fan":
        if self.tail_fraction > 0 and (self.tail_sigma is None or self.sigma is None):
            raise ValueError("tail_fraction is above 0: give sigma and tail_sigma")
        if self.same_muscle and self.sigma is not None:
            raise ValueError("same_muscle draws partners uniformly: leave sigma out")
        return self


class ShortTermDepression(Section):
    """A cell has less to release after each spike, and recovers.

    See `cortex_sim.model.depression`.
    """

    kept: Fraction
    """Share of what can be released that is left after a spike."""

    recovery: PositiveTime
    """Time constant of recovery."""


class Projection(Section):
    """Synapses from one population to another."""

    source: Identifier
    """Population that the synapses come from."""

    target: Identifier
    """Population that the synapses end on."""

    label: Label = ""
    """Name in pictures, e.g. ``corticospinal``."""

    fan: Fan
    """How many partners each cell has, and how they are drawn."""

    delay: Annotated[Time, Field(ge=0, le=1)]
    """From the spike to its arrival, the same for all synapses; a whole multiple of
    ``network.dt``."""

    gain: dict[Receptor, NonNegative]
    """What a spike adds at weight 1, by receptor: conductance in units of the leak; transmitter
    for ``gaba_b_spillover``."""

    weight: Fraction = 1.0
    """Initial weight of every synapse."""

    short_term_depression: ShortTermDepression | None = None
    """How what a source cell can release falls with its spikes; null: it does not. Projections of
    one source may differ in it."""

    plasticity: AnyRule | None = None
    """Plasticity rule (one of `cortex_sim.plasticity.RULES`); null: fixed weights."""

    @model_validator(mode="after")
    def _check(self) -> "Projection":
        if not self.gain:
            raise ValueError("gain names no receptor; e.g. gain: {ampa: 0.2}")
        return self
