r"""Forgetting and consolidation: what weights do between sessions, in closed form.

Practice changes the weights :math:`w` and tags the synapses. While the tag lasts,
mature BDNF moves the consolidated weights :math:`c` towards them (synaptic tagging:
Frey & Morris 1997, 10.1038/385533a0; BDNF suffices for late LTP: Pang et al. 2004,
10.1126/science.1100135). Then

.. math::

    \dot w = -(w - c) / \tau_{early}, \qquad \dot c = -(c - w_0) / \tau_{late}

with the latent weight :math:`w_0`. Where daily life goes on practising, the weights
stay and the consolidated ones follow them.
"""

import numpy as np
from numpy.typing import NDArray

Weights = NDArray[np.float64]
DAY = 86400.0


def consolidate(weights: Weights, consolidated: Weights, kept: float) -> Weights:
    """Return consolidated weights after a share ``kept`` (0 to 1) of the change was kept."""
    return consolidated + kept * (weights - consolidated)


def kept_share(tag_integral: float, rate: float) -> float:
    """Return the share of a change that is kept.

    Parameters
    ----------
    tag_integral
        TrkB action averaged over the life of the tag; 1 is a BDNF of 1 throughout.
    rate
        Rate of consolidation, dimensionless.
    """
    return float(1 - np.exp(-rate * tag_integral))


def forget(
    weights: Weights,
    consolidated: Weights,
    latent: float,
    duration: float,
    early: float,
    late: float,
) -> tuple[Weights, Weights]:
    """Return weights and consolidated weights after a time without practice.

    Parameters
    ----------
    weights, consolidated
        Weights at the start, shape (n_synapses,).
    latent
        Weight of latent connectivity.
    duration, early, late
        Time and time constants in s; ``early`` is shorter than ``late``.
    """
    fast, slow = np.exp(-duration / early), np.exp(-duration / late)
    mixed = (slow - fast) / (1 - early / late)
    above, lasting = weights - latent, consolidated - latent
    return latent + above * fast + lasting * mixed, latent + lasting * slow


def go_on(weights: Weights, consolidated: Weights, duration: float, rate: float) -> Weights:
    """Return consolidated weights after daily life has gone on practising.

    Parameters
    ----------
    weights, consolidated
        Weights (which stay), shape (n_synapses,).
    duration
        Time in s.
    rate
        Rate of consolidation for each day of practice.
    """
    return weights + (consolidated - weights) * float(np.exp(-rate * duration / DAY))
