"""Measures of a recruitment: threshold, Boltzmann fit, MEP gain."""

import numpy as np

from cortex_sim.analysis.excitability import fit_boltzmann
from cortex_sim.clinic.probe import motoneuron_pool
from cortex_sim.config.assessments.recruitment import Recruitment
from cortex_sim.config.study import Study
from cortex_sim.outcome.measures.base import MainMeasure, Measure
from cortex_sim.store.record import SessionRecord

RELATIVE = 1.2
"""Multiple of the threshold at which recruitment is read."""


def measures(record: SessionRecord, study: Study, settings: Recruitment) -> list[Measure]:
    """Return threshold, Boltzmann fit and MEP gain of each muscle that was measured.

    The fit, the gain and what follows from the curve are nan where the pulses do not determine it,
    and left out where the threshold was hunted. ``mep_mean`` is the mean over all intensities,
    ``recruited`` the spikes at 1.2 times the threshold as a share of the pool; nan without a
    threshold or where the curve does not reach so far.
    """
    arrays = record.arrays
    _, units = motoneuron_pool(study)
    intensity = arrays["intensity"].values
    measured = []
    for row, index in enumerate(arrays["measured"].values):
        muscle = study.muscle_names[int(index)]
        measured.append(Measure("amt", muscle, float(arrays["amt"].values[row]), "mV"))
        if settings.method == "hunt":
            continue
        mep = arrays["mep"].values[row]
        fit = fit_boltzmann(np.repeat(intensity, mep.shape[1]), mep.ravel())
        spikes, amt = arrays["mep_spikes"].values[row].mean(axis=1), arrays["amt"].values[row]
        recruited = np.interp(RELATIVE * amt, intensity, spikes, right=np.nan) / units
        measured += [
            Measure("s50", muscle, fit.s50, "mV"),
            Measure("slope", muscle, fit.k, "mV"),
            Measure("mep_max", muscle, fit.mep_max, "spikes"),
            Measure("mep_mean", muscle, float(mep.mean()), "spikes"),
            Measure("recruited", muscle, float(recruited), ""),
            Measure("mep_gain", muscle, fit.mep_max / (4 * fit.k), "spikes/mV"),
        ]
    return measured


def main_measures(name: str, deep: str, pair: str) -> list[MainMeasure]:
    """Return the threshold of the deep muscle."""
    why = "no intensity of the assessment reached the threshold in any subject; add stronger ones"
    return [MainMeasure(f"{deep} active motor threshold", "amt", deep, "mV", why)]
