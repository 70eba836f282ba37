"""Internal measures of a study: what only a model can look at.

They explain, they are never measurements, and no picture or ledger shows them
as such.
"""

import numpy as np
from numpy.typing import NDArray

from cortex_sim.analysis.weights import selectivity, zone_means
from cortex_sim.model.subject import draw_anatomy
from cortex_sim.outcome.result import StudyResult

ZONE_MM = 1.0
"""Cells farther than this from every muscle's centre belong to no zone."""


def zones(positions_mm: NDArray[np.float64], centres_mm: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the nearest muscle of each cell, -1 beyond `ZONE_MM`; shape (n_cells,)."""
    offset = positions_mm[:, None, :] - centres_mm[None, :, :]
    distance = np.sqrt((offset**2).sum(axis=2))
    nearest = distance.argmin(axis=1)
    return np.where(distance.min(axis=1) <= ZONE_MM, nearest, -1)


def selectivity_by_subject(
    result: StudyResult, projection: str, arm: str, phase: str
) -> NDArray[np.float64]:
    """Return the selectivity of a plastic projection between the primary pair's zones.

    Parameters
    ----------
    result
        A finished study.
    projection
        A plastic projection between populations that have places.
    arm, phase
        The visit; an empty arm is the common past.
    """
    study = result.study
    row = study.network.projections[projection]
    pair = [study.muscle_names.index(muscle) for muscle in study.primary_pair]
    found = []
    for subject in result.subjects:
        anatomy = draw_anatomy(study, subject)
        sources, targets = anatomy.wiring[projection]
        zone = {
            side: zones(anatomy.positions_mm[side], anatomy.centres_mm)
            for side in {row.source, row.target}
        }
        weights = result.weights(subject, arm, phase)[projection].astype(float)
        means = zone_means(
            weights, zone[row.source][sources], zone[row.target][targets], len(study.muscles)
        )
        found.append(selectivity(means, *pair))
    return np.array(found)
