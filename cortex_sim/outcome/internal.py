"""Internal measures of a study: what only a model can look at.

They explain, they are never measurements, and no picture or ledger shows them
as such.
"""

import numpy as np
from numpy.typing import NDArray

from cortex_sim.analysis.weights import selectivity, zone_weights
from cortex_sim.model.layout import zones
from cortex_sim.model.subject import draw_anatomy
from cortex_sim.outcome.result import StudyResult

ZONE_MM = 1.0
"""Cells farther than this from every muscle's centre belong to no zone."""


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
    selectivities = []
    for subject in result.subjects:
        anatomy = draw_anatomy(study, subject)
        sources, targets = anatomy.wiring[projection]
        zone = {
            side: zones(anatomy.distances_mm(side), ZONE_MM) for side in {row.source, row.target}
        }
        weights = result.weights(subject, arm, phase)[projection].astype(float)
        between = zone_weights(
            weights, zone[row.source][sources], zone[row.target][targets], len(study.muscles)
        )
        selectivities.append(selectivity(between.mean, *pair))
    return np.array(selectivities)
