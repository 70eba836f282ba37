"""A virtual subject on the examination couch: the frozen network, ready for pulses.

Nothing here can change a weight: the frozen program holds no plasticity code.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cortex_sim.config.muscles import Sequence
from cortex_sim.config.network import population_size
from cortex_sim.engine.program import Program, spikes_of
from cortex_sim.model.body import Body
from cortex_sim.model.coil import pulse_inputs
from cortex_sim.model.given import Movements, given_populations, with_given_spikes
from cortex_sim.model.motor_units import unit_sizes
from cortex_sim.model.parameters import Condition, session_inputs
from cortex_sim.model.sequences import TrialTable
from cortex_sim.model.state import SlowState
from cortex_sim.model.structure import motoneurons_of
from cortex_sim.model.subject import Anatomy, Individual
from cortex_sim.model.trials import no_movement, trial_inputs
from cortex_sim.seeds import derive_seed, rng_for


@dataclass(frozen=True)
class Pulses:
    """TMS pulses: times (s), coil positions (mm) and intensities (V)."""

    times: NDArray[np.float64]
    sites_mm: NDArray[np.float64]
    intensity: NDArray[np.float64]


NO_PULSES = Pulses(np.zeros(0), np.zeros((0, 2)), np.zeros(0))


@dataclass(frozen=True)
class Recording:
    """Spikes of every population: times (s) and cells, ordered by time."""

    spikes: dict[str, tuple[NDArray[np.float64], NDArray[np.int64]]]
    duration: float


class UnitSpikes(NamedTuple):
    """Spikes of a pool's motor units, ordered by time."""

    times: NDArray[np.float64]
    """In s."""

    sizes: NDArray[np.float64]
    """Size of the unit of each spike; the mean unit has 1."""


@dataclass(frozen=True)
class Probe:
    """One subject in one state, examined at some levels of its modulators."""

    subject: Body
    individual: Individual
    anatomy: Anatomy
    state: SlowState
    levels: Mapping[str, float]
    """The subject's own level of each modulator."""

    program: Program
    seed: int
    """Seed of the session; each recording derives its own by name."""

    timeout: float = 3600.0
    factors: Mapping[str, float] = field(default_factory=dict)
    """Factor of slow modulators by target."""

    sequence: Sequence | None = None
    """What the subject moves: the program is the one in which its patterns of spikes are given."""

    def rng(self, purpose: str) -> np.random.Generator:
        """Return the random numbers of one purpose in this session."""
        return rng_for(self.seed, purpose)

    def record(
        self,
        name: str,
        duration: float,
        *,
        pulses: Pulses = NO_PULSES,
        trials: TrialTable | None = None,
        trial_duration: float = 1.0,
        cue_factor: float = 0.0,
        tonic_drive: NDArray[np.float64] | None = None,
        voluntary_drive: NDArray[np.float64] | None = None,
    ) -> Recording:
        """Run the network and return all spikes.

        Parameters
        ----------
        name
            Purpose of the recording; chooses its random numbers.
        duration
            Model time in s.
        pulses
            TMS pulses.
        trials, trial_duration
            Movements; none means that no muscle moves. Duration in s.
        cue_factor
            Rate of the cue cells relative to practice; 0 is no cue.
        tonic_drive
            Drive of each motoneuron pool in V, shape (n_muscles,).
        voluntary_drive
            Drive of each muscle's cortical representation in V, shape (n_muscles,).
        """
        subject = self.subject
        condition = Condition(
            levels=self.levels,
            factors=self.factors,
            has_coil=True,
            cue_factor=cue_factor,
            tonic_drive=() if tonic_drive is None else tuple(map(float, tonic_drive)),
            voluntary_drive=() if voluntary_drive is None else tuple(map(float, voluntary_drive)),
        )
        inputs = session_inputs(subject, self.individual, self.anatomy, self.state, condition)
        table = no_movement(len(subject.muscles)) if trials is None else trials
        inputs |= trial_inputs(subject, table, trial_duration)
        moved = None if trials is None else self.sequence
        inputs = with_given_spikes(
            subject,
            self.anatomy,
            inputs,
            given_populations(subject.network, self.sequence),
            Movements(table, trial_duration, moved),
            duration=duration,
            seed=derive_seed(self.seed, name),
        )
        inputs |= pulse_inputs(
            pulses.times, pulses.sites_mm, pulses.intensity, subject.network.max_pulses
        )
        populations = list(subject.network.populations)
        outputs = self.program.run(
            inputs,
            self.anatomy.wiring,
            duration=duration,
            seed=derive_seed(self.seed, name),
            outputs=[f"{p}_spikes.{part}" for p in populations for part in ("t", "i")],
            timeout=self.timeout,
        )
        return Recording({p: spikes_of(outputs, p) for p in populations}, duration)

    def muscle_spikes(self, recording: Recording) -> list[NDArray[np.float64]]:
        """Return the spike times (s) of each muscle's motoneurons, in the muscles' order."""
        return [spikes.times for spikes in self.unit_spikes(recording)]

    def unit_spikes(self, recording: Recording) -> list[UnitSpikes]:
        """Return spikes and sizes of each muscle's motor units, in the muscles' order."""
        return unit_spikes_of(self.subject, recording)


def unit_spikes_of(body: Body, recording: Recording) -> list[UnitSpikes]:
    """Return spikes and sizes of each muscle's motor units, in the muscles' order."""
    name, per_muscle = motoneuron_pool(body)
    sizes = unit_sizes(per_muscle, body.network.populations[name].unit_range)
    times, cells = recording.spikes[name]
    muscle, size = cells // per_muscle, sizes[cells % per_muscle]
    return [UnitSpikes(times[muscle == m], size[muscle == m]) for m in range(len(body.muscles))]


def motoneuron_pool(body: Body) -> tuple[str, int]:
    """Return the name of the motoneuron population and its units for each muscle."""
    name = motoneurons_of(body.network)
    return name, population_size(body.network.populations[name], 1)
