"""Interpolated TMS maps: values between the sites, on a fine raster inside of them.

Nothing is extrapolated: the raster covers the convex hull of the sites, so half a cell of a grid is
lost along the border of what was stimulated.
"""

import math
import warnings
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import scipy

from cortex_sim.analysis.arrays import (
    BoolArray,
    FloatArray,
    check_same_length,
    check_within,
    finite_array,
)
from cortex_sim.analysis.maps import normalise_map
from cortex_sim.errors import ResultError
from cortex_sim.extras import extra_package

Interpolation = Literal["natural-neighbour", "thin-plate", "gaussian-process"]
"""Ways to fill the space between sites; see `interpolate_map`."""

POINTS_A_SITE = 64
"""Points of the raster for each site, as far as `MOST_POINTS` allows."""

MOST_POINTS = 10_000
MOST_SITES = 2000


@dataclass(frozen=True, eq=False)
class FineMap:
    """A map on a raster.

    Attributes
    ----------
    xy_mm
        Points of the raster inside of the sites, shape ``(n_points, 2)``.
    mep
        In the unit of the sites' MEPs, shape ``(n_points,)``; negative values are 0.
    cell_mm2
        Area that a point stands for.
    """

    xy_mm: FloatArray
    mep: FloatArray
    cell_mm2: float

    def active(self, threshold: float) -> BoolArray:
        """Return which points reach a share (0 to 1) of the map's largest value."""
        check_within("threshold", threshold, 0.0, 1.0)
        share = normalise_map(self.mep)
        return (share > 0) & (share >= threshold)

    def area_mm2(self, threshold: float) -> float:
        """Return the area of the active points."""
        return float(np.count_nonzero(self.active(threshold)) * self.cell_mm2)

    def volume_mm2(self) -> float:
        """Return the integral of the map divided by its largest value."""
        return float(normalise_map(self.mep).sum() * self.cell_mm2)


def interpolate_map(mep: npt.ArrayLike, xy_mm: npt.ArrayLike, method: Interpolation) -> FineMap:
    """Return a map between its sites.

    Parameters
    ----------
    mep
        Mean MEP of each site, shape ``(n_sites,)``.
    xy_mm
        Places of the sites, shape ``(n_sites, 2)``.
    method
        ``natural-neighbour``: each point takes from the sites what its own cell would take from
        theirs, on the raster (Park et al. 2006, 10.1109/TVCG.2006.27); it stays between the
        smallest and largest site. ``thin-plate``: the spline of least bending through all sites
        (Duchon), which can overshoot. ``gaussian-process``: the mean of a process with a squared
        exponential kernel, whose width and noise are those of greatest likelihood; it smooths
        noise away and does not pass through the sites.

    Raises
    ------
    ResultError
        If there are fewer than 4 sites, more than `MOST_SITES`, or all on a line.
    MissingPackageError
        If ``gaussian-process`` is asked for and scikit-learn is not installed.
    """
    values, xy = finite_array(mep, "mep", ndim=1), finite_array(xy_mm, "xy_mm", ndim=2)
    check_same_length("mep", values, "xy_mm", xy)
    if not 4 <= len(xy) <= MOST_SITES:
        raise ResultError(
            f"xy_mm: got {len(xy)} sites, allowed are 4 to {MOST_SITES}; measure without "
            "interpolation"
        )
    raster, inside, step = _raster(xy)
    found = METHODS[method](values, xy, raster)[inside]
    return FineMap(raster[inside], np.maximum(found, 0.0), step**2)


def _raster(xy: FloatArray) -> tuple[FloatArray, BoolArray, float]:
    """Return points around the sites, which of them lie inside, and their distance in mm."""
    try:
        hull = scipy.spatial.Delaunay(xy)
    except scipy.spatial.QhullError:
        raise ResultError(
            "xy_mm: the sites lie on a line and span no area; measure without interpolation"
        ) from None
    area = scipy.spatial.ConvexHull(xy).volume
    step = math.sqrt(area / min(POINTS_A_SITE * len(xy), MOST_POINTS))
    low, high = xy.min(axis=0), xy.max(axis=0)
    counts = np.maximum(np.ceil((high - low) / step), 1).astype(int)
    # centres of cells that are laid evenly over the sites
    edges = (low + high) / 2 - counts * step / 2
    ticks = [edges[axis] + step * (np.arange(counts[axis]) + 0.5) for axis in (0, 1)]
    points = np.column_stack([part.ravel() for part in np.meshgrid(*ticks)])
    return points, hull.find_simplex(points) >= 0, step


def _natural_neighbour(values: FloatArray, xy: FloatArray, raster: FloatArray) -> FloatArray:
    """Return for each point the mean over all points that lie nearer to it than to any site."""
    reach, owner = scipy.spatial.cKDTree(xy).query(raster)
    tree = scipy.spatial.cKDTree(raster)
    total, count = np.zeros(len(raster)), np.zeros(len(raster))
    for near, value in zip(tree.query_ball_point(raster, reach), values[owner], strict=True):
        total[near] += value
        count[near] += 1
    return np.where(count > 0, total / np.maximum(count, 1), values[owner])


def _thin_plate(values: FloatArray, xy: FloatArray, raster: FloatArray) -> FloatArray:
    spline = scipy.interpolate.RBFInterpolator(xy, values, kernel="thin_plate_spline")
    return np.asarray(spline(raster), dtype=np.float64)


def _gaussian_process(values: FloatArray, xy: FloatArray, raster: FloatArray) -> FloatArray:
    kernels = extra_package("sklearn.gaussian_process.kernels", "Gaussian processes", "people")
    processes = extra_package("sklearn.gaussian_process", "Gaussian processes", "people")
    threads = extra_package("threadpoolctl", "Gaussian processes", "people")
    near = float(np.median(scipy.spatial.cKDTree(xy).query(xy, k=2)[0][:, 1]))
    kernel = kernels.ConstantKernel(1.0, (1e-3, 1e3)) * kernels.RBF(2 * near, (near / 2, 20 * near))
    process = processes.GaussianProcessRegressor(
        kernel + kernels.WhiteKernel(0.1, (1e-6, 1e1)), normalize_y=True, random_state=0
    )
    # matrices are small: more threads than one wait for each other
    with warnings.catch_warnings(), threads.threadpool_limits(1):
        warnings.simplefilter("ignore")  # of a width or noise at its bound
        process.fit(xy, values)
        return np.asarray(process.predict(raster), dtype=np.float64)


METHODS = {
    "natural-neighbour": _natural_neighbour,
    "thin-plate": _thin_plate,
    "gaussian-process": _gaussian_process,
}
