"""The seeds that were looked at while parameters were chosen, in ``chosen_seeds.yaml``."""

from functools import cache
from typing import NamedTuple

from cortex_sim.catalog.files import read_catalog
from cortex_sim.config.study import Study
from cortex_sim.errors import ConfigError
from cortex_sim.units import counted

SEEDS_FILE = "chosen_seeds.yaml"


class ChosenSeeds(NamedTuple):
    """A range of seeds, and what was chosen by looking at them."""

    first: int
    last: int
    chosen: str


@cache
def chosen_seeds() -> tuple[ChosenSeeds, ...]:
    """Return the ranges of the package.

    Raises
    ------
    ConfigError
        If an entry is no range.
    """
    ranges = tuple(ChosenSeeds(**row) for row in read_catalog(SEEDS_FILE))
    for row in ranges:
        if row.first > row.last:
            raise ConfigError(
                f"{SEEDS_FILE}: got {row.first} to {row.last}, expected the smaller seed first"
            )
    return ranges


def chosen_seeds_note(study: Study) -> str:
    """Return what a study's outputs say of such seeds, empty if it has none of them."""
    first = study.cohort.first_seed
    last = first + study.cohort.subjects - 1
    parts = []
    for row in chosen_seeds():
        shared = range(max(first, row.first), min(last, row.last) + 1)
        if shared:
            which = str(shared[0]) if len(shared) == 1 else f"{shared[0]} to {shared[-1]}"
            parts.append(f"{counted(len(shared), 'subject')} (seed {which}: {row.chosen})")
    if not parts:
        return ""
    return (
        f"Not independent: parameters were chosen by looking at {'; '.join(parts)}. Take other "
        "seeds (cohort.first_seed) to test a claim."
    )
