"""Visits of a study: which there are, what they are called, which sessions stand there."""

from collections.abc import Sequence

from cortex_sim.config.assessments.base import ShownAs
from cortex_sim.config.session_kinds import SessionKind
from cortex_sim.course.plan import Place
from cortex_sim.course.progress import where
from cortex_sim.course.visit import Visit
from cortex_sim.names import in_words
from cortex_sim.outcome.result import StudyResult

MOST_SHOWN = 15
"""Visits that pictures by visit show; of more they show the last of each arm."""


def label(result: StudyResult, visit: Visit) -> str:
    """Return a visit's name for people, e.g. ``CLBP`` or ``no training: retention``."""
    own = result.study.stages[visit.phase].label or in_words(visit.phase)
    if visit.says_arm:
        return own
    return f"{arm_label(result, visit.arm)}: {own}"


def arm_label(result: StudyResult, arm: str) -> str:
    """Return an arm's name for people: that of its phase of the same name, if there is one."""
    phase = result.study.phases.get(arm)
    return (phase.label if phase else "") or in_words(arm)


def map_title(name: str) -> str:
    """Return the name of a map assessment for people, e.g. ``structural map``."""
    return name.removeprefix("map_").replace("_", "-") + " map"


def assessments_of(result: StudyResult, shown_as: ShownAs) -> list[str]:
    """Return the assessments that some visit has and pictures show as one thing, such as maps."""
    study = result.study
    visited = {name for stage in study.stages.values() for name in stage.visit}
    return [n for n, a in study.assessments.items() if n in visited and a.shown_as == shown_as]


def maps_of(result: StudyResult, *, restored: bool) -> list[str]:
    """Return the map assessments with, or without, weights put back."""
    names = assessments_of(result, "map")
    return [n for n in names if bool(result.study.assessments[n].restore) == restored]


def visits_with(result: StudyResult, name: str) -> list[Visit]:
    """Return the visits that have an assessment, in the order of the course."""
    stages = result.study.stages
    return [v for v in result.visits if name in stages[v.phase].visit]


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
    >>> visits = [Visit("", "healthy"), Visit("a", "week_2"), Visit("a", "week_4")]
    >>> [visit.key for visit in shown_visits(visits, most=2)]
    ['healthy', 'a_week_4']
    """
    if len(visits) <= most:
        return list(visits)
    last = {visit.arm: visit for visit in visits}
    return [visit for visit in visits if visit.is_common or last[visit.arm] == visit]


def session_ids(result: StudyResult, name: str, visit: Visit) -> tuple[str, ...]:
    """Return the ids of an assessment (or the last practice) at a visit, by subject."""
    return tuple(result.session(s, *visit, name).session_id for s in result.subjects)


def place_text(place: Place) -> str:
    """Return where a session stands, for people, e.g. ``subject 201, clbp, map_structural``."""
    number = f" {place.number}" if place.name == SessionKind.PRACTICE else ""
    return f"{where(place)}{number}"
