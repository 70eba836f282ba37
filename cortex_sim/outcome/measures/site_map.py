"""Measures of the mean map of several muscles, the same for virtual subjects and for people."""

import math
from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from cortex_sim.analysis import maps
from cortex_sim.analysis.sites import active_area, grid_spacing, hot_spot
from cortex_sim.outcome.measures.base import Measure

MOST_SITES = 3000
"""Peaks are not looked for among more sites: each pair of sites is compared."""


def map_measures(
    muscles: Sequence[str],
    mep: NDArray[np.float64],
    xy_mm: NDArray[np.float64],
    *,
    grid_mm: NDArray[np.float64],
    unit: str,
    threshold: float = 0.1,
) -> list[Measure]:
    """Return centre of gravity, volume, area, hot spot and peaks of muscles, overlap of pairs.

    Parameters
    ----------
    muscles
        Their names.
    mep
        Mean MEP of each site, shape ``(n_sites, n_muscles)``; nan where a muscle has none.
    xy_mm
        Places of the sites, shape ``(n_sites, 2)``.
    grid_mm
        Places on a square grid along its own axes, which area and peaks are read on, shape
        ``(n_sites, 2)``. Where the sites are points of none, peaks are nan.
    unit
        Of the MEPs.
    threshold
        Share of a map's largest MEP from which a site counts as active.
    """
    measured = []
    for column, muscle in enumerate(muscles):
        seen = np.isfinite(mep[:, column])
        measured += _of_muscle(
            muscle, mep[seen, column], xy_mm[seen], grid_mm[seen], unit, threshold
        )
    for a, b in combinations(range(len(muscles)), 2):
        both = np.isfinite(mep[:, a]) & np.isfinite(mep[:, b])
        of_a, of_b, at = mep[both, a], mep[both, b], xy_mm[both]
        pair = f"{muscles[a]}-{muscles[b]}"
        measured += [
            Measure("overlap", pair, maps.overlap(of_a, of_b), ""),
            Measure("cog_distance", pair, maps.cog_distance(of_a, of_b, at), "mm"),
            Measure("shared_sites", pair, float(maps.shared_sites(of_a, of_b, threshold)), "sites"),
        ]
    return measured


def _of_muscle(
    muscle: str,
    mep: NDArray[np.float64],
    xy: NDArray[np.float64],
    grid: NDArray[np.float64],
    unit: str,
    threshold: float,
) -> list[Measure]:
    cog, hot = maps.centre_of_gravity(mep, xy), hot_spot(mep, xy)
    spacing, peaks = grid_spacing(grid), math.nan
    if math.isfinite(spacing) and len(mep) <= MOST_SITES:
        peaks = float(maps.discrete_peaks(mep, grid, spacing))
    found = [
        Measure("cog_x", muscle, float(cog[0]), "mm"),
        Measure("cog_y", muscle, float(cog[1]), "mm"),
        Measure("volume", muscle, maps.volume(mep), "sites"),
        Measure("raw_volume", muscle, maps.raw_volume(mep), unit),
        Measure("largest_mep", muscle, float(mep.max(initial=-np.inf)), unit),
        Measure("area", muscle, float(maps.area(mep, threshold)), "sites"),
        Measure("area_mm2", muscle, active_area(mep, grid, threshold), "mm2"),
        Measure("hot_spot_x", muscle, float(hot[0]), "mm"),
        Measure("hot_spot_y", muscle, float(hot[1]), "mm"),
        Measure("peaks", muscle, peaks, "peaks"),
    ]
    # a muscle that was never measured has no area of 0
    return found if len(mep) else [measure._replace(value=math.nan) for measure in found]
