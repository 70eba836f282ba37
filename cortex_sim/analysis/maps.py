"""Measures of TMS maps.

A map is the mean MEP of every coil site, shape ``(n_sites,)``, background subtracted,
in any unit. ``xy_mm`` holds the sites' positions in mm, shape ``(n_sites, 2)``. Negative
mean MEPs are noise around zero and count as 0. A map without a positive MEP is *empty*.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from cortex_sim.analysis.arrays import (
    BoolArray,
    FloatArray,
    IntArray,
    check_positive,
    check_same_length,
    check_within,
    finite_array,
)
from cortex_sim.analysis.reliability import Reliability, map_reliability
from cortex_sim.errors import ResultError

__all__ = [
    "Reliability",
    "active_sites",
    "area",
    "centre_of_gravity",
    "cog_distance",
    "cross_response",
    "discrete_peaks",
    "map_reliability",
    "normalise_map",
    "overlap",
    "peak_sites",
    "raw_volume",
    "shared_sites",
    "summed_map",
    "volume",
]

_ROUNDING = 1e-9


def _positive_part(mep: npt.ArrayLike) -> FloatArray:
    return np.maximum(finite_array(mep, "mep", ndim=1), 0.0)


def _positions(xy_mm: npt.ArrayLike, mep: FloatArray) -> FloatArray:
    xy = finite_array(xy_mm, "xy_mm", ndim=2)
    check_same_length("xy_mm", xy, "mep", mep)
    if xy.shape[1] != 2:
        raise ResultError(f"xy_mm: got shape {xy.shape}, allowed is (n_sites, 2); pass x and y")
    return xy


def normalise_map(mep: npt.ArrayLike) -> FloatArray:
    """Return the map divided by its own maximum: 0 to 1, all zeros if empty.

    Raises
    ------
    ResultError
        If ``mep`` has not 1 axis or holds nan or infinite values (as all measures here).
    """
    positive = _positive_part(mep)
    maximum = positive.max(initial=0.0)
    return positive / maximum if maximum > 0 else positive


def overlap(map_a: npt.ArrayLike, map_b: npt.ArrayLike) -> float:
    """Return the overlap of two maps, 0 (disjoint) to 1 (same shape).

    Sum over sites of the smaller normalised MEP divided by the sum of the larger one
    (Ruzicka 1958, also called weighted Jaccard index). Because each map is normalised
    to its own maximum, muscles with MEPs of different size can be compared. For two
    Gaussian maps of equal width s at distance D it is
    ``(1 - e) / (1 + e)`` with ``e = erf(D / (2 sqrt(2) s))``.

    Returns
    -------
    float
        nan if both maps are empty, 0 if one is.
    """
    a, b = normalise_map(map_a), normalise_map(map_b)
    check_same_length("map_a", a, "map_b", b)
    union = float(np.maximum(a, b).sum())
    return float(np.minimum(a, b).sum()) / union if union > 0 else float("nan")


def centre_of_gravity(mep: npt.ArrayLike, xy_mm: npt.ArrayLike) -> FloatArray:
    """Return the MEP-weighted mean site position, in mm, shape ``(2,)``; nan if empty.

    References
    ----------
    Wassermann et al. (1992), doi 10.1016/0168-5597(92)90094-R.
    """
    weight = normalise_map(mep)
    xy = _positions(xy_mm, weight)
    total = weight.sum()
    return weight @ xy / total if total > 0 else np.full(2, np.nan)


def cog_distance(mep_a: npt.ArrayLike, mep_b: npt.ArrayLike, xy_mm: npt.ArrayLike) -> float:
    """Return the distance between two centres of gravity in mm; nan if a map is empty."""
    a, b = centre_of_gravity(mep_a, xy_mm), centre_of_gravity(mep_b, xy_mm)
    return float(np.hypot(*(a - b)))


def cross_response(
    mep_a: npt.ArrayLike,
    mep_b: npt.ArrayLike,
    xy_mm: npt.ArrayLike,
    centre_a_mm: npt.ArrayLike,
    centre_b_mm: npt.ArrayLike,
) -> float:
    """Return how much two muscles answer at each other's place, 0 to 1.

    The MEP of one muscle at the site nearest the other one's centre, over the largest MEP of
    its own map; the mean of both ways. Of a map it reads two sites and no shape. Defined in this
    project.

    Parameters
    ----------
    mep_a, mep_b
        The two maps, in one unit each.
    xy_mm
        Positions of the sites.
    centre_a_mm, centre_b_mm
        Centres of the two muscles on the sheet, shape ``(2,)``.

    Returns
    -------
    float
        nan if a map is empty.
    """
    a, b = normalise_map(mep_a), normalise_map(mep_b)
    xy = _positions(xy_mm, a)
    check_same_length("mep_a", a, "mep_b", b)
    if not (a.any() and b.any()):
        return float("nan")
    at_a, at_b = (
        int(np.hypot(*(xy - finite_array(centre, "centre_mm", ndim=1)).T).argmin())
        for centre in (centre_a_mm, centre_b_mm)
    )
    return float(a[at_b] + b[at_a]) / 2


def active_sites(mep: npt.ArrayLike, threshold: float) -> BoolArray:
    """Return which sites are active, shape ``(n_sites,)``; for ``threshold`` see `volume`."""
    check_within("threshold", threshold, 0.0, 1.0)
    normalised = normalise_map(mep)
    return (normalised > 0) & (normalised >= threshold)


def volume(mep: npt.ArrayLike, threshold: float = 0.0) -> float:
    """Return the map volume: the sum of the normalised MEPs of the active sites.

    Parameters
    ----------
    mep
        The map.
    threshold
        A site is active if its MEP is positive and at least this fraction (0 to 1) of
        the map's maximum.

    Returns
    -------
    float
        In units of the maximum: 1 (a single site) to ``n_sites``; 0 if empty. It says
        how *wide* a map is; `raw_volume` how much response there is.
    """
    return float(normalise_map(mep)[active_sites(mep, threshold)].sum())


def raw_volume(mep: npt.ArrayLike) -> float:
    """Return the sum of the positive mean MEPs, in the unit of ``mep``."""
    return float(_positive_part(mep).sum())


def area(mep: npt.ArrayLike, threshold: float = 0.1) -> int:
    """Return the number of active sites; for ``threshold`` see `volume`."""
    return int(np.count_nonzero(active_sites(mep, threshold)))


def shared_sites(map_a: npt.ArrayLike, map_b: npt.ArrayLike, threshold: float = 0.1) -> int:
    """Return the number of sites active in both maps; for ``threshold`` see `volume`.

    The count of common sites is how overlap is reported in patients; `overlap` is graded
    and does not depend on a threshold.

    References
    ----------
    Te et al. (2017), doi 10.1093/pm/pnx036.
    """
    a, b = active_sites(map_a, threshold), active_sites(map_b, threshold)
    check_same_length("map_a", a, "map_b", b)
    return int(np.count_nonzero(a & b))


def _neighbours(xy: FloatArray, spacing_mm: float) -> BoolArray:
    """Return which pairs of sites are grid neighbours, shape ``(n_sites, n_sites)``."""
    check_positive("spacing_mm", spacing_mm)
    steps = (xy - xy.min(axis=0, initial=np.inf)) / spacing_mm
    index = np.rint(steps)
    if np.any(np.abs(steps - index) > 0.1) or len(np.unique(index, axis=0)) < len(index):
        raise ResultError(
            f"xy_mm: the sites are not distinct points of a grid with {spacing_mm} mm spacing "
            "along x and y; pass the nominal grid positions and their spacing"
        )
    steps_apart = np.abs(index[:, None, :] - index[None, :, :]).max(axis=2, initial=0.0)
    return np.asarray(steps_apart == 1)


def peak_sites(mep: npt.ArrayLike, xy_mm: npt.ArrayLike, spacing_mm: float) -> IntArray:
    """Return the indices of the discrete peaks of a map, ascending.

    A site is a peak if its MEP exceeds 50 % of the map's maximum and the MEP is lower by
    at least 5 % of the maximum in at least 7 of its 8 neighbours. At the border, and
    beside sites that were not stimulated, all but at most one of the existing neighbours
    must be lower, so the border is favoured a little (a corner needs 2 of 3). Taken
    literally, as here, the rule counts two equal top sites side by side as two peaks.

    Parameters
    ----------
    mep
        The map.
    xy_mm
        Site positions on a square grid along x and y; gaps are allowed.
    spacing_mm
        Distance of neighbouring grid lines, in the unit of ``xy_mm``.

    Raises
    ------
    ResultError
        If the sites are not distinct grid points (within a tenth of the spacing).

    References
    ----------
    Schabrun et al. (2015), doi 10.1249/MSS.0000000000000469;
    Te et al. (2017), doi 10.1093/pm/pnx036.
    """
    normalised = normalise_map(mep)
    neighbours = _neighbours(_positions(xy_mm, normalised), spacing_mm)
    lower = normalised[None, :] <= normalised[:, None] - 0.05 + _ROUNDING
    n_not_lower = np.count_nonzero(neighbours & ~lower, axis=1)
    return np.flatnonzero((normalised > 0.5) & (n_not_lower <= 1))


def discrete_peaks(mep: npt.ArrayLike, xy_mm: npt.ArrayLike, spacing_mm: float) -> int:
    """Return the number of discrete peaks of a map; the rule is that of `peak_sites`."""
    return len(peak_sites(mep, xy_mm, spacing_mm))


def summed_map(maps: Sequence[npt.ArrayLike], weights: Sequence[float] | None = None) -> FloatArray:
    """Return the map that a surface electrode over several muscles would record.

    Surface EMG picks up all muscles underneath (cross-talk), so its map is a weighted sum
    of theirs. Maps enter in their own unit, not normalised.

    Parameters
    ----------
    maps
        At least one map, all of the same sites.
    weights
        Pick-up of each muscle, not negative; 1 for all by default. A deep muscle has less.

    Raises
    ------
    ResultError
        If there is no map, lengths differ, or a weight is negative or not finite.
    """
    if not maps:
        raise ResultError("summed_map: got no map, at least one is needed")
    arrays = [finite_array(one, "maps", ndim=1) for one in maps]
    for one in arrays[1:]:
        check_same_length("maps[0]", arrays[0], "another map", one)
    gains = finite_array([1.0] * len(arrays) if weights is None else weights, "weights", ndim=1)
    check_same_length("weights", gains, "maps", np.asarray(arrays))
    if np.any(gains < 0):
        raise ResultError(f"weights: got {gains.tolist()}, allowed is 0 or more; change them")
    return gains @ np.stack(arrays)
