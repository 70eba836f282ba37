"""Measures of the weights of a projection; internal to the model."""

from itertools import combinations

from cortex_sim.analysis.weights import distribution
from cortex_sim.config.assessments.weights import Weights
from cortex_sim.config.study import Study
from cortex_sim.outcome.measures.base import MainMeasure, Measure
from cortex_sim.store.record import SessionRecord


def measures(record: SessionRecord, study: Study, settings: Weights) -> list[Measure]:
    """Return the distribution of the weights: of all synapses, and by zone.

    Of a muscle it is that of the synapses within its own zone, of a pair of muscles that of those
    from one zone to the other, in either direction, and without a muscle that of all synapses.
    """
    weights, source, target = (
        record.arrays[name].values for name in ("weight", "source_zone", "target_zone")
    )
    muscles = study.muscle_names
    places = {"": weights}
    places |= {m: weights[(source == i) & (target == i)] for i, m in enumerate(muscles)}
    for a, b in combinations(range(len(muscles)), 2):
        crossing = ((source == a) & (target == b)) | ((source == b) & (target == a))
        places[f"{muscles[a]}-{muscles[b]}"] = weights[crossing]
    return [
        Measure(f"weight_{name}", place, value, "")
        for place, chosen in places.items()
        for name, value in distribution(chosen)._asdict().items()
    ]


def main_measures(name: str, deep: str, pair: str) -> list[MainMeasure]:
    """Return the mean weight within the deep muscle's zone and between the pair."""
    why = "no synapse of the projection joins the zones in any subject"
    return [
        MainMeasure(f"{name}: mean weight, {place}", "weight_mean", place, "", why)
        for place in (deep, pair)
    ]
