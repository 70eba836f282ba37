r"""Plasticity of inhibitory synapses towards a target rate.

The symmetric rule of Vogels et al. 2011 (10.1126/science.1211095). With
:math:`z` the trace of either cell and :math:`\alpha = 2 \rho_0 \tau_z` for a
target rate :math:`\rho_0`, at a presynaptic spike
:math:`w \leftarrow w + \eta (z_{post} - \alpha)` and at a postsynaptic spike
:math:`w \leftarrow w + \eta z_{pre}`, clipped to [0, 1]. It balances
excitation during development and then rests.
"""

INPUTS = {"learning_rate": "1", "alpha": "1"}
"""Run-time inputs of a projection with this rule, with their Brian2 units."""

ON_PRE = "w = clip(w + learning_rate * (z_post - alpha), 0, 1)"
ON_POST = "w = clip(w + learning_rate * z_pre, 0, 1)"
PRE_TRACES = ("z",)
POST_TRACES = ("z",)


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
