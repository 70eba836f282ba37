"""A virtual slice: paired spikes at the synapses of a projection, without the network.

The response is the mean weight of a pathway, free of noise. The same presynaptic spikes without
postsynaptic ones are the control, as a pathway with test pulses alone is in a slice.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from cortex_sim.analysis.weights import ZoneWeights
from cortex_sim.clinic.needs import Needs
from cortex_sim.clinic.probe import Probe
from cortex_sim.clinic.result import AssessmentResult
from cortex_sim.clinic.zone_weights import zones_between
from cortex_sim.config.assessments.pairing import Pairing
from cortex_sim.model.parameters import Condition, rule_inputs
from cortex_sim.plasticity import RULES, decays_of
from cortex_sim.plasticity.pairing import weights_after
from cortex_sim.store.record import Array

BEFORE = "response/before"
AFTER = {"paired": "response/paired", "no_bdnf": "response/no_bdnf", "control": "response/control"}
"""Mean weights between zones before, and after each induction: with BDNF, without, unpaired."""

BDNF = "bdnf"


def examine(probe: Probe, settings: Pairing, needs: Needs) -> AssessmentResult:
    """Pair the synapses of the settings' projection, with BDNF, without, and unpaired."""
    name = settings.projection
    weights = probe.state.weights[name]
    level = probe.levels.get(BDNF, 1.0) if settings.bdnf == "phase" else settings.bdnf
    arrays = {
        BEFORE: _array(_between(probe, name, weights).mean, (), "before"),
        BDNF: Array(np.array(level), "", (), "level of mature BDNF"),
    }
    protocols = {"paired": (level, True), "no_bdnf": (0.0, True), "control": (level, False)}
    for key, (bdnf, is_paired) in protocols.items():
        found = _responses(probe, settings, {**probe.levels, BDNF: bdnf}, is_paired)
        arrays[AFTER[key]] = _array(np.array(found), ("induction",), f"after: {key}")
    return AssessmentResult(arrays, {}, 0.0)


def _responses(
    probe: Probe, settings: Pairing, levels: Mapping[str, float], is_paired: bool
) -> list[NDArray[np.float64]]:
    """Return mean weights between zones after each induction."""
    name, body = settings.projection, probe.subject
    rule = body.network.projections[name].plasticity
    if rule is None:
        raise TypeError(f"{name} does not learn")
    condition = Condition(levels=levels, factors=probe.factors, is_plastic=True)
    inputs = rule_inputs(rule, body, probe.individual, condition)
    decays = decays_of(body.network.trace_decay)
    begin = np.arange(settings.pairings)[:, None] * settings.interval
    pre = (begin + np.array(settings.pre.times())).ravel()
    post = (begin + np.array(settings.post.times())).ravel() if is_paired else np.zeros(0)
    weights, found = probe.state.weights[name], []
    for _ in range(settings.inductions):
        weights = weights_after(RULES[rule.rule], inputs, decays, weights, pre, post)
        found.append(_between(probe, name, weights).mean)
    return found


def _between(probe: Probe, name: str, weights: NDArray[np.float64]) -> ZoneWeights:
    return zones_between(probe.subject, probe.anatomy, name, weights)


def _array(values: NDArray[np.float64], more: tuple[str, ...], text: str) -> Array:
    dims = (*more, "source_muscle", "target_muscle")
    return Array(values, "", dims, f"mean weight between zones {text}")
