"""Measures of cued movements: onset and centre of mass of each muscle's activity."""

import math

import numpy as np
from numpy.typing import NDArray

from cortex_sim.analysis.onsets import centre_of_mass_ms, onset_ms, onset_sd_ms
from cortex_sim.analysis.rates import PoolRate, pool_rate, trimmed_rate
from cortex_sim.clinic.probe import motoneuron_pool
from cortex_sim.config.assessments.cued_movement import CuedMovement
from cortex_sim.config.study import Study
from cortex_sim.outcome.measures.base import MainMeasure, Measure
from cortex_sim.store.record import SessionRecord

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


def measures(record: SessionRecord, study: Study, settings: CuedMovement) -> list[Measure]:
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


def main_measures(name: str, deep: str, pair: str) -> list[MainMeasure]:
    """Return onset and centre of mass of the deep muscle."""
    why = "the muscle did not answer to the cue in any subject"
    return [
        MainMeasure(f"{deep} onset after the cue", "onset", deep, "ms", why),
        MainMeasure(f"{deep} centre of mass after the cue", "centre_of_mass", deep, "ms", why),
    ]
