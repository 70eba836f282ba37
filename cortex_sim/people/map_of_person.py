"""The TMS map of a person: any number of pulses at any sites."""

import math
from dataclasses import dataclass

import numpy as np

from cortex_sim.analysis.plane import project_to_plane
from cortex_sim.analysis.sites import (
    SiteMeans,
    Sites,
    site_means,
    sites_by_label,
    sites_by_place,
    sites_on_raster,
)
from cortex_sim.errors import DataError
from cortex_sim.outcome.measures.base import Measure
from cortex_sim.outcome.measures.site_map import map_measures
from cortex_sim.people.found import Found
from cortex_sim.people.map_error import EMPTY, error_rows
from cortex_sim.people.reading import Reading
from cortex_sim.people.stimuli import Floats, Stimuli
from cortex_sim.units import counted

NO_GRID = "the sites are no square grid along x and y; sort them into one (spacing)"
GAPS = "too few cells have neighbours; a map on a grid is needed"
NEVER_MEASURED = "no pulse of the map has an MEP of {}"

WHY_NAN = {
    **dict.fromkeys(
        ("cog_x", "cog_y", "hot_spot_x", "hot_spot_y", "overlap", "cog_distance"), EMPTY
    ),
    "area_mm2": "a site without neighbours has no area",
}
"""By measure, why a muscle that was measured has none."""


@dataclass(frozen=True, eq=False)
class PersonMap:
    """Sites and mean MEPs of one map.

    Attributes
    ----------
    muscles
        Their names.
    sites
        Where, and whose each pulse is.
    means
        By muscle, in mV.
    trials
        MEP of each pulse in mV, shape ``(n_pulses, n_muscles)``.
    notes
        How the sites came about.
    """

    muscles: tuple[str, ...]
    sites: Sites
    means: tuple[SiteMeans, ...]
    trials: Floats
    notes: tuple[str, ...]

    @property
    def mep(self) -> Floats:
        """Mean MEP in mV, shape ``(n_sites, n_muscles)``; nan where none was measured."""
        return np.column_stack([one.mean for one in self.means])


def person_map(pulses: Stimuli, reading: Reading) -> PersonMap:
    """Return the map of one person in one session.

    Parameters
    ----------
    pulses
        Those of the map alone.
    reading
        Settings.

    Raises
    ------
    DataError
        If no pulse has a place, or the places span no plane.
    """
    placed = np.asarray(np.isfinite(pulses.xyz_mm).all(axis=1))
    if not placed.any():
        raise DataError(
            f"{pulses.source}: no pulse of the map has a place; name the columns x and y (and z)"
        )
    notes = []
    if not placed.all():
        lost = int(np.count_nonzero(~placed))
        notes.append(f"{counted(lost, 'pulse')} without a place left out")
    pulses = pulses.where(placed)
    xy, said = _plane(pulses)
    sites, how = _sites(pulses, xy, reading)
    trials = pulses.mep_mv
    if reading.floor_mv > 0:
        trials = np.where(trials < reading.floor_mv, 0.0, trials)
    n_sites = len(sites.xy_mm)
    means = tuple(site_means(column, sites.site, n_sites) for column in trials.T)
    levels = pulses.intensity[np.isfinite(pulses.intensity)]
    if len(levels) and np.ptp(levels) > 0:
        notes.append(f"intensities from {levels.min():g} to {levels.max():g} in one map")
    notes += [*said, *how, *_numbers(sites)]
    return PersonMap(pulses.muscles, sites, means, trials, tuple(notes))


def _plane(pulses: Stimuli) -> tuple[Floats, list[str]]:
    if pulses.xyz_mm.shape[1] == 2:
        return pulses.xyz_mm, []
    plane = project_to_plane(pulses.xyz_mm)
    return plane.xy_mm, [
        f"places projected to a plane: off it by {plane.off_rms_mm:.1f} mm (rms), at most "
        f"{plane.off_max_mm:.1f} mm; distances shrink by {plane.shrinkage:.1%} on average"
    ]


def _sites(pulses: Stimuli, xy: Floats, reading: Reading) -> tuple[Sites, list[str]]:
    if reading.spacing_mm is not None:
        said = f"pulses sorted into cells of {reading.spacing_mm:g} mm"
        return sites_on_raster(xy, reading.spacing_mm), [said]
    if np.all(pulses.site != ""):
        return sites_by_label(xy, pulses.site), ["sites by their labels, at mean places"]
    return sites_by_place(xy), []


def _numbers(sites: Sites) -> list[str]:
    pulses = np.bincount(sites.site)
    least, most = int(pulses.min()), int(pulses.max())
    said = counted(most, "pulse") if least == most else f"{least} to {most} pulses"
    notes = [f"{counted(len(pulses), 'site')}, {said} each"]
    if np.median(pulses) == 1 and len(pulses) > 1:
        notes.append(
            "most sites have a single pulse, so the area follows single MEPs; sort pulses into "
            "cells (spacing) if they are scattered around sites"
        )
    return notes


def map_rows(mapped: PersonMap, reading: Reading) -> list[Found]:
    """Return the measures of a person's map.

    They are those of `map_measures`, with number of pulses, reliability of the means and error of
    the centre of gravity of each muscle.
    """
    xy = mapped.sites.xy_mm
    shared = map_measures(
        mapped.muscles, mapped.mep, xy, grid_mm=mapped.sites.grid_mm, unit="mV",
        threshold=reading.threshold,
    )  # fmt: skip
    why = NO_GRID if reading.spacing_mm is None else GAPS
    ever = [bool(np.isfinite(column).any()) for column in mapped.trials.T]
    measured = dict(zip(mapped.muscles, ever, strict=True))
    found = [Found(m, _why_nan(m, measured, why)) for m in shared]
    for muscle, means, trials in zip(mapped.muscles, mapped.means, mapped.trials.T, strict=True):
        seen, counts = means.pulses > 0, np.isfinite(trials)
        found += [
            Found(Measure("pulses", muscle, float(means.pulses.sum()), "pulses")),
            Found(Measure("sites", muscle, float(np.count_nonzero(seen)), "sites")),
        ]
        found += error_rows(muscle, trials[counts], mapped.sites.site[counts], means, xy)
    return found


def _why_nan(measure: Measure, measured: dict[str, bool], without_grid: str) -> str:
    if math.isfinite(measure.value):
        return ""
    never = [name for name in measure.muscle.split("-") if not measured.get(name, True)]
    if never:
        return NEVER_MEASURED.format(" and ".join(never))
    return without_grid if measure.name == "peaks" else WHY_NAN.get(measure.name, "")
