"""The named hypotheses of a study: which are in force, and what speaks for and against."""

from typing import NamedTuple

from cortex_sim.catalog.citations import find_citation
from cortex_sim.config.study import Study

SOURCES: dict[str, tuple[str, ...]] = {
    "bdnf_acts_on": ("edelmann2015",),
    "pain_and_bdnf": ("dibonaventura2025",),
    "lactate_raises_bdnf": ("ferris2007", "roja2025"),
    "probdnf_facilitates_depression": ("woo2005",),
    "gaba_after_practice": ("floyerlea2006",),
    "bdnf_and_gaba": ("cheng2003",),
    "bdnf_consolidates": ("pang2004",),
}
"""Works that a hypothesis rests on or argues with: keys of citations.yaml."""


class InForce(NamedTuple):
    """One hypothesis as a study has it."""

    name: str
    value: str
    sources: tuple[str, ...]
    """Short forms of the works."""


def hypotheses_of(study: Study) -> tuple[InForce, ...]:
    """Return the hypotheses in force; without a slow clock there is one."""
    found: dict[str, object] = {"bdnf_acts_on": study.bdnf.acts_on}
    if study.slow_clock is not None:
        found |= study.slow_clock.hypotheses.model_dump()
    return tuple(
        InForce(name, _word(value), tuple(find_citation(key).short for key in SOURCES[name]))
        for name, value in found.items()
    )


def as_lines(study: Study) -> list[str]:
    """Return the hypotheses in force, a line each."""
    found = hypotheses_of(study)
    width = max(len(row.name) for row in found)
    return [f"  {row.name:{width}}  {row.value}  ({'; '.join(row.sources)})" for row in found]


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
