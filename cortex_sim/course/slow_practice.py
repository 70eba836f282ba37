"""The slow clock's side of a practice session: what acts in each block, and what it leaves."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cortex_sim.config.muscles import MuscleActivation, Sequence
from cortex_sim.config.session_kinds import SessionKind
from cortex_sim.course.laboratory import CONSOLIDATED, FACTORS, milieu_arrays
from cortex_sim.course.specs import PracticeSpec
from cortex_sim.model.parameters import Condition
from cortex_sim.seeds import rng_for
from cortex_sim.slow.acting import Budget
from cortex_sim.slow.between import SlowRules
from cortex_sim.slow.milieu import (
    Milieu,
    advance,
    budget_of,
    depression_factor,
    factors_of,
    levels_in,
)
from cortex_sim.slow.modulators import acting_in
from cortex_sim.slow.stretches import Stretch
from cortex_sim.store.record import Array

NOT_HELD = "slow/not_held"
"""Stored with 1 by a session that was not attended."""

SUCCESS = "slow/success"
"""Stored by a session with feedback: share of trials in each block that met it."""


class Told(NamedTuple):
    """What acted in a block."""

    bdnf: float
    gaba_gain: float
    drive: float
    budget: Budget
    success: float = 0.0


@dataclass
class SlowSide:
    """The slow clock during one session; the milieu moves on from block to block."""

    rules: SlowRules
    spec: PracticeSpec
    milieu: Milieu
    yoked: Mapping[tuple[str, str], NDArray[np.float64]] = field(default_factory=dict)
    """As in `Start`."""

    told: list[Told] = field(default_factory=list)

    def condition(self, condition: Condition, share: float) -> Condition:
        """Return the state of the cortex in the next block, if it releases like the one before.

        ``share`` of the session's time is that block.
        """
        milieu, budget = self._now(share)
        rules, factors = self.rules, factors_of(budget)
        return replace(
            condition,
            levels={**levels_in(milieu, rules.clock, rules.person, factors), **condition.levels},
            depression=depression_factor(milieu, rules.clock, rules.person),
            factors=factors,
        )

    def _now(self, share: float) -> tuple[Milieu, Budget]:
        """Return the milieu in the middle of the next block, and what acts."""
        block = len(self.told)
        drive, success = (self.told[-1].drive, self.told[-1].success) if block else (0.0, 0.0)
        milieu = self._moved(drive, success, 0.5 * share) if block else self.milieu
        now = self._stretch(0.0, drive, success, moves=self.spec.sequence is not None)
        budget = budget_of(milieu, self.rules.clock, self.rules.person, now)
        for (target, name), done in self.yoked.items():
            budget[target][name] = float(done[min(block, len(done) - 1)])
        return milieu, budget

    def after_block(
        self, condition: Condition, drive: float, share: float, success: float = 0.0
    ) -> None:
        """Move on by a block that has released with ``drive`` under ``condition``.

        ``success`` is the share of its trials that met the session's feedback.
        """
        _, budget = self._now(share)
        levels = condition.levels
        self.milieu = self._moved(drive, success, share)
        self.told.append(Told(levels["bdnf"], levels["gaba_a"], drive, budget, success))

    def miss(self) -> None:
        """Let the time of the session pass without it."""
        condition, budget = self.condition(Condition(), 1), self._now(1)[1]
        levels, rules = condition.levels, self.rules
        stretch = self._stretch(rules.clock.practice_time, 0.0, 0.0, moves=False)
        self.milieu = advance(self.milieu, rules.clock, rules.person, stretch)
        self.told.append(Told(levels["bdnf"], levels["gaba_a"], 0.0, budget))

    def is_attended(self) -> bool:
        """Return whether the session is held; where movement goes on it always is."""
        if self.spec.slow is None or self.spec.slow.goes_on:
            return True
        chance = factors_of(self._now(1)[1]).get("practice.attended", 1.0)
        return chance >= 1 or bool(rng_for(self.spec.seed, "attended").random() < chance)

    def as_practised(self, sequence: Sequence) -> Sequence:
        """Return the sequence as the modulators leave it at the start of the session."""
        factors = factors_of(self._now(1)[1])
        return scaled_sequence(
            sequence,
            {
                target.removeprefix("practice."): value
                for target, value in factors.items()
                if target.startswith("practice.") and value != 1
            },
        )

    def arrays(self, consolidated: dict[str, NDArray[np.float64]]) -> dict[str, Array]:
        """Return what the session leaves: milieu, consolidated weights, what acted."""
        arrays = milieu_arrays(self.milieu)
        for name, values in consolidated.items():
            text = f"consolidated weights of {name}"
            arrays[CONSOLIDATED + name] = Array(values.astype(np.float32), "", ("synapse",), text)
        texts = {
            "bdnf": ("bdnf", "mature BDNF in each block"),
            "gaba_gain": ("gaba_gain", "GABA_A gain in each block"),
            "drive": ("release_drive", "drive of BDNF release"),
        }
        for part, (name, text) in texts.items():
            arrays[f"slow/{name}"] = _by_block([getattr(told, part) for told in self.told], text)
        if self.spec.feedback is not None:
            text = "share of trials that met the feedback"
            arrays[SUCCESS] = _by_block([told.success for told in self.told], text)
        if acting := acting_in(self.rules.clock):
            found = [[told.budget[target][name] for target, name in acting] for told in self.told]
            names = ", ".join(f"{name} on {target}" for target, name in acting)
            dims, text = ("block", "action"), f"factor of {names}"
            arrays[FACTORS] = Array(np.array(found), "", dims, text)
        return arrays

    def _moved(self, drive: float, success: float, share: float) -> Milieu:
        """Return the milieu after a share of the session with a drive of release and success."""
        rules, moves = self.rules, self.spec.sequence is not None
        stretch = self._stretch(share * rules.clock.practice_time, drive, success, moves=moves)
        return advance(self.milieu, rules.clock, rules.person, stretch)

    def _stretch(self, duration: float, drive: float, success: float, *, moves: bool) -> Stretch:
        stretch = Stretch(duration, drive=drive, success=success, is_practice=moves)
        if moves or self.spec.kind is not SessionKind.PRACTICE:
            stretch = stretch._replace(session=self.spec.kind.value)
        if self.spec.slow is None:
            return stretch
        return stretch._replace(load=self.spec.slow.load, around=self.spec.slow.around)


def _by_block(values: list[float], text: str) -> Array:
    return Array(np.array(values), "", ("block",), text)


def scaled_sequence(sequence: Sequence, factors: dict[str, float]) -> Sequence:
    """Return a sequence with drive, jitter and probabilities of all muscles scaled.

    Parameters
    ----------
    sequence
        Complete.
    factors
        By part of practice: ``drive``, ``jitter``, ``participation``, ``isolated``; probabilities
        end at 1. One that is not named is 1.
    """
    if not factors.keys() & {"drive", "jitter", "participation", "isolated"}:
        return sequence
    isolated = sequence.isolated_probability * factors.get("isolated", 1.0)
    changed = {
        "isolated_probability": min(isolated, 1.0),
        "muscles": {
            name: None if row is None else _scaled(row, factors)
            for name, row in sequence.muscles.items()
        },
    }
    return sequence.model_copy(update=changed)


def _scaled(row: MuscleActivation, factors: dict[str, float]) -> MuscleActivation:
    more, chance = factors.get("participation", 1.0), row.participation
    if isinstance(chance, dict):
        share: object = {name: min(value * more, 1.0) for name, value in chance.items()}
    else:
        share = min(chance * more, 1.0)
    changed = {
        "drive": row.drive * factors.get("drive", 1.0),
        "jitter": row.jitter * factors.get("jitter", 1.0),
        "participation": share,
    }
    return row.model_copy(update=changed)
