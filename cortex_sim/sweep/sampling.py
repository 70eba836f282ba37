"""Samples in the unit cube, by the method that a sweep names."""

from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray

from cortex_sim.errors import SweepError
from cortex_sim.seeds import derive_seed, rng_for
from cortex_sim.sweep.config import Sampling

NO_SALIB = "sampling.method morris needs SALib; install it: pip install 'cortex_sim[sensitivity]'"


def shares(sampling: Sampling, dimensions: int) -> NDArray[np.float64]:
    """Return the sample in the unit cube, shape ``(n, dimensions)``.

    Random, Latin hypercube (McKay et al. 1979, doi:10.1080/00401706.1979.10489755),
    scrambled Sobol sequence (Owen 1998, doi:10.1006/jcom.1998.0487) or Morris
    trajectories (Morris 1991, doi:10.1080/00401706.1991.10484804).

    Raises
    ------
    SweepError
        If the method needs a package that is not installed.
    """
    rng = rng_for(sampling.seed, "sweep", sampling.method)
    if sampling.method == "random":
        return rng.random((sampling.count, dimensions))
    if sampling.method == "latin_hypercube":
        return np.asarray(
            scipy.stats.qmc.LatinHypercube(dimensions, rng=rng).random(sampling.count)
        )
    if sampling.method == "sobol":
        # a whole power of 2 keeps the sequence balanced; the rest is cut off
        power = max(sampling.count - 1, 0).bit_length()
        return np.asarray(scipy.stats.qmc.Sobol(dimensions, rng=rng).random_base2(power))[
            : sampling.count
        ]
    return morris_sample(sampling, dimensions)


def morris_sample(sampling: Sampling, dimensions: int) -> NDArray[np.float64]:
    """Return Morris trajectories in the unit cube, ``count * (dimensions + 1)`` rows."""
    try:
        from SALib.sample import morris
    except ImportError:
        raise SweepError(NO_SALIB) from None
    seed = derive_seed(sampling.seed, "sweep", "morris", bits=31)
    problem = morris_problem(dimensions)
    samples = morris.sample(problem, sampling.count, num_levels=sampling.levels, seed=seed)
    return np.asarray(samples, dtype=np.float64)


def morris_problem(dimensions: int) -> dict[str, Any]:
    """Return SALib's description of the unit cube."""
    names = [f"x{i}" for i in range(dimensions)]
    return {"num_vars": dimensions, "names": names, "bounds": [[0.0, 1.0]] * dimensions}
