"""Do a practice session: in one piece, or in blocks between which BDNF moves on."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cortex_sim.clinic.zone_weights import zone_weight_arrays
from cortex_sim.config.checks.capacity import trials_in
from cortex_sim.config.network import population_size
from cortex_sim.course.laboratory import (
    CONSOLIDATED,
    WEIGHTS,
    Laboratory,
    Start,
    homeostasis_arrays,
    milieu_arrays,
    slow_rules,
)
from cortex_sim.course.specs import PracticeSpec, SubjectSpec
from cortex_sim.engine.program import Program, spikes_of
from cortex_sim.errors import RunError
from cortex_sim.model.body import Body
from cortex_sim.model.parameters import Condition, session_inputs
from cortex_sim.model.sequences import TrialTable, draw_trials
from cortex_sim.model.state import SlowState
from cortex_sim.model.structure import excitatory_populations, recorded_populations
from cortex_sim.model.subject import Anatomy
from cortex_sim.model.trials import no_movement, trial_inputs
from cortex_sim.plasticity.scaling import scaled
from cortex_sim.seeds import derive_seed, rng_for
from cortex_sim.slow.between import SlowRules, during_practice
from cortex_sim.slow.bursts import Train, release_drive
from cortex_sim.slow.homeostasis import Homeostasis, after_session
from cortex_sim.slow.milieu import Milieu, depression_factor, levels_in
from cortex_sim.store.record import Array, Spikes


class Block(NamedTuple):
    """A part of a session: its trials (none at rest), its length (s), its noise."""

    trials: TrialTable | None
    duration: float
    seed: int


def practise(
    spec: PracticeSpec, subject: SubjectSpec, start: Start, laboratory: Laboratory
) -> tuple[dict[str, Array], dict[str, Spikes]]:
    """Do a practice session; return the arrays that it leaves behind, and no spikes."""
    program, anatomy = laboratory.programs[spec.program], laboratory.anatomy_of(subject)
    rules = slow_rules(subject)
    run = PracticeRun(spec, subject, anatomy, program, laboratory.timeout, rules)
    return run.run(start), {}


@dataclass(frozen=True)
class PracticeRun:
    """One practice session of one subject, ready to run."""

    spec: PracticeSpec
    subject: SubjectSpec
    anatomy: Anatomy
    program: Program
    timeout: float
    """Longest real time in s of each piece."""

    rules: SlowRules | None = None
    """Rules of the slow clock, None without one."""

    def run(self, start: Start) -> dict[str, Array]:
        """Simulate the session from ``start`` and return the arrays that it leaves behind."""
        blocks, state, milieu = self._blocks(), start.state, start.milieu
        counts: dict[str, float] = {}
        told: list[tuple[float, float, float]] = []
        trains: dict[str, Train] = {}
        for block in blocks:
            condition = self._condition(self._expected(milieu, told, len(blocks)))
            outputs = self._run_block(block, condition, state)
            state = state.with_weights({n: _checked(outputs[f"{n}.w"], n) for n in state.weights})
            for name in _cell_populations(self.subject):
                counts[name] = counts.get(name, 0.0) + float(outputs[f"{name}_spikes.N"][0])
            if self.rules is not None and milieu is not None:
                drive = _drive(outputs, block, self.subject, self.rules, trains)
                told.append((condition.levels["bdnf"], condition.levels["gaba_a"], drive))
                milieu = self._moved_on(milieu, drive, 1 / len(blocks), self.rules)
        state = self._scaled(state)
        arrays = {WEIGHTS + n: _weight_array(w, n) for n, w in state.weights.items()}
        arrays |= zone_weight_arrays(self.subject, self.anatomy, state.weights)
        arrays |= _rates(counts, self.spec.duration, self.subject)
        if milieu is not None:
            arrays |= _slow_arrays(milieu, start.consolidated, told)
            rates = {n: float(arrays[f"rate/{n}"].values) for n in counts}
            arrays |= homeostasis_arrays(self._defended(start.homeostasis, rates))
        return arrays

    def _defended(self, state: Homeostasis, rates: dict[str, float]) -> Homeostasis:
        """Return the homeostatic state that the session's rates leave."""
        spec, rules = self.spec, self.rules
        if rules is None or spec.slow is None or spec.sequence is None:
            return state
        if not rules.clock.hypotheses.intrinsic_homeostasis:
            return state
        return after_session(
            state,
            {name: rates[name] for name in excitatory_populations(self.subject.network)},
            rules.clock.homeostasis,
            sets_reference=spec.slow.sets_rate_reference,
        )

    def _scaled(self, state: SlowState) -> SlowState:
        """Return the weights as cells have scaled them by the next session."""
        if not self.spec.plasticity:
            return state
        found = {}
        for name, row in self.subject.network.projections.items():
            rule = row.plasticity
            if rule is not None and rule.scaling_share > 0:
                targets = self.anatomy.wiring[name][1]
                found[name] = scaled(state.weights[name], targets, row.weight, rule.scaling_share)
        return state.with_weights(found)

    def _blocks(self) -> list[Block]:
        """Return the blocks of the session, cut between trials; without a slow clock one."""
        spec, sequence = self.spec, self.spec.sequence
        wanted = 1 if self.rules is None else self.rules.clock.blocks
        if sequence is None:
            limits = np.linspace(0, spec.duration, wanted + 1)
            return [
                Block(None, float(length), self._seed(number))
                for number, length in enumerate(np.diff(limits))
            ]
        n_trials = trials_in(spec.duration, sequence.trial_duration)
        trials = draw_trials(
            sequence,
            self.subject.muscle_names,
            n_trials,
            delay_factor=self.subject.individual.delay,
            rng=rng_for(spec.seed, "trials"),
        )
        cuts = np.unique(np.linspace(0, n_trials, wanted + 1).round().astype(int))
        limits = np.minimum(cuts * sequence.trial_duration, spec.duration)
        return [
            Block(_rows(trials, cuts[n], cuts[n + 1]), float(length), self._seed(n))
            for n, length in enumerate(np.diff(limits))
        ]

    def _seed(self, number: int) -> int:
        more = (number,) if number else ()
        return derive_seed(self.spec.seed, "noise", *more)

    def _condition(self, milieu: Milieu | None) -> Condition:
        """Return the state of the cortex: set by the phase, or by the slow clock."""
        spec, sequence, rules = self.spec, self.spec.sequence, self.rules
        levels, depression = dict(spec.levels or {}), 1.0
        if rules is not None and milieu is not None:
            levels = levels_in(milieu, rules.clock, rules.person) | levels
            depression = depression_factor(milieu, rules.clock, rules.person)
        return Condition(
            levels=levels,
            depression=depression,
            stage=spec.stage,
            is_plastic=True,
            is_learning=spec.plasticity,
            cue_factor=1.0 if sequence is not None and sequence.cue else 0.0,
        )

    def _run_block(
        self, block: Block, condition: Condition, state: SlowState
    ) -> dict[str, NDArray[Any]]:
        subject, sequence = self.subject, self.spec.sequence
        inputs = session_inputs(subject, subject.individual, self.anatomy, state, condition)
        if block.trials is None or sequence is None:
            inputs |= trial_inputs(subject, no_movement(len(subject.muscles)), 1.0)
        else:
            inputs |= trial_inputs(subject, block.trials, sequence.trial_duration)
        outputs = [f"{p}_spikes.N" for p in _cell_populations(subject)]
        outputs += [f"{p}_spikes.{part}" for p in recorded_populations(subject) for part in "ti"]
        return self.program.run(
            inputs,
            self.anatomy.wiring,
            duration=block.duration,
            seed=block.seed,
            outputs=outputs + [f"{name}.w" for name in state.weights],
            timeout=self.timeout,
        )

    def _expected(
        self, milieu: Milieu | None, told: list[tuple[float, float, float]], n_blocks: int
    ) -> Milieu | None:
        """Return the milieu in the middle of a block, if it releases like the one before."""
        if self.rules is None or milieu is None or not told:
            return milieu
        return self._moved_on(milieu, told[-1][2], 0.5 / n_blocks, self.rules)

    def _moved_on(self, milieu: Milieu, drive: float, share: float, rules: SlowRules) -> Milieu:
        """Return the milieu after a share of the session with a drive of release."""
        return during_practice(
            milieu,
            share * rules.clock.practice_time,
            0.0 if self.spec.slow is None else self.spec.slow.load,
            drive,
            moves=self.spec.sequence is not None,
            rules=rules,
        )


