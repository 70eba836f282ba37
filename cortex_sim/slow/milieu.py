r"""The slow state of the cortex beside its weights: BDNF, GABA_A gain, load, exercise.

All parts are linear and advanced in closed form over stretches in which load,
exercise and release are constant, so that weeks cost as much as seconds.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from cortex_sim.config.slow_clock import Sign, SlowClock
from cortex_sim.slow.exercise import Bout, acute_target, relaxed, resting_rate
from cortex_sim.slow.person import Person
from cortex_sim.slow.pools import Pools, advance_pools, relative_pools

SIGN: dict[Sign, int] = {"lowers": -1, "none": 0, "raises": 1}


class Milieu(NamedTuple):
    """Slow state of one subject; the default is healthy rest."""

    pools: Pools = Pools()
    exercise: float = 0.0
    """Rise of BDNF in blood by exercise that does not go by way of lactate."""

    lactate: float = 0.0
    """Rise by way of lactate."""

    trained: float = 0.0
    """Rise of resting BDNF by past exercise."""

    load: float = 0.0
    """Nociceptive load that has taken effect, 0 to 1."""

    practice: float = 0.0
    """After-effect of practice, 0 to 1."""


class Stretch(NamedTuple):
    """A time in which nothing changes from outside."""

    duration: float
    """In s."""

    load: float = 0.0
    """Nociceptive load, 0 to 1."""

    drive: float = 0.0
    """Drive of release, before the genotype; 1 in healthy practice."""

    is_practice: bool = False
    bouts: tuple[Bout, ...] = ()
    """Exercise that goes on through the whole stretch."""


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


def advance(milieu: Milieu, clock: SlowClock, person: Person, stretch: Stretch) -> Milieu:
    """Return the milieu at the end of a stretch."""
    time, exercise = stretch.duration, clock.exercise
    targets = [acute_target(bout, exercise) for bout in stretch.bouts]
    direct, lactate = (person.response * sum(t[way] for t in targets) for way in (0, 1))
    pools, _ = advance_pools(milieu.pools, clock.bdnf, time, stretch.drive * person.release)
    gain = sum(resting_rate(bout, exercise) for bout in stretch.bouts) * exercise.resting_time
    rises = stretch.load > milieu.load
    return Milieu(
        pools=pools,
        exercise=relaxed(milieu.exercise, direct, time, exercise.decay_time),
        lactate=relaxed(milieu.lactate, lactate, time, exercise.decay_time),
        trained=relaxed(milieu.trained, gain, time, exercise.resting_time),
        load=relaxed(
            milieu.load,
            stretch.load,
            time,
            clock.gaba.onset_time if rises else clock.gaba.recovery_time,
        ),
        practice=relaxed(
            milieu.practice, float(stretch.is_practice), time, clock.gaba.practice_time
        ),
    )


def stretches(segment: Segment) -> Iterator[Stretch]:
    """Yield the stretches of a segment: exercise begins and ends between them."""
    limits = {0.0, segment.duration}
    for bout in segment.bouts:
        limits |= {bout.start, bout.start + bout.duration}
    times = sorted(t for t in limits if 0 <= t <= segment.duration)
    for start, end in pairwise(times):
        middle = (start + end) / 2
        active = (b for b in segment.bouts if b.start <= middle < b.start + b.duration)
        yield Stretch(end - start, segment.load, bouts=tuple(active))


def mature_level(milieu: Milieu, clock: SlowClock, person: Person) -> float:
    """Return mature BDNF; 1 in healthy practice of the average subject.

    Exercise raises all of it: what is there and what a burst releases.
    """
    released = relative_pools(milieu.pools).mature
    level = _with_tonic(released, clock, person)
    is_lactate_in = clock.hypotheses.lactate_raises_bdnf
    acute = milieu.exercise + (milieu.lactate if is_lactate_in else 0.0)
    rise = 1 + clock.exercise.central_gain * acute + milieu.trained
    return level * rise * person.bdnf * _pain_factor(milieu, clock)


def pro_level(milieu: Milieu, clock: SlowClock, person: Person) -> float:
    """Return proBDNF; 1 in healthy practice of the average subject."""
    released = relative_pools(milieu.pools).pro
    level = _with_tonic(released, clock, person)
    is_lactate_in = clock.hypotheses.lactate_raises_bdnf
    rise = 1 + clock.exercise.central_gain * (0.0 if is_lactate_in else milieu.lactate)
    return level * rise * person.bdnf * _pain_factor(milieu, clock)


def depression_factor(milieu: Milieu, clock: SlowClock, person: Person) -> float:
    """Return the factor on pair depression by proBDNF, 1 in healthy practice.

    Activation of p75 by proBDNF facilitates hippocampal LTD (Woo et al. 2005,
    10.1038/nn1510).
    """
    if not clock.hypotheses.probdnf_facilitates_depression:
        return 1.0
    gain = clock.bdnf.p75_gain
    return (1 + gain * pro_level(milieu, clock, person)) / (1 + gain)


def gaba_gain(milieu: Milieu, clock: SlowClock, person: Person) -> float:
    """Return the GABA_A gain of modulated cells, 1 in health."""
    settings, hypotheses = clock.gaba, clock.hypotheses
    load = SIGN[hypotheses.load_on_gaba] * settings.load_loss * person.gaba_loss * milieu.load
    lasting = max(1 + load, 0.0)
    practice = SIGN[hypotheses.gaba_after_practice] * settings.practice_change * milieu.practice
    above = mature_level(milieu, clock, person) - 1
    bdnf = SIGN[hypotheses.bdnf_and_gaba] * settings.bdnf_change * above
    return lasting * (1 + practice) * max(1 + bdnf, 0.0)


def levels_in(milieu: Milieu, clock: SlowClock, person: Person) -> dict[str, float]:
    """Return the level of each modulator by name; 1 is health."""
    return {
        "gaba_a": gaba_gain(milieu, clock, person),
        "bdnf": mature_level(milieu, clock, person),
    }


def _with_tonic(released: float, clock: SlowClock, person: Person) -> float:
    return clock.bdnf.tonic * person.tonic + (1 - clock.bdnf.tonic) * released


def _pain_factor(milieu: Milieu, clock: SlowClock) -> float:
    return 1 + SIGN[clock.hypotheses.pain_and_bdnf] * clock.bdnf.pain_effect * milieu.load
