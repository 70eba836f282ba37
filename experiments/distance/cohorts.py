"""Distance of two muscles and change of their overlap, in the subjects of studies that have run."""

import csv

import numpy as np

from cortex_sim.analysis.association import correlation
from cortex_sim.config.load import load_study
from cortex_sim.figures.scatter import ScatterGroup
from cortex_sim.model.subject import draw_anatomy
from cortex_sim.report.variants import MAP

COHORTS = {
    "smudging": "looked at first",
    "bdnf": "looked at first",
    "causes": "looked at first",
    "arms": "looked at first",
    "map_and_onset": "tested on",
}
"""By study: whether the correlation was found in its subjects, or tested on them."""


def read_cohort(folder):
    """Return the subjects of a study: distance of the centres in mm, change of the overlap."""
    if not (folder / "measures.csv").is_file():
        return None
    study, overlap = load_study(folder / "config.yaml"), {"healthy": {}, "clbp": {}}
    wanted = (MAP, "overlap", "-".join(study.primary_pair))
    with (folder / "measures.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            is_wanted = (row["assessment"], row["measure"], row["muscle"]) == wanted
            if is_wanted and row["phase"] in overlap and row["arm"] in ("", row["phase"]):
                overlap[row["phase"]][int(row["subject"])] = float(row["value"])
    subjects = sorted(overlap["healthy"].keys() & overlap["clbp"].keys())
    one, other = (study.muscle_names.index(muscle) for muscle in study.primary_pair)
    centres = [draw_anatomy(study, subject).centres_mm for subject in subjects]
    distance = [np.hypot(*(each[one] - each[other])) for each in centres]
    change = [overlap["clbp"][subject] - overlap["healthy"][subject] for subject in subjects]
    return ScatterGroup(folder.name, np.array(distance), np.array(change))


def correlations(groups):
    """Return a row for the cohorts that were looked at first, those tested on, and all."""
    rows = []
    for what in (*dict.fromkeys(COHORTS.values()), "all"):
        chosen = [one for one in groups if what in ("all", COHORTS[one.label])]
        if chosen:
            x, y = (np.concatenate([getattr(one, axis) for one in chosen]) for axis in "xy")
            found = correlation(x, y)
            row = {"n": found.n, "r": found.r, "low": found.low, "high": found.high}
            rows.append({"cohorts": what, **row})
    return rows
