"""The named hypotheses of a study: which are in force, and which works speak for which side."""

from typing import Any, NamedTuple, get_args

from cortex_sim.catalog.citations import find_citation
from cortex_sim.config.slow_clock import Hypotheses
from cortex_sim.config.study import Study
from cortex_sim.plasticity.bdnf import BdnfAction

SOURCES: dict[str, dict[str, tuple[str, ...]]] = {
    "bdnf_acts_on": {"burst_term": ("edelmann2015",)},
    # one study: lower in musculoskeletal, higher in widespread pain
    "pain_and_bdnf": {"lowers": ("dibonaventura2025",), "raises": ("dibonaventura2025",)},
    # motor cortex: less SICI in CLBP and chronic pain, but no conclusion over 67 studies;
    # spectroscopy: more GABA in migraine; acute pain raises SICI as well
    "load_on_gaba": {
        "lowers": ("massealarie2012", "parker2016"),
        "none": ("chang2018",),
        "raises": ("peek2020",),
    },
    "lactate_raises_bdnf": {"true": ("ferris2007",), "false": ("roja2025",)},
    "probdnf_facilitates_depression": {"true": ("woo2005",)},
    "gaba_after_practice": {"lowers": ("floyerlea2006",)},
    "bdnf_and_gaba": {"lowers": ("cheng2003",), "raises": ("colinooliveira2016",)},
    "bdnf_consolidates": {"true": ("pang2004",)},
    "intrinsic_homeostasis": {"true": ("desai1999",)},
}
"""By hypothesis and value: works that speak for this value, keys of citations.yaml."""


class InForce(NamedTuple):
    """One hypothesis as a study has it."""

    name: str
    value: str
    sources: dict[str, tuple[str, ...]]
    """Short forms of the works for each value that can be chosen; none: no work is cited."""


def hypotheses_of(study: Study) -> tuple[InForce, ...]:
    """Return the hypotheses in force; without a slow clock there is one."""
    switches: dict[str, object] = {"bdnf_acts_on": study.bdnf.acts_on}
    if study.slow_clock is not None:
        switches |= study.slow_clock.hypotheses.model_dump()
    return tuple(
        InForce(name, _word(value), {side: _works(name, side) for side in sides_of(name)})
        for name, value in switches.items()
    )


def as_lines(study: Study) -> list[str]:
    """Return the hypotheses in force, a line each, with the works for each side."""
    in_force = hypotheses_of(study)
    width = max(len(row.name) for row in in_force)
    return [f"  {row.name:{width}}  {row.value}  ({_sides(row)})" for row in in_force]


def sides_of(name: str) -> tuple[str, ...]:
    """Return every value that a hypothesis can have, as it is written in YAML."""
    fields: dict[str, Any] = {"bdnf_acts_on": BdnfAction.model_fields["acts_on"]}
    annotation = (Hypotheses.model_fields | fields)[name].annotation
    return ("true", "false") if annotation is bool else get_args(annotation)


def _works(name: str, side: str) -> tuple[str, ...]:
    return tuple(find_citation(key).short for key in SOURCES[name].get(side, ()))


def _sides(row: InForce) -> str:
    """Return the works for the value in force, then those for others."""
    sides = (row.value, *(side for side in row.sources if side != row.value))
    return "; ".join(f"for {side}: {', '.join(row.sources[side]) or 'no source'}" for side in sides)


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