def _rows(trials: TrialTable, first: int, last: int) -> TrialTable:
    return TrialTable(
        onset=trials.onset[first:last],
        length=trials.length[first:last],
        drive=trials.drive[first:last],
        direction=trials.direction[first:last],
        is_isolated=trials.is_isolated[first:last],
    )


def _cell_populations(body: Body) -> list[str]:
    return [name for name, row in body.network.populations.items() if row.cell is not None]


def _drive(
    outputs: dict[str, NDArray[Any]],
    block: Block,
    body: Body,
    rules: SlowRules,
    trains: dict[str, Train],
) -> float:
    """Return the mean drive of release over the recorded populations; trains go on."""
    drives, sizes = [], []
    for name in recorded_populations(body):
        sizes.append(population_size(body.network.populations[name], len(body.muscles)))
        times, cells = spikes_of(outputs, name)
        drive, trains[name] = release_drive(
            trains.get(name, Train()), times, cells, sizes[-1], block.duration, rules.clock.bdnf
        )
        drives.append(drive)
    return float(np.average(drives, weights=sizes))


def _rates(counts: dict[str, float], duration: float, body: Body) -> dict[str, Array]:
    arrays = {}
    for name, count in counts.items():
        size = population_size(body.network.populations[name], len(body.muscles))
        rate = count / size / duration
        _refuse_runaway(name, rate, body.network.runaway_rate)
        arrays[f"rate/{name}"] = Array(np.array(rate), "Hz", (), "mean rate in the session")
    return arrays


