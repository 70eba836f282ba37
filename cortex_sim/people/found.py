"""A measure of a person, and the table of them."""

from collections.abc import Iterable
from typing import NamedTuple

from cortex_sim.csv_cells import csv_text
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
    return csv_text([MeasuredRow._fields, *rows])
