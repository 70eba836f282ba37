"""Measures of a virtual slice: how far synapses are potentiated; internal to the model."""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from cortex_sim.clinic.pairing import AFTER, BDNF, BEFORE
from cortex_sim.config.assessments.pairing import Pairing
from cortex_sim.config.study import Study
from cortex_sim.outcome.measures.base import MainMeasure, Measure
from cortex_sim.store.record import SessionRecord

MEASURES = {
    "potentiation": ("paired", 0),
    "potentiation_without_bdnf": ("no_bdnf", 0),
    "potentiation_left": ("paired", -1),
}
"""After the first induction, the same without BDNF, and after the last: what is left to gain."""


def measures(record: SessionRecord, study: Study, settings: Pairing) -> list[Measure]:
    """Return the change of the response in percent of the unpaired one, and the response before.

    They are there for the zone of each muscle, and for each pair of muscles from zone to zone
    (mean of both ways). A muscle without synapses has nan.
    """
    arrays = record.arrays
    control = arrays[AFTER["control"]].values
    measured = [Measure("bdnf", "", float(arrays[BDNF].values), "")]
    measured += _by_zone("response", arrays[BEFORE].values, study, "")
    for name, (protocol, induction) in MEASURES.items():
        after = arrays[AFTER[protocol]].values[induction]
        with np.errstate(divide="ignore", invalid="ignore"):
            change = 100 * (after / control[induction] - 1)
        measured += _by_zone(name, change, study, "%")
    return measured


def _by_zone(name: str, values: NDArray[np.float64], study: Study, unit: str) -> list[Measure]:
    muscles = study.muscle_names
    own = [Measure(name, m, float(values[i, i]), unit) for i, m in enumerate(muscles)]
    return own + [
        Measure(name, f"{muscles[a]}-{muscles[b]}", float(values[a, b] + values[b, a]) / 2, unit)
        for a, b in combinations(range(len(muscles)), 2)
    ]


def main_measures(name: str, deep: str, pair: str) -> list[MainMeasure]:
    """Return the potentiation that is left, within the deep muscle's zone and between the pair."""
    why = "no synapse of the projection joins the zones in any subject"
    return [
        MainMeasure(f"{name}: potentiation left, {place}", "potentiation_left", place, "%", why)
        for place in (deep, pair)
    ]
