"""A study's measures by surface EMG, beside those by spikes."""

from collections.abc import Callable, Iterable, Sequence
from typing import Literal, NamedTuple

import numpy as np

from cortex_sim.analysis.arrays import FloatArray
from cortex_sim.analysis.statistics import paired_effect
from cortex_sim.config.session_kinds import SessionKind
from cortex_sim.course.laboratory import Laboratory
from cortex_sim.course.visit import Visit
from cortex_sim.csv_cells import csv_text
from cortex_sim.emg.surface import Electrode
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.summary import resampling
from cortex_sim.people.reading import Reading
from cortex_sim.people.virtual import measure_session


class EmgRow(NamedTuple):
    """A measure of a virtual subject at a visit, from its EMG and from its spikes."""

    subject: int
    arm: str
    phase: str
    assessment: str
    measure: str
    muscle: str
    value: float
    """From the EMG."""

    unit: str
    by_spikes: float
    """From the spikes; nan where they have no such measure."""

    spikes_unit: str
    note: str


Agreement = Literal["same", "differs", "open"]
"""Whether EMG and spikes give a change one sign."""


class EmgChange(NamedTuple):
    """The mean change of a measure between two visits, by EMG and by spikes."""

    before: str
    after: str
    assessment: str
    measure: str
    muscle: str
    n: int
    by_emg: float
    emg_low: float
    emg_high: float
    """95 % interval of the mean (BCa); nan below `MIN_SUBJECTS`."""

    unit: str
    by_spikes: float
    spikes_low: float
    spikes_high: float
    spikes_unit: str
    sign: Agreement
    """``differs`` where both intervals leave out 0, on opposite sides; ``open`` where the means
    have opposite signs and an interval holds 0 or is unknown."""

    correlation: float
    """Of the subjects' changes by EMG and by spikes."""


def emg_rows(
    result: StudyResult,
    laboratory: Laboratory,
    electrode: Electrode,
    reading: Reading,
    *,
    subjects: Iterable[int],
    assessments: Sequence[str],
    tell: Callable[[str], None] = lambda _: None,
) -> list[EmgRow]:
    """Return the measures of some subjects and assessments at all visits.

    Parameters
    ----------
    result
        The finished study.
    laboratory
        Programs and store, as of `open_laboratory`.
    electrode
        How the muscles are recorded.
    reading
        How the EMG is read, as of `read_above`.
    subjects, assessments
        Which of them.
    tell
        Gets a line for each subject.

    Raises
    ------
    ResultError
        If an assessment does not repeat what is stored.
    """
    by_spikes = {
        (r.subject, r.arm, r.phase, r.assessment, r.measure, r.muscle): r
        for r in result.rows
        if r.repeat == 1
    }
    found = []
    for subject in subjects:
        tell(f"subject {subject}")
        for place, session in result.by_place.items():
            is_asked = place.subject == subject and place.name in assessments and place.repeat == 1
            if not is_asked or session.kind is not SessionKind.ASSESSMENT:
                continue
            visit = (place.subject, place.arm, place.phase, place.name)
            for row in measure_session(session, result, laboratory, electrode, reading):
                old = by_spikes.get((*visit, row.measure, row.muscle))
                value, unit = (old.value, old.unit) if old else (np.nan, "")
                found.append(
                    EmgRow(
                        *visit, row.measure, row.muscle, row.value, row.unit, value, unit, row.note
                    )
                )
    return found


def emg_changes(rows: Sequence[EmgRow], pairs: Sequence[tuple[Visit, Visit]]) -> list[EmgChange]:
    """Return the change of each measure between two visits, as far as both have it.

    Parameters
    ----------
    rows
        Of `emg_rows`.
    pairs
        Visits to compare, as of `contrasts <cortex_sim.outcome.summary.contrasts>`.
    """
    at = {visit: _values(rows, visit) for pair in pairs for visit in pair}
    return [
        change
        for key in dict.fromkeys(key for values in at.values() for key in values)
        for before, after in pairs
        if key in at[before] and key in at[after]
        for change in _change(before, after, key, at[before][key], at[after][key])
    ]


class _Mean(NamedTuple):
    value: float
    low: float
    high: float


_Key = tuple[str, str, str, str, str]


def _values(rows: Sequence[EmgRow], visit: Visit) -> dict[_Key, dict[int, tuple[float, float]]]:
    found: dict[_Key, dict[int, tuple[float, float]]] = {}
    for row in rows:
        if (row.arm, row.phase) == (visit.arm, visit.phase):
            key = (row.assessment, row.measure, row.muscle, row.unit, row.spikes_unit)
            found.setdefault(key, {})[row.subject] = (row.value, row.by_spikes)
    return found


def _change(
    before: Visit,
    after: Visit,
    key: _Key,
    first: dict[int, tuple[float, float]],
    last: dict[int, tuple[float, float]],
) -> list[EmgChange]:
    both = np.array([np.subtract(last[s], first[s]) for s in first if s in last]).reshape(-1, 2)
    both = both[np.isfinite(both).all(axis=1)]
    if len(both) == 0:
        return []
    emg, spikes = (_mean(column) for column in both.T)
    varies = len(both) > 2 and (both.std(axis=0) > 0).all()
    correlation = float(np.corrcoef(both.T)[0, 1]) if varies else np.nan
    assessment, measure, muscle, unit, spikes_unit = key
    return [
        EmgChange(
            before.path, after.path, assessment, measure, muscle, len(both), *emg, unit,
            *spikes, spikes_unit, _agreement(emg, spikes), correlation,
        )
    ]  # fmt: skip


def _mean(changes: FloatArray) -> _Mean:
    effect = paired_effect(np.zeros_like(changes), changes, rng=resampling())
    return _Mean(float(changes.mean()), effect.ci_low, effect.ci_high)


def _agreement(one: _Mean, other: _Mean) -> Agreement:
    if np.sign(one.value) == np.sign(other.value):
        return "same"
    return "differs" if all(m.low > 0 or m.high < 0 for m in (one, other)) else "open"


def csv_of(rows: Sequence[NamedTuple]) -> str:
    """Return rows as CSV text."""
    return csv_text([*(row._fields for row in rows[:1]), *rows], digits=6)
