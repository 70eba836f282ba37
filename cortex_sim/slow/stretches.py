"""Times between and in sessions, and what goes on in them outside the subject."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from cortex_sim.slow.exercise import Bout


class Around(NamedTuple):
    """What a phase says of the surroundings of its sessions and of the time between."""

    context: Mapping[str, float] = {}
    """Scalars of the scenario by name, such as stress."""

    drugs: Mapping[str, float] = {}
    """Dose by drug."""

    levels: Mapping[str, float] = {}
    """Level at which a modulator is held: it is read there, whatever moves it."""


class Stretch(NamedTuple):
    """A time in which nothing changes from outside."""

    duration: float
    """In s."""

    load: float = 0.0
    """Nociceptive load of the scenario, 0 to 1."""

    drive: float = 0.0
    """Drive of release, before the genotype; 1 in healthy practice."""

    is_practice: bool = False
    bouts: tuple[Bout, ...] = ()
    """Exercise that goes on through the whole stretch."""

    session: str = ""
    """Kind of the session as sources name it; empty between sessions and at rest."""

    around: Around = Around()

    success: float = 0.0
    """Share of trials that met the feedback of the session, 0 to 1."""


class Segment(NamedTuple):
    """A time between two sessions."""

    duration: float
    """In s."""

    load: float = 0.0
    goes_on: bool = False
    """Whether daily life practises alike."""

    bouts: tuple[Bout, ...] = ()
    """Bouts of exercise, by start; what reaches beyond the segment is cut."""

    bdnf: float | None = None
    """Level of mature BDNF that is held fast; None: it follows."""

    around: Around = Around()


def stretches(segment: Segment) -> Iterator[Stretch]:
    """Yield the stretches of a segment: exercise begins and ends between them."""
    limits = {0.0, segment.duration}
    for bout in segment.bouts:
        limits |= {bout.start, bout.start + bout.duration}
    times = sorted(t for t in limits if 0 <= t <= segment.duration)
    for start, end in pairwise(times):
        middle = (start + end) / 2
        active = (b for b in segment.bouts if b.start <= middle < b.start + b.duration)
        yield Stretch(end - start, segment.load, bouts=tuple(active), around=segment.around)
