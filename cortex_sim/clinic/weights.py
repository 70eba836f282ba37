"""Weights of a projection as they are at a visit, each with the zones of its two cells."""

import numpy as np

from cortex_sim.clinic.needs import Needs
from cortex_sim.clinic.probe import Probe
from cortex_sim.clinic.result import AssessmentResult
from cortex_sim.clinic.zone_weights import zones_of_synapses
from cortex_sim.config.assessments.weights import Weights
from cortex_sim.store.record import Array


def examine(probe: Probe, settings: Weights, needs: Needs) -> AssessmentResult:
    """Return the weight of every synapse of the settings' projection."""
    name = settings.projection
    zones = zones_of_synapses(probe.subject, probe.anatomy, name)
    weights = probe.state.weights[name].astype(np.float32)
    arrays = {"weight": Array(weights, "", ("synapse",), f"weights of {name}, 0 to 1")}
    for side, zone in zip(("source", "target"), zones, strict=True):
        text = f"muscle in whose zone the {side} cell lies; -1: in none"
        arrays[f"{side}_zone"] = Array(zone.astype(np.int16), "", ("synapse",), text)
    return AssessmentResult(arrays, {}, 0.0)
