"""Internal measures of weights. They are explanations, never measurements."""

import numpy as np

from cortex_sim.analysis.arrays import FloatArray, IntArray


def zone_means(
    weights: FloatArray, source_zone: IntArray, target_zone: IntArray, n_zones: int
) -> FloatArray:
    """Return the mean weight between zones, shape ``(n_zones, n_zones)``; nan where no synapse is.

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
        return np.asarray(sums / counts)


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
