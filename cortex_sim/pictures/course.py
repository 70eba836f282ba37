"""The course of a study, as figures of trajectories take it."""

from itertools import pairwise

from cortex_sim.course.visit import Visit
from cortex_sim.figures.subjects import Course
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.visits import (
    label,
)


def course_of_study(result: StudyResult) -> Course:
    """Return what follows what, for pictures of trajectories."""
    course = result.study.timeline
    after: dict[str, str] = {}
    for arm, phases in course.arms.items():
        keys = [Visit(arm, phase).key for phase in phases]
        after |= {later: earlier for earlier, later in pairwise(keys)}
    arms = tuple(visit.key for visit in result.visits if not visit.is_common)
    labels = {visit.key: label(result, visit) for visit in result.visits}
    return Course(trunk=tuple(course.phases), arms=arms, after=after, labels=labels)


def course_shown(result: StudyResult, visits: list[Visit]) -> Course:
    """Return the part of the course that some visits make up."""
    course, shown = course_of_study(result), {visit.key for visit in visits}
    return Course(
        trunk=tuple(p for p in course.trunk if p in shown),
        arms=tuple(p for p in course.arms if p in shown),
        after={k: v for k, v in course.after.items() if k in shown and v in shown},
        labels=course.labels,
    )
