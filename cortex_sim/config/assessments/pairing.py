"""Settings of a virtual slice: the synapses of this moment under paired spikes."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from cortex_sim.config.assessments.synapses import OfProjection
from cortex_sim.config.spike_patterns import PulseTrain
from cortex_sim.units import NonNegative, PositiveTime


class Pairing(OfProjection):
    """Plasticity that a projection has left: its synapses are paired outside of the network.

    Each synapse starts from its weight of the visit and follows the adult rule of the projection.
    After training that has raised weights less is left (occlusion: Rioult-Pedotti et al. 2000,
    10.1126/science.290.5491.533).
    """

    label: ClassVar[str] = "pairing in a virtual slice"
    acts_in_learning: ClassVar[bool] = True

    kind: Literal["pairing"]

    pre: PulseTrain = PulseTrain(kind="pulses")
    """Presynaptic spikes of a pairing; ``start`` is after its begin. The default, with that of
    ``post``, is one spike before a burst of four (Solinas et al. 2019)."""

    post: PulseTrain = PulseTrain(kind="pulses", start="10 ms", burst=4, burst_rate="200 Hz")
    """Postsynaptic spikes of a pairing. Theta bursts: ``pre`` and ``post`` with ``burst: 4``,
    ``bursts: 10``, ``rate: 5 Hz``."""

    pairings: Annotated[int, Field(ge=1, le=1000)] = 35
    """Pairings of an induction."""

    interval: PositiveTime = "2 s"
    """Time from one pairing to the next."""

    inductions: Annotated[int, Field(ge=1, le=20)] = 5
    """Inductions, one after the other: after the last one synapses are near what they can reach."""

    bdnf: NonNegative | Literal["phase"] = "phase"
    """Level of mature BDNF; ``phase``: that of the visit. Without BDNF it is always done too."""

    def unread(self) -> Iterator[tuple[str, str]]:
        """Yield the fields that nothing reads, and why."""
        for train in ("pre", "post"):
            for field in ("muscles", "jitter"):
                yield f"{train}.{field}", "a slice takes the pulses as they are"