def _refuse_runaway(population: str, rate: float, limit: float) -> None:
    if rate > limit:
        raise RunError(
            f"{population} ran away to a mean rate of {rate:.0f} Hz (network.runaway_rate: "
            f"{limit:.0f} Hz); lower a recurrent gain, raise inhibition or shorten network.dt"
        )


def _checked(values: NDArray[Any], name: str) -> NDArray[np.float64]:
    if not np.all((values >= 0) & (values <= 1)):
        raise RunError(f"weights of {name} left [0, 1]: {values.min():g} to {values.max():g}")
    return values.astype(np.float64)


def _weight_array(values: NDArray[Any], name: str) -> Array:
    """Return weights as they are handed on: in single precision."""
    return Array(values.astype(np.float32), "", ("synapse",), f"weights of {name}")


def _slow_arrays(
    milieu: Milieu,
    consolidated: dict[str, NDArray[np.float64]],
    told: list[tuple[float, float, float]],
) -> dict[str, Array]:
    arrays = milieu_arrays(milieu)
    for name, values in consolidated.items():
        text = f"consolidated weights of {name}"
        arrays[CONSOLIDATED + name] = Array(values.astype(np.float32), "", ("synapse",), text)
    names = ("bdnf", "gaba_gain", "release_drive")
    texts = ("mature BDNF in each block", "GABA_A gain in each block", "drive of BDNF release")
    for column, (name, text) in enumerate(zip(names, texts, strict=True)):
        values = np.array([row[column] for row in told])
        arrays[f"slow/{name}"] = Array(values, "", ("block",), text)
    return arrays
