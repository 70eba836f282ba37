"""When bouts of exercise take place: the one timetable of the checks and of the plan.

Times without sessions are gaps: a day before the first session, the time between two sessions
less what practice takes, and a phase's pause. Bouts lie in them.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from cortex_sim.config.course import Phase, Practice
from cortex_sim.config.slow_clock import ExerciseDose, SlowClock

BEFORE_FIRST = 86400.0
"""Time in s before the first session of a subject: a day, so that exercise before it has room."""


class Placed(NamedTuple):
    """A bout in a gap."""

    number: int
    """Its place in ``exercise`` of the phase."""

    dose: ExerciseDose
    start: float
    """In s after the gap's start; may lie outside, where the bout would be cut."""

    field: Literal["start", "every"] = "start"
    """Field of the dose that put it there."""

    @property
    def end(self) -> float:
        """Its end in s after the gap's start."""
        return float(self.start + self.dose.duration)


def free_time(practice: Practice, clock: SlowClock) -> float:
    """Return the time in s from the end of a session to the start of the next."""
    return float(max(practice.interval - clock.practice_time, 0.0))


def bouts_before(phase: Phase, gap: float) -> Iterator[Placed]:
    """Yield the bouts that precede a session of ``phase``, in a gap of ``gap`` s before it."""
    for number, dose in enumerate(phase.exercise):
        if dose.start < 0:
            yield Placed(number, dose, gap + dose.start)


def bouts_after(phase: Phase, clock: SlowClock) -> Iterator[Placed]:
    """Yield the bouts that follow a session of ``phase``, in the gap after it."""
    for number, dose in enumerate(phase.exercise):
        if dose.start >= 0:
            yield Placed(number, dose, dose.start - clock.practice_time)


def bouts_in_pause(phase: Phase) -> Iterator[Placed]:
    """Yield the bouts in a phase's pause, which is the gap."""
    for number, dose in enumerate(phase.exercise):
        every = dose.every or 0.0
        for index in range(pause_count(phase, dose)):
            yield Placed(number, dose, index * every, "every")


def pause_count(phase: Phase, dose: ExerciseDose) -> int:
    """Return how many bouts of a dose begin in a phase's pause."""
    if dose.every is None or not phase.pause:
        return 0
    return int(phase.pause / dose.every - 1e-9) + 1
