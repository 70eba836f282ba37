"""Visits: where in its course a study looks at its subjects, and what such a place is called."""

from typing import NamedTuple

from cortex_sim.config.course import Course
from cortex_sim.config.stages import INSIDE
from cortex_sim.config.study import Study

COMMON = ""
"""Arm name of the past that all arms share."""


class Visit(NamedTuple):
    """The end of a stage, in one arm."""

    arm: str
    """Name of the arm; `COMMON` in the past that all arms share."""

    phase: str
    """Name of the stage: that of the phase, but for visits inside it."""

    @property
    def is_common(self) -> bool:
        """Whether it lies in the past that all arms share."""
        return self.arm == COMMON

    @property
    def key(self) -> str:
        """Name in figures and their tables, e.g. ``clbp`` or ``no_training_retention``."""
        return self._named("_")

    @property
    def path(self) -> str:
        """Name in findings, e.g. ``clbp`` or ``no_training/retention``."""
        return self._named("/")

    @property
    def text(self) -> str:
        """Name in messages, e.g. ``clbp`` or ``no_training: retention``."""
        return self._named(": ")

    @property
    def says_arm(self) -> bool:
        """Whether the name of the stage says the arm, or there is none."""
        return self.arm in (COMMON, self.phase) or self.phase.startswith(self.arm + INSIDE)

    def _named(self, between: str) -> str:
        """Return the stage after its arm, or alone where it says the arm."""
        return self.phase if self.says_arm else f"{self.arm}{between}{self.phase}"


def visits_of(timeline: Course) -> tuple[Visit, ...]:
    """Return all visits of a study's timeline: the past that arms share, then arm by arm."""
    common = [Visit(COMMON, stage) for stage in timeline.phases]
    return (*common, *(Visit(arm, s) for arm, stages in timeline.arms.items() for s in stages))


def visit_order(study: Study, names: tuple[str, ...]) -> list[str]:
    """Return the assessments of a visit, each after the one that it needs."""
    ordered: list[str] = []
    for name in names:
        for entry in (study.assessments[name].thresholds_of, name):
            if entry is not None and entry not in ordered:
                ordered.append(entry)
    return ordered
