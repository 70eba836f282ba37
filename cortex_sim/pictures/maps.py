"""The mean maps of a study, as figures take them."""

from collections.abc import Sequence

import numpy as np

from cortex_sim.analysis.maps import normalise_map
from cortex_sim.figures.map_panel import MapPanel
from cortex_sim.figures.subjects import mean_with_interval
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.summary import label
from cortex_sim.outcome.visits import Visit, pair_name, visit_key, visits_with


def map_panels(
    result: StudyResult, name: str, visits: Sequence[Visit] | None = None
) -> list[MapPanel]:
    """Return the mean maps of an assessment at some visits, by default all that have it.

    Each subject's map is the mean over pulses, divided by its maximum; the panel holds
    the mean over subjects, and the mean of the subjects' own overlaps.
    """
    chosen = visits_with(result, name) if visits is None else visits
    return [_panel(result, name, visit) for visit in chosen]


def _panel(result: StudyResult, name: str, visit: Visit) -> MapPanel:
    records = [
        result.record(result.session(s, *visit, name), ["mep", "site"]) for s in result.subjects
    ]
    means = [record.arrays["mep"].values.mean(axis=1) for record in records]
    normalised = [np.apply_along_axis(normalise_map, 0, mean) for mean in means]
    overlaps = mean_with_interval(result.values(name, "overlap", pair_name(result), *visit))
    return MapPanel(
        phase=visit_key(visit),
        label=label(result, visit),
        mep=np.mean(normalised, axis=0),
        xy_mm=records[0].arrays["site"].values,
        n_subjects=len(records),
        overlap=overlaps.value if overlaps.n else None,
        overlap_interval=(overlaps.low, overlaps.high) if overlaps.n > 1 else None,
    )
