"""Geometry of TMS maps: how large a site's pixel is, and a smooth map for contours."""

import numpy as np
from scipy.interpolate import LinearNDInterpolator, RegularGridInterpolator
from scipy.spatial import QhullError
from scipy.spatial.distance import pdist

from cortex_sim.analysis.arrays import FloatArray

FineMap = tuple[FloatArray, FloatArray, FloatArray]
"""x, y and values, as from `fine_map`."""

_STEPS_PER_SITE = 6
_DECIMALS = 6
_MAX_VACANT = 2  # a grid with more vacant than occupied places is none
_LONE_SITE_MM = 1.0


def site_spacing(xy_mm: FloatArray) -> float:
    """Return the smallest distance between two sites in mm; 1 mm if there is one site."""
    distances = pdist(xy_mm)
    apart = distances[distances > 0]
    return float(apart.min()) if len(apart) else _LONE_SITE_MM


def fine_map(xy_mm: FloatArray, values: FloatArray) -> FineMap | None:
    """Return a map interpolated linearly between the sites, for drawing contours.

    On a rectangular grid it is bilinear, elsewhere linear in triangles. It ends at the
    outermost sites, and leaves out the cells around a missing one: nothing is known there.

    Parameters
    ----------
    xy_mm
        Site positions, shape ``(n_sites, 2)``.
    values
        Shape ``(n_sites,)``; nan where a site was not measured.

    Returns
    -------
    tuple or None
        x and y of the raster in mm, shapes ``(n_x,)`` and ``(n_y,)``, and the map, shape
        ``(n_y, n_x)``; nan outside the sites. None if the sites do not span an area.
    """
    step = site_spacing(xy_mm) / _STEPS_PER_SITE
    x, y = (_raster(xy_mm[:, axis], step) for axis in (0, 1))
    points = np.stack(np.meshgrid(x, y), axis=-1)
    grid = _bilinear(xy_mm, values, points)
    if grid is None:
        grid = _triangular(xy_mm, values, points)
    return None if grid is None or np.isnan(grid).all() else (x, y, grid)


def _raster(positions: FloatArray, step: float) -> FloatArray:
    low, high = float(positions.min()), float(positions.max())
    return np.linspace(low, high, max(2, round((high - low) / step)) + 1)


def _bilinear(xy: FloatArray, z: FloatArray, points: FloatArray) -> FloatArray | None:
    """Return the map at ``points``, or None if the sites are no grid."""
    (x, column), (y, row) = (
        np.unique(xy[:, axis].round(_DECIMALS), return_inverse=True) for axis in (0, 1)
    )
    if min(len(x), len(y)) < 2 or len(x) * len(y) > _MAX_VACANT * len(z):
        return None
    grid = np.full((len(x), len(y)), np.nan)
    grid[column, row] = z
    lookup = RegularGridInterpolator((x, y), grid, bounds_error=False)
    return np.asarray(lookup(points), dtype=np.float64)


def _triangular(xy: FloatArray, z: FloatArray, points: FloatArray) -> FloatArray | None:
    seen = np.isfinite(z)
    try:
        return np.asarray(LinearNDInterpolator(xy[seen], z[seen])(points), dtype=np.float64)
    except (QhullError, ValueError):  # fewer than 3 sites, or all on one line
        return None
