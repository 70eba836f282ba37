"""Sessions that were measured in people, in Python."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cortex_sim.api.cards import Card
from cortex_sim.api.notebook import pandas, xarray
from cortex_sim.people import emg as recorded
from cortex_sim.people import read_emg as emg_file
from cortex_sim.people import read_stimuli as stimuli_file
from cortex_sim.people.found import MeasuredRow
from cortex_sim.people.layout import Layout
from cortex_sim.people.reading import Reading
from cortex_sim.people.session import measure, notes_of, pulses_as_read
from cortex_sim.people.stimuli import Stimuli

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

Mapping = Layout | dict[str, Any] | Path | str | None


def read_stimuli(path: Path | str, columns: Mapping = None) -> MeasuredSessions:
    """Return pulses that were given to people, and their MEPs, from a table.

    Parameters
    ----------
    path
        CSV or TSV with a row for each pulse; a BIDS ``*_nibs.tsv`` takes its places from the
        ``*_markers.tsv`` beside it.
    columns
        What the columns are: a mapping file, or its content as a dictionary. By default they are
        called as the package calls them, such as ``protocol``, ``x_mm`` and ``mep_LES_mV``.

    Raises
    ------
    DataError
        If something cannot be read or is impossible; it names line, column and value.
    """
    return MeasuredSessions(stimuli_file.read_stimuli(path, _layout(columns)))


def read_emg(path: Path | str, columns: Mapping = None) -> MeasuredEmg:
    """Return an EMG from EDF, BDF (with the extra ``people``) or text.

    Parameters
    ----------
    path
        The file.
    columns
        As of `read_stimuli`; ``mep`` names columns or channels by muscle. By default columns are
        called ``time_s`` and ``emg_<muscle>_mV``, and channels are those in a unit of voltage.

    Raises
    ------
    DataError
        If something cannot be read or is impossible.
    """
    return MeasuredEmg(emg_file.read_emg(path, _layout(columns)))


def _layout(columns: Mapping) -> Layout | Path | str | None:
    return Layout.model_validate(columns) if isinstance(columns, dict) else columns


@dataclass(frozen=True, repr=False, eq=False)
class MeasuredEmg(Card):
    """An EMG that was recorded."""

    emg: recorded.Emg

    def to_xarray(self) -> xr.DataArray:
        """Return ``emg[time, muscle]`` in mV; time in s."""
        emg = self.emg
        time = emg.start_s + np.arange(len(emg.signal_mv)) / emg.rate_hz
        coordinates = {"time": ("time", time, {"units": "s"}), "muscle": list(emg.muscles)}
        about = {"units": "mV", "rate_hz": emg.rate_hz, "source": emg.source}
        return xarray().DataArray(emg.signal_mv, coordinates, ("time", "muscle"), "emg", about)

    def _title(self) -> str:
        return f"EMG of {self.emg.source}"

    def _facts(self) -> dict[str, str]:
        emg = self.emg
        return {
            "muscles": ", ".join(emg.muscles),
            "rate": f"{emg.rate_hz:g} Hz",
            "length": f"{len(emg.signal_mv) / emg.rate_hz:g} s",
            "largest": f"{np.abs(emg.signal_mv).max(initial=0.0):.3g} mV",
        }


@dataclass(frozen=True, repr=False, eq=False)
class MeasuredSessions(Card):
    """Pulses of one or more people and sessions."""

    stimuli: Stimuli
    emg: recorded.Emg | None = None

    def with_emg(self, emg: MeasuredEmg) -> MeasuredSessions:
        """Return the same pulses, whose MEPs are read from an EMG."""
        return MeasuredSessions(self.stimuli, emg.emg)

    def measures(self, **reading: Any) -> pd.DataFrame:
        """Return all measures, a row each, with the columns of a study's ``measures.csv``.

        Parameters
        ----------
        **reading
            Settings of `Reading <cortex_sim.people.reading.Reading>`, such as ``state="active"``
            or ``spacing_mm=10``.
        """
        settings = Reading(**reading)
        pulses = pulses_as_read(self.stimuli, settings, self.emg)
        rows = measure(pulses, settings, self.emg)
        table = pandas().DataFrame(rows, columns=MeasuredRow._fields)
        table.attrs["notes"] = notes_of(pulses, settings)
        return table

    def to_xarray(self) -> xr.Dataset:
        """Return ``mep[pulse, muscle]`` in mV with what is known of each pulse."""
        pulses = pulses_as_read(self.stimuli, Reading(), self.emg)
        by_pulse = {
            "protocol": pulses.protocol, "subject": pulses.subject, "session": pulses.session,
            "site": pulses.site, "intensity": pulses.intensity, "interval": pulses.interval_ms,
            "onset": pulses.onset_s,
        }  # fmt: skip
        units = {"intensity": pulses.intensity_unit, "interval": "ms", "onset": "s"}
        coordinates: dict[str, Any] = {"muscle": list(pulses.muscles)}
        for name, values in by_pulse.items():
            coordinates[name] = ("pulse", values, {"units": units.get(name, "")})
        for axis, values in zip("xyz", pulses.xyz_mm.T, strict=False):
            coordinates[axis] = ("pulse", values, {"units": "mm"})
        mep = (("pulse", "muscle"), pulses.mep_mv, {"units": "mV"})
        return xarray().Dataset({"mep": mep}, coordinates, {"source": pulses.source})

    def _title(self) -> str:
        return f"Pulses of {self.stimuli.source}"

    def _facts(self) -> dict[str, str]:
        pulses = self.stimuli
        return {
            "pulses": str(len(pulses)),
            "muscles": ", ".join(pulses.muscles) or "none",
            "protocols": ", ".join(dict.fromkeys(pulses.protocol.tolist())),
            "sessions": str(sum(1 for _ in pulses.visits())),
        }
