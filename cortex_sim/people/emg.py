"""An EMG that was recorded, and its epochs around pulses."""

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cortex_sim.analysis.emg import peak_to_peak
from cortex_sim.errors import DataError
from cortex_sim.people.layout import CUE, PAIRED
from cortex_sim.people.reading import Reading
from cortex_sim.people.stimuli import Floats, Stimuli
from cortex_sim.units import counted


@dataclass(frozen=True, eq=False)
class Epochs:
    """Stretches of an EMG.

    Attributes
    ----------
    muscles
        Their names.
    time_ms
        Of each sample after the pulse, shape ``(n_samples,)``.
    signal_mv
        Shape ``(n_pulses, n_muscles, n_samples)``; nan where the record does not reach.
    """

    muscles: tuple[str, ...]
    time_ms: Floats
    signal_mv: Floats

    def whole(self, rows: NDArray[np.bool_], muscle: int) -> Floats:
        """Return the epochs of a muscle at some pulses that the record holds, in mV."""
        found: Floats = self.signal_mv[rows, muscle]
        whole: Floats = found[np.isfinite(found).all(axis=1)]
        return whole


@dataclass(frozen=True, eq=False)
class Emg:
    """A continuous EMG.

    Attributes
    ----------
    source
        The file, in words.
    muscles
        Their names.
    rate_hz
        Samples a second.
    signal_mv
        Shape ``(n_samples, n_muscles)``, in mV.
    start_s
        Time of the first sample on the clock of the pulses.
    """

    source: str
    muscles: tuple[str, ...]
    rate_hz: float
    signal_mv: Floats
    start_s: float = 0.0

    def epochs(self, onset_s: Floats, window_ms: tuple[float, float]) -> Epochs:
        """Return what was recorded around some times, at the samples nearest to them.

        Parameters
        ----------
        onset_s
            Times of the pulses.
        window_ms
            Start and end relative to each, half open.

        Raises
        ------
        DataError
            If no pulse lies in the record.
        """
        first, last = (round(edge * self.rate_hz / 1e3) for edge in window_ms)
        offsets = np.arange(first, last)
        known = np.isfinite(onset_s)
        at = np.rint((np.where(known, onset_s, 0.0) - self.start_s) * self.rate_hz).astype(int)
        index = at[:, None] + offsets
        n_samples = len(self.signal_mv)
        inside = known & (index[:, 0] >= 0) & (index[:, -1] < n_samples)
        if not inside.any():
            length = n_samples / self.rate_hz
            raise DataError(
                f"{self.source}: none of {counted(len(onset_s), 'pulse')} lies in the record of "
                f"{length:g} s with {window_ms[0]:g} to {window_ms[1]:g} ms around it; are the "
                "onsets in s, on the clock of the EMG?"
            )
        found = np.full((len(onset_s), len(self.muscles), len(offsets)), np.nan)
        found[inside] = self.signal_mv[index[inside]].transpose(0, 2, 1)
        return Epochs(self.muscles, offsets / self.rate_hz * 1e3, found)


def background_window(reading: Reading) -> tuple[float, float]:
    """Return the window before the pulse that is as long as the one for MEPs, in ms."""
    end = reading.before_ms[1]
    return end - (reading.mep_ms[1] - reading.mep_ms[0]), end


def meps_of_emg(stimuli: Stimuli, emg: Emg, reading: Reading) -> Stimuli:
    """Return pulses with the MEPs that an EMG shows.

    The MEP is the peak-to-peak amplitude in the window after the pulse, minus the mean
    peak-to-peak amplitude of single pulses in an equal window before it, as virtual MEPs have
    the mean background subtracted. Each protocol has a background of its own, for its
    contraction is; pairs have that of their test pulses. The onset of a pair is that of its second
    pulse. A cue has no MEP.

    Raises
    ------
    DataError
        If no pulse lies in the record.
    """
    if (stimuli.protocol == CUE).all():
        return stimuli
    window = (min(reading.before_ms[0], background_window(reading)[0]), reading.mep_ms[1])
    epochs = emg.epochs(stimuli.onset_s, window)
    response = peak_to_peak(epochs.signal_mv, epochs.time_ms, reading.mep_ms)
    quiet = peak_to_peak(epochs.signal_mv, epochs.time_ms, background_window(reading))
    together = np.where(np.isin(stimuli.protocol, np.array(PAIRED)), "pairs", stimuli.protocol)
    single = ~np.isfinite(stimuli.interval_ms)
    notes = [
        f"MEPs: peak to peak {reading.mep_ms[0]:g} to {reading.mep_ms[1]:g} ms after the pulse, "
        "minus the mean of equal windows before"
    ]
    meps = np.full_like(response, np.nan)
    for name in dict.fromkeys(together[together != CUE].tolist()):
        rows = together == name
        counted_rows = quiet[rows & single] if (rows & single).any() else quiet[rows]
        with warnings.catch_warnings(action="ignore"):  # no pulse of it lies in the EMG
            background = np.nanmean(counted_rows, axis=0)
        meps[rows] = response[rows] - background
        levels = zip(emg.muscles, background, strict=True)
        notes.append(
            f"background, peak to peak, {name}: " + ", ".join(f"{m} {b:.3f} mV" for m, b in levels)
        )
    lost = int(np.count_nonzero(np.isnan(response[:, 0])))
    if lost:
        notes.append(f"{counted(lost, 'pulse')} outside of the EMG")
    return stimuli.with_meps(meps, emg.muscles).with_notes(notes)
