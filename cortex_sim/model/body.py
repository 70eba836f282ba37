"""What the model reads of a subject's configuration, and nothing of the study around it."""

from collections.abc import Mapping
from typing import Protocol

from cortex_sim.config.muscles import Muscle
from cortex_sim.config.network import Network
from cortex_sim.config.slow_clock import SlowClock
from cortex_sim.plasticity.bdnf import BdnfAction


class Body(Protocol):
    """A subject as it is configured: the spec of a subject, and a study, have these parts."""

    @property
    def muscles(self) -> Mapping[str, Muscle]:
        """Muscles in the order of every vector."""

    @property
    def muscle_names(self) -> tuple[str, ...]:
        """Names of the muscles, in the same order."""

    @property
    def network(self) -> Network:
        """Cells, populations and projections."""

    @property
    def bdnf(self) -> BdnfAction:
        """How BDNF scales plasticity."""

    @property
    def slow_clock(self) -> SlowClock | None:
        """What lives between sessions; None: the phases set the state."""
