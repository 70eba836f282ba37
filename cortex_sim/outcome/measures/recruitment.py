"""Measures of a recruitment: threshold, Boltzmann fit, MEP gain."""

import numpy as np

from cortex_sim.analysis.excitability import fit_boltzmann
from cortex_sim.config.assessments.recruitment import Recruitment
from cortex_sim.config.study import Study
from cortex_sim.outcome.measures.base import MainMeasure, Measure
from cortex_sim.store.record import SessionRecord


def measures(record: SessionRecord, study: Study, settings: Recruitment) -> list[Measure]:
    """Return threshold, Boltzmann fit and MEP gain of each muscle that was measured.

    The fit and the gain are nan where the pulses do not determine a curve, and left out where
    the threshold was hunted.
    """
    arrays = record.arrays
    intensity = arrays["intensity"].values
    found = []
    for row, index in enumerate(arrays["measured"].values):
        muscle = study.muscle_names[int(index)]
        found.append(Measure("amt", muscle, float(arrays["amt"].values[row]), "mV"))
        if settings.method == "hunt":
            continue
        mep = arrays["mep"].values[row]
        fit = fit_boltzmann(np.repeat(intensity, mep.shape[1]), mep.ravel())
        found += [
            Measure("s50", muscle, fit.s50, "mV"),
            Measure("slope", muscle, fit.k, "mV"),
            Measure("mep_max", muscle, fit.mep_max, "spikes"),
            Measure("mep_gain", muscle, fit.mep_max / (4 * fit.k), "spikes/mV"),
        ]
    return found


def main_measures(name: str, deep: str, pair: str) -> list[MainMeasure]:
    """Return the threshold of the deep muscle."""
    why = "no intensity of the assessment reached the threshold in any subject; add stronger ones"
    return [MainMeasure(f"{deep} active motor threshold", "amt", deep, "mV", why)]
