"""
Try the plasticity rule
=======================

The triplet rule in `cortex_sim.plasticity.triplet` is two lines of text that are compiled into the
simulation. Here Python runs the very same lines for one synapse, spike by spike: no network, no
compiler.
"""

import textwrap

import matplotlib.pyplot as plt
import numpy as np

from cortex_sim.config.load import load_study
from cortex_sim.figures import use_style
from cortex_sim.plasticity import triplet
from cortex_sim.plasticity.bdnf import bdnf_factors

study = load_study("../../configs/base.yaml")  # relative to this script
rule = study.network.projections["exc_exc"].plasticity
decay = study.network.trace_decay
for line in (triplet.ON_PRE, triplet.ON_POST):
    print(textwrap.fill(line, 76, subsequent_indent="    "), end="\n\n")

# %%
# A pairing protocol: 60 pairs at a rate, the postsynaptic spike ``lag`` seconds after the
# presynaptic one. Traces decay between spikes and jump after the synapse has read them.


def weight_after(lag, rate, bdnf=1.0, pairs=60, w=0.3):
    factors = bdnf_factors(study.bdnf, bdnf)
    names = {
        **rule.model_dump(exclude={"rule", "learning_rate"}),
        "learning_rate": rule.learning_rate.adult,
        "bdnf_ltp": factors.ltp,
        "bdnf_ltd": factors.ltd,
        "clip": np.clip,
    }
    trace = {"r1_pre": 0.0, "o1_post": 0.0, "o2_post": 0.0}
    tau = {"r1_pre": decay.pre_fast, "o1_post": decay.post_fast, "o2_post": decay.post_slow}
    starts = np.arange(pairs) / rate
    spikes = sorted([(t, "pre") for t in starts] + [(t + lag, "post") for t in starts])
    now = spikes[0][0]
    for time, side in spikes:
        trace = {key: z * np.exp((now - time) / tau[key]) for key, z in trace.items()}
        now = time
        scope = {**names, **trace, "w": w}
        exec(triplet.ON_PRE if side == "pre" else triplet.ON_POST, scope)
        w = float(scope["w"])
        for key in trace:
            trace[key] += key.endswith(side)
    return w


# %%
# Left: the triplet rule needs bursts. At 5 Hz pairs depress, or hold the weight where the
# postsynaptic spike follows at once; at 40 Hz the slow trace of earlier spikes makes them
# potentiate. (Lags stay within half of the 25 ms between pairs at 40 Hz; beyond that a spike
# belongs to the next pair.) Right: in ``whole_rule``, BDNF is a factor on all changes, so low BDNF
# slows loss as well as gain.

lags = np.linspace(-0.012, 0.012, 40)  # no lag of 0: the order of the two would be undefined
with use_style():
    figure, (left, right) = plt.subplots(1, 2, figsize=(6, 2.6), sharey=True)
    for rate, style in ((5, "-"), (20, "--"), (40, ":")):
        left.plot(1e3 * lags, [weight_after(s, rate) for s in lags], style, label=f"{rate} Hz")
    for bdnf, style in ((0.4, ":"), (1.0, "-"), (1.5, "--")):
        changes = [weight_after(0.005, rate, bdnf) for rate in range(1, 41)]
        right.plot(range(1, 41), changes, style, label=f"BDNF {bdnf:g}")
    left.set(xlabel="post − pre (ms)", ylabel="weight after 60 pairs")
    right.set(xlabel="pairs per second, lag 5 ms")
    for panel in (left, right):
        panel.axhline(0.3, color="0.8", zorder=0)
        panel.legend()
    plt.show()
