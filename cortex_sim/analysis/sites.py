"""Sites of a map that was measured: which pulses belong together, in which plane, how spread.

A pulse has a place; pulses of one place, of one cell of a raster or with one label are a site.
Means over the pulses of each site come first, so the number of pulses at a site weighs nothing.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy

from cortex_sim.analysis.arrays import (
    FloatArray,
    IntArray,
    check_positive,
    check_same_length,
    finite_array,
)
from cortex_sim.analysis.maps import active_sites, centre_of_gravity

SAME_PLACE_MM = 0.1
"""Pulses whose coordinates round to the same multiple of this are at one place."""

LEAST_FACTOR = 0.3
"""Smallest structure factor along both axes that counts as a grid: 1 for points of it, about 0.5
if the coil is off by a fifth of the spacing, 1 / sqrt(n) for n places anywhere."""

_LATTICE_PLACES = 2000
_RASTER_POINTS = 1_000_000


@dataclass(frozen=True, eq=False)
class Sites:
    """Sites, and which of them each pulse belongs to.

    Attributes
    ----------
    xy_mm
        Shape ``(n_sites, 2)``.
    site
        Index of the site of each pulse, shape ``(n_pulses,)``.
    grid_mm
        Places on a square grid along its own axes, shape ``(n_sites, 2)``; those in ``xy_mm``
        where the sites are no points of a grid.
    """

    xy_mm: FloatArray
    site: IntArray
    grid_mm: FloatArray


def sites_by_label(xy_mm: npt.ArrayLike, label: npt.ArrayLike) -> Sites:
    """Return a site for each label, at the mean place of its pulses."""
    xy = finite_array(xy_mm, "xy_mm", ndim=2)
    names = np.asarray(label)
    check_same_length("xy_mm", xy, "label", names)
    _, site = np.unique(names, return_inverse=True)
    return _at_mean(xy, site)


def sites_by_place(xy_mm: npt.ArrayLike) -> Sites:
    """Return a site for each place, to `SAME_PLACE_MM`."""
    xy = finite_array(xy_mm, "xy_mm", ndim=2)
    return _at_mean(xy, _rows(np.rint(xy / SAME_PLACE_MM))[1])


def sites_on_raster(xy_mm: npt.ArrayLike, spacing_mm: float) -> Sites:
    """Return a site for each cell of a square raster that holds a pulse, at the cell's centre.

    If the pulses were given on a grid of this spacing, turned and moved in any way, the raster is
    laid so that its points are the cells' centres: the angle is that at which the places repeat
    best with the spacing (their structure factor), the offset is its phase. Else the raster lies
    along x and y, with a centre at the mean place.

    Parameters
    ----------
    xy_mm
        Places, shape ``(n_pulses, 2)``.
    spacing_mm
        Side of a cell.
    """
    xy = finite_array(xy_mm, "xy_mm", ndim=2)
    check_positive("spacing_mm", spacing_mm)
    if len(xy) == 0:
        return Sites(xy, np.zeros(0, dtype=np.intp), xy)
    centred = xy - xy.mean(axis=0)
    turn, offset = _lattice(centred, spacing_mm)
    cell = np.rint((centred @ turn - offset) / spacing_mm)
    first, site = _rows(cell)
    cells = cell[first]
    centres = (cells * spacing_mm + offset) @ turn.T + xy.mean(axis=0)
    return Sites(centres, site, cells * spacing_mm)


def _rows(cell: FloatArray) -> tuple[IntArray, IntArray]:
    """Return the first of each kind of row, and the kind of each row; whole numbers, 2 a row."""
    whole = cell.astype(np.int64) - cell.min(axis=0, initial=0.0).astype(np.int64)
    one_number = whole[:, 0] * (whole[:, 1].max(initial=0) + 1) + whole[:, 1]
    _, first, kind = np.unique(one_number, return_index=True, return_inverse=True)
    return first, kind


def _lattice(xy: FloatArray, spacing_mm: float) -> tuple[FloatArray, FloatArray]:
    """Return the rotation and the offset of the grid that places repeat on."""
    chosen = xy[np.unique(np.linspace(0, len(xy) - 1, _LATTICE_PLACES).astype(int))]
    wave = 2j * np.pi / spacing_mm
    turns = [_rotation(angle) for angle in np.deg2rad(np.arange(-45.0, 45.0, 0.25))]
    factors = np.array([np.exp(wave * (chosen @ turn)).mean(axis=0) for turn in turns])
    best = int(np.argmax(np.abs(factors).sum(axis=1)))
    if np.abs(factors[best]).min() < LEAST_FACTOR:
        return np.eye(2), np.zeros(2)
    return turns[best], np.angle(factors[best]) / (2 * np.pi) * spacing_mm


def _rotation(angle: float) -> FloatArray:
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


def _at_mean(xy: FloatArray, site: IntArray) -> Sites:
    n_pulses = np.bincount(site)
    centres = np.column_stack([np.bincount(site, xy[:, axis]) / n_pulses for axis in (0, 1)])
    return Sites(centres, site, centres)


def grid_spacing(xy_mm: npt.ArrayLike) -> float:
    """Return the spacing in mm if the sites are points of a square grid along x and y, else nan.

    A point may be off by a tenth of the spacing; gaps are allowed.
    """
    xy = finite_array(xy_mm, "xy_mm", ndim=2)
    spacing = _nearest(xy)
    if not spacing > 0:
        return math.nan
    steps = (xy - xy.min(axis=0)) / spacing
    index = np.rint(steps)
    if np.abs(steps - index).max() > 0.1 or len(np.unique(index, axis=0)) < len(index):
        return math.nan
    moved = index - index.mean(axis=0)
    slope = (moved * (xy - xy.mean(axis=0))).sum() / (moved**2).sum()
    return float(slope)


def _nearest(xy: FloatArray) -> float:
    """Return the median distance to the nearest other site; nan with fewer than 2."""
    if len(xy) < 2:
        return math.nan
    distance, _ = scipy.spatial.cKDTree(xy).query(xy, k=2)
    return float(np.median(distance[:, 1]))


def site_areas(xy_mm: npt.ArrayLike) -> FloatArray:
    """Return the area in mm² that each site stands for, shape ``(n_sites,)``.

    On a square grid it is the square of the spacing. Elsewhere it is what lies nearer to the site
    than to any other (its Voronoi cell), as far as the median distance of nearest neighbours
    divided by the square root of 2 (half the diagonal of a grid's cell), to about 1 %. nan with
    one site.
    """
    xy = finite_array(xy_mm, "xy_mm", ndim=2)
    spacing = grid_spacing(xy)
    if math.isfinite(spacing):
        return np.full(len(xy), spacing**2)
    near = _nearest(xy)
    if not near > 0:
        return np.full(len(xy), np.nan)
    reach = near / math.sqrt(2)
    low, high = xy.min(axis=0) - reach, xy.max(axis=0) + reach
    step = max(near / 20, math.sqrt(float(np.prod(high - low)) / _RASTER_POINTS))
    ticks = [np.arange(low[axis] + step / 2, high[axis], step) for axis in (0, 1)]
    points = np.column_stack([part.ravel() for part in np.meshgrid(*ticks)])
    distance, owner = scipy.spatial.cKDTree(xy).query(points)
    owned = np.bincount(owner[distance <= reach], minlength=len(xy))
    return np.asarray(owned * step**2, dtype=np.float64)


def active_area(mep: npt.ArrayLike, xy_mm: npt.ArrayLike, threshold: float = 0.1) -> float:
    """Return the area of the active sites in mm²; for ``threshold`` see `maps.volume`."""
    active = active_sites(mep, threshold)
    areas = site_areas(xy_mm)
    return float(areas[active].sum()) if active.any() else 0.0


@dataclass(frozen=True, eq=False)
class SiteMeans:
    """Mean MEP of each site.

    Attributes
    ----------
    mean
        In the unit of the MEPs, shape ``(n_sites,)``; nan where no pulse counts.
    error
        Standard error of each mean; the variance at a site with one pulse is the mean variance of
        the others, nan where no site has two.
    pulses
        Number of pulses that count at each site.
    """

    mean: FloatArray
    error: FloatArray
    pulses: IntArray


def site_means(mep: npt.ArrayLike, site: npt.ArrayLike, n_sites: int) -> SiteMeans:
    """Return the mean over the pulses of each site.

    Parameters
    ----------
    mep
        MEP of each pulse; nan does not count.
    site
        Index of its site.
    n_sites
        Number of sites.
    """
    values, index = np.asarray(mep, dtype=np.float64), np.asarray(site)
    check_same_length("mep", values, "site", index)
    seen = np.isfinite(values)
    values, index = values[seen], index[seen]
    pulses = np.bincount(index, minlength=n_sites)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(index, values, n_sites) / pulses
        squares = np.bincount(index, (values - mean[index]) ** 2, n_sites)
        variance = squares / (pulses - 1)
    several = pulses > 1
    pooled = squares[several].sum() / (pulses[several] - 1).sum() if several.any() else np.nan
    variance = np.where(several, variance, pooled)
    with np.errstate(invalid="ignore", divide="ignore"):
        return SiteMeans(mean, np.sqrt(variance / pulses), pulses)


def cog_error(mep: npt.ArrayLike, error: npt.ArrayLike, xy_mm: npt.ArrayLike) -> FloatArray:
    """Return the standard error of a centre of gravity in mm, shape ``(2,)``.

    By propagation of the errors of the sites' means (first order). Sites whose mean is negative
    have no weight. nan for an empty map.
    """
    mean, se = finite_array(mep, "mep", ndim=1), finite_array(error, "error", ndim=1)
    xy = finite_array(xy_mm, "xy_mm", ndim=2)
    weight = np.maximum(mean, 0.0)
    if weight.sum() <= 0:
        return np.full(2, np.nan)
    share = (xy - centre_of_gravity(mean, xy)) / weight.sum()
    spread: FloatArray = np.sqrt(((share * np.where(mean > 0, se, 0.0)[:, None]) ** 2).sum(axis=0))
    return spread


def hot_spot(mep: npt.ArrayLike, xy_mm: npt.ArrayLike) -> FloatArray:
    """Return the place of the site with the largest mean MEP, shape ``(2,)``; nan if empty."""
    mean, xy = finite_array(mep, "mep", ndim=1), finite_array(xy_mm, "xy_mm", ndim=2)
    check_same_length("mep", mean, "xy_mm", xy)
    return xy[np.argmax(mean)] if mean.max(initial=0.0) > 0 else np.full(2, np.nan)
