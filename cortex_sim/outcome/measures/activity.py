"""Measures of activity at rest and in movement."""

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from cortex_sim.analysis.activity import half_rise
from cortex_sim.config.assessments.activity import Activity
from cortex_sim.config.study import Study
from cortex_sim.outcome.measures.base import MainMeasure, Measure
from cortex_sim.store.record import SessionRecord

REST, OWN, ONSET = "rest/", "own/", "own/onset/"


def measures(record: SessionRecord, study: Study, settings: Activity) -> list[Measure]:
    """Return what was stored of rest and of each muscle's movement, and onsets.

    An onset is the time after a muscle's activation at which the rate of its cells has come half
    way from before to its peak, in ms.
    """
    arrays = record.arrays
    measured = []
    for key, array in arrays.items():
        name = key.replace("/", "_")
        if key.startswith(REST):
            measured.append(Measure(name, "", float(array.values), array.unit))
        elif key.startswith(ONSET):
            time = arrays["onset_time"].values
            values = [_onset(curve, time) for curve in array.values]
            measured += _by_muscle(name, values, "ms", study)
        elif key.startswith(OWN):
            measured += _by_muscle(name, array.values, array.unit, study)
    return measured


def _onset(curve: NDArray[np.float64], time: NDArray[np.float64]) -> float:
    """Return the onset; nan of a muscle that has no cells or did not move."""
    return half_rise(curve, time) if np.isfinite(curve).all() else math.nan


def _by_muscle(name: str, values: Iterable[float], unit: str, study: Study) -> list[Measure]:
    pairs = zip(study.muscle_names, values, strict=True)
    return [Measure(name, muscle, float(value), unit) for muscle, value in pairs]


def main_measures(name: str, deep: str, pair: str) -> list[MainMeasure]:
    """Return none: activity describes the network, not the patient."""
    return []
