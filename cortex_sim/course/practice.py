"""Do a session that can change weights: in one piece, or in blocks between which BDNF moves on."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cortex_sim.clinic.zone_weights import zone_weight_arrays
from cortex_sim.config.checks.capacity import trials_in
from cortex_sim.config.muscles import Sequence
from cortex_sim.config.network import population_size
from cortex_sim.course.feedback import success_in, watched_populations
from cortex_sim.course.laboratory import (
    WEIGHTS,
    Laboratory,
    Start,
    homeostasis_arrays,
    slow_rules,
)
from cortex_sim.course.slow_practice import NOT_HELD, SlowSide, scaled_sequence
from cortex_sim.course.specs import PracticeSpec, SubjectSpec
from cortex_sim.course.stimuli import Stimuli, contraction, stimuli_of
from cortex_sim.engine.program import Program, spikes_of
from cortex_sim.errors import RunError
from cortex_sim.model.body import Body
from cortex_sim.model.given import Movements, given_populations, with_given_spikes
from cortex_sim.model.parameters import Condition, session_inputs
from cortex_sim.model.sequences import TrialTable, draw_trials
from cortex_sim.model.state import SlowState
from cortex_sim.model.structure import excitatory_populations, recorded_populations
from cortex_sim.model.subject import Anatomy
from cortex_sim.model.trials import no_movement, trial_inputs
from cortex_sim.plasticity.scaling import scaled
from cortex_sim.seeds import derive_seed, rng_for
from cortex_sim.slow.between import SlowRules
from cortex_sim.slow.bursts import Train, release_drive
from cortex_sim.slow.homeostasis import Homeostasis, after_session
from cortex_sim.store.record import Array, Spikes


class Block(NamedTuple):
    """A part of a session: its trials (none at rest), start and length (s), its noise."""

    trials: TrialTable | None
    start: float
    duration: float
    seed: int
    share: float
    """Of the session's time."""

    is_on: bool = True
    """False: the rest between two trains of volleys."""


def practise(
    spec: PracticeSpec, subject: SubjectSpec, start: Start, laboratory: Laboratory
) -> tuple[dict[str, Array], dict[str, Spikes]]:
    """Do practice, stimulation or rest; return the arrays that it leaves behind, and no spikes."""
    program, anatomy = laboratory.programs[spec.program], laboratory.anatomy_of(subject)
    rules = slow_rules(subject)
    stimuli = stimuli_of(spec, subject, laboratory)
    run = PracticeRun(spec, subject, anatomy, program, stimuli, laboratory.timeout, rules)
    return run.run(start), {}


