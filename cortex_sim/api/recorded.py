"""What a subject in the hand answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cortex_sim.api.cards import Card
from cortex_sim.api.notebook import xarray
from cortex_sim.api.spikes import table
from cortex_sim.clinic.probe import Pulses, Recording
from cortex_sim.clinic.stimulation import Meps
from cortex_sim.config.study import Study
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

    def _input(self) -> str:
        return counted(len(self.pulses.times), "pulse")
