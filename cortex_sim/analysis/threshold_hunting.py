"""Adaptive hunting for a threshold by maximum likelihood.

Awiszus (2003), doi 10.1016/S1567-424X(09)70205-3: the share of pulses that are answered
follows a cumulative Gaussian whose SD is a fixed share of the threshold; each next pulse
is given at the threshold that is most likely after all pulses so far.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import scipy

from cortex_sim.analysis.arrays import BoolArray, FloatArray, check_same_length, finite_array
from cortex_sim.errors import ResultError

__all__ = ["hunted_threshold", "likely_threshold"]

SPREAD = 0.07
"""SD of the Gaussian as a share of the threshold (Awiszus 2003, of people at rest)."""

CANDIDATES = 400
"""Thresholds that are compared, at equal ratios between the two ends."""


def likely_threshold(
    intensities: npt.ArrayLike,
    answered: npt.ArrayLike,
    weakest: float,
    strongest: float,
    *,
    criterion: float = 0.5,
) -> float:
    """Return the threshold that makes the answers most likely.

    As Awiszus does, one pulse of the strongest intensity counts as answered and one of the
    weakest as not answered, so that there is an estimate before the first pulse.

    Parameters
    ----------
    intensities
        Intensity of each pulse, shape ``(n,)``, any order; n may be 0.
    answered
        Whether each was answered, shape ``(n,)``.
    weakest, strongest
        Ends of the search, above 0, in the unit of the intensities.
    criterion
        Share of answered pulses that defines the threshold, above 0 and below 1.

    Returns
    -------
    float
        Between the ends. Of thresholds that are equally likely their middle.

    Raises
    ------
    ResultError
        If lengths differ, an intensity is not finite, or the ends do not rise from above 0.
    """
    s = finite_array(intensities, "intensities", ndim=1)
    yes = np.asarray(answered, dtype=bool)
    check_same_length("intensities", s, "answered", yes)
    if not (0 < weakest < strongest and 0 < criterion < 1):
        raise ResultError(
            f"likely_threshold: got ends {weakest} and {strongest} and criterion {criterion}; "
            "expected 0 < weakest < strongest and a criterion between 0 and 1"
        )
    s, yes = np.append(s, [weakest, strongest]), np.append(yes, [False, True])
    middles = np.geomspace(weakest, strongest, CANDIDATES)
    sign = np.where(yes, 1.0, -1.0)[:, None]
    share = scipy.special.log_ndtr(sign * (s[:, None] - middles) / (SPREAD * middles))
    likelihood = share.sum(axis=0)
    best = np.flatnonzero(likelihood >= likelihood.max() - 1e-9)
    middle = float(np.sqrt(middles[best[0]] * middles[best[-1]]))
    return float(middle * (1 + SPREAD * scipy.special.ndtri(criterion)))


def hunted_threshold(
    give: Callable[[float], BoolArray],
    weakest: float,
    strongest: float,
    rounds: int,
    *,
    criterion: float = 0.5,
) -> tuple[float, FloatArray]:
    """Hunt for a threshold in rounds of pulses.

    Parameters
    ----------
    give
        Gives a round of pulses of one intensity and returns whether each pulse *of all rounds
        so far* was answered: what counts as an answer may depend on all of them.
    weakest, strongest
        Ends of the search, above 0.
    rounds
        Number of rounds, 1 or more.
    criterion
        As in `likely_threshold`.

    Returns
    -------
    tuple
        Threshold and the intensity of each round, shape ``(rounds,)``. The threshold is nan if
        no pulse was answered; if all were, it is only an upper bound.
    """
    tried: list[float] = []
    answered: BoolArray = np.zeros(0, dtype=bool)
    estimate = likely_threshold([], answered, weakest, strongest, criterion=criterion)
    for _ in range(rounds):
        tried.append(float(np.clip(estimate, weakest, strongest)))
        answered = np.asarray(give(tried[-1]), dtype=bool)
        each = np.repeat(tried, len(answered) // len(tried))
        estimate = likely_threshold(each, answered, weakest, strongest, criterion=criterion)
    return (estimate if answered.any() else float("nan")), np.array(tried)
