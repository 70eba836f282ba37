"""Measures of a TMS map."""

from cortex_sim.analysis.reliability import map_reliability
from cortex_sim.config.assessments.tms_map import TmsMap
from cortex_sim.config.study import Study
from cortex_sim.outcome.measures.base import MainMeasure, Measure
from cortex_sim.outcome.measures.site_map import map_measures
from cortex_sim.outcome.visits import map_title
from cortex_sim.store.record import SessionRecord


def measures(record: SessionRecord, study: Study, settings: TmsMap) -> list[Measure]:
    """Return what `map_measures` does of the mean map, and its reliability."""
    trials, sites = record.arrays["mep"].values, record.arrays["site"].values
    muscles = study.muscle_names
    found = map_measures(muscles, trials.mean(axis=1), sites, grid_mm=sites, unit="spikes")
    if trials.shape[1] > 1:
        for column, muscle in enumerate(muscles):
            icc = map_reliability(trials[:, :, column]).average
            found.append(Measure("icc", muscle, icc, ""))
    return found


def main_measures(name: str, deep: str, pair: str) -> list[MainMeasure]:
    """Return overlap and distance of the primary pair."""
    title = map_title(name)
    why = "one of the maps has no MEP in any subject"
    return [
        MainMeasure(f"{pair} overlap, {title}", "overlap", pair, "", why),
        MainMeasure(f"{pair} CoG distance, {title}", "cog_distance", pair, "mm", why),
    ]
