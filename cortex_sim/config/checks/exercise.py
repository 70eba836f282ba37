"""Whether every bout of exercise can take place: whole, and one at a time.

Bouts lie between sessions or in pauses, where `cortex_sim.config.timetable` puts them, for
the plan as well; what would be cut, lost or done twice at once is refused before anything runs.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from cortex_sim.config.timetable import (
    BEFORE_FIRST,
    Placed,
    bouts_after,
    bouts_before,
    bouts_in_pause,
    free_time,
    pause_count,
)
from cortex_sim.units import format_quantity

if TYPE_CHECKING:
    from cortex_sim.config.study import Study

MOST_BOUTS = 2000
"""Bouts of one phase between two sessions or in its pause; more would make planning slow."""

ROUNDING = 1e-6
"""Times in s are rounded to this in a plan."""


class _Bout(NamedTuple):
    """A bout in a gap, and the phase that it belongs to."""

    phase: str
    placed: Placed

    @property
    def where(self) -> str:
        """The field of the configuration that put it there."""
        return f"phases.{self.phase}.exercise.{self.placed.number}.{self.placed.field}"

    @property
    def written(self) -> str:
        """The value of that field, as an error names it."""
        return _time(getattr(self.placed.dose, self.placed.field))


class _Gap(NamedTuple):
    """A time without sessions."""

    name: str
    duration: float
    """In s."""

    bouts: tuple[_Bout, ...] = ()

    def with_bouts(self, phase: str, placed: Iterable[Placed]) -> "_Gap":
        """Return the gap with bouts of one more phase."""
        return self._replace(bouts=(*self.bouts, *(_Bout(phase, bout) for bout in placed)))


def exercise_problems(study: "Study") -> Iterator[str]:
    """Yield a message for every bout that would be cut, lost or overlap with another."""
    for name, phase in study.phases.items():
        with_sessions = len(phase.exercise) if phase.practice else 0
        count = with_sessions + sum(pause_count(phase, dose) for dose in phase.exercise)
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
    gap, clock = _Gap("the day before the first session", BEFORE_FIRST), study.slow_clock
    if clock is None:
        return
    for name in path:
        phase = study.phases[name]
        for practice in phase.practice:
            after = _Gap(f"the time after a session of {name!r}", free_time(practice, clock))
            after = after.with_bouts(name, bouts_after(phase, clock))
            # the second session stands for all that follow: the times before them are alike
            for _ in range(min(practice.sessions, 2)):
                yield gap.with_bouts(name, bouts_before(phase, gap.duration))
                gap = after
        if phase.pause:
            yield gap
            gap = _Gap(f"the pause of {name!r}", phase.pause)
            gap = gap.with_bouts(name, bouts_in_pause(phase))
    yield gap


def _misfits(gap: _Gap) -> Iterator[str]:
    for bout in gap.bouts:
        placed = bout.placed
        if placed.start < -ROUNDING or placed.end > gap.duration + ROUNDING:
            yield (
                f"{bout.where}: got {bout.written}, but a bout of "
                f"{_time(placed.dose.duration)} does not fit there into {gap.name} "
                f"({_time(gap.duration)} free), so it would be cut or lost; move it, or make "
                "it shorter or that time longer"
            )


def _overlaps(gap: _Gap) -> Iterator[str]:
    for first, second in pairwise(sorted(gap.bouts, key=lambda bout: bout.placed.start)):
        if second.placed.start < first.placed.end - ROUNDING:
            yield (
                f"{second.where}: got {second.written}, where it overlaps with "
                f"{first.where} {first.written} in {gap.name}; bouts come one after "
                "another: move one, or make it shorter"
            )


def _time(seconds: float) -> str:
    return format_quantity(round(seconds, 6), "time")
