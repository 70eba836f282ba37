"""What each measure means, and what gives it, in ``measures.yaml``."""

from fnmatch import fnmatchcase
from functools import cache
from typing import Literal, NamedTuple

from cortex_sim.catalog.files import read_catalog

MEASURES_FILE = "measures.yaml"


class MeasureMeaning(NamedTuple):
    """Measures that mean the same kind of thing."""

    names: tuple[str, ...]
    """Names; ``*`` stands for what varies."""

    unit: str
    meaning: str
    kinds: tuple[str, ...]
    """Kinds of assessment that give them; empty: of people alone."""

    of: tuple[Literal["muscle", "pair", "network"], ...]
    """What they are given of."""

    each: Literal["projection", "population", "signal"] | None
    """What ``*`` stands for, if a part of the network (of populations: those of cells, or
    those with a signal at rest); None: nothing, or what the settings say."""


@cache
def measure_meanings() -> tuple[MeasureMeaning, ...]:
    """Return the measures in the order of the file."""
    return tuple(
        MeasureMeaning(
            tuple(row["names"]),
            row["unit"],
            row["meaning"],
            tuple(row.get("kinds", ())),
            tuple(row.get("of", ())),
            row.get("each"),
        )
        for row in read_catalog(MEASURES_FILE)
    )


@cache
def measure_named(measure: str) -> MeasureMeaning | None:
    """Return the row of a measure, None if there is none; exact names come first."""
    for matches in (str.__eq__, fnmatchcase):
        for row in measure_meanings():
            if any(matches(measure, name) for name in row.names):
                return row
    return None


def meaning_of(measure: str) -> str:
    """Return what a measure means, empty if the catalog does not say."""
    row = measure_named(measure)
    return "" if row is None else row.meaning
