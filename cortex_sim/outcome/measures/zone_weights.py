"""Measures of the weights between the zones of muscles; internal to the model."""

from itertools import combinations

from cortex_sim.analysis.weights import weight_ratio
from cortex_sim.clinic.zone_weights import zone_weights_in, zoned_projections
from cortex_sim.config.study import Study
from cortex_sim.outcome.measures.base import MainMeasure, Measure
from cortex_sim.store.record import SessionRecord


def weight_ratios(record: SessionRecord, study: Study) -> list[Measure]:
    """Return the ratio of weights between zones to those within, by projection and pair.

    They are there for every plastic projection from excitatory cells of a sheet
    (``weight_ratio_exc_exc5``), in every practice session (weights at its end) and every map.
    """
    names = study.muscle_names
    return [
        Measure(measure_name(projection), f"{names[a]}-{names[b]}", weight_ratio(weights, a, b), "")
        for projection, weights in zone_weights_in(record.arrays).items()
        for a, b in combinations(range(len(names)), 2)
    ]


def measure_name(projection: str) -> str:
    """Return the name of a projection's ratio of weights."""
    return f"weight_ratio_{projection}"


def main_weight_ratios(study: Study) -> list[MainMeasure]:
    """Return the ratios of the primary pair for projections within the cortex."""
    rows, why = study.network.projections, "no synapse joins the two zones in any subject"
    populations = study.network.populations
    return [
        MainMeasure(
            f"{study.pair_name} ratio of weights, {rows[name].label or name}",
            measure_name(name),
            study.pair_name,
            "",
            why,
        )
        for name in zoned_projections(study)
        if populations[rows[name].target].layout.kind == "sheet"
    ]
