r"""Plasticity of inhibitory synapses towards a target rate.

The symmetric rule of Vogels et al. 2011 (10.1126/science.1211095). With
:math:`z` the trace of either cell and :math:`\alpha = 2 \rho_0 \tau_z` for a
target rate :math:`\rho_0`, at a presynaptic spike
:math:`w \leftarrow w + \eta (z_{post} - \alpha)` and at a postsynaptic spike
:math:`w \leftarrow w + \eta z_{pre}`, clipped to [0, 1]. It balances
excitation during development and then rests.
"""

from typing import Annotated, Literal

from pydantic import Field

from cortex_sim.plasticity.rule import PlasticityRule, Surroundings, Trace
from cortex_sim.sections import Section
from cortex_sim.units import PositiveTime, Rate


class InhibitoryPlasticity(PlasticityRule):
    """Symmetric inhibitory rule with a target rate (Vogels et al. 2011)."""

    rule: Literal["inhibitory"]
    """Name of the rule: says which of the alternatives is meant."""

    target_rate: Annotated[Rate, Field(ge=0)] = "3 Hz"
    """Target rate of the postsynaptic cell; alpha = 2 x rate x trace decay."""

    def inputs(self, around: Surroundings) -> dict[str, float]:
        """Return the run-time inputs: the learning rate and the depression at each spike."""
        return {
            "learning_rate": self.rate(around),
            "alpha": alpha(self.target_rate, around.trace_decay["z"]),
        }


class InhibitoryTraceDecay(Section):
    """The field of ``network.trace_decay`` that the inhibitory rule needs."""

    inhibitory: PositiveTime
    """z: trace of either cell, for the inhibitory rule (Vogels et al. 2011)."""


def alpha(target_rate: float, tau: float) -> float:
    """Return the depression at each presynaptic spike that holds ``target_rate``.

    Parameters
    ----------
    target_rate
        Target rate of the postsynaptic cell, in Hz.
    tau
        Decay of the trace, in s.
    """
    return 2 * target_rate * tau


SECTION: type[PlasticityRule] = InhibitoryPlasticity
TRACE_SECTION: type[Section] = InhibitoryTraceDecay
TRACES = {"z": Trace("inhibitory", "inhibitory rule")}
"""The rule is defined for all spikes, not for the last one only."""

INPUTS = {"learning_rate": "1", "alpha": "1"}
"""Run-time inputs of a projection with this rule, with their Brian2 units."""

ON_PRE = "w = clip(w + learning_rate * (z_post - alpha), 0, 1)"
ON_POST = "w = clip(w + learning_rate * z_pre, 0, 1)"
PRE_TRACES: tuple[str, ...] = ("z",)
POST_TRACES: tuple[str, ...] = ("z",)
