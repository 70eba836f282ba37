"""Plasticity rules, each one module: its section, traces, statements and run-time inputs.

`RULES` is the one table. The union of sections that a projection may hold, the fields of
``network.trace_decay`` and the traces of the cells follow from it.
"""

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from cortex_sim.plasticity import inhibitory, triplet
from cortex_sim.plasticity.rule import PlasticityRule, RuleModule, Trace

RULES: dict[str, RuleModule] = {
    "triplet": triplet,
    "inhibitory": inhibitory,
}
"""Plasticity rules by their name in the configuration."""

TRACES: dict[str, Trace] = {
    name: trace for module in RULES.values() for name, trace in module.TRACES.items()
}
"""Spike traces of all rules, by name."""

if TYPE_CHECKING:
    AnyRule = PlasticityRule
else:
    AnyRule = Annotated[
        reduce(or_, (module.SECTION for module in RULES.values())), Field(discriminator="rule")
    ]
    """The section of any rule: what ``plasticity`` of a projection may hold."""


class TraceDecay(*(module.TRACE_SECTION for module in reversed(RULES.values()))):  # type: ignore[misc]
    """Decay of the spike traces that plasticity reads (Pfister & Gerstner 2006)."""


def decays_of(settings: TraceDecay) -> dict[str, float]:
    """Return the time constant in s of every trace, by the trace's name."""
    return {name: getattr(settings, trace.decay) for name, trace in TRACES.items()}
