"""A measure of a person, and the table of them."""

import csv
import io
from collections.abc import Iterable
from typing import NamedTuple

from cortex_sim.csv_cells import text_cell
from cortex_sim.outcome.measures.base import Measure


class MeasuredRow(NamedTuple):
    """One measure of one person in one session; the first columns are those of a study's table."""

    subject: str
    arm: str
    phase: str
    day: float
    """nan: a table of pulses holds no date."""

    assessment: str
    measure: str
    muscle: str
    value: float
    unit: str
    session: str
    note: str


class Found(NamedTuple):
    """A measure with why it is nan, or what to know of it."""

    measure: Measure
    note: str = ""


def as_csv(rows: Iterable[MeasuredRow]) -> str:
    """Return rows as CSV text with the columns of ``measures.csv`` and a note."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(MeasuredRow._fields)
    for row in rows:
        writer.writerow([f"{c:.9g}" if isinstance(c, float) else text_cell(c) for c in row])
    return text.getvalue()
