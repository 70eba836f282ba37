"""The course of a study, as figures of trajectories take it."""

from itertools import groupby, pairwise

from cortex_sim.course.visit import COMMON, Visit
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


def visits_by_phase(result: StudyResult) -> tuple[list[str], dict[str, list[list[str]]]]:
    """Return the keys of the visits of the common past, and of each arm phase by phase."""
    stages, course = result.study.stages, result.study.timeline
    past = [Visit(COMMON, stage).key for stage in course.phases]
    arms = {
        arm: [
            [Visit(arm, stage).key for stage in group]
            for _, group in groupby(own, key=lambda stage: stages[stage].phase)
        ]
        for arm, own in course.arms.items()
    }
    return past, arms
