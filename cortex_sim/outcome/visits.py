"""Visits of a study: which there are, what they are called, which sessions stand there."""

from collections.abc import Sequence

from cortex_sim.config.course import Assessment, TmsMap
from cortex_sim.course.plan import COMMON, Place
from cortex_sim.outcome.result import StudyResult

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


def place_text(place: Place) -> str:
    """Return where a session stands, for people, e.g. ``subject 201, clbp, map_structural``."""
    where = place.phase if place.arm in ("", place.phase) else f"{place.arm}: {place.phase}"
    number = f" {place.number}" if place.name == "practice" else ""
    return f"subject {place.subject}, {where}, {place.name}{number}"
