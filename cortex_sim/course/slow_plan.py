"""What the slow clock adds to a plan: the time between sessions, as plain data."""

from cortex_sim.config.course import Phase, Practice
from cortex_sim.config.slow_clock import ExerciseDose, SlowClock
from cortex_sim.slow.exercise import Bout
from cortex_sim.slow.milieu import Segment

START = (Segment(86400.0),)
"""Before the first session: a day, so that exercise before it has room."""


def with_warm_up(since: tuple[Segment, ...], phase: Phase) -> tuple[Segment, ...]:
    """Return the segments with the bouts that precede a session of ``phase``."""
    if not since:
        return since
    *earlier, last = since
    bouts = [_bout(dose, last.duration + dose.start) for dose in phase.exercise if dose.start < 0]
    return (*earlier, _with_bouts(last, bouts))


def after_session(phase: Phase, practice: Practice, clock: SlowClock) -> Segment:
    """Return the time from the end of a session to the start of the next."""
    free = max(practice.interval - clock.practice_time, 0.0)
    bouts = [
        _bout(dose, dose.start - clock.practice_time) for dose in phase.exercise if dose.start >= 0
    ]
    return _with_bouts(Segment(free, phase.nociceptive_load, phase.movement_goes_on), bouts)


def pause_of(phase: Phase) -> Segment:
    """Return a phase's time without sessions."""
    bouts = []
    for dose in phase.exercise:
        if dose.every is not None:
            count = int(phase.pause / dose.every - 1e-9) + 1
            bouts += [_bout(dose, number * dose.every) for number in range(count)]
    return _with_bouts(Segment(phase.pause, phase.nociceptive_load, phase.movement_goes_on), bouts)


def _bout(dose: ExerciseDose, start: float) -> Bout:
    return Bout(round(start, 6), dose.duration, dose.kind, dose.intensity)


def _with_bouts(segment: Segment, bouts: list[Bout]) -> Segment:
    """Return a segment with more bouts, each cut to what lies within."""
    inside = []
    for bout in bouts:
        start = max(bout.start, 0.0)
        length = min(bout.start + bout.duration, segment.duration) - start
        if length > 0:
            inside.append(bout._replace(start=start, duration=round(length, 6)))
    return segment._replace(bouts=tuple(sorted((*segment.bouts, *inside))))
