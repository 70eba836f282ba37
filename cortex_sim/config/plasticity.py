"""Plasticity rules and how BDNF acts on them."""

from typing import Annotated, Literal

from pydantic import Field

from cortex_sim.config._base import Section
from cortex_sim.units import Fraction, NonNegative, Positive, Rate


class LearningRate(Section):
    """Factor on all weight changes of a projection, by stage of life."""

    development: NonNegative
    adult: NonNegative


class TripletPlasticity(Section):
    """Triplet rule with soft bounds, slow decay and heterosynaptic depression.

    See `cortex_sim.model.stdp` for the equations, `cortex_sim.model.scaling` for the scaling.
    """

    rule: Literal["triplet"]
    ltd: NonNegative
    """A2-: pair depression at each presynaptic spike, dimensionless."""

    ltp: NonNegative
    """A3+: triplet (burst) potentiation at each postsynaptic spike, dimensionless."""

    ltp_pair: NonNegative = 0.0
    """A2+: pair potentiation that needs no BDNF, dimensionless."""

    heterosynaptic: NonNegative = 0.0
    """Depression towards ``latent_weight`` by postsynaptic bursts, dimensionless."""

    decay: NonNegative = 0.0
    """Drift towards ``latent_weight`` at each presynaptic spike, dimensionless."""

    latent_weight: Fraction = 0.0
    """Weight to which unused synapses return (latent connectivity)."""

    softness: Fraction = 0.5
    """Mix of additive (0) and multiplicative (1) weight bounds."""

    synaptic_scaling: Fraction = 0.0
    """Share of the change of a cell's summed weight that is undone after each session."""

    learning_rate: LearningRate


class InhibitoryPlasticity(Section):
    """Symmetric inhibitory rule with a target rate (Vogels et al. 2011)."""

    rule: Literal["inhibitory"]
    target_rate: Annotated[Rate, Field(ge=0)] = "3 Hz"
    """Target rate of the postsynaptic cell; alpha = 2 x rate x trace decay."""

    learning_rate: LearningRate


class BdnfAction(Section):
    """How the level of mature BDNF (1 = healthy rest) scales plasticity."""

    half_level: Positive = 1.0
    """Level of half-maximal TrkB action."""

    hill: Positive = 2.0
    """Hill exponent."""

    acts_on: Literal["burst_term", "whole_rule"] = "whole_rule"
    """Hypothesis: only the burst (triplet) term of LTP, or LTD and decay as well."""
