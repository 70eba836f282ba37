"""All measures of measured sessions."""

from collections.abc import Callable, Sequence

import numpy as np

from cortex_sim.errors import DataError
from cortex_sim.outcome.measures.base import Measure
from cortex_sim.people.background import quiet_pulses
from cortex_sim.people.curves import pair_rows, recruitment_rows
from cortex_sim.people.emg import Emg, meps_of_emg
from cortex_sim.people.emg_measures import latency_rows, movement_rows, silence_rows
from cortex_sim.people.found import Found, MeasuredRow
from cortex_sim.people.interpolated import INTERPOLATED, interpolated_rows
from cortex_sim.people.layout import CUE, PAIRED, PAIRS, TEST
from cortex_sim.people.map_of_person import map_rows, person_map
from cortex_sim.people.reading import Reading
from cortex_sim.people.stimuli import Stimuli, doubts
from cortex_sim.units import at_its_accuracy


def _map(pulses: Stimuli, reading: Reading) -> list[Found]:
    return map_rows(person_map(pulses, reading), reading)


def _interpolated(pulses: Stimuli, reading: Reading) -> list[Found]:
    if reading.interpolation is None:
        return []
    return interpolated_rows(person_map(pulses, reading), reading.interpolation, reading.threshold)


FROM_MEPS: dict[str, tuple[tuple[str, ...], Callable[[Stimuli, Reading], list[Found]]]] = {
    "map": (("map",), _map),
    INTERPOLATED: (("map",), _interpolated),
    "recruitment": (("recruitment",), recruitment_rows),
    "paired_pulse": (PAIRED, pair_rows),
}
"""By assessment, the protocols whose pulses it takes, and what reads their MEPs."""

FROM_EMG: dict[str, tuple[tuple[str, ...], Callable[[Stimuli, Emg, Reading], list[Found]]]] = {
    "emg": (("map", "recruitment", TEST, *PAIRS), latency_rows),
    "silent_period": (("silent_period",), silence_rows),
    "movement": ((CUE,), movement_rows),
}
"""By assessment, the protocols whose pulses or cues it takes, and what reads the EMG."""


def pulses_as_read(stimuli: Stimuli, reading: Reading, emg: Emg | None = None) -> Stimuli:
    """Return pulses with the MEPs of their EMG, those with a loud background left out.

    Parameters
    ----------
    stimuli
        The pulses, with MEPs of their own where there is no EMG.
    reading
        Settings.
    emg
        The record that ``onset_s`` refers to.

    Raises
    ------
    DataError
        If no pulse lies in the record or is left, or settings of an EMG are given without one.
    """
    if emg is not None:
        return meps_of_emg(quiet_pulses(stimuli, emg, reading), emg, reading)
    if reading.max_background_mv is not None or reading.mep_ms != Reading.mep_ms:
        raise DataError(
            f"{stimuli.source}: the window of MEPs and the background are those of an EMG; give it "
            "too"
        )
    return stimuli


def measure(
    stimuli: Stimuli, reading: Reading | None = None, emg: Emg | None = None
) -> list[MeasuredRow]:
    """Return every measure of every subject and session that a table of pulses holds.

    Parameters
    ----------
    stimuli
        The pulses; those of an EMG with its MEPs (`pulses_as_read`).
    reading
        Settings; by default those of `Reading`.
    emg
        The record that ``onset_s`` refers to: latencies and onsets are read from it.

    Raises
    ------
    DataError
        If the pulses give no measure.
    """
    settings, rows = reading or Reading(), []
    for visit in stimuli.visits():
        for name, (protocols, read) in FROM_MEPS.items():
            part = _part(visit, protocols)
            if len(part) and part.muscles:
                rows += _rows(visit, name, read(part, settings))
        for name, (protocols, read_emg) in FROM_EMG.items():
            part = _part(visit, protocols)
            if len(part) and emg is not None:
                rows += _rows(visit, name, read_emg(part, emg, settings))
    if not rows:
        there = ", ".join(sorted(set(stimuli.protocol.tolist()))) or "none"
        raise DataError(
            f"{stimuli.source}: gives no measure; its protocols are {there}, its muscles "
            f"{', '.join(stimuli.muscles) or 'none (give the EMG too)'}"
        )
    return rows


def notes_of(stimuli: Stimuli, reading: Reading | None = None) -> list[str]:
    """Return what a reader should know of the pulses and of the sites of their maps."""
    settings, notes = reading or Reading(), [*stimuli.notes, *doubts(stimuli)]
    for visit in stimuli.visits():
        pulses = _part(visit, ("map",))
        if len(pulses):
            who = f"subject {visit.subject[0]} {visit.session[0]}".strip()
            notes += [f"{who}, map: {note}" for note in person_map(pulses, settings).notes]
    return notes


def _part(visit: Stimuli, protocols: Sequence[str]) -> Stimuli:
    return visit.where(np.isin(visit.protocol, np.array(protocols)))


def _rows(visit: Stimuli, assessment: str, found: Sequence[Found]) -> list[MeasuredRow]:
    subject, session = str(visit.subject[0]), str(visit.session[0])
    rows = []
    for (name, muscle, value, unit), note in found:
        told = Measure(name, muscle, at_its_accuracy(value, unit), unit)
        rows.append(
            MeasuredRow(subject, "", session, np.nan, assessment, *told, visit.source, note)
        )
    return rows
