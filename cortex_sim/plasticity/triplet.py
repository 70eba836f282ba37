r"""Triplet spike-timing-dependent plasticity of excitatory synapses.

The minimal all-to-all triplet rule (Pfister & Gerstner 2006,
10.1523/JNEUROSCI.1425-06.2006) with soft bounds, heterosynaptic depression by
postsynaptic bursts (Zenke et al. 2015, 10.1038/ncomms7922; Chen et al. 2013,
10.1523/JNEUROSCI.5088-12.2013) and a drift to a latent weight. Weights lie in
[0, 1]. With :math:`r_1, o_1, o_2` the fast presynaptic, fast postsynaptic and
slow postsynaptic trace:

at a presynaptic spike (on arrival)

.. math:: w \leftarrow w - \eta\,D\,[A_2^-\, o_1 (1 - \mu + \mu w) + \delta (w - w_0)]

at a postsynaptic spike, with :math:`o_2` before its own jump

.. math::

    w \leftarrow w + \eta\,[ (P A_3^+ o_2 + A_2^+)\, r_1 (1 - \mu w)
        - D\, h\, o_2 (w - w_0) ]

:math:`P` and :math:`D` are the BDNF factors of `cortex_sim.plasticity.bdnf`: mature
BDNF scales the burst (triplet) term of potentiation; whether depression and
decay follow is a named hypothesis. With a slow clock :math:`A_2^-` also carries the
facilitation of depression by proBDNF (`cortex_sim.slow.milieu`). Traces live on the
cells, one update a spike instead of one a synapse. Potentiation reads the presynaptic trace at the
soma, depression acts on arrival; the axonal delay is therefore counted once.

The order within a time step is: thresholds, synapses (arrivals first, then
postsynaptic spikes), resets, in which traces jump.
"""

from typing import Literal

from cortex_sim.plasticity.rule import PlasticityRule, Surroundings, Trace
from cortex_sim.sections import Section
from cortex_sim.units import Fraction, NonNegative, PositiveTime


class TripletPlasticity(PlasticityRule):
    """Triplet rule with soft bounds, slow decay and heterosynaptic depression.

    See `cortex_sim.plasticity.triplet` for the equations, `cortex_sim.plasticity.scaling` for
    the scaling.
    """

    rule: Literal["triplet"]
    """Name of the rule: says which of the alternatives is meant."""

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

    @property
    def forgets_to(self) -> float:
        """Weight that unused synapses return to."""
        return self.latent_weight

    @property
    def scaling_share(self) -> float:
        """Share of the change of a cell's summed weight that is undone after each session."""
        return self.synaptic_scaling

    def inputs(self, around: Surroundings) -> dict[str, float]:
        """Return the run-time inputs: all amplitudes, proBDNF on depression, BDNF factors."""
        return {
            "learning_rate": self.rate(around),
            "ltd": self.ltd * around.depression,
            "ltp": self.ltp,
            "ltp_pair": self.ltp_pair * around.pair_potentiation,
            "heterosynaptic": self.heterosynaptic * around.heterosynaptic,
            "decay": self.decay,
            "latent_weight": self.latent_weight,
            "softness": self.softness,
            "bdnf_ltp": around.bdnf.ltp,
            "bdnf_ltd": around.bdnf.ltd,
        }


class TripletTraceDecay(Section):
    """Fields of ``network.trace_decay`` that the triplet rule needs."""

    pre_fast: PositiveTime
    """r1: presynaptic, potentiation window."""

    post_fast: PositiveTime
    """o1: postsynaptic, depression window."""

    post_slow: PositiveTime
    """o2: postsynaptic, the triplet term."""


SECTION: type[PlasticityRule] = TripletPlasticity
TRACE_SECTION: type[Section] = TripletTraceDecay
TRACES = {
    "r1": Trace("pre_fast", "presynaptic, fast", obeys_pairing=True),
    "o1": Trace("post_fast", "postsynaptic, fast", obeys_pairing=True),
    "o2": Trace("post_slow", "postsynaptic, slow", obeys_pairing=True),
}
INPUTS = {
    "learning_rate": "1",
    "ltd": "1",
    "ltp": "1",
    "ltp_pair": "1",
    "heterosynaptic": "1",
    "decay": "1",
    "latent_weight": "1",
    "softness": "1",
    "bdnf_ltp": "1",
    "bdnf_ltd": "1",
}
"""Run-time inputs of a projection with this rule, with their Brian2 units."""

ON_PRE = (
    "w = clip(w - learning_rate * bdnf_ltd"
    " * (ltd * o1_post * (1 - softness + softness * w) + decay * (w - latent_weight)), 0, 1)"
)
ON_POST = (
    "w = clip(w + learning_rate * ("
    "(bdnf_ltp * ltp * o2_post + ltp_pair) * r1_pre * (1 - softness * w)"
    " - bdnf_ltd * heterosynaptic * o2_post * (w - latent_weight)), 0, 1)"
)
PRE_TRACES: tuple[str, ...] = ("r1",)
POST_TRACES: tuple[str, ...] = ("o1", "o2")
