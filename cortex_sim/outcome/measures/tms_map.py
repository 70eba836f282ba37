"""Measures of a TMS map."""

from itertools import combinations

from cortex_sim.analysis import maps
from cortex_sim.analysis.reliability import map_reliability
from cortex_sim.config.assessments.tms_map import TmsMap
from cortex_sim.config.study import Study
from cortex_sim.outcome.measures.base import MainMeasure, Measure
from cortex_sim.store.record import SessionRecord


def measures(record: SessionRecord, study: Study, settings: TmsMap) -> list[Measure]:
    """Return overlap, CoG, volume, area, peaks and reliability of a map."""
    trials, sites = record.arrays["mep"].values, record.arrays["site"].values
    mep = trials.mean(axis=1)
    found = []
    for column, muscle in enumerate(study.muscle_names):
        cog = maps.centre_of_gravity(mep[:, column], sites)
        peaks = maps.discrete_peaks(mep[:, column], sites, settings.spacing_mm)
        found += [
            Measure("cog_x", muscle, float(cog[0]), "mm"),
            Measure("cog_y", muscle, float(cog[1]), "mm"),
            Measure("volume", muscle, maps.volume(mep[:, column]), "sites"),
            Measure("raw_volume", muscle, maps.raw_volume(mep[:, column]), "spikes"),
            Measure("largest_mep", muscle, float(mep[:, column].max()), "spikes"),
            Measure("area", muscle, float(maps.area(mep[:, column])), "sites"),
            Measure("peaks", muscle, float(peaks), "peaks"),
        ]
        if trials.shape[1] > 1:
            icc = map_reliability(trials[:, :, column]).average
            found.append(Measure("icc", muscle, icc, ""))
    for a, b in combinations(range(len(study.muscle_names)), 2):
        pair = f"{study.muscle_names[a]}-{study.muscle_names[b]}"
        distance = maps.cog_distance(mep[:, a], mep[:, b], sites)
        found += [
            Measure("overlap", pair, maps.overlap(mep[:, a], mep[:, b]), ""),
            Measure("cog_distance", pair, distance, "mm"),
        ]
    return found


def main_measures(name: str, deep: str, pair: str) -> list[MainMeasure]:
    """Return overlap and distance of the primary pair."""
    title = name.removeprefix("map_").replace("_", "-")
    why = "one of the maps has no MEP in any subject"
    return [
        MainMeasure(f"{pair} overlap, {title} map", "overlap", pair, "", why),
        MainMeasure(f"{pair} CoG distance, {title} map", "cog_distance", pair, "mm", why),
    ]
