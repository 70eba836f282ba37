"""The slow modulators of a subject: what moves them now, their levels, and their factors."""

from collections import deque
from collections.abc import Mapping

from cortex_sim.config.checks.modulators import order_of
from cortex_sim.config.slow_clock import SlowClock
from cortex_sim.config.slow_modulators import SlowModulator, actions_of, source_gains
from cortex_sim.slow.acting import Budget, factor, total
from cortex_sim.slow.exercise import bout_of, relative_dose
from cortex_sim.slow.person import Person
from cortex_sim.slow.scalars import Scalar, System
from cortex_sim.slow.stretches import Stretch

REGULAR = 7 * 86400.0 / (3 * 1800.0)
"""How often three half hours of a week fit into it: the unit of ``dose: regular``."""

OWN = ("exercise", "lactate", "trained", "load", "practice")
"""Scalars of every milieu, each with an input of its own name."""

MODULATOR = "modulator."


def lasting_in(clock: SlowClock) -> tuple[str, ...]:
    """Return the modulators that have a time constant, in the order in which they are stored."""
    return tuple(sorted(name for name, row in clock.modulators.items() if row.time is not None))


def acting_in(clock: SlowClock) -> tuple[tuple[str, str], ...]:
    """Return target and modulator of every action with an effect, in the order of storing."""
    budget = Modulators(clock, Person()).budget_at_rest()
    return tuple(sorted((t, name) for t, factors in budget.items() for name in factors))


