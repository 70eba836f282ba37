"""Whether every session of a study fits into the tables of the compiled program.

A program holds at most ``network.max_trials`` trials and fewer than
``network.max_pulses`` pulses in one recording.
"""

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cortex_sim.config.course import Phase
from cortex_sim.config.inheritance import resolve_sequence

if TYPE_CHECKING:
    from cortex_sim.config.study import Study


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
