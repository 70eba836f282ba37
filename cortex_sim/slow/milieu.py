r"""The slow state of the cortex beside its weights: BDNF, GABA_A gain, load, exercise.

All parts are linear and advanced in closed form over stretches in which load,
exercise and release are constant, so that weeks cost as much as seconds.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from cortex_sim.config.slow_clock import Sign, SlowClock
from cortex_sim.slow.acting import Budget, total
from cortex_sim.slow.exercise import acute_target, bout_of, resting_rate
from cortex_sim.slow.modulators import OWN, Modulators, modulators_of
from cortex_sim.slow.person import Person
from cortex_sim.slow.pools import Pools, advance_pools, relative_pools
from cortex_sim.slow.scalars import Vector
from cortex_sim.slow.stretches import Stretch

SIGN: dict[Sign, int] = {"lowers": -1, "none": 0, "raises": 1}

PART_GROWTH = 1.4
"""By how much each part of a stretch is longer than the one before."""

LOAD_ROW = OWN.index("load")
LONGEST_PART = 86400.0
"""Longest part of a stretch in s; GABA_A gain follows effective load within days."""


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
    """Effective nociceptive load that has taken effect, 0 to 1."""

    practice: float = 0.0
    """After-effect of practice, 0 to 1."""

    modulators: Mapping[str, float] = {}
    """Deviation from their baseline of the modulators that have a time constant."""


def advance(milieu: Milieu, clock: SlowClock, person: Person, stretch: Stretch) -> Milieu:
    """Return the milieu at the end of a stretch.

    Effective load and the change of BDNF move other scalars and are not constant: where they
    matter the stretch is cut (`parts`) and their value in the middle of a part is taken.
    """
    time, modulators = stretch.duration, modulators_of(clock, person)
    pools, _ = advance_pools(milieu.pools, clock.bdnf, time, stretch.drive * person.release)
    inputs = _Inputs(modulators, stretch)
    start = _vector(milieu, modulators)
    end, push = start, inputs.push(start)
    # nothing that varies moves the dose of exercise and practice: for these the whole is exact
    whole = modulators.system.advanced(start, push, time)
    if modulators.has_moving_inputs(stretch.load):
        for part in parts(time, modulators.step):
            push = inputs.push(modulators.system.advanced(end, push, part / 2))
            end = modulators.system.advanced(end, push, part)
        whole[LOAD_ROW], whole[len(OWN) :] = end[LOAD_ROW], end[len(OWN) :]
    return _milieu(whole, modulators)._replace(pools=pools)


def _vector(milieu: Milieu, modulators: Modulators) -> Vector:
    """Return the state of all scalars, in the order of the system."""
    stored = milieu.modulators
    own = (milieu.exercise, milieu.lactate, milieu.trained, milieu.load, milieu.practice)
    return np.array([*own, *(stored.get(name, 0.0) for name in modulators.lasting)])


def _milieu(state: Vector, modulators: Modulators) -> Milieu:
    """Return the milieu of a state, pools left empty."""
    exercise, lactate, trained, load, practice, *others = state.tolist()
    lasting = dict(zip(modulators.lasting, others, strict=True))
    return Milieu(Pools(), exercise, lactate, trained, load, practice, lasting)


class _Inputs:
    """What moves the scalars in a stretch; effective load and BDNF follow their state."""

    def __init__(self, modulators: Modulators, stretch: Stretch) -> None:
        self._modulators, self._stretch = modulators, stretch
        dose = _dose(modulators.clock, modulators.person, stretch)
        self._values = modulators.values(stretch, 0.0) | dose

    def push(self, state: Vector) -> Vector:
        """Return how far everything moves each target while the state is as given."""
        modulators, values = self._modulators, self._values
        now = _milieu(state, modulators)
        values["bdnf"] = bdnf_change(now, modulators.clock)
        deviations = modulators.deviations(now.modulators, values)
        values["own.load"] = modulators.effective_load(self._stretch, deviations)
        return modulators.system.pushed(values)


def parts(time: float, step: float) -> Iterator[float]:
    """Yield the parts of a stretch in s: short after a change, longer where little moves."""
    left = time
    while left > 0:
        part = left if left < 1.5 * step else step
        yield part
        left, step = left - part, min(step * PART_GROWTH, max(LONGEST_PART, step))


def _dose(clock: SlowClock, person: Person, stretch: Stretch) -> dict[str, float]:
    """Return the inputs of the scalars of every milieu but load."""
    exercise = clock.exercise
    bouts = [bout_of(bout, person.fitness) for bout in stretch.bouts]
    targets = [acute_target(bout, exercise) for bout in bouts]
    direct, lactate = (person.response * sum(t[way] for t in targets) for way in (0, 1))
    gain = sum(resting_rate(bout, exercise) for bout in bouts) * exercise.resting_time
    return {
        "own.exercise": direct,
        "own.lactate": lactate,
        "own.trained": gain,
        "own.practice": float(stretch.is_practice),
    }


def bdnf_change(milieu: Milieu, clock: SlowClock) -> float:
    """Return the relative change of mature BDNF by exercise and load; 0 without both."""
    return _rise(milieu, clock) * _pain_factor(milieu, clock) - 1


def mature_level(milieu: Milieu, clock: SlowClock, person: Person) -> float:
    """Return mature BDNF; 1 in healthy practice of the average subject.

    Exercise raises all of it: what is there and what a burst releases.
    """
    released = relative_pools(milieu.pools).mature
    level = _with_tonic(released, clock, person)
    return level * _rise(milieu, clock) * person.bdnf * _pain_factor(milieu, clock)


def _rise(milieu: Milieu, clock: SlowClock) -> float:
    """Return the factor of exercise on mature BDNF."""
    is_lactate_in = clock.hypotheses.lactate_raises_bdnf
    acute = milieu.exercise + (milieu.lactate if is_lactate_in else 0.0)
    return 1 + clock.exercise.central_gain * acute + milieu.trained


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


def levels_in(
    milieu: Milieu, clock: SlowClock, person: Person, factors: Mapping[str, float] | None = None
) -> dict[str, float]:
    """Return the level of each modulator by name; 1 is health.

    Parameters
    ----------
    milieu, clock, person
        The subject now.
    factors
        Of the slow modulators (`factors_of`); None: all 1.
    """
    return {
        "gaba_a": gaba_gain(milieu, clock, person) * (factors or {}).get("gaba_a", 1.0),
        "bdnf": mature_level(milieu, clock, person),
    }


def budget_of(milieu: Milieu, clock: SlowClock, person: Person, now: Stretch) -> Budget:
    """Return the factor of every slow modulator on every target, now."""
    modulators = modulators_of(clock, person)
    values = modulators.values(now, bdnf_change(milieu, clock))
    deviations = modulators.deviations(milieu.modulators, values)
    return modulators.budget(deviations, now.around.levels)


def factors_of(budget: Budget) -> dict[str, float]:
    """Return the factor on each target, within its limits."""
    return {target: total(factors, target) for target, factors in budget.items()}


def _with_tonic(released: float, clock: SlowClock, person: Person) -> float:
    return clock.bdnf.tonic * person.tonic + (1 - clock.bdnf.tonic) * released


def _pain_factor(milieu: Milieu, clock: SlowClock) -> float:
    return 1 + SIGN[clock.hypotheses.pain_and_bdnf] * clock.bdnf.pain_effect * milieu.load
