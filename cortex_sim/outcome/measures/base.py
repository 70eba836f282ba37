"""What a measure is, and which of them stand in the table that a run ends with."""

from typing import NamedTuple


class Measure(NamedTuple):
    """One number: its name, the muscle or pair of muscles, value and unit."""

    name: str
    muscle: str
    value: float
    unit: str


class MainMeasure(NamedTuple):
    """A measure of an assessment that the table at the end of a run shows."""

    title: str
    name: str
    muscle: str
    unit: str
    why_empty: str
    """Why it can be without a value in all subjects."""
