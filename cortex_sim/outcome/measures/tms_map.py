"""Measures of a TMS map."""

from itertools import combinations

import numpy as np

from cortex_sim.analysis import maps
from cortex_sim.analysis.reliability import map_reliability
from cortex_sim.config.assessments.tms_map import TmsMap
from cortex_sim.config.study import Study
from cortex_sim.outcome.measures.base import MainMeasure, Measure
from cortex_sim.outcome.measures.site_map import map_measures
from cortex_sim.outcome.measures.zone_weights import weight_ratios
from cortex_sim.outcome.visits import map_title
from cortex_sim.store.record import SessionRecord


def measures(record: SessionRecord, study: Study, settings: TmsMap) -> list[Measure]:
    """Return what `map_measures` does of the mean map, and its reliability.

    And what says how far two muscles share their cortex without the shape of a map: the response
    at each other's place, the distance of their places, which a subject draws, and the weights
    that the map was made with.
    """
    trials, sites = record.arrays["mep"].values, record.arrays["site"].values
    mep, centres = trials.mean(axis=1), record.arrays["centre"].values
    muscles = study.muscle_names
    measured = map_measures(muscles, mep, sites, grid_mm=sites, unit="spikes")
    if trials.shape[1] > 1:
        for column, muscle in enumerate(muscles):
            icc = map_reliability(trials[:, :, column]).average
            measured.append(Measure("icc", muscle, icc, ""))
    for a, b in combinations(range(len(muscles)), 2):
        cross = maps.cross_response(mep[:, a], mep[:, b], sites, centres[a], centres[b])
        apart, pair = np.linalg.norm(centres[a] - centres[b]), f"{muscles[a]}-{muscles[b]}"
        measured.append(Measure("cross_response", pair, cross, ""))
        measured.append(Measure("centre_distance", pair, float(apart), "mm"))
    return measured + weight_ratios(record, study)


def main_measures(name: str, deep: str, pair: str) -> list[MainMeasure]:
    """Return overlap, distance and cross response of the primary pair."""
    title = map_title(name)
    why = "one of the maps has no MEP in any subject"
    return [
        MainMeasure(f"{pair} overlap, {title}", "overlap", pair, "", why),
        MainMeasure(f"{pair} CoG distance, {title}", "cog_distance", pair, "mm", why),
        MainMeasure(f"{pair} cross response, {title}", "cross_response", pair, "", why),
    ]
