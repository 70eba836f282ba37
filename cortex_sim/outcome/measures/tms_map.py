"""Measures of a TMS map."""

from itertools import combinations

from cortex_sim.analysis import maps
from cortex_sim.analysis.reliability import map_reliability
from cortex_sim.config.assessments.tms_map import TmsMap
from cortex_sim.config.study import Study
from cortex_sim.outcome.measures.base import MainMeasure, Measure
from cortex_sim.outcome.measures.zone_weights import weight_ratios
from cortex_sim.outcome.visits import map_title
from cortex_sim.store.record import SessionRecord


def measures(record: SessionRecord, study: Study, settings: TmsMap) -> list[Measure]:
    """Return overlap, CoG, volume, area, peaks and reliability of a map.

    And what says how far two muscles share their cortex without the shape of a map: the response
    at each other's place, and the weights that the map was made with.
    """
    trials, sites = record.arrays["mep"].values, record.arrays["site"].values
    mep, centres = trials.mean(axis=1), record.arrays["centre"].values
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
        cross = maps.cross_response(mep[:, a], mep[:, b], sites, centres[a], centres[b])
        found += [
            Measure("overlap", pair, maps.overlap(mep[:, a], mep[:, b]), ""),
            Measure("cog_distance", pair, distance, "mm"),
            Measure("cross_response", pair, cross, ""),
        ]
    return found + weight_ratios(record, study)


def main_measures(name: str, deep: str, pair: str) -> list[MainMeasure]:
    """Return overlap, distance and cross response of the primary pair."""
    title = map_title(name)
    why = "one of the maps has no MEP in any subject"
    return [
        MainMeasure(f"{pair} overlap, {title}", "overlap", pair, "", why),
        MainMeasure(f"{pair} CoG distance, {title}", "cog_distance", pair, "mm", why),
        MainMeasure(f"{pair} cross response, {title}", "cross_response", pair, "", why),
    ]
