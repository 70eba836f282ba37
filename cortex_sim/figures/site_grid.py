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

    On a complete rectangular grid it is bilinear, elsewhere linear in triangles. Half a
    pixel beyond the outermost sites it keeps their values, so a contour ends at the border
    of the pixels.

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
        ``(n_y, n_x)``. None if the sites with values do not span an area.
    """
    seen = np.isfinite(values)
    xy, z = xy_mm[seen], values[seen]
    half = site_spacing(xy_mm) / 2
    if len(z) < 3:
        return None
    low, high = xy.min(axis=0), xy.max(axis=0)
    x, y = (_raster(low[axis], high[axis], half) for axis in (0, 1))
    points = np.stack(np.meshgrid(x, y), axis=-1)
    grid = _bilinear(xy, z, np.clip(points, low, high))
    if grid is None:
        grid = _triangular(xy, z, points)
    return None if grid is None else (x, y, grid)


def _raster(low: float, high: float, half: float) -> FloatArray:
    n_steps = max(2, round((high - low + 2 * half) / (2 * half) * _STEPS_PER_SITE))
    return np.linspace(low - half, high + half, n_steps + 1)


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
        inside = griddata(xy, z, points, method="linear")
    except QhullError:  # all sites on one line
        return None
    nearest = griddata(xy, z, points, method="nearest")
    return np.asarray(np.where(np.isnan(inside), nearest, inside), dtype=np.float64)
