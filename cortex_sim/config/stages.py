"""Stages: the pieces of phases that end with a visit, in the order of the course.

A phase with visits inside is cut where they lie, and a phase that comes twice is two stages.
Whoever runs, reads or draws a course goes by its stages; a phase that is neither cut nor
repeated is one stage of its own name.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import accumulate
from typing import NamedTuple

from cortex_sim.config.course import Course, Phase, Practice
from cortex_sim.config.moments import Moment
from cortex_sim.names import IN_WORDS, NAME, Name, in_words
from cortex_sim.units import UNITS, Time, counted, format_quantity

MOST_VISITS = 1000
"""Visits inside one phase."""

INSIDE = "_after_"
"""What stands between phase and moment in the name of a visit inside a phase."""

_ROUNDING = 1e-6
"""Times in s are compared to this."""

Sets = Mapping[str, tuple[str, ...]]


class Stage(Phase):
    """A piece of a phase: its practice up to a visit, and the visit."""

    phase: Name
    """The phase that it is a piece of."""

    pause_before: Time = 0.0
    """How much of the phase's pause has passed before this piece, in s."""


class _Mark(NamedTuple):
    """Where a phase is cut."""

    sessions: int
    pause: float
    """Time in s of its pause that has passed."""

    moment: Moment


def staged(
    phases: Mapping[str, Phase], course: Course, sets: Sets
) -> tuple[dict[str, Stage], Course]:
    """Return the stages of a course by name, and the course as rows of stages.

    Parameters
    ----------
    phases
        By name; all that the course names.
    course
        As it is written.
    sets
        Sets of assessments by name, which visits may name.

    Raises
    ------
    ValueError
        If a visit lies where no session ends, or the name of a stage is that of a phase.
    """
    stages: dict[str, Stage] = {}

    def cut(row: tuple[str, ...], before: tuple[str, ...] = ()) -> tuple[str, ...]:
        names: list[str] = []
        for number, name in enumerate(row):
            again = (before + row[:number]).count(name)
            pieces = _pieces(name, phases[name], again + 1, sets)
            for piece in pieces:
                _check_name(piece, name, phases)
            stages.update(pieces)
            names += pieces
        return tuple(names)

    past = cut(course.phases)
    arms = {
        arm: cut((*course.phases, *row)) if arm in course.persons else cut(row, course.phases)
        for arm, row in course.arms.items()
    }
    return stages, Course.model_construct(phases=past, arms=arms)


def _check_name(stage: str, phase: str, phases: Mapping[str, Phase]) -> None:
    if stage != phase and stage in phases:
        raise ValueError(
            f"phases.{stage}: a visit of {phase!r} has this name already; rename the phase"
        )
    if not re.fullmatch(NAME, stage):
        raise ValueError(
            f"phases.{phase}: its visit would be called {stage!r}, expected {IN_WORDS[NAME]}; "
            "shorten the name of the phase"
        )


def _pieces(name: str, phase: Phase, time: int, sets: Sets) -> dict[str, Stage]:
    """Return the stages that a phase is cut into when it comes for the ``time``-th time."""
    own = name if time == 1 else f"{name}_{time}"
    label = phase.label if time == 1 else f"{phase.label or in_words(name)} ({time})"
    marks, before = _marks(name, phase), _Mark(0, 0.0, Moment())
    inside = _resolved(phase.visits.assessments if phase.visits else (), sets)
    at_end = _resolved(phase.visit, sets)
    end = _Mark(_sessions(phase), phase.pause, Moment())
    stages: dict[str, Stage] = {}
    for mark in marks:
        if mark[:2] == end[:2]:
            at_end = tuple(dict.fromkeys((*at_end, *inside)))
            break
        stage = f"{own}{INSIDE}{mark.moment.name}"
        text = f"{label or in_words(own)} after {mark.moment.text}"
        stages[stage] = _piece(name, phase, before, mark, inside or at_end, text)
        before = mark
    stages[own] = _piece(name, phase, before, end, at_end, label)
    return stages