class Modulators:
    """The modulators of one subject, ready to be advanced and read.

    Parameters
    ----------
    clock, person
        Settings and the subject.
    """

    def __init__(self, clock: SlowClock, person: Person) -> None:
        self.clock, self.person = clock, person
        self.rows = clock.modulators
        self.lasting = lasting_in(clock)
        self.immediate = tuple(n for n in order_of(self.rows) if self.rows[n].time is None)
        self._gains = {name: source_gains(row.sources) for name, row in self.rows.items()}
        self.system = System([*_own_scalars(clock), *(self._scalar(n) for n in self.lasting)])
        actions = [
            (name, target, action)
            for name, row in self.rows.items()
            for target, action in actions_of(row.acts_on).items()
            if action.shape != "linear" or action.gain
        ]
        self._acting = [row for row in actions if not row[1].startswith(MODULATOR)]
        self._on_load = [
            (name, action) for name, target, action in self._acting if target == "load"
        ]
        self._scaling = [
            (name, target.removeprefix(MODULATOR), action)
            for name, target, action in actions
            if target.startswith(MODULATOR)
        ]
        self.targets = tuple(sorted({target for _, target, _ in self._acting}))
        self._reads_bdnf = any(row.sources.bdnf for row in self.rows.values() if row.time)
        self.sustains = tuple(name for name, row in self.rows.items() if row.sustains_load)
        self.step = self._shortest_step()

    def _scalar(self, name: str) -> Scalar:
        row, response = self.rows[name], self.person.responses.get(name, 1.0)
        gains = {n: g * response * _unit(n, row) for n, g in self._gains[name].items()}
        times = row.time
        if times is None:
            raise TypeError(f"{name} has no time constant")
        return Scalar(
            name,
            times.on,
            times.on if times.off is None else times.off,
            {n: gain for n, gain in gains.items() if not n.startswith(MODULATOR)},
            {n.removeprefix(MODULATOR): g for n, g in gains.items() if n.startswith(MODULATOR)},
            row.self_gain,
        )

    def _shortest_step(self) -> float:
        """Return a fifth of the shortest time constant that effective load or BDNF hangs on."""
        times = [self.clock.exercise.decay_time] if self._reads_bdnf else []
        for name, row in self.rows.items():
            acts = any(one == name for one, _ in self._on_load)
            if row.time is not None and (acts or row.sustains_load):
                times += [row.time.on, row.time.off or row.time.on]
        return float(min(times, default=self.clock.gaba.recovery_time) / 5)

    def has_moving_inputs(self, load: float) -> bool:
        """Return whether a state of the model moves a scalar, under a load of the scenario."""
        return self._reads_bdnf or bool(self.sustains) or ("load" in self.targets and load > 0)

    def values(self, now: Stretch, bdnf: float) -> dict[str, float]:
        """Return the value of every source; ``bdnf`` is its relative change."""
        found = {"load": now.load, "bursts": now.drive, "success": now.success, "bdnf": bdnf}
        found |= {f"context.{name}": value for name, value in now.around.context.items()}
        found |= {f"drug.{name}": value for name, value in now.around.drugs.items()}
        if now.session:
            found[f"session.{now.session}"] = 1.0
        for bout in now.bouts:
            key = f"bout.{bout.kind}"
            own = bout_of(bout, self.person.fitness)
            found[key] = found.get(key, 0.0) + relative_dose(own, self.clock.exercise)
        return found

    def deviations(
        self, stored: Mapping[str, float], values: Mapping[str, float]
    ) -> dict[str, float]:
        """Return how far every modulator is from its own baseline.

        Parameters
        ----------
        stored
            Deviations of those with a time constant.
        values
            From `values`, of this moment: those without one follow it.
        """
        found = {name: stored.get(name, 0.0) for name in self.lasting}
        for name in self.immediate:
            response = self.person.responses.get(name, 1.0)
            moved = 0.0
            for source, gain in self._gains[name].items():
                is_other = source.startswith(MODULATOR)
                key = source.removeprefix(MODULATOR) if is_other else source
                moved += gain * (found[key] if is_other else values.get(key, 0.0))
            found[name] = response * moved
        return found

    def budget(self, deviations: Mapping[str, float], held: Mapping[str, float]) -> Budget:
        """Return the factor of every modulator on every target that it acts on.

        Parameters
        ----------
        deviations
            From `deviations`.
        held
            Levels that are read instead of the modulator's own, by modulator.
        """
        found: Budget = {target: {} for target in self.targets}
        for name, target, action in self._acting:
            baseline = self.rows[name].baseline
            level = baseline + self._scaled_shift(name, deviations, held)
            found[target][name] = factor(action, level, baseline)
        return found

    def budget_at_rest(self) -> Budget:
        """Return the factors at baseline without any source."""
        return self.budget(self.deviations({}, {}), {})

    def _shift(
        self, name: str, deviations: Mapping[str, float], held: Mapping[str, float]
    ) -> float:
        """Return how far a modulator is read from the average baseline; exactly 0 there.

        Where there is less than nothing of it, nothing is read.
        """
        row = self.rows[name]
        if name in held:
            return held[name] - row.baseline
        own = self.person.baselines.get(name, row.baseline)
        return max((own - row.baseline) + deviations[name], -row.baseline)

    def _scaled_shift(
        self, name: str, deviations: Mapping[str, float], held: Mapping[str, float]
    ) -> float:
        """Return `_shift` as the modulators that scale this one leave it."""
        found = self._shift(name, deviations, held)
        for other, target, action in self._scaling:
            if target == name:
                baseline = self.rows[other].baseline
                level = baseline + self._shift(other, deviations, held)
                found *= factor(action, level, baseline)
        return found

    def effective_load(self, now: Stretch, deviations: Mapping[str, float]) -> float:
        """Return the effective nociceptive load, 0 to 1: a state of the model, not pain."""
        held, factors = now.around.levels, {}
        for name, action in self._on_load if now.load > 0 else ():
            baseline = self.rows[name].baseline
            level = baseline + self._scaled_shift(name, deviations, held)
            factors[name] = factor(action, level, baseline)
        scaled = total(factors, "load")
        lasting = sum(
            self.rows[name].sustains_load * self._shift(name, deviations, held)
            for name in self.sustains
        )
        return min(max(now.load * scaled + lasting, 0.0), 1.0)


_RECENT: deque[Modulators] = deque(maxlen=64)


def modulators_of(clock: SlowClock, person: Person) -> Modulators:
    """Return the modulators of a subject; those asked for lately are kept."""
    for kept in tuple(_RECENT):
        if kept.clock is clock and kept.person is person:
            return kept
    made = Modulators(clock, person)
    _RECENT.appendleft(made)
    return made


def _own_scalars(clock: SlowClock) -> list[Scalar]:
    """Return the scalars of every milieu: dose of exercise, load and practice."""
    exercise, gaba = clock.exercise, clock.gaba
    times = {
        "exercise": (exercise.decay_time, exercise.decay_time),
        "lactate": (exercise.decay_time, exercise.decay_time),
        "trained": (exercise.resting_time, exercise.resting_time),
        "load": (gaba.onset_time, gaba.recovery_time),
        "practice": (gaba.practice_time, gaba.practice_time),
    }
    return [Scalar(name, on, off, {f"own.{name}": 1.0}) for name, (on, off) in times.items()]


def _unit(source: str, row: SlowModulator) -> float:
    is_counted = source.startswith(("bout.", "session."))
    return REGULAR if is_counted and row.dose == "regular" else 1.0
