"""From the raw results of an assessment to measures: numbers with a name and a unit.

Nothing here knows which phase a subject is in.
"""

from itertools import combinations
from typing import NamedTuple

import numpy as np

from cortex_sim.analysis import maps
from cortex_sim.analysis.onsets import centre_of_mass_ms, onset_ms, onset_sd_ms
from cortex_sim.analysis.rates import pool_rate
from cortex_sim.analysis.reliability import map_reliability
from cortex_sim.clinic.probe import motoneuron_pool
from cortex_sim.config.course import CuedMovement, Recruitment, TmsMap
from cortex_sim.config.study import Study
from cortex_sim.store.record import SessionRecord

MEASURES_VERSION = 1
"""Raise it when a number changes for unchanged raw results."""

QUIET = (-150.0, -60.0)
"""Stretch before the go cue without cue activity, in ms: baseline of onsets."""

BIN = 0.005
"""Width of the bins of the pool rates, in s."""


class Measure(NamedTuple):
    """One number: its name, the muscle or pair of muscles, value and unit."""

    name: str
    muscle: str
    value: float
    unit: str


def measures_of(record: SessionRecord, study: Study, name: str) -> list[Measure]:
    """Return the measures of an assessment's record.

    Parameters
    ----------
    record
        From the store.
    study
        The study that planned it.
    name
        The assessment (a key of ``assessments``).
    """
    settings = study.assessments[name]
    if isinstance(settings, TmsMap):
        return map_measures(record, study, settings)
    if isinstance(settings, CuedMovement):
        return onset_measures(record, study, settings)
    if isinstance(settings, Recruitment):
        return threshold_measures(record, study)
    return [
        Measure(key.replace("/", "_"), "", float(array.values), array.unit)
        for key, array in record.arrays.items()
    ]


def map_measures(record: SessionRecord, study: Study, settings: TmsMap) -> list[Measure]:
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


def onset_measures(record: SessionRecord, study: Study, settings: CuedMovement) -> list[Measure]:
    """Return onset and centre of mass of each muscle's activity after the go cue."""
    population, per_muscle = motoneuron_pool(study)
    spikes = record.spikes[population]
    muscle_of = spikes.node_ids.astype(np.int64) // per_muscle
    period = settings.trial_duration
    starts = period * np.arange(1, settings.trials)
    before = round(-QUIET[0] / 1e3 / BIN) * BIN
    window = (-before, round((period - before) / BIN) * BIN)
    found = []
    for index, muscle in enumerate(study.muscle_names):
        times = spikes.timestamps_ms[muscle_of == index] / 1e3
        rates = pool_rate(times, starts, window, BIN)
        smoothing = settings.smoothing_sd * 1e3
        mean = rates.rate_hz.mean(axis=0)
        onset = onset_ms(
            mean, rates.time_ms, QUIET, settings.onset_fraction, smoothing_ms=smoothing
        )
        mass = centre_of_mass_ms(mean, rates.time_ms, QUIET, smoothing_ms=smoothing)
        spread = onset_sd_ms(
            rates.rate_hz, rates.time_ms, QUIET, settings.onset_fraction, smoothing_ms=smoothing
        )
        found += [
            Measure("onset", muscle, onset, "ms"),
            Measure("onset_to_prime_mover", muscle, onset - settings.prime_mover_onset * 1e3, "ms"),
            Measure("centre_of_mass", muscle, mass, "ms"),
            Measure("onset_sd", muscle, spread, "ms"),
            Measure("peak_rate", muscle, float(mean.max()) / per_muscle, "Hz"),
        ]
    return found


def threshold_measures(record: SessionRecord, study: Study) -> list[Measure]:
    """Return the active motor threshold of each muscle that was measured."""
    measured = record.arrays["measured"].values
    amt = record.arrays["amt"].values
    return [
        Measure("amt", study.muscle_names[int(index)], float(value), "mV")
        for index, value in zip(measured, amt, strict=True)
    ]
