r"""Motor units: how much each motoneuron's spike adds to the signal of its muscle.

The potentials of a pool's units are of exponential sizes in the order of recruitment (Fuglevand
et al. 1993, 10.1152/jn.1993.70.6.2470). With a range :math:`R` of sizes, unit :math:`k` of
:math:`n`, the smallest first, has

.. math:: a_k \propto R^{k / (n - 1)}

and the mean of all is 1, so a pool of which every unit fires once gives its number of units.
"""

import numpy as np
from numpy.typing import NDArray


def unit_sizes(units: int, size_range: float) -> NDArray[np.float64]:
    """Return the size of each unit of a pool, mean 1, in the order of recruitment.

    Parameters
    ----------
    units
        Units of the pool, 1 or more.
    size_range
        Size of the largest relative to the smallest, 1 or more.
    """
    if size_range == 1 or units == 1:
        return np.ones(units)
    sizes = size_range ** np.linspace(0.0, 1.0, units)
    return np.asarray(sizes / sizes.mean())
