"""From the raw results of an assessment to measures: numbers with a name and a unit.

Nothing here knows which phase a subject is in.
"""

import math
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cortex_sim.analysis import maps
from cortex_sim.analysis.excitability import fit_boltzmann, paired_pulse_ratio
from cortex_sim.analysis.onsets import centre_of_mass_ms, onset_ms, onset_sd_ms
from cortex_sim.analysis.rates import PoolRate, pool_rate, trimmed_rate
from cortex_sim.analysis.reliability import map_reliability
from cortex_sim.analysis.silent_period import silent_period_ms
from cortex_sim.clinic.paired_pulse import PROTOCOLS
from cortex_sim.clinic.probe import motoneuron_pool
from cortex_sim.config.course import (
    CuedMovement,
    Mep,
    PairedPulse,
    Recruitment,
    SilentPeriod,
    TmsMap,
)
from cortex_sim.config.study import Study
from cortex_sim.store.record import SessionRecord

MEASURES_VERSION = 7
"""Raise it when a number changes for unchanged raw results."""

QUIET = (-150.0, -60.0)
"""Stretch before the go cue without cue activity, in ms: baseline of onsets."""

BIN = 0.005
"""Width of the bins of the pool rates, in s."""

LATEST = 300.0
"""An onset is looked for up to this time after the prime mover's, in ms: an arm movement is over
then, and a larger burst that follows is no answer to it."""

RESPONDING = 0.1
"""A muscle answers the cue if its pool fires in at least this share of trials within 100 ms."""

WITHIN = round(0.1 / BIN)
"""Bins in these 100 ms."""


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
    if isinstance(settings, PairedPulse):
        return paired_pulse_measures(record, study)
    if isinstance(settings, SilentPeriod):
        return silent_period_measures(record, study)
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
    """Return onset and centre of mass of each muscle's activity after the go cue.

    The onset is that of the mean rate without, at each time, the highest twentieth of the trials:
    all units of a pool can fire together in a single trial, and where few trials answer the plain
    mean has its peak, and the onset, at such a chance event. Peak and onset are looked for up to
    `LATEST` after the prime mover. A muscle that fires when the search starts has no onset.
    """
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
        onset = _onset(rates, settings)
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


def _onset(rates: PoolRate, settings: CuedMovement) -> float:
    """Return the onset in ms, nan if the muscle does not answer."""
    time, sigma_ms = rates.time_ms, settings.smoothing_sd * 1e3
    in_movement = time < settings.prime_mover_onset * 1e3 + LATEST
    searched = in_movement & (time >= QUIET[1])
    # without what comes later before smoothing, or its flank would be a peak of the movement
    trials = np.where(in_movement, rates.rate_hz, 0.0)
    if _best_share(trials[:, searched] > 0) < RESPONDING:
        return math.nan
    typical = trimmed_rate(trials, time, sigma_ms)
    quiet = (time >= QUIET[0]) & (time < QUIET[1])
    # alone, or an early response would leak into its own baseline
    typical[quiet] = trimmed_rate(trials[:, quiet], time[quiet], sigma_ms)
    onset = onset_ms(
        typical[in_movement],
        time[in_movement],
        QUIET,
        settings.onset_fraction,
        smoothing_ms=0.0,
    )
    return onset if onset > time[searched][0] else math.nan


def _best_share(fires: NDArray[np.bool_]) -> float:
    """Return the largest share of trials, over all stretches of `WITHIN` bins, that hold a spike.

    ``fires`` has the shape ``(n_trials, n_bins)``.
    """
    stretches = np.lib.stride_tricks.sliding_window_view(fires, min(WITHIN, fires.shape[1]), axis=1)
    return float(stretches.any(axis=2).mean(axis=0).max())


def threshold_measures(record: SessionRecord, study: Study) -> list[Measure]:
    """Return threshold, Boltzmann fit and MEP gain of each muscle that was measured."""
    arrays = record.arrays
    intensity = arrays["intensity"].values
    found = []
    for row, index in enumerate(arrays["measured"].values):
        muscle = study.muscle_names[int(index)]
        curve = arrays["mep"].values[row].mean(axis=1)
        fit = fit_boltzmann(intensity, curve)
        found += [
            Measure("amt", muscle, float(arrays["amt"].values[row]), "mV"),
            Measure("s50", muscle, fit.s50, "mV"),
            Measure("slope", muscle, fit.k, "mV"),
            Measure("mep_max", muscle, fit.mep_max, "spikes"),
            Measure("mep_gain", muscle, fit.mep_max / (4 * fit.k), "spikes/mV"),
        ]
    return found


def paired_pulse_measures(record: SessionRecord, study: Study) -> list[Measure]:
    """Return the ratio of conditioned to test response, by protocol and interval."""
    kind, interval = record.arrays["protocol"].values, record.arrays["interval"].values
    found = []
    for row, index in enumerate(record.arrays["measured"].values):
        muscle, mep = study.muscle_names[int(index)], record.arrays["mep"].values[row]
        for protocol, alone in (("sici", "test"), ("icf", "test"), ("sicf", "sicf_test")):
            paired = kind == PROTOCOLS.index(protocol)
            test = mep[kind == PROTOCOLS.index(alone)]
            if not paired.any():
                continue
            found.append(Measure(protocol, muscle, paired_pulse_ratio(mep[paired], test), ""))
            for ms in np.unique(interval[paired]):
                ratio = paired_pulse_ratio(mep[paired & (interval == ms)], test)
                found.append(Measure(f"{protocol}_{ms:g}_ms", muscle, ratio, ""))
        test_mep = float(mep[kind == PROTOCOLS.index("test")].mean())
        found.append(Measure("test_mep", muscle, test_mep, "spikes"))
    return found


def silent_period_measures(record: SessionRecord, study: Study) -> list[Measure]:
    """Return the duration of the silent period of each muscle that was measured.

    Silence is looked for from the peak of the MEP on: before the volley arrives a bin
    can be empty by chance.
    """
    time = record.arrays["time"].values
    start, stop = (edge * 1e3 for edge in Mep().window)
    in_mep = (time >= start) & (time <= stop)
    found = []
    for index, rate in zip(
        record.arrays["measured"].values, record.arrays["rate"].values, strict=True
    ):
        peak = float(time[in_mep][np.argmax(rate[in_mep])])
        duration = silent_period_ms(rate, time, (float(time[0]) - 1, -5.0), search_from_ms=peak)
        muscle = study.muscle_names[int(index)]
        found.append(Measure("silent_period", muscle, duration, "ms"))
    return found
