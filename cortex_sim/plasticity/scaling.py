"""Synaptic scaling: what a cell's synapses gain or lose together is undone between sessions.

Hebbian learning moves the *sum* of the weights onto a cell as well as their pattern. Cells
counter the first by scaling all their excitatory synapses by one factor, within one or two
days (Turrigiano et al. 1998, 10.1038/36103; Turrigiano 2008, 10.1016/j.cell.2008.10.008), and
potentiated synapses are paid for by others of the cell (Royer & Paré 2003,
10.1038/nature01530). Here the set point is the sum that the cell started with; that it is
a sum and not a firing rate is assumed.
"""

import numpy as np
from numpy.typing import NDArray

Weights = NDArray[np.float64]


def scaled(weights: Weights, targets: NDArray[np.int32], initial: float, share: float) -> Weights:
    """Return weights after each cell has scaled its synapses of one projection.

    All synapses onto a cell are multiplied by ``(initial sum / sum) ** share`` and clipped
    at 1; the ratios between them stay.

    Parameters
    ----------
    weights
        Weight of each synapse, 0 to 1, shape (n_synapses,).
    targets
        Cell that each synapse ends on, shape (n_synapses,).
    initial
        Weight that every synapse started with, 0 to 1.
    share
        How much of the change of the sum is undone, on a logarithmic scale: 0 none, 1 all.

    Examples
    --------
    >>> scaled(np.array([0.1, 0.3, 0.2]), np.array([0, 0, 1]), initial=0.4, share=1.0)
    array([0.2, 0.6, 0.4])
    """
    sums = np.bincount(targets, weights)
    wanted = np.bincount(targets) * initial
    # a cell that has lost every weight has nothing to scale
    factor = np.where(sums > 0, wanted / np.where(sums > 0, sums, 1.0), 1.0) ** share
    return np.minimum(weights * factor[targets], 1.0)