def _piece(
    name: str, phase: Phase, start: _Mark, end: _Mark, visit: tuple[str, ...], label: str
) -> Stage:
    changed = {
        "label": label,
        "practice": tuple(_rows(phase.practice, start.sessions, end.sessions)),
        "pause": round(end.pause - start.pause, 6),
        "visit": visit,
        "visits": None,
        "phase": name,
        "pause_before": start.pause,
    }
    return Stage.model_construct(**{**dict(phase), **changed})


def _rows(practice: tuple[Practice, ...], first: int, last: int) -> Iterator[Practice]:
    """Yield the rows of practice that hold the sessions from ``first`` to before ``last``."""
    begin = 0
    for row in practice:
        here = min(last, begin + row.sessions) - max(first, begin)
        if here > 0:
            yield row.model_copy(update={"sessions": here})
        begin += row.sessions


def _resolved(names: tuple[str, ...], sets: Sets) -> tuple[str, ...]:
    """Return assessments with those of named sets in their place, each once."""
    return tuple(dict.fromkeys(one for name in names for one in sets.get(name, (name,))))


def _sessions(phase: Phase) -> int:
    return sum(row.sessions for row in phase.practice)


def _marks(name: str, phase: Phase) -> list[_Mark]:
    """Return where a phase is cut, in order, each once; the last may be its end."""
    if phase.visits is None:
        return []
    ends = list(accumulate(row.interval for row in phase.practice for _ in range(row.sessions)))
    found: dict[tuple[int, float], _Mark] = {}
    for field, moment in _moments(name, phase, ends):
        mark = _mark(f"phases.{name}.visits.{field}", moment, ends, phase.pause)
        found.setdefault(mark[:2], mark)
    return sorted(found.values(), key=lambda mark: mark[:2])


def _moments(name: str, phase: Phase, ends: list[float]) -> Iterator[tuple[str, Moment]]:
    """Yield the moments of visits with the field that names them."""
    visits = phase.visits
    if visits is None:
        return
    yield from (("after", moment) for moment in visits.after)
    if visits.every is None:
        return
    each = visits.every
    whole = (ends[-1] if ends else 0.0) + phase.pause
    count = len(ends) // each.sessions if each.sessions else int(whole / (each.time or 1) + 1e-9)
    if not 1 <= count <= MOST_VISITS:
        raise ValueError(
            f"phases.{name}.visits.every: got {each.text}, which makes {counted(count, 'visit')} "
            f"in the phase; expected 1 to {MOST_VISITS}: {_length(ends, phase.pause)}"
        )
    yield from (("every", each.times(number)) for number in range(1, count + 1))


def _mark(where: str, moment: Moment, ends: list[float], pause: float) -> _Mark:
    """Return where a moment lies in a phase whose sessions end at these times."""
    if moment.sessions is not None and moment.sessions <= len(ends):
        return _Mark(moment.sessions, 0.0, moment)
    if moment.time is not None:
        at_end = [n for n, end in enumerate(ends, 1) if abs(end - moment.time) < _ROUNDING]
        if at_end:
            return _Mark(at_end[-1], 0.0, moment)
        passed = moment.time - (ends[-1] if ends else 0.0)
        if 0 < passed <= pause + _ROUNDING:
            return _Mark(len(ends), min(round(passed, 6), pause), moment)
    unit = "" if moment.sessions is None else f"; a time needs a unit: {moment.sessions} days"
    raise ValueError(
        f"{where}: got {moment.text}, but no interval between sessions ends there, and it is no "
        f"time of the pause; {_length(ends, pause)}{unit}"
    )


def _length(ends: list[float], pause: float) -> str:
    """Return in words how long a phase is."""
    shown = ", ".join(_time(end) for end in ends[:6])
    more = ", ..." if len(ends) > 6 else ""
    ending = f", whose intervals end after {shown}{more}" if ends else ""
    return f"the phase has {counted(len(ends), 'session')}{ending}, and a pause of {_time(pause)}"


def _time(seconds: float) -> str:
    """Return a time as it would be written, in days if it is long."""
    is_long = seconds >= UNITS["time"]["day"]
    return Moment(time=seconds).text if is_long else format_quantity(seconds, "time")
