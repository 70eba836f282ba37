"""From a study's result to what figures are drawn from: visits, sessions, mean maps."""

from collections.abc import Sequence

import numpy as np

from cortex_sim.analysis.maps import normalise_map
from cortex_sim.config.assessments.base import Assessment
from cortex_sim.config.assessments.tms_map import TmsMap
from cortex_sim.course.plan import COMMON
from cortex_sim.figures.map_panel import MapPanel
from cortex_sim.figures.subjects import mean_with_interval
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.summary import label

Visit = tuple[str, str]
"""Arm and phase; the arm of the common past is empty."""

MOST_SHOWN = 15
"""Visits that pictures by visit show; of more they show the last of each arm."""


def visit_key(visit: Visit) -> str:
    """Return the name of a visit in figures and their tables."""
    arm, phase = visit
    return phase if arm in (COMMON, phase) else f"{arm}_{phase}"


def pair_name(result: StudyResult) -> str:
    """Return the primary pair of muscles as measures name it, in the muscles' order."""
    names = result.study.muscle_names
    return "-".join(sorted(result.study.primary_pair, key=names.index))


def assessments_of(result: StudyResult, kind: type[Assessment]) -> list[str]:
    """Return the assessments of a kind that some visit has."""
    study = result.study
    visited = {name for _, phase in result.visits for name in study.phases[phase].visit}
    return [n for n, a in study.assessments.items() if n in visited and isinstance(a, kind)]


def maps_of(result: StudyResult, *, restored: bool) -> list[str]:
    """Return the map assessments with, or without, weights put back."""
    names = assessments_of(result, TmsMap)
    return [n for n in names if bool(result.study.assessments[n].restore) == restored]


def visits_with(result: StudyResult, name: str) -> list[Visit]:
    """Return the visits that have an assessment, in the order of the course."""
    return [v for v in result.visits if name in result.study.phases[v[1]].visit]


def shown_visits(visits: Sequence[Visit], most: int = MOST_SHOWN) -> list[Visit]:
    """Return visits to show in full: all, or where they are many the last of each arm.

    Parameters
    ----------
    visits
        In the order of the course; those of the common past are always shown.
    most
        More than these are many.

    Examples
    --------
    >>> shown_visits([("", "healthy"), ("a", "week_2"), ("a", "week_4")], most=2)
    [('', 'healthy'), ('a', 'week_4')]
    """
    if len(visits) <= most:
        return list(visits)
    last = {arm: phase for arm, phase in visits}
    return [visit for visit in visits if visit[0] == COMMON or last[visit[0]] == visit[1]]


def session_ids(result: StudyResult, name: str, visit: Visit) -> tuple[str, ...]:
    """Return the ids of an assessment (or the last practice) at a visit, by subject."""
    return tuple(result.session(s, *visit, name).session_id for s in result.subjects)


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
