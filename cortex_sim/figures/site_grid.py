"""Geometry of TMS maps: how large a site's pixel is, and a smooth map for contours."""

import numpy as np
from scipy.interpolate import RegularGridInterpolator, griddata
from scipy.spatial import QhullError
from scipy.spatial.distance import pdist

from cortex_sim.analysis.arrays import FloatArray

_STEPS_PER_SITE = 12
_LONE_SITE_MM = 1.0


def site_spacing(xy_mm: FloatArray) -> float:
    """Return the smallest distance between two sites in mm; 1 mm if there is one site."""
    distances = pdist(xy_mm)
    apart = distances[distances > 0]
    return float(apart.min()) if len(apart) else _LONE_SITE_MM


def fine_map(
    xy_mm: FloatArray, values: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray] | None:
    """Return a map interpolated linearly between the sites, for drawing contours.

    On a complete rectangular grid it is bilinear, elsewhere linear in triangles. It ends
    at the outermost sites: nothing is known beyond them.

    Parameters
    ----------
    xy_mm
        Site positions, shape ``(n_sites, 2)``.
    values
        Shape ``(n_sites,)``; sites with nan are left out.

    Returns
    -------
    tuple or None
        x and y of the raster in mm, shapes ``(n_x,)`` and ``(n_y,)``, and the map, shape
        ``(n_y, n_x)``; nan outside the sites. None if the sites do not span
        an area.
    """
    seen = np.isfinite(values)
    xy, z = xy_mm[seen], values[seen]
    if len(z) < 3:
        return None
    step = site_spacing(xy) / _STEPS_PER_SITE
    x, y = (_raster(xy[:, axis], step) for axis in (0, 1))
    points = np.stack(np.meshgrid(x, y), axis=-1)
    grid = _bilinear(xy, z, points)
    if grid is None:
        grid = _triangular(xy, z, points)
    return None if grid is None else (x, y, grid)


def _raster(positions: FloatArray, step: float) -> FloatArray:
    low, high = float(positions.min()), float(positions.max())
    return np.linspace(low, high, max(2, round((high - low) / step)) + 1)


def _bilinear(xy: FloatArray, z: FloatArray, points: FloatArray) -> FloatArray | None:
    """Return the map at ``points``, or None if the sites are no complete grid."""
    decimals = 6
    x, y = np.unique(xy[:, 0].round(decimals)), np.unique(xy[:, 1].round(decimals))
    if len(x) * len(y) != len(z) or min(len(x), len(y)) < 2:
        return None
    order = np.lexsort((xy[:, 1].round(decimals), xy[:, 0].round(decimals)))
    grid = z[order].reshape(len(x), len(y))
    lookup = RegularGridInterpolator((x, y), grid, bounds_error=False, fill_value=None)
    return np.asarray(lookup(points), dtype=np.float64)


def _triangular(xy: FloatArray, z: FloatArray, points: FloatArray) -> FloatArray | None:
    try:
        return np.asarray(griddata(xy, z, points, method="linear"), dtype=np.float64)
    except QhullError:  # all sites on one line
        return None
