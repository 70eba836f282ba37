r"""What slow modulators do: factors on parts of the model, 1 at the average healthy baseline.

Every target has the factor

.. math:: F_T = \mathrm{clip}(\prod_i \phi_i(x_i) / \phi_i(b_i),\ low_T,\ high_T)

with :math:`\phi` linear, a Hill curve or an inverted U, :math:`(x/x_0\, e^{1 - x/x_0})^n`. Levels
are bounded here, never in the state.
"""

from collections.abc import Mapping
from math import exp

from cortex_sim.config.slow_modulators import Action

Budget = dict[str, dict[str, float]]
"""Factor by target and modulator."""

LIMITS = {"load": (0.0, 3.0), "excitability": (0.5, 1.5)}
"""Smallest and largest factor by target; elsewhere `USUAL_LIMITS`."""

USUAL_LIMITS = (0.0, 3.0)


def phi(action: Action, level: float, baseline: float) -> float:
    """Return the read-out of a level (0 or more), not yet relative."""
    if action.shape == "linear":
        return max(1 + action.gain * (level - baseline), 0.0)
    ratio = level / action.level
    if action.shape == "hill":
        power = float(ratio**action.sharpness)
        return power / (1 + power)
    return float((ratio * exp(1 - ratio)) ** action.sharpness)


def factor(action: Action, level: float, baseline: float) -> float:
    """Return the factor of one modulator on one target; exactly 1 at its baseline.

    Parameters
    ----------
    action
        Shape and size.
    level
        The modulator's level.
    baseline
        That of the average healthy adult.
    """
    whole = phi(action, baseline, baseline)
    return phi(action, level, baseline) / whole if whole > 0 else 1.0


def total(factors: Mapping[str, float], target: str) -> float:
    """Return the factor of all modulators together on a target, within its limits."""
    product = 1.0
    for one in factors.values():
        product *= one
    low, high = LIMITS.get(target, USUAL_LIMITS)
    return min(max(product, low), high)
