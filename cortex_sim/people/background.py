"""Pulses that found a muscle at work are left out."""

import numpy as np
from numpy.typing import NDArray

from cortex_sim.analysis.emg import background_rms
from cortex_sim.errors import DataError
from cortex_sim.people.emg import Emg
from cortex_sim.people.layout import CUE
from cortex_sim.people.reading import Reading
from cortex_sim.people.stimuli import Stimuli
from cortex_sim.units import counted

KEPT = (CUE, "silent_period")
"""Protocols that are never left out: movements and contractions are what they ask for."""


def quiet_pulses(stimuli: Stimuli, emg: Emg, reading: Reading) -> Stimuli:
    """Return the pulses before which all muscles were quiet, and cues and silent periods.

    The background is the rms around the mean in the window ``before_ms`` of the reading, before the
    first pulse of a pair. 10 µV at rest is called typical in "Very low amplitude muscle activity
    increases probability of motor evoked potentials in healthy individuals and in ALS" (preprint,
    2025, known by its abstract), where MEPs still grew with the background below it.

    Parameters
    ----------
    stimuli
        The pulses.
    emg
        The record that they stand in.
    reading
        Settings; without ``max_background_mv`` all pulses stay.

    Raises
    ------
    DataError
        If no pulse is left, or none lies in the record.
    """
    limit = reading.max_background_mv
    judged: NDArray[np.bool_] = ~np.isin(stimuli.protocol, np.array(KEPT))
    if limit is None or not judged.any():
        return stimuli
    first_s = stimuli.onset_s - np.nan_to_num(stimuli.interval_ms) / 1e3
    epochs = emg.epochs(first_s, reading.before_ms)
    rms = background_rms(epochs.signal_mv, epochs.time_ms, reading.before_ms)
    loud = judged & (rms > limit).any(axis=1)
    every = counted(int(judged.sum()), "pulse")
    if loud.sum() == judged.sum():
        quietest = rms[judged].max(axis=1).min()
        raise DataError(
            f"{stimuli.source}: the background of all {every} exceeds {limit:g} mV (rms); the "
            f"quietest has {quietest:.3g} mV; allow more"
        )
    said = f"{loud.sum()} of {every} left out: rms of the background above {limit:g} mV in a muscle"
    return stimuli.where(~loud).with_notes([said])
