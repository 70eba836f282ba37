"""A person's measures among those of virtual subjects: exploratory, side by side, no fit.

Only measures without a unit of the recording are set beside each other: overlap of two maps and
ratios of MEPs. Places, areas and amplitudes are of another sheet, coil and electrode.
"""

import csv
import io
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from cortex_sim.csv_cells import cell_text
from cortex_sim.errors import DataError
from cortex_sim.outcome.result import StudyResult
from cortex_sim.people.found import MeasuredRow
from cortex_sim.people.interpolated import INTERPOLATED
from cortex_sim.people.text_table import text_of

COMPARABLE = ("overlap", "sici", "icf", "sicf", "lici")
"""Measures that are set beside each other, also those of single intervals (``sici_3_ms``)."""


class Beside(NamedTuple):
    """A measure of a person, and the same of a cohort at one visit."""

    subject: str
    phase: str
    measure: str
    muscle: str
    value: float
    study: str
    visit: str
    assessment: str
    settings: str
    """How the virtual subjects were examined."""

    measured: str
    """How the person was examined, as far as the table says."""

    file: str
    """The measured file."""

    n: int
    """Virtual subjects with a value."""

    mean: float
    sd: float
    below: float
    """Share of virtual subjects with a smaller value."""


def read_measured(path: Path) -> list[MeasuredRow]:
    """Return the rows of a table that ``cortex-sim measure --out`` wrote.

    Raises
    ------
    DataError
        If it is no such table.
    """
    try:
        rows = list(csv.DictReader(io.StringIO(text_of(path), newline="")))
    except csv.Error as error:
        raise DataError(f"{path}: cannot be read: {error}") from None
    if not rows or tuple(rows[0]) != MeasuredRow._fields:
        raise DataError(f"{path}: is no table of 'cortex-sim measure FILE --out TABLE'; make one")
    try:
        return [_row(row) for row in rows]
    except (TypeError, ValueError) as error:
        raise DataError(f"{path}: is damaged: {error}; make it anew") from None


def _row(cells: dict[str, str]) -> MeasuredRow:
    texts = {name: cell_text(cell) for name, cell in cells.items()}
    text = MeasuredRow(**{**texts, "day": math.nan, "value": math.nan})  # type: ignore[arg-type]
    return text._replace(day=float(cells["day"]), value=float(cells["value"]))


def beside(rows: Sequence[MeasuredRow], result: StudyResult) -> list[Beside]:
    """Return each comparable measure of people beside every visit of a study that has it.

    Virtual maps are read at their sites, so interpolated maps of people are left out.

    Raises
    ------
    DataError
        If no measure of the people is one of the study's.
    """
    mine = [row for row in rows if _comparable(row)]
    found = [one for row in mine for one in _visits(row, result, _examined(row, rows))]
    if not found:
        people = sorted({f"{r.measure} ({r.muscle})" for r in mine})
        there = sorted(
            {f"{r.measure} ({r.muscle})" for r in result.rows if r.measure in COMPARABLE}
        )
        raise DataError(
            f"nothing to set side by side: people have {', '.join(people) or 'none'}, the study "
            f"{result.study.name} has {', '.join(there) or 'none'} of {', '.join(COMPARABLE)}; are "
            "the muscles called alike?"
        )
    return found


def _comparable(row: MeasuredRow) -> bool:
    is_like = row.assessment != INTERPOLATED and row.measure.split("_")[0] in COMPARABLE
    return is_like and math.isfinite(row.value)


def _examined(row: MeasuredRow, rows: Sequence[MeasuredRow]) -> str:
    """Return the assessment of a row, and of a map what it rests on."""
    whose = (row.subject, row.phase, row.assessment, row.session)
    found = [row.assessment]
    for name in ("sites", "pulses"):
        mine = [r for r in rows if r.measure == name and r.muscle in row.muscle.split("-")]
        values = [r.value for r in mine if (r.subject, r.phase, r.assessment, r.session) == whose]
        if values:
            found.append(f"{max(values):g} {name}")
    return ", ".join(found)


def _visits(row: MeasuredRow, result: StudyResult, examined: str) -> Iterator[Beside]:
    study = result.study
    for visit in result.visits:
        for name, settings in study.assessments.items():
            values = result.values(name, row.measure, row.muscle, *visit)
            values = values[np.isfinite(values)]
            if len(values) == 0:
                continue
            sd = float(values.std(ddof=1)) if len(values) > 1 else math.nan
            yield Beside(
                row.subject, row.phase, row.measure, row.muscle, row.value, study.name, visit.path,
                name, "; ".join(settings.details), examined, row.session, len(values),
                float(values.mean()), sd, float(np.mean(values < row.value)),
            )  # fmt: skip
