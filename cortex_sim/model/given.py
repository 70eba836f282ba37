"""Spikes of populations that are given as data, drawn before a session.

A program in which a population is *given* reads its spikes from one table. What stands there is
drawn here, so that both backends fire the very same spikes: correlated cells, pulse trains,
recorded spikes, and the cue of one of several directions. Inputs fire these spikes and no others;
cells with a membrane fire them beside their own.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cortex_sim.config.inputs import CueInput
from cortex_sim.config.muscles import Sequence
from cortex_sim.config.network import Network
from cortex_sim.config.spike_patterns import (
    AnySpikes,
    CorrelatedSpikes,
    PulseTrain,
    RecordedSpikes,
)
from cortex_sim.errors import RunError
from cortex_sim.model.body import Body
from cortex_sim.model.coil import NEVER
from cortex_sim.model.correlated import Cells, Rate, Times, correlated
from cortex_sim.model.inputs import MOST_SPIKES, forcing
from cortex_sim.model.layout import pool_of, zones
from cortex_sim.model.sequences import TrialTable
from cortex_sim.model.subject import Anatomy
from cortex_sim.seeds import rng_for

INDEPENDENT = CorrelatedSpikes(kind="correlated")

_GOLDEN = (5**0.5 - 1) / 2


class Movements(NamedTuple):
    """What is moved in a recording, and how."""

    trials: TrialTable
    trial_duration: float
    """In s."""

    sequence: Sequence | None
    """Whose patterns and directions hold; None: cells fire by themselves, at rest."""


def given_populations(network: Network, sequence: Sequence | None) -> tuple[str, ...]:
    """Return the populations whose spikes are given where a sequence is moved, by name.

    These are those with a pattern, and the cue where directions differ in its cells.
    """
    if sequence is None:
        return ()
    cues = {
        name
        for name, row in network.populations.items()
        if sequence.direction_overlap < 1 and isinstance(row.input, CueInput)
    }
    return tuple(sorted(cues | set(sequence.spikes)))


def cue_cells(size: int, overlap: float, directions: int) -> NDArray[np.bool_]:
    """Return which cue cells are active in each direction, shape (directions, size).

    A share ``overlap`` is active in all of them, the others are dealt out evenly over the sheet
    and over time.
    """
    order = np.argsort(np.argsort(((np.arange(size) + 0.5) * _GOLDEN) % 1))
    shared = order < round(overlap * size)
    dealt = np.cumsum(~shared) % directions
    return np.asarray(shared | (dealt == np.arange(directions)[:, None]))


def with_given_spikes(
    body: Body,
    anatomy: Anatomy,
    inputs: Mapping[str, Any],
    given: tuple[str, ...],
    movements: Movements,
    *,
    duration: float,
    seed: int,
) -> dict[str, Any]:
    """Return the inputs of a program in which some populations are given.

    Parameters
    ----------
    body
        The configuration.
    anatomy
        Where the cells are: those of a sheet that lie in a muscle's zone are its cells.
    inputs
        What the program would take without: rates and profiles of input populations are read.
    given
        Names of the populations.
    movements
        Trials, and the patterns of the sequence that is moved.
    duration
        Of the recording, in s.
    seed
        Of the recording; each population draws its own numbers.

    Raises
    ------
    RunError
        If there are more spikes than the table holds.
    """
    if not given:
        return dict(inputs)
    found, table, first = dict(inputs), [], 0
    steps = int(duration / body.network.dt + 0.5)
    for name in given:
        reader, task, muscle = name, None, _muscles(name, body, anatomy)
        if body.network.populations[name].cell is None:
            task = _task_rate(_taken(found, name), movements, muscle)
        else:
            reader = forcing(name)
            found[f"{reader}.axon_spike"] = body.network.coil.axon_spike
        rng = rng_for(seed, "given", name)
        spikes = _spikes(_pattern(name, movements), muscle, task, body, movements, duration, rng)
        rows = [_steps(times, body.network.dt, steps) for times in spikes]
        lengths = np.array([len(row) + 1 for row in rows])
        found[f"{reader}.first"] = (first + np.cumsum(lengths) - lengths).astype(float)
        first += int(lengths.sum())
        table += [time for row in rows for time in (row, [NEVER])]
    if first >= MOST_SPIKES:
        raise RunError(
            f"{first} given spikes do not fit into {MOST_SPIKES}; shorten the session, or lower "
            f"rates in spikes of the sequence ({', '.join(given)})"
        )
    values = np.full(MOST_SPIKES, NEVER)
    values[:first] = np.concatenate(table)
    return {**found, "given_time.values": values}


def _muscles(name: str, body: Body, anatomy: Anatomy) -> Cells:
    """Return the muscle of each cell: of its pool, or of the zone that it lies in; -1: none."""
    population = body.network.populations[name]
    if population.layout.kind == "pools":
        return pool_of(population, len(body.muscles)).astype(np.int64)
    if population.layout.kind == "sheet":
        return zones(anatomy.distances_mm(name))
    return np.full(len(anatomy.positions_mm[name]), -1)


def _taken(inputs: dict[str, Any], name: str) -> dict[str, Any]:
    """Take out what an input population reads but the decays of traces; return it by variable."""
    keys = [key for key in inputs if key.startswith(f"{name}.") and ".tau_" not in key]
    return {key.removeprefix(f"{name}."): inputs.pop(key) for key in keys}


def _pattern(name: str, movements: Movements) -> AnySpikes:
    sequence = movements.sequence
    return INDEPENDENT if sequence is None else sequence.spikes.get(name, INDEPENDENT)


def _steps(times: Times, dt: float, steps: int) -> Times:
    """Return the times of the steps in which a cell fires, once each."""
    step = np.unique(np.round(times / dt).astype(np.int64))
    return np.asarray(step[(step >= 0) & (step < steps)] * dt, dtype=np.float64)


def _spikes(
    pattern: AnySpikes,
    muscle: Cells,
    task: tuple[Rate, float] | None,
    body: Body,
    movements: Movements,
    duration: float,
    rng: np.random.Generator,
) -> list[Times]:
    """Return the spike times of each cell of a population.

    ``task``: the rate that the task gives and the highest that there is; None: it gives none.
    """
    if isinstance(pattern, CorrelatedSpikes):
        if pattern.rate is not None:
            task = _constant(pattern.rate), pattern.rate
        if task is None:
            return [np.zeros(0)] * len(muscle)
        return correlated(pattern, *task, muscle, duration, rng)
    begins: Times = np.arange(0.0, duration, movements.trial_duration, dtype=np.float64)
    if isinstance(pattern, PulseTrain):
        chosen = [body.muscle_names.index(name) for name in pattern.muscles]
        used = np.isin(muscle, chosen) if chosen else np.full(len(muscle), True)
        times = (begins[:, None] + np.array(pattern.times())).ravel()
        return [
            times + pattern.jitter * rng.standard_normal(len(times)) if fires else np.zeros(0)
            for fires in used
        ]
    return [_recorded(pattern, cell, begins) for cell in range(len(muscle))]


def _recorded(pattern: RecordedSpikes, cell: int, begins: Times) -> Times:
    train = pattern.trains[cell] if cell < len(pattern.trains) else ()
    return np.asarray((begins[:, None] + np.array(train, dtype=float)).ravel())


def _constant(value: float) -> Rate:
    return lambda times, cells: np.full(np.broadcast(times, cells).shape, value)


def _task_rate(own: Mapping[str, Any], movements: Movements, muscle: Cells) -> tuple[Rate, float]:
    """Return the rate that the task gives each input, and the highest that there is."""
    trials, period, sequence = movements
    last = len(trials.direction) - 1

    def place(times: Times) -> tuple[Cells, Times]:
        trial = np.floor(times / period).astype(np.int64)
        return np.minimum(trial, last), times - trial * period

    if "muscle" in own:

        def afferent(times: Times, cells: Cells) -> NDArray[np.float64]:
            trial, since = place(times)
            row, column = np.broadcast_arrays(trial, muscle[cells])
            begin = trials.onset[row, column]
            active = (since >= begin) & (since < begin + trials.length[row, column])
            rate = own["base_rate"] + own["active_rate"] * trials.drive[row, column] * active
            return np.asarray(rate)

        return afferent, own["base_rate"] + own["active_rate"] * float(trials.drive.max())
    overlap, directions = 1.0, 1
    if sequence is not None:
        overlap, directions = sequence.direction_overlap, len(sequence.directions)
    active = cue_cells(len(own["centre"]), overlap, directions)

    def cue(times: Times, cells: Cells) -> NDArray[np.float64]:
        trial, since = place(times)
        offset = since - own["centre"][cells]
        profile = np.exp(-(offset**2) / (2 * own["width"] ** 2))
        is_active = active[trials.direction[trial] % directions, cells]
        return np.asarray(own["base_rate"] + own["peak_rate"] * profile * is_active)

    return cue, float(own["base_rate"] + own["peak_rate"])
