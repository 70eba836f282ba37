"""Summary statistics of a session that people and virtual subjects share, free of units.

A person's coil, electrode and head are not the model's. So places are relative to the mean of the
muscles and in units of the maps' own width (or of a stated scale), amplitudes and thresholds are
relative to the mean of the muscles, and what has no unit is taken as it is. Where MEPs and a value
are in the units of the bank (a virtual subject as the person, read by spikes), the value counts
absolutely as well.
"""

import math
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

import numpy as np

from cortex_sim.course.visit import Visit
from cortex_sim.outcome.result import Row, StudyResult
from cortex_sim.people.found import MeasuredRow

How = Literal["place", "area", "relative", "as_is"]

TAKEN: dict[tuple[str, str], How] = {
    ("map", "cog_x"): "place",
    ("map", "cog_y"): "place",
    ("map", "area_mm2"): "area",
    ("map", "largest_mep"): "relative",
    ("map", "overlap"): "as_is",
    ("recruitment", "amt"): "relative",
    ("recruitment", "rmt"): "relative",
    ("recruitment", "s50"): "relative",
    ("recruitment", "slope"): "relative",
    ("paired_pulse", "sici"): "as_is",
    ("paired_pulse", "icf"): "as_is",
    ("movement", "onset"): "as_is",
}
"""By assessment of people and measure, how it enters."""

ASSESSMENTS = {
    "tms_map": "map", "recruitment": "recruitment", "paired_pulse": "paired_pulse",
    "cued_movement": "movement",
}  # fmt: skip
"""From kinds of assessment of virtual subjects to assessments of people."""


class Key(NamedTuple):
    """A measure of a session."""

    assessment: str
    measure: str
    muscle: str


class Value(NamedTuple):
    """Its value."""

    value: float
    unit: str


Session = Mapping[Key, Value]


def session_of_person(rows: Iterable[MeasuredRow]) -> dict[Key, Value]:
    """Return the measures of one session of a person."""
    return {
        Key(r.assessment, r.measure, r.muscle): Value(r.value, r.unit)
        for r in rows
        if math.isfinite(r.value)
    }


def sessions_of_bank(result: StudyResult, visit: Visit) -> list[dict[Key, Value]]:
    """Return the measures of each subject at a visit, in the order of `StudyResult.subjects`.

    Of several assessments of one kind it is the first that the study names.
    """
    arm, phase = visit.arm, visit.phase
    first: dict[str, str] = {}
    for name, settings in result.study.assessments.items():
        as_person = ASSESSMENTS.get(settings.kind)
        there = any((r.assessment, r.phase, r.arm) == (name, phase, arm) for r in result.rows)
        if as_person is not None and there:
            first.setdefault(as_person, name)
    names = {name: as_person for as_person, name in first.items()}
    found: dict[int, dict[Key, Value]] = {subject: {} for subject in result.subjects}
    for row in result.rows:
        if (row.arm, row.phase) == (arm, phase) and _counts(row, names):
            key = Key(names[row.assessment], row.measure, row.muscle)
            found[row.subject].setdefault(key, Value(row.value, row.unit))
    return list(found.values())


def _counts(row: Row, names: Mapping[str, str]) -> bool:
    return row.assessment in names and math.isfinite(row.value)


def summaries(session: Session, keys: Iterable[Key], scale: float | None) -> dict[str, float]:
    """Return the statistics of a session by name.

    Parameters
    ----------
    session
        Its measures.
    keys
        Those that count, in people and in the bank.
    scale
        Millimetres of this session's places for one of the model's sheet. None: lengths are in
        units of the square root of the maps' mean area, and the mean area says nothing.
    """
    there = [key for key in keys if key in session]
    unit = scale if scale is not None else _own_length(session, there)
    found = {}
    for key in there:
        how, value = TAKEN[key.assessment, key.measure], session[key].value
        name = f"{key.measure} {key.muscle}"
        if how == "as_is":
            found[name] = value
            continue
        all_muscles = [session[k].value for k in there if k[:2] == key[:2]]
        if how == "place":
            found[name] = (value - float(np.mean(all_muscles))) / unit
        elif how == "area":
            found[name] = _log(value / unit**2)
        else:
            found[name] = _log(value) - float(np.mean([_log(one) for one in all_muscles]))
    return found


def absolute(session: Session, keys: Iterable[Key]) -> dict[str, float]:
    """Return the logarithms of measures that are in the unit of the bank."""
    return {f"log {k.measure} {k.muscle}": _log(session[k].value) for k in keys if k in session}


def _own_length(session: Session, keys: Iterable[Key]) -> float:
    areas = [session[key].value for key in keys if key.measure == "area_mm2"]
    mean = float(np.mean(areas)) if areas else 0.0
    return math.sqrt(mean) if mean > 0 else math.nan


def _log(value: float) -> float:
    return math.log(value) if value > 0 else math.nan