@dataclass(frozen=True)
class PracticeRun:
    """One practice session of one subject, ready to run."""

    spec: PracticeSpec
    subject: SubjectSpec
    anatomy: Anatomy
    program: Program
    stimuli: Stimuli
    timeout: float
    """Longest real time in s of each piece."""

    rules: SlowRules | None = None
    """Rules of the slow clock, None without one."""

    def run(self, start: Start) -> dict[str, Array]:
        """Simulate the session from ``start`` and return the arrays that it leaves behind."""
        slow = self._slow_side(start)
        if slow is not None and not slow.is_attended():
            return self._missed(start, slow)
        blocks, state, counts = self._blocks(slow), start.state, dict[str, float]()
        trains: dict[str, Train] = {}
        for block in blocks:
            condition = self._condition(slow, block)
            outputs = self._run_block(block, condition, state)
            state = state.with_weights({n: _checked(outputs[f"{n}.w"], n) for n in state.weights})
            for name in _cell_populations(self.subject):
                counts[name] = counts.get(name, 0.0) + float(outputs[f"{name}_spikes.N"][0])
            if slow is not None:
                drive = _drive(outputs, block, self.subject, slow.rules, trains)
                success = success_in(outputs, block.trials, self.spec, self.subject)
                slow.after_block(condition, drive, block.share, success)
        state = self._scaled(state)
        arrays = _weight_arrays(state)
        arrays |= zone_weight_arrays(self.subject, self.anatomy, state.weights)
        arrays |= _rates(counts, self.spec.duration, self.subject)
        if slow is not None:
            rates = {n: float(arrays[f"rate/{n}"].values) for n in counts}
            arrays |= slow.arrays(start.consolidated)
            arrays |= homeostasis_arrays(self._defended(start.homeostasis, rates))
        return arrays

    def _slow_side(self, start: Start) -> SlowSide | None:
        """Return the slow clock's side of the session, None without one."""
        if self.rules is None or start.milieu is None:
            return None
        return SlowSide(self.rules, self.spec, start.milieu, start.yoked)

    def _missed(self, start: Start, slow: SlowSide) -> dict[str, Array]:
        """Return what a session leaves that was not held: weights as they were."""
        slow.miss()
        arrays = _weight_arrays(start.state) | slow.arrays(start.consolidated)
        arrays |= zone_weight_arrays(self.subject, self.anatomy, start.state.weights)
        arrays |= homeostasis_arrays(start.homeostasis)
        return arrays | {NOT_HELD: Array(np.array(1), "", (), "the session was not attended")}

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

    def _blocks(self, slow: SlowSide | None) -> list[Block]:
        """Return the blocks of the session, cut between trials; without a slow clock one."""
        spec, sequence = self.spec, self.spec.sequence
        wanted = 1 if self.rules is None else self.rules.clock.blocks
        if sequence is None:
            return [
                Block(None, start, end - start, self._seed(n), (end - start) / spec.duration, is_on)
                for n, (start, end, is_on) in enumerate(self.stimuli.pieces(spec.duration, wanted))
            ]
        n_trials = trials_in(spec.duration, sequence.trial_duration)
        trials = draw_trials(
            self._as_practised(sequence, slow),
            self.subject.muscle_names,
            n_trials,
            delay_factor=self.subject.individual.delay,
            rng=rng_for(spec.seed, "trials"),
        )
        cuts = np.unique(np.linspace(0, n_trials, wanted + 1).round().astype(int))
        limits = np.minimum(cuts * sequence.trial_duration, spec.duration)
        return [
            Block(
                _rows(trials, cuts[n], cuts[n + 1]),
                float(start),
                float(length),
                self._seed(n),
                1 / (len(cuts) - 1),
            )
            for n, (start, length) in enumerate(zip(limits, np.diff(limits), strict=False))
        ]

    def _as_practised(self, sequence: Sequence, slow: SlowSide | None) -> Sequence:
        """Return the sequence as channels and slow modulators leave it."""
        given = scaled_sequence(sequence, {"drive": self.spec.channels.afferents})
        return given if slow is None else slow.as_practised(given)

    def _seed(self, number: int) -> int:
        more = (number,) if number else ()
        return derive_seed(self.spec.seed, "noise", *more)

    def _condition(self, slow: SlowSide | None, block: Block) -> Condition:
        """Return the state of the cortex: set by the phase, or by the slow clock."""
        spec, sequence = self.spec, self.spec.sequence
        condition = Condition(
            levels=spec.levels or {},
            stage=spec.stage,
            is_plastic=True,
            has_coil=self.stimuli.has_coil,
            is_learning=spec.plasticity,
            cue_factor=spec.channels.cue if sequence is not None and sequence.cue else 0.0,
            tonic_drive=contraction(spec, self.subject, is_on=block.is_on),
            polarisation=spec.channels.polarisation,
        )
        return condition if slow is None else slow.condition(condition, block.share)

    def _run_block(
        self, block: Block, condition: Condition, state: SlowState
    ) -> dict[str, NDArray[Any]]:
        subject, sequence = self.subject, self.spec.sequence
        inputs = session_inputs(subject, subject.individual, self.anatomy, state, condition)
        inputs |= self.stimuli.pulses(subject, block.start, block.duration)
        trials, period = no_movement(len(subject.muscles)), 1.0
        if block.trials is None or sequence is None:
            inputs |= self.stimuli.at_rest(subject, is_on=block.is_on)
        else:
            trials, period = block.trials, sequence.trial_duration
            inputs |= trial_inputs(subject, trials, period)
        inputs = with_given_spikes(
            subject,
            self.anatomy,
            inputs,
            given_populations(subject.network, sequence),
            Movements(trials, period, sequence),
            duration=block.duration,
            seed=block.seed,
        )
        outputs = [f"{p}_spikes.N" for p in _cell_populations(subject)]
        recorded = (*recorded_populations(subject), *watched_populations(self.spec, subject))
        outputs += [f"{p}_spikes.{part}" for p in recorded for part in "ti"]
        return self.program.run(
            inputs,
            self.anatomy.wiring,
            duration=block.duration,
            seed=block.seed,
            outputs=outputs + [f"{name}.w" for name in state.weights],
            timeout=self.timeout,
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


def _weight_arrays(state: SlowState) -> dict[str, Array]:
    """Return weights as they are handed on: in single precision."""
    return {
        WEIGHTS + name: Array(values.astype(np.float32), "", ("synapse",), f"weights of {name}")
        for name, values in state.weights.items()
    }
