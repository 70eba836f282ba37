"""Whether a course can be planned, and every session fits into the tables of its program.

A program holds at most ``network.max_trials`` trials and fewer than
``network.max_pulses`` pulses in one recording.
"""

import math
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

from cortex_sim.config.course import Course, Phase
from cortex_sim.config.inheritance import resolve_sequence

if TYPE_CHECKING:
    from cortex_sim.config.study import Study

MOST_SESSIONS = 10_000
"""Most phases, practice sessions and assessments in the course of one subject, all arms."""


def trials_in(duration: float, trial_duration: float) -> int:
    """Return how many trials a practice session holds, the last one perhaps cut short.

    Parameters
    ----------
    duration
        Of the session, in s.
    trial_duration
        Of one trial, in s; above 0.

    Examples
    --------
    >>> trials_in(1.2, 0.6), trials_in(1.3, 0.6)
    (2, 3)
    """
    return math.ceil(duration / trial_duration - 1e-9)


def course_problems(study: "Study") -> Iterator[str]:
    """Yield a message if the phases that a course names hold too many sessions to be planned."""
    phases = study.phases.values()
    per_phase = [1 + sum(row.sessions for row in phase.practice) for phase in phases]
    sizes = dict(zip(study.phases, per_phase, strict=True))
    yield from _too_many(sum(sizes[name] for name in _named(study.course)))


def visit_problems(study: "Study") -> Iterator[str]:
    """Yield a message if a course asks for too many assessments to be planned."""
    stages = study.stages
    yield from _too_many(sum(len(stages[name].visit) for name in _named(study.timeline)))


def _named(course: Course) -> Iterator[str]:
    return chain(course.phases, *course.arms.values())


def _too_many(count: int) -> Iterator[str]:
    if count > MOST_SESSIONS:
        yield (
            f"course: {count} phases, sessions and assessments for one subject, expected at most "
            f"{MOST_SESSIONS}; name fewer phases, or give them fewer sessions or visits"
        )


def table_problems(study: "Study") -> Iterator[str]:
    """Yield a message for every session of the course that the tables cannot hold."""
    stages = study.stages.values()
    for name in dict.fromkeys(stage.phase for stage in stages):
        yield from _practice_problems(study, name, study.phases[name])
    for stage in stages:
        for assessment in stage.visit:
            yield from _assessment_problems(study, assessment)


def _practice_problems(study: "Study", name: str, phase: Phase) -> Iterator[str]:
    limit = study.network.max_trials
    for number, practice in enumerate(phase.practice):
        if practice.sequence is None:
            continue
        trial = resolve_sequence(study.sequences, practice.sequence).trial_duration
        if practice.duration / trial > limit:
            yield (
                f"phases.{name}.practice.{number}.duration: {practice.duration:g} s are "
                f"{trials_in(practice.duration, trial)} trials of {trial:g} s, which do not fit "
                f"in network.max_trials = {limit}; shorten the session or raise max_trials"
            )


def _assessment_problems(study: "Study", name: str) -> Iterator[str]:
    settings, network = study.assessments[name], study.network
    pulses, trials = settings.most_pulses, settings.most_trials
    if pulses >= network.max_pulses:
        yield (
            f"assessments.{name}: {pulses} pulses in one recording do not fit in "
            f"network.max_pulses = {network.max_pulses}, which holds {network.max_pulses - 1}; "
            "use fewer pulses or raise max_pulses"
        )
    if trials > network.max_trials:
        yield (
            f"assessments.{name}.trials: {trials} trials do not fit in network.max_trials = "
            f"{network.max_trials}; use fewer trials or raise max_trials"
        )
