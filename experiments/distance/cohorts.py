"""Distance of two muscles and change of their overlap, in the subjects of studies that have run."""

import csv
from collections import defaultdict

import numpy as np

from cortex_sim.analysis.association import correlation
from cortex_sim.errors import ResultError
from cortex_sim.figures.scatter import ScatterGroup
from cortex_sim.report.experiment import CLBP_OVERLAP

COHORTS = {
    "smudging": "looked at first",
    "bdnf": "looked at first",
    "causes": "looked at first",
    "arms": "looked at first",
    "map_and_onset": "tested on",
}
"""By study: whether the correlation was found in its subjects, or tested on them."""

DISTANCES = {"centre_distance": "drawn", "cog_distance": "measured in health"}
"""By measure: the distance of the muscles' places, and what a map of them shows of it."""


def read_cohort(folder):
    """Return the subjects of a study by distance: that in mm, and the change of the overlap.

    Raises
    ------
    ResultError
        If the study's measures were written before maps had the distance.
    """
    found, place = defaultdict(dict), (CLBP_OVERLAP.assessment, CLBP_OVERLAP.muscle)
    with (folder / "measures.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if (row["assessment"], row["muscle"]) == place and row["arm"] in ("", row["phase"]):
                found[row["phase"], row["measure"]][int(row["subject"])] = float(row["value"])
    if not found["healthy", "centre_distance"]:
        raise ResultError(
            f"{folder}: stale measures; 'cortex-sim run {folder.name}' writes them anew"
        )
    before, after = (found[phase, CLBP_OVERLAP.measure] for phase in ("healthy", "clbp"))
    subjects = sorted(before.keys() & after.keys())
    change = np.array([after[subject] - before[subject] for subject in subjects])
    return {
        what: ScatterGroup(
            folder.name, np.array([found["healthy", what][one] for one in subjects]), change
        )
        for what in DISTANCES
    }


def correlations(cohorts):
    """Return rows for each distance: cohorts that were looked at first, those tested on, all."""
    rows = []
    for measure, distance in DISTANCES.items():
        for what in (*dict.fromkeys(COHORTS.values()), "all"):
            groups = [cohort[measure] for cohort in cohorts]
            chosen = [one for one in groups if what in ("all", COHORTS[one.label])]
            if chosen:
                x, y = (np.concatenate([getattr(one, axis) for one in chosen]) for axis in "xy")
                found = correlation(x, y)
                row = {"n": found.n, "r": found.r, "low": found.low, "high": found.high}
                rows.append({"distance": distance, "cohorts": what, **row})
    return rows
