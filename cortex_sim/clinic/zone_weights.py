"""How weights lie between the zones of muscles: what a session stores beside its weights.

A zone is what lies around a muscle's centre on the sheet. The numbers are small, so every
practice session and every map holds them, and nobody need read the weights for them.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from cortex_sim.analysis.weights import ZoneWeights, zone_weights
from cortex_sim.model.body import Body
from cortex_sim.model.layout import ZONE_RADIUS_MM, zones
from cortex_sim.model.subject import Anatomy
from cortex_sim.store.record import Array

MEAN = "zone_weight/"
SYNAPSES = "zone_synapses/"
"""Beginnings of the arrays' names; then the projection."""


def zoned_projections(body: Body) -> tuple[str, ...]:
    """Return the plastic projections from excitatory cells of a sheet to cells with a place."""
    rows = body.network.populations
    return tuple(
        name
        for name, row in body.network.projections.items()
        if row.plasticity is not None
        and rows[row.source].role == "cortical_excitatory"
        and rows[row.source].layout.kind == "sheet"
        and rows[row.target].layout.kind != "line"
    )


def zone_weight_arrays(
    body: Body, anatomy: Anatomy, weights: Mapping[str, NDArray[np.float64]]
) -> dict[str, Array]:
    """Return mean weight and number of synapses between the zones, by projection.

    Parameters
    ----------
    body
        The subject's configuration.
    anatomy
        Where its cells are, and who is connected to whom.
    weights
        By plastic projection.
    """
    arrays = {}
    for name in zoned_projections(body):
        between = zones_between(body, anatomy, name, weights[name])
        dims = ("source_muscle", "target_muscle")
        text = f"weights of {name} between zones of {ZONE_RADIUS_MM:g} mm"
        arrays[MEAN + name] = Array(between.mean, "", dims, f"mean {text}")
        arrays[SYNAPSES + name] = Array(between.synapses, "", dims, f"number of {text}")
    return arrays


def zones_between(
    body: Body, anatomy: Anatomy, projection: str, weights: NDArray[np.float64]
) -> ZoneWeights:
    """Return how the weights of a projection of cells with a place lie between the zones."""
    source, target = zones_of_synapses(body, anatomy, projection)
    return zone_weights(weights, source, target, len(body.muscles))


def zones_of_synapses(
    body: Body, anatomy: Anatomy, projection: str
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the zones (muscle, -1: none) of the source and of the target of each synapse."""
    row, (sources, targets) = body.network.projections[projection], anatomy.wiring[projection]
    source, target = (zones(anatomy.distances_mm(name)) for name in (row.source, row.target))
    return source[sources], target[targets]


def zone_weights_in(arrays: Mapping[str, Array]) -> dict[str, ZoneWeights]:
    """Return what `zone_weight_arrays` wrote, by projection."""
    return {
        name.removeprefix(MEAN): ZoneWeights(
            array.values, arrays[SYNAPSES + name.removeprefix(MEAN)].values
        )
        for name, array in arrays.items()
        if name.startswith(MEAN)
    }
