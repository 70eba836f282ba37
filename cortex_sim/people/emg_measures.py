"""What an EMG shows beyond amplitudes: latencies, silent periods, onsets of movements."""

import math

import numpy as np
from numpy.typing import NDArray

from cortex_sim.analysis.emg import (
    OnsetMethod,
    background_rms,
    emg_onset_ms,
    in_window,
    mep_latency_ms,
)
from cortex_sim.analysis.silent_period import silent_period_ms
from cortex_sim.outcome.measures.base import Measure
from cortex_sim.people.emg import Emg, Epochs
from cortex_sim.people.found import Found
from cortex_sim.people.reading import Reading
from cortex_sim.people.stimuli import Floats, Stimuli

ANSWERED = 0.5
"""Share of trials that must have an onset for a muscle to have one (assumed): in noise alone some
fifth of them do."""

SAID: dict[OnsetMethod, str] = {
    "hodges-bui": "hodges-bui, which dates strong bursts some 25 ms early",
    "teager-kaiser": "teager-kaiser",
}
"""What a note says of a method."""


def latency_rows(pulses: Stimuli, emg: Emg, reading: Reading) -> list[Found]:
    """Return latency of the MEPs and the background of each muscle.

    Parameters
    ----------
    pulses
        With MEPs, see `meps_of_emg`.
    emg
        The record.
    reading
        Settings.
    """
    epochs = emg.epochs(pulses.onset_s, (reading.before_ms[0], reading.mep_ms[1]))
    single = ~np.isfinite(pulses.interval_ms)
    found = []
    for column, muscle in enumerate(epochs.muscles):
        answered = single & (pulses.mep_mv[:, column] >= reading.criterion)
        every = epochs.whole(answered, column)
        latency = mep_latency_ms(every, epochs.time_ms, reading.before_ms, reading.mep_ms)
        why = f"of {len(every)} single pulses that were answered"
        rms = background_rms(epochs.whole(single, column), epochs.time_ms, reading.before_ms)
        quiet = float(rms.mean()) if len(rms) else math.nan
        found += [
            Found(Measure("mep_latency", muscle, latency, "ms"), why),
            Found(Measure("background_rms", muscle, quiet, "mV")),
        ]
    return found


def silence_rows(pulses: Stimuli, emg: Emg, reading: Reading) -> list[Found]:
    """Return the silent period of each muscle, from the mean rectified EMG of the pulses."""
    epochs = emg.epochs(pulses.onset_s, (reading.before_ms[0], reading.silent_ms))
    time, found = epochs.time_ms, []
    in_mep = in_window(time, reading.mep_ms)
    for column, muscle in enumerate(epochs.muscles):
        rectified = _rectified(epochs, column)
        peak = float(time[in_mep][np.argmax(rectified[in_mep])])
        length = silent_period_ms(rectified, time, reading.before_ms, search_from_ms=peak)
        why = "no silence above the noise of the background" if math.isnan(length) else ""
        found.append(Found(Measure("silent_period", muscle, length, "ms"), why))
    return found


def _rectified(epochs: Epochs, column: int) -> Floats:
    """Return the mean rectified EMG, background offset removed."""
    every = epochs.whole(np.ones(len(epochs.signal_mv), dtype=bool), column)
    centred = every - every[:, epochs.time_ms < 0].mean(axis=1, keepdims=True)
    return np.asarray(np.abs(centred).mean(axis=0))


def movement_rows(cues: Stimuli, emg: Emg, reading: Reading) -> list[Found]:
    """Return median and standard deviation of the onset after the cue of each muscle.

    nan where fewer than `ANSWERED` of the trials have an onset.
    """
    epochs = emg.epochs(cues.onset_s, reading.movement_ms)
    every: NDArray[np.bool_] = np.ones(len(cues), dtype=bool)
    found = []
    for column, muscle in enumerate(epochs.muscles):
        onsets = trial_onsets(epochs, every, column, reading)
        answered = onsets[np.isfinite(onsets)]
        note = f"{len(answered)} of {len(onsets)} trials have an onset ({SAID[reading.onset]})"
        moves = len(answered) >= max(1.0, ANSWERED * len(onsets))
        median = float(np.median(answered)) if moves else math.nan
        spread = float(answered.std(ddof=1)) if moves and len(answered) > 1 else math.nan
        found += [
            Found(Measure("onset", muscle, median, "ms"), note),
            Found(Measure("onset_sd", muscle, spread, "ms"), note),
        ]
    return found


def trial_onsets(epochs: Epochs, rows: NDArray[np.bool_], muscle: int, reading: Reading) -> Floats:
    """Return the onset of a muscle in each of some trials in ms, nan where there is none."""
    baseline = (reading.movement_ms[0], 0.0)
    return np.array(
        [
            emg_onset_ms(one, epochs.time_ms, baseline, method=reading.onset)
            for one in epochs.whole(rows, muscle)
        ],
        dtype=np.float64,
    )
