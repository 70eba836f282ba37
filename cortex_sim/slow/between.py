"""From the end of one session to the start of the next: milieu and weights."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cortex_sim.config.slow_clock import SlowClock
from cortex_sim.plasticity.bdnf import BdnfAction, bdnf_factors
from cortex_sim.slow.memory import consolidate, forget, go_on, kept_share
from cortex_sim.slow.milieu import Milieu, advance, budget_of, factors_of, mature_level
from cortex_sim.slow.modulators import modulators_of
from cortex_sim.slow.person import Person
from cortex_sim.slow.stretches import Segment, Stretch, stretches

Weights = dict[str, NDArray[np.float64]]
TAG_LIVES = 6
"""Consolidation is followed for this many time constants of the tag."""

STEPS_PER_LIFE = 20
"""Steps of the integral of TrkB action for each time constant of the tag."""


@dataclass(frozen=True)
class SlowRules:
    """What the slow clock needs to know of a study and a subject."""

    clock: SlowClock
    person: Person
    action: BdnfAction
    latent: dict[str, float]
    """Latent weight of each projection that forgets."""


@dataclass(frozen=True)
class SlowPoint:
    """The slow state at one moment: milieu, weights and consolidated weights."""

    milieu: Milieu
    weights: Weights
    consolidated: Weights


def pass_time(point: SlowPoint, segments: Sequence[Segment], rules: SlowRules) -> SlowPoint:
    """Return the slow state after some segments without sessions."""
    integral = tag_integral(point.milieu, segments, rules)
    kept = kept_share(integral, rules.clock.memory.consolidation)
    weights = dict(point.weights)
    consolidated = {
        name: consolidate(weights[name], old, kept) for name, old in point.consolidated.items()
    }
    milieu, memory = point.milieu, rules.clock.memory
    for segment in segments:
        for stretch in stretches(segment):
            milieu = advance(milieu, rules.clock, rules.person, stretch)
        for name, latent in rules.latent.items():
            if segment.goes_on:
                rate = memory.consolidation * _consolidating(milieu, segment, rules)
                consolidated[name] = go_on(
                    weights[name], consolidated[name], segment.duration, rate
                )
            else:
                weights[name], consolidated[name] = forget(
                    weights[name],
                    consolidated[name],
                    latent,
                    segment.duration,
                    memory.early_decay,
                    memory.late_decay,
                )
    return replace(point, milieu=milieu, weights=weights, consolidated=consolidated)


def tag_integral(milieu: Milieu, segments: Sequence[Segment], rules: SlowRules) -> float:
    """Return TrkB action averaged over the life of the tag that practice has set.

    Parameters
    ----------
    milieu
        At the end of practice.
    segments
        What follows; a tag that outlives them counts up to their end.
    rules
        The tag's time constant, kinetics and the hypothesis that BDNF consolidates.
    """
    memory, total, time = rules.clock.memory, 0.0, 0.0
    step, clock, person = memory.tag_time / STEPS_PER_LIFE, rules.clock, rules.person
    for segment in segments:
        for stretch in stretches(segment):
            left, owed = min(stretch.duration, TAG_LIVES * memory.tag_time - time), 0.0
            while left > 1e-9:
                part = min(step, left)
                # from the middle of the step before to the middle of this one
                milieu = advance(milieu, clock, person, stretch._replace(duration=owed + part / 2))
                weight = np.exp(-time / memory.tag_time) * -np.expm1(-part / memory.tag_time)
                total += float(weight) * _consolidating(milieu, segment, rules)
                time, left, owed = time + part, left - part, part / 2
            milieu = advance(milieu, clock, person, stretch._replace(duration=owed))
    return total


def _consolidating(milieu: Milieu, segment: Segment, rules: SlowRules) -> float:
    """Return what consolidates: TrkB action, times the factor of slow modulators."""
    factor, clock = 1.0, rules.clock
    if "consolidation" in modulators_of(clock, rules.person).targets:
        now = Stretch(0.0, segment.load, around=segment.around)
        factor = factors_of(budget_of(milieu, clock, rules.person, now))["consolidation"]
    if not clock.hypotheses.bdnf_consolidates:
        return factor
    level = segment.bdnf
    if level is None:
        level = mature_level(milieu, clock, rules.person)
    return factor * bdnf_factors(rules.action, level).ltp
