"""From the end of one session to the start of the next: milieu and weights."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cortex_sim.config.slow_clock import SlowClock
from cortex_sim.plasticity.bdnf import BdnfAction, bdnf_factors
from cortex_sim.slow.memory import consolidate, forget, go_on, kept_share
from cortex_sim.slow.milieu import Milieu, Segment, Stretch, advance, mature_level, stretches
from cortex_sim.slow.person import Person

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
                rate = memory.consolidation * _trkb(milieu, segment, rules)
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
    step = memory.tag_time / STEPS_PER_LIFE
    for segment in segments:
        for stretch in stretches(segment):
            left = min(stretch.duration, TAG_LIVES * memory.tag_time - time)
            while left > 1e-9:
                part = min(step, left)
                half = stretch._replace(duration=part / 2)
                milieu = advance(milieu, rules.clock, rules.person, half)
                weight = np.exp(-time / memory.tag_time) * -np.expm1(-part / memory.tag_time)
                total += float(weight) * _trkb(milieu, segment, rules)
                milieu = advance(milieu, rules.clock, rules.person, half)
                time, left = time + part, left - part
    return total


def _trkb(milieu: Milieu, segment: Segment, rules: SlowRules) -> float:
    if not rules.clock.hypotheses.bdnf_consolidates:
        return 1.0
    level = segment.bdnf
    if level is None:
        level = mature_level(milieu, rules.clock, rules.person)
    return bdnf_factors(rules.action, level).ltp


def during_practice(
    milieu: Milieu, duration: float, load: float, drive: float, *, moves: bool, rules: SlowRules
) -> Milieu:
    """Return the milieu after a part of a practice session.

    Parameters
    ----------
    milieu
        At its start.
    duration
        Real time in s that the part stands for.
    load
        Nociceptive load, 0 to 1.
    drive
        Drive of release by the part's own bursts.
    moves
        Whether movements are practised; False at rest.
    rules
        Kinetics and the subject.
    """
    stretch = Stretch(duration, load, drive, is_practice=moves)
    return advance(milieu, rules.clock, rules.person, stretch)
