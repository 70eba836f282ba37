"""Whether every bout of exercise can take place: whole, and one at a time.

Bouts lie between sessions or in pauses, as `cortex_sim.course.slow_plan` puts them there;
what would be cut, lost or done twice at once is refused before anything runs.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from cortex_sim.config.course import Phase
from cortex_sim.units import format_quantity

if TYPE_CHECKING:
    from cortex_sim.config.study import Study

BEFORE_FIRST = 86400.0
"""Time in s before the first session of a subject."""

MOST_BOUTS = 2000
"""Bouts of one phase between two sessions or in its pause; more would make planning slow."""

ROUNDING = 1e-6
"""Times in s are rounded to this in a plan."""


class _Placed(NamedTuple):
    """A bout in a gap; times in s since the gap's start."""

    where: str
    written: float
    """``start`` as in the configuration."""

    start: float
    end: float


class _Gap(NamedTuple):
    """A time without sessions."""

    name: str
    duration: float
    """In s."""

    bouts: tuple[_Placed, ...] = ()


def exercise_problems(study: "Study") -> Iterator[str]:
    """Yield a message for every bout that would be cut, lost or overlap with another."""
    for name, phase in study.phases.items():
        with_sessions = len(phase.exercise) if phase.practice else 0
        count = with_sessions + sum(
            _count(phase, dose.every) for dose in phase.exercise if dose.every is not None
        )
        if count > MOST_BOUTS:
            yield (
                f"phases.{name}.exercise: got {count} bouts, expected at most {MOST_BOUTS} "
                "between two sessions or in a pause; raise every, or shorten the pause"
            )
    for path in _paths(study):
        for gap in _gaps(study, path):
            yield from _overlaps(gap)
            yield from _misfits(gap)


def _paths(study: "Study") -> list[tuple[str, ...]]:
    """Return the phases that each arm goes through, and each phase that none does."""
    common = study.course.phases
    paths = [common + arm for arm in study.course.arms.values()] or [common]
    used = {name for path in paths for name in path}
    return paths + [(name,) for name in study.phases if name not in used]


def _gaps(study: "Study", path: tuple[str, ...]) -> Iterator[_Gap]:
    """Yield every time between sessions that differs from those before it."""
    gap = _Gap("the day before the first session", BEFORE_FIRST)
    taken = 0.0 if study.slow_clock is None else study.slow_clock.practice_time
    for name in path:
        phase = study.phases[name]
        for practice in phase.practice:
            free = max(practice.interval - taken, 0.0)
            after = _Gap(
                f"the time after a session of {name!r}", free, tuple(_after(name, phase, taken))
            )
            # the second session stands for all that follow: the times before them are alike
            for _ in range(min(practice.sessions, 2)):
                yield _with(gap, _before(name, phase, gap.duration))
                gap = after
        if phase.pause:
            yield gap
            gap = _Gap(f"the pause of {name!r}", phase.pause, tuple(_in_pause(name, phase)))
    yield gap


def _with(gap: _Gap, bouts: Iterator[_Placed]) -> _Gap:
    return gap._replace(bouts=(*gap.bouts, *bouts))


def _before(name: str, phase: Phase, free: float) -> Iterator[_Placed]:
    for number, dose in enumerate(phase.exercise):
        if dose.start < 0:
            start = free + dose.start
            yield _Placed(
                f"phases.{name}.exercise.{number}.start", dose.start, start, start + dose.duration
            )


def _after(name: str, phase: Phase, taken: float) -> Iterator[_Placed]:
    for number, dose in enumerate(phase.exercise):
        if dose.start >= 0:
            start = dose.start - taken
            yield _Placed(
                f"phases.{name}.exercise.{number}.start", dose.start, start, start + dose.duration
            )


def _in_pause(name: str, phase: Phase) -> Iterator[_Placed]:
    for number, dose in enumerate(phase.exercise):
        if dose.every is not None:
            where = f"phases.{name}.exercise.{number}.every"
            for index in range(_count(phase, dose.every)):
                start = index * dose.every
                yield _Placed(where, dose.every, start, start + dose.duration)


def _count(phase: Phase, every: float) -> int:
    """Return how many bouts begin in a phase's pause."""
    return int(phase.pause / every - 1e-9) + 1 if phase.pause else 0


def _misfits(gap: _Gap) -> Iterator[str]:
    for bout in gap.bouts:
        if bout.start < -ROUNDING or bout.end > gap.duration + ROUNDING:
            yield (
                f"{bout.where}: got {_time(bout.written)}, but a bout of "
                f"{_time(bout.end - bout.start)} does not fit there into {gap.name} "
                f"({_time(gap.duration)} free), so it would be cut or lost; move it, or make "
                "it shorter or that time longer"
            )


def _overlaps(gap: _Gap) -> Iterator[str]:
    for first, second in pairwise(sorted(gap.bouts, key=lambda bout: bout.start)):
        if second.start < first.end - ROUNDING:
            yield (
                f"{second.where}: got {_time(second.written)}, where it overlaps with "
                f"{first.where} {_time(first.written)} in {gap.name}; bouts come one after "
                "another: move one, or make it shorter"
            )


def _time(seconds: float) -> str:
    return format_quantity(round(seconds, 6), "time")
