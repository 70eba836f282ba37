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

:math:`P` and :math:`D` are the BDNF factors of `cortex_sim.model.bdnf`: mature
BDNF scales the burst (triplet) term of potentiation; whether depression and
decay follow is a named hypothesis. With a slow clock :math:`A_2^-` also carries the
facilitation of depression by proBDNF (`cortex_sim.slow.milieu`). Traces live on the
cells, one update a spike instead of one a synapse. Potentiation reads the presynaptic trace at the
soma, depression acts on arrival; the axonal delay is therefore counted once.

The order within a time step is: thresholds, synapses (arrivals first, then
postsynaptic spikes), resets, in which traces jump.
"""

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
PRE_TRACES = ("r1",)
POST_TRACES = ("o1", "o2")
