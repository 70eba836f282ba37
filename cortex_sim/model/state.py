"""The slow state: all of a subject that lives from session to session."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from cortex_sim.model.body import Body
from cortex_sim.model.structure import synapse_count


@dataclass(frozen=True)
class SlowState:
    """Weights by plastic projection (each in [0, 1]) and the day of the course."""

    weights: dict[str, NDArray[np.float64]]
    day: float = 0.0
    bias: Mapping[str, float] = field(default_factory=dict)
    """Drive (V) that homeostasis adds to all cells of a population."""

    def with_weights(self, weights: dict[str, NDArray[np.float64]]) -> "SlowState":
        """Return this state with some projections' weights replaced."""
        unknown = set(weights) - set(self.weights)
        if unknown:
            raise ValueError(f"not plastic: {', '.join(sorted(unknown))}")
        return replace(self, weights={**self.weights, **weights})


def plastic_projections(body: Body) -> tuple[str, ...]:
    """Return the names of the projections whose weights are slow state."""
    return tuple(n for n, row in body.network.projections.items() if row.plasticity is not None)


def initial_state(body: Body) -> SlowState:
    """Return the state of a newborn subject: uniform initial weights."""
    network, n_muscles = body.network, len(body.muscles)
    return SlowState(
        {
            name: np.full(synapse_count(network, name, n_muscles), network.projections[name].weight)
            for name in plastic_projections(body)
        }
    )
