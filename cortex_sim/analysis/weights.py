"""Internal measures of weights. They are explanations, never measurements."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from cortex_sim.analysis.arrays import FloatArray, IntArray

AT_BOUND = 0.01
"""A weight nearer than this to 0 or to 1 is at that bound: one that learns with soft bounds comes
near its bound and never reaches it."""


class Distribution(NamedTuple):
    """How weights are distributed over synapses; dimensionless, each 0 to 1, nan without one."""

    mean: float
    sd: float
    """Over all synapses that there are, so divided by their number."""

    q25: float
    median: float
    q75: float
    at_zero: float
    """Share of synapses that are nearer than `AT_BOUND` to 0."""

    at_max: float
    """Share of synapses that are nearer than `AT_BOUND` to 1."""


class ZoneWeights(NamedTuple):
    """How strongly zones reach each other, shapes ``(n_zones, n_zones)``: source, target."""

    mean: FloatArray
    """Mean weight, dimensionless; nan where no synapse is."""

    synapses: IntArray
    """Number of synapses."""


def distribution(weights: FloatArray) -> Distribution:
    """Return mean, SD, quartiles and the shares at the bounds of some weights.

    Parameters
    ----------
    weights
        Of each synapse, 0 to 1, shape ``(n_synapses,)``; may be empty.

    Examples
    --------
    >>> distribution(np.array([0.0, 0.5, 0.5, 1.0])).at_max
    0.25
    """
    if not len(weights):
        return Distribution(*[math.nan] * len(Distribution._fields))
    values = weights.astype(np.float64)
    at_zero, at_max = (values < AT_BOUND).mean(), (values > 1 - AT_BOUND).mean()
    quartiles = np.quantile(values, (0.25, 0.5, 0.75))
    return Distribution(*map(float, (values.mean(), values.std(), *quartiles, at_zero, at_max)))


def zone_weights(
    weights: FloatArray, source_zone: IntArray, target_zone: IntArray, n_zones: int
) -> ZoneWeights:
    """Return mean weight and number of synapses between zones.

    Parameters
    ----------
    weights
        Weight of each synapse, dimensionless, shape ``(n_synapses,)``.
    source_zone, target_zone
        Zone (muscle index) of each synapse's source and target; -1: in no zone.
    n_zones
        Number of zones.
    """
    sums, counts = np.zeros((n_zones, n_zones)), np.zeros((n_zones, n_zones))
    inside = (source_zone >= 0) & (target_zone >= 0)
    index = (source_zone[inside], target_zone[inside])
    np.add.at(sums, index, weights[inside])
    np.add.at(counts, index, 1)
    with np.errstate(invalid="ignore"):
        return ZoneWeights(np.asarray(sums / counts), counts.astype(np.int64))


def selectivity(means: FloatArray, a: int, b: int) -> float:
    """Return how much two zones keep to themselves, -1 to 1.

    (aa + bb - ab - ba) / (aa + bb + ab + ba) of the mean weights between zones:
    1 if each zone reaches its own target only, 0 if it makes no difference.
    Defined in this project.

    Examples
    --------
    >>> selectivity(np.eye(2), 0, 1)
    1.0
    """
    own = means[a, a] + means[b, b]
    cross = means[a, b] + means[b, a]
    return float((own - cross) / (own + cross))


def weight_ratio(weights: ZoneWeights, a: int, b: int) -> float:
    """Return the mean weight between two zones over the mean weight within them, 0 or more.

    Means are over synapses: those from one zone to the other in either direction, and those
    that stay in their zone. 0: the zones are apart; 1: a synapse that leaves its zone is as
    strong as one that stays. Unlike the overlap of two maps it needs no threshold and no
    pulses, so it has no retest error. Defined in this project.

    Returns
    -------
    float
        nan where no synapse is between the zones or none within, or where all weights within
        are 0.

    Examples
    --------
    >>> mean = np.array([[0.8, 0.1], [0.3, 0.4]])
    >>> weight_ratio(ZoneWeights(mean, np.ones((2, 2), dtype=int)), 0, 1)
    0.33333333333333337
    """
    within, between = weight_within(weights, a, b), weight_between(weights, a, b)
    return between / within if within else math.nan


def weight_between(weights: ZoneWeights, a: int, b: int) -> float:
    """Return the mean weight of the synapses from one zone to the other, in either direction.

    Returns
    -------
    float
        0 to 1; nan without such a synapse.
    """
    return _mean_weight(weights, [(a, b), (b, a)])


def weight_within(weights: ZoneWeights, a: int, b: int) -> float:
    """Return the mean weight of the synapses that stay in either zone; see `weight_between`."""
    return _mean_weight(weights, [(a, a), (b, b)])


def _mean_weight(weights: ZoneWeights, pairs: Sequence[tuple[int, int]]) -> float:
    counts = weights.synapses.astype(np.float64)
    sums = np.where(counts > 0, weights.mean, 0.0) * counts
    number = sum(counts[pair] for pair in pairs)
    return float(sum(sums[pair] for pair in pairs) / number) if number else math.nan
