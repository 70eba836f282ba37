"""The map of a person between its sites, and what that does to its measures."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from cortex_sim.analysis import maps
from cortex_sim.analysis.interpolation import FineMap, Interpolation, interpolate_map
from cortex_sim.analysis.sites import active_area, hot_spot, site_areas
from cortex_sim.outcome.measures.base import Measure
from cortex_sim.people.found import Found
from cortex_sim.people.map_of_person import PersonMap
from cortex_sim.people.stimuli import Floats

INTERPOLATED = "map_interpolated"
"""The assessment that `interpolated_rows` belong to."""


def interpolated_rows(mapped: PersonMap, method: Interpolation, threshold: float) -> list[Found]:
    """Return area, volume, centre of gravity, hot spot and overlap of the interpolated map.

    Each note holds the value of the sites themselves, so that both stand side by side.

    Parameters
    ----------
    mapped
        Sites and mean MEPs.
    method
        How it is interpolated.
    threshold
        Share of a map's largest value from which it is active.
    """
    found, fine = [], {}
    for column, muscle in enumerate(mapped.muscles):
        seen = np.isfinite(mapped.mep[:, column])
        mep, xy = mapped.mep[seen, column], mapped.sites.xy_mm[seen]
        fine[muscle] = interpolate_map(mep, xy, method)
        at_sites = _of_sites(mep, xy, mapped.sites.grid_mm[seen], threshold)
        for measure in _of_map(muscle, fine[muscle], threshold):
            note = f"{method}; of the sites {at_sites[measure.name]:.4g} {measure.unit}".rstrip()
            found.append(Found(measure, note))
    if np.isfinite(mapped.mep).all():
        found += _pairs(mapped, fine, method)
    return found


def _of_map(muscle: str, fine: FineMap, threshold: float) -> Sequence[Measure]:
    cog, hot = maps.centre_of_gravity(fine.mep, fine.xy_mm), hot_spot(fine.mep, fine.xy_mm)
    return [
        Measure("area_mm2", muscle, fine.area_mm2(threshold), "mm2"),
        Measure("volume_mm2", muscle, fine.volume_mm2(), "mm2"),
        Measure("cog_x", muscle, float(cog[0]), "mm"),
        Measure("cog_y", muscle, float(cog[1]), "mm"),
        Measure("hot_spot_x", muscle, float(hot[0]), "mm"),
        Measure("hot_spot_y", muscle, float(hot[1]), "mm"),
    ]


def _of_sites(mep: Floats, xy: Floats, grid: Floats, threshold: float) -> dict[str, float]:
    cog, hot = maps.centre_of_gravity(mep, xy), hot_spot(mep, xy)
    return {
        "area_mm2": active_area(mep, grid, threshold),
        "volume_mm2": float(maps.normalise_map(mep) @ site_areas(grid)),
        "cog_x": float(cog[0]), "cog_y": float(cog[1]),
        "hot_spot_x": float(hot[0]), "hot_spot_y": float(hot[1]),
    }  # fmt: skip


def _pairs(mapped: PersonMap, fine: dict[str, FineMap], method: Interpolation) -> list[Found]:
    found = []
    for a, b in combinations(range(len(mapped.muscles)), 2):
        one, other = mapped.muscles[a], mapped.muscles[b]
        value = maps.overlap(fine[one].mep, fine[other].mep)
        at_sites = maps.overlap(mapped.mep[:, a], mapped.mep[:, b])
        note = f"{method}; of the sites {at_sites:.4g}"
        found.append(Found(Measure("overlap", f"{one}-{other}", value, ""), note))
    return found
