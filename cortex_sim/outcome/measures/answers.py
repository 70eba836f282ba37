"""How a muscle answers a cue: its rate around the cue, and what is read from it."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cortex_sim.analysis.onsets import centre_of_mass_ms, onset_ms, onset_sd_ms
from cortex_sim.analysis.rates import PoolRate, pool_rate, trimmed_rate
from cortex_sim.analysis.silence import silence_p
from cortex_sim.config.assessments.cued_movement import CuedMovement
from cortex_sim.seeds import rng_for

QUIET = (-150.0, -60.0)
"""Stretch before the go cue without cue activity, in ms: baseline of onsets, and silence."""

CUE = 0.0
"""The go cue, in ms: an answer comes after it."""

BIN = 0.005
"""Width of the bins of the pool rates, in s."""

LATEST = 300.0
"""An onset is looked for up to this time after the prime mover's, in ms: an arm movement is over
then, and a larger burst that follows is no answer to it."""

RESPONDING = 0.1
"""A muscle that answers the cue fires in at least this share of trials within 100 ms."""

WITHIN = round(0.1 / BIN)
"""Bins in these 100 ms."""


LEVEL = 0.01
"""A muscle answers the cue if its own silence before it gives as clear an answer more rarely than
this (`cortex_sim.analysis.silence.silence_p`): so often has a silent muscle an onset."""


class Answer(NamedTuple):
    """What a muscle does after the cue, in ms; nan where it does not answer."""

    silence_p: float
    onset: float
    centre_of_mass: float
    onset_sd: float


def rates_around_cue(times_s: NDArray[np.float64], settings: CuedMovement, trials: int) -> PoolRate:
    """Return a pool's rate in every trial but the first, from before the cue on.

    Parameters
    ----------
    times_s
        Spike times of the pool in s.
    settings
        Of the assessment.
    trials
        Number of trials that were recorded.
    """
    period = settings.trial_duration
    before = round(-QUIET[0] / 1e3 / BIN) * BIN
    window = (-before, round((period - before) / BIN) * BIN)
    return pool_rate(times_s, period * np.arange(1, trials), window, BIN)


def latest_ms(settings: CuedMovement) -> float:
    """Return until when after the cue an answer is looked for, in ms."""
    return float(settings.prime_mover_onset * 1e3 + LATEST)


def response_of(rates: PoolRate, settings: CuedMovement) -> float:
    """Return the spikes of a pool between cue and `latest_ms`, above its silence before it.

    Mean over trials; below 0 if it fires less than before the cue, nan without a trial.
    """
    if len(rates.rate_hz) == 0:
        return math.nan
    mean, time = rates.rate_hz.mean(axis=0), rates.time_ms
    searched = (time >= CUE) & (time < latest_ms(settings))
    silence = mean[(time >= QUIET[0]) & (time < QUIET[1])].mean()
    return float((mean[searched] - silence).sum() * BIN)


def answer_of(rates: PoolRate, settings: CuedMovement) -> Answer:
    """Return what a pool does after the cue; its rates are of the whole pool, by trial."""
    time, stop = rates.time_ms, latest_ms(settings)
    # the same random numbers everywhere: a measure follows from its spikes alone
    rng = rng_for(0, "silence")
    p = silence_p(rates.rate_hz, time, QUIET, (CUE, stop), rng=rng)
    searched = (time >= CUE) & (time < stop)
    if p > LEVEL or _best_share(rates.rate_hz[:, searched] > 0) < RESPONDING:
        return Answer(p, math.nan, math.nan, math.nan)
    smoothing = settings.smoothing_sd * 1e3
    mass = centre_of_mass_ms(
        rates.rate_hz.mean(axis=0), time, QUIET, smoothing_ms=smoothing, search_from_ms=CUE
    )
    spread = onset_sd_ms(
        rates.rate_hz,
        time,
        QUIET,
        settings.onset_fraction,
        smoothing_ms=smoothing,
        search_from_ms=CUE,
    )
    return Answer(p, _onset(rates, settings, stop), mass, spread)


def _onset(rates: PoolRate, settings: CuedMovement, stop: float) -> float:
    """Return the onset in ms of a muscle that answers, nan if it fires before the cue."""
    time, sigma_ms = rates.time_ms, settings.smoothing_sd * 1e3
    in_movement = time < stop
    # without what comes later before smoothing, or its flank would be a peak of the movement
    trials = np.where(in_movement, rates.rate_hz, 0.0)
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
        search_from_ms=CUE,
    )
    return onset if onset > time[time >= CUE][0] else math.nan


def _best_share(fires: NDArray[np.bool_]) -> float:
    """Return the largest share of trials, over all stretches of `WITHIN` bins, that hold a spike.

    ``fires`` has the shape ``(n_trials, n_bins)``.
    """
    stretches = np.lib.stride_tricks.sliding_window_view(fires, min(WITHIN, fires.shape[1]), axis=1)
    return float(stretches.any(axis=2).mean(axis=0).max())
