"""Visits: where in its course a study looks at its subjects, and what such a place is called."""

from typing import NamedTuple

from cortex_sim.config.course import Course

COMMON = ""
"""Arm name of the past that all arms share."""


class Visit(NamedTuple):
    """The end of a phase, in one arm."""

    arm: str
    """Name of the arm; `COMMON` in the past that all arms share."""

    phase: str
    """Name of the phase."""

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

    def _named(self, between: str) -> str:
        """Return the phase after its arm, or alone where there is no other arm with its name."""
        same = self.arm in (COMMON, self.phase)
        return self.phase if same else f"{self.arm}{between}{self.phase}"


def visits_of(course: Course) -> tuple[Visit, ...]:
    """Return all visits of a course: the past that all arms share, then arm by arm."""
    common = [Visit(COMMON, phase) for phase in course.phases]
    return (*common, *(Visit(arm, p) for arm, phases in course.arms.items() for p in phases))
