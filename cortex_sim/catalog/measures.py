"""What each measure means, in ``measures.yaml``."""

from fnmatch import fnmatchcase
from functools import cache
from typing import NamedTuple

from cortex_sim.catalog.files import read_catalog

MEASURES_FILE = "measures.yaml"


class MeasureMeaning(NamedTuple):
    """Measures that mean the same kind of thing."""

    names: tuple[str, ...]
    """Names; ``*`` stands for what varies."""

    unit: str
    meaning: str


@cache
def measure_meanings() -> tuple[MeasureMeaning, ...]:
    """Return the measures in the order of the file."""
    return tuple(
        MeasureMeaning(tuple(row["names"]), row["unit"], row["meaning"])
        for row in read_catalog(MEASURES_FILE)
    )


def meaning_of(measure: str) -> str:
    """Return what a measure means, empty if the catalog does not say; exact names come first."""
    for matches in (str.__eq__, fnmatchcase):
        for row in measure_meanings():
            if any(matches(measure, name) for name in row.names):
                return row.meaning
    return ""
