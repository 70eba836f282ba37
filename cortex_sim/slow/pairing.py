r"""Pairing in a hippocampal slice: one synapse under the triplet rule and the slow clock.

A reduction of Solinas et al. (2019, 10.1371/journal.pcbi.1006975): one presynaptic
spike is followed by one (1:1) or four (1:4) postsynaptic spikes, again and again.
The synapse follows the very statements of `cortex_sim.plasticity.triplet`, release and pools
are those of the network (tonic BDNF is washed away). BDNF goes on being released for
half an hour after the pairings and acts on what they have tagged; here its mean over
induction and this time stands for the level in the rule. The synapses of a subject are paired by
the assessment of that name (`cortex_sim.clinic.pairing`).
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cortex_sim.config.slow_clock import SlowClock
from cortex_sim.plasticity import RULES
from cortex_sim.plasticity.bdnf import BdnfAction, bdnf_factors
from cortex_sim.plasticity.pairing import weights_after
from cortex_sim.slow.bursts import released_bursts
from cortex_sim.slow.pools import Pools, advance_pools, relative_pools

EXPRESSION = 1800.0
"""Time (s) after induction in which BDNF acts."""

STEPS = 60
"""Points of the mean level over that time."""

HIPPOCAMPUS = {
    "learning_rate": 1.0,
    "ltd": 3.5e-3,
    "ltp": 8.0e-3,
    "ltp_pair": 5.3e-3,
    "heterosynaptic": 6.5e-3,
    "decay": 0.0,
    "latent_weight": 0.1,
    "softness": 0.5,
}
"""Minimal all-to-all triplet rule for hippocampal cultures (Pfister & Gerstner 2006,
10.1523/JNEUROSCI.1425-06.2006). The last four belong to this model. Heterosynaptic depression
is fitted to the contrast of 1:4 with and without BDNF: it plays the part of the block of the
1:1 pathway by high calcium in Solinas et al."""

TRACE_DECAY = {"r1": 16.8e-3, "o1": 33.7e-3, "o2": 40e-3}
"""Decay (s) of the traces in the same fit."""

START_WEIGHT = 0.3


class Pairing(NamedTuple):
    """A pairing protocol."""

    n_post: int
    """Postsynaptic spikes in each pairing; 0 is the unpaired control."""

    n_pairings: int
    frequency: float = 0.5
    """Pairings a second, in Hz."""

    lag: float = 10e-3
    """From the presynaptic to the first postsynaptic spike, in s."""

    post_interval: float = 5e-3
    """Between postsynaptic spikes of one pairing, in s."""

    def post_times(self) -> NDArray[np.float64]:
        """Return the times of all postsynaptic spikes in s, rising."""
        start = np.arange(self.n_pairings)[:, None] / self.frequency + self.lag
        return np.asarray((start + np.arange(self.n_post) * self.post_interval).ravel())

    def pre_times(self) -> NDArray[np.float64]:
        """Return the times of all presynaptic spikes in s."""
        return np.arange(self.n_pairings) / self.frequency


def mature_bdnf(pairing: Pairing, clock: SlowClock) -> float:
    """Return the mean mature BDNF while the pairing acts, 1 is healthy practice."""
    settings = clock.bdnf
    times = pairing.post_times()
    bursts = released_bursts(times, np.zeros(len(times), dtype=np.int64), settings)
    induction = pairing.n_pairings / pairing.frequency
    drive = bursts / induction / settings.reference_burst_rate
    pools, mean = Pools(), 0.0
    total = induction + EXPRESSION
    for duration, strength in ((induction, drive), (EXPRESSION, 0.0)):
        for _ in range(STEPS):
            pools, _ = advance_pools(pools, settings, duration / STEPS, strength)
            mean += relative_pools(pools).mature * duration / STEPS / total
    return mean


def pair(
    pairing: Pairing,
    *,
    clock: SlowClock,
    action: BdnfAction,
    has_bdnf: bool = True,
    rule: Mapping[str, float] | None = None,
    trace_decay: Mapping[str, float] | None = None,
) -> float:
    """Return the weight after pairing relative to that before; 1.5 is LTP of 50 %.

    Parameters
    ----------
    pairing
        The protocol.
    clock
        Release and pools of BDNF.
    action
        What BDNF acts on.
    has_bdnf
        False: all BDNF is scavenged.
    rule
        Parameters of the rule (keys of `cortex_sim.plasticity.triplet.INPUTS` but the BDNF
        factors), default `HIPPOCAMPUS`.
    trace_decay
        Decay (s) of ``r1``, ``o1`` and ``o2``, default `TRACE_DECAY`.
    """
    factors = bdnf_factors(action, mature_bdnf(pairing, clock) if has_bdnf else 0.0)
    given = {**(rule or HIPPOCAMPUS), "bdnf_ltp": factors.ltp, "bdnf_ltd": factors.ltd}
    weight = weights_after(
        RULES["triplet"],
        given,
        trace_decay or TRACE_DECAY,
        np.array(START_WEIGHT),
        pairing.pre_times(),
        pairing.post_times(),
    )
    return float(weight) / START_WEIGHT
