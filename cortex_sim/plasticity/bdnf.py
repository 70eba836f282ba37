r"""How the level of mature BDNF scales plasticity.

TrkB action follows a Hill curve, normalised to 1 at the healthy level of 1:

.. math:: H(b) = (1 + b_{1/2}^n)\, \frac{b^n}{b_{1/2}^n + b^n}

Potentiation by postsynaptic bursts needs BDNF, potentiation by single spikes
does not (Edelmann et al. 2015, 10.1016/j.neuron.2015.04.007). Whether LTD and
decay scale with it is a hypothesis: ``burst_term`` leaves them alone,
``whole_rule`` scales them alike (a learning rate).
"""

from typing import Literal, NamedTuple

from cortex_sim.sections import Section
from cortex_sim.units import Positive


class BdnfAction(Section):
    """How the level of mature BDNF (1 = healthy rest) scales plasticity."""

    half_level: Positive = 1.0
    """Level of half-maximal TrkB action."""

    hill: Positive = 2.0
    """Hill exponent."""

    acts_on: Literal["burst_term", "whole_rule"] = "whole_rule"
    """Hypothesis: only the burst (triplet) term of LTP, or LTD and decay as well."""


class BdnfFactors(NamedTuple):
    """Factors on burst potentiation, and on depression and decay; 1 is healthy."""

    ltp: float
    ltd: float


def bdnf_factors(action: BdnfAction, level: float) -> BdnfFactors:
    """Return the factors at a BDNF ``level`` (relative to healthy rest, >= 0)."""
    half = action.half_level**action.hill
    bound = level**action.hill
    factor = (1 + half) * bound / (half + bound)
    return BdnfFactors(factor, factor if action.acts_on == "whole_rule" else 1.0)
