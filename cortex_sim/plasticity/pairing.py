"""Synapses under spikes that are prescribed: the statements of a rule without a network.

Every weight goes through the very statements that programs are compiled from. There is no axonal
delay, so a presynaptic spike arrives in its own moment, before a postsynaptic one of that moment.
"""

from collections.abc import Iterable, Mapping
from types import CodeType

import numpy as np
from numpy.typing import NDArray

from cortex_sim.plasticity.rule import RuleModule

Weights = NDArray[np.float64]


def weights_after(
    rule: RuleModule,
    inputs: Mapping[str, float],
    trace_decay: Mapping[str, float],
    weights: Weights,
    pre: Iterable[float],
    post: Iterable[float],
) -> Weights:
    """Return weights after spikes, each synapse with the same ones and traces of its own.

    Parameters
    ----------
    rule
        A module of `cortex_sim.plasticity.RULES`.
    inputs
        Run-time inputs of the rule.
    trace_decay
        Decay in s of its traces, by name.
    weights
        Before, any shape.
    pre, post
        Times of the spikes in s.
    """
    on_pre, on_post = _compiled(rule.ON_PRE), _compiled(rule.ON_POST)
    events = sorted([*((t, False) for t in pre), *((t, True) for t in post)])
    found, last = np.array(weights, dtype=np.float64), 0.0
    sides = {"pre": rule.PRE_TRACES, "post": rule.POST_TRACES}
    traces = {f"{name}_{side}": 0.0 for side, names in sides.items() for name in names}
    for time, is_post in events:
        for key in traces:
            traces[key] *= float(np.exp((last - time) / trace_decay[key.rpartition("_")[0]]))
        last = time
        # the statements are constants of this package
        known = {**inputs, **traces, "w": found}
        found = np.asarray(eval(on_post if is_post else on_pre, {"clip": np.clip}, known))
        side = "post" if is_post else "pre"
        for name in sides[side]:
            traces[f"{name}_{side}"] += 1.0
    return found


def _compiled(statement: str) -> CodeType:
    return compile(statement.removeprefix("w = "), "<plasticity rule>", "eval")
