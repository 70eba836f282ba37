"""What a subject in the hand answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cortex_sim.api.cards import Card
from cortex_sim.api.notebook import xarray
from cortex_sim.api.spikes import table
from cortex_sim.clinic.probe import Pulses, Recording, unit_spikes_of
from cortex_sim.clinic.stimulation import Meps
from cortex_sim.config.study import Study
from cortex_sim.emg.surface import Electrode, muscles_emg
from cortex_sim.people.emg import Emg
from cortex_sim.people.stimuli import Stimuli
from cortex_sim.units import counted

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr


@dataclass(frozen=True, repr=False, eq=False)
class Recorded(Card):
    """All spikes of a recording."""

    study: Study
    recording: Recording
    trial_start_ms: NDArray[np.float64]
    """Start of each trial, shape ``(n_trials,)``."""

    def spikes(self) -> pd.DataFrame:
        """Return the spikes of all populations, columns as of ``results.spikes``."""
        in_ms = {name: (t * 1e3, cells) for name, (t, cells) in self.recording.spikes.items()}
        return table(self.study, in_ms, self.trial_start_ms)

    def _title(self) -> str:
        return f"Recording of {self.recording.duration * 1e3:.0f} ms"

    def _facts(self) -> dict[str, str]:
        spikes = {name: len(times) for name, (times, _) in self.recording.spikes.items()}
        return {
            "input": self._input(),
            "muscles": ", ".join(self.study.muscle_names),
            "populations": ", ".join(spikes),
            "spikes": str(sum(spikes.values())),
        }

    def _input(self) -> str:
        return counted(len(self.trial_start_ms), "trial")


@dataclass(frozen=True, repr=False, eq=False)
class Stimulated(Recorded):
    """Spikes and MEPs of a recording with pulses."""

    pulses: Pulses
    counts: Meps

    def meps(self) -> xr.DataArray:
        """Return ``mep[pulse, muscle]``: motoneuron spikes above the mean background.

        Each spike counts by the size of its unit (``unit_range`` of the motoneurons).

        Along the pulses: place of the coil ``x`` and ``y`` (mm), ``intensity`` (mV) and
        ``time`` (ms, on the clock of the spikes).
        """
        sites = self.pulses.sites_mm
        coordinates = {
            "muscle": list(self.study.muscle_names),
            "x": ("pulse", sites[:, 0], {"units": "mm"}),
            "y": ("pulse", sites[:, 1], {"units": "mm"}),
            "intensity": ("pulse", self.pulses.intensity * 1e3, {"units": "mV"}),
            "time": ("pulse", self.pulses.times * 1e3, {"units": "ms"}),
        }
        about = {"units": "spikes", "long_name": "motoneuron spikes above background"}
        amplitude = self.counts.amplitude
        return xarray().DataArray(amplitude, coordinates, ("pulse", "muscle"), "mep", about)

    def as_measured(self, protocol: str = "map", *, seed: int = 0, **electrode: float) -> Any:
        """Return the pulses with a virtual surface EMG, as if a person had been measured.

        MEPs, latencies and maps are then read from the signal; see `MeasuredSessions
        <cortex_sim.api.people.MeasuredSessions>`.

        Parameters
        ----------
        protocol
            What the pulses are part of.
        seed
            Of the noise.
        **electrode
            Settings of `Electrode <cortex_sim.emg.surface.Electrode>`, such as ``noise_mv=0.02``.
        """
        from cortex_sim.api.people import MeasuredSessions

        return MeasuredSessions(*measured_pulses(self, protocol, seed, electrode))

    def _input(self) -> str:
        return counted(len(self.pulses.times), "pulse")


def measured_pulses(
    stimulated: Stimulated, protocol: str, seed: int, settings: dict[str, float]
) -> tuple[Stimuli, Emg]:
    """Return pulses of a subject in the hand and the EMG of its muscles."""
    study, recording = stimulated.study, stimulated.recording
    electrode, n_pulses = Electrode(**settings), len(stimulated.pulses.times)
    pools = unit_spikes_of(study, recording)
    signal = muscles_emg(pools, recording.duration, electrode, np.random.default_rng(seed))
    unknown, same = np.full(n_pulses, np.nan), np.full(n_pulses, "")
    stimuli = Stimuli(
        source=f"subject in the hand of {study.name}",
        muscles=(),
        mep_mv=np.empty((n_pulses, 0)),
        protocol=np.full(n_pulses, protocol),
        intensity=stimulated.pulses.intensity * 1e3,
        interval_ms=unknown,
        xyz_mm=stimulated.pulses.sites_mm,
        site=same,
        subject=np.full(n_pulses, "virtual"),
        session=same,
        onset_s=stimulated.pulses.times,
        intensity_unit="mV",
    )
    return stimuli, Emg(stimuli.source, study.muscle_names, electrode.rate_hz, signal)
