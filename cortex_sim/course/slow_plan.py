"""What the slow clock adds to a plan: the time between sessions, as plain data."""

from collections.abc import Iterable

from cortex_sim.config.course import Phase, Practice
from cortex_sim.config.slow_clock import SlowClock
from cortex_sim.config.stages import Stage
from cortex_sim.config.timetable import (
    BEFORE_FIRST,
    Placed,
    bouts_after,
    bouts_before,
    bouts_in_pause,
    free_time,
)
from cortex_sim.slow.exercise import Bout
from cortex_sim.slow.stretches import Around, Segment

START = (Segment(BEFORE_FIRST),)
"""Before the first session."""


def with_warm_up(since: tuple[Segment, ...], phase: Phase) -> tuple[Segment, ...]:
    """Return the segments with the bouts that precede a session of ``phase``."""
    if not since:
        return since
    *earlier, last = since
    return (*earlier, _with_bouts(last, bouts_before(phase, last.duration)))


def after_session(
    phase: Phase, practice: Practice, clock: SlowClock, bdnf: float | None = None
) -> Segment:
    """Return the time from the end of a session to the start of the next.

    Parameters
    ----------
    phase, practice, clock
        What goes on meanwhile.
    bdnf
        The subject's level of BDNF, where the phase holds it fast.
    """
    free = free_time(practice, clock)
    return _with_bouts(_segment(free, phase, bdnf), bouts_after(phase, clock))


def pause_of(phase: Phase, bdnf: float | None = None) -> Segment:
    """Return a phase's time without sessions; ``bdnf`` as in `after_session`."""
    return _with_bouts(_segment(phase.pause, phase, bdnf), bouts_in_pause(phase))


def around(phase: Phase) -> Around:
    """Return what a phase says of the surroundings of its sessions."""
    return Around(phase.context, phase.drugs, phase.held_modulators)


def _segment(duration: float, phase: Phase, bdnf: float | None) -> Segment:
    load, goes_on = phase.nociceptive_load, phase.movement_goes_on
    return Segment(duration, load, goes_on, bdnf=bdnf, around=around(phase))


def with_pause(
    since: tuple[Segment, ...], stage: Stage, bdnf: float | None = None
) -> tuple[Segment, ...]:
    """Return the segments with a stage's pause, in one piece with what of it was before.

    ``bdnf`` is as in `after_session`.
    """
    whole = stage.model_copy(update={"pause": stage.pause_before + stage.pause})
    kept = since[:-1] if stage.pause_before else since
    return (*kept, pause_of(whole, bdnf))


def _with_bouts(segment: Segment, more: Iterable[Placed]) -> Segment:
    """Return a segment with more bouts, each cut to what lies within."""
    inside = []
    for placed in more:
        bout = _bout(placed)
        start = max(bout.start, 0.0)
        length = min(bout.start + bout.duration, segment.duration) - start
        if length > 0:
            inside.append(bout._replace(start=start, duration=round(length, 6)))
    return segment._replace(bouts=tuple(sorted((*segment.bouts, *inside))))


def _bout(placed: Placed) -> Bout:
    dose = placed.dose
    return Bout(round(placed.start, 6), dose.duration, dose.kind, dose.intensity)
