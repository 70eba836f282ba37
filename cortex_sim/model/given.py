r"""Spikes of input populations that are given as data, drawn before a session.

A program in which a population is *given* reads its spikes from one table. What stands there is
drawn here, so that both backends fire the very same spikes: correlated cells, pulse trains,
recorded spikes, and the cue of one of several directions.

Correlated cells follow a multiple-interaction process (Kuhn et al. 2003,
10.1162/089976603321043702). A source of rate :math:`r(t) / c` is copied by each cell with chance
:math:`c`, so that a cell fires at :math:`r(t)` and two cells have the correlation :math:`c`. With
a correlation :math:`b` between muscles, one source of rate :math:`r(t) / b` is copied by the source
of each muscle with chance :math:`b / c`. Each copy has a normal jitter.
"""

from collections.abc import Callable, Mapping
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
from cortex_sim.model.inputs import MOST_SPIKES
from cortex_sim.model.layout import pool_of
from cortex_sim.model.sequences import TrialTable
from cortex_sim.seeds import rng_for

Times = NDArray[np.float64]
Cells = NDArray[np.int64]
Rate = Callable[[Times, Cells], NDArray[np.float64]]
"""Rate (Hz) of cells at times, broadcast against each other."""

INDEPENDENT = CorrelatedSpikes(kind="correlated")

_GOLDEN = (5**0.5 - 1) / 2
_AT_ONCE = 20_000
"""Spikes of a source that are copied together."""


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
    inputs
        What the program would take without: rates and profiles of these populations are read.
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
        own = {}
        for key in [key for key in found if key.startswith(f"{name}.")]:
            if not key.startswith(f"{name}.tau_"):
                own[key.removeprefix(f"{name}.")] = found.pop(key)
        spikes = _spikes(name, body, own, movements, duration, rng_for(seed, "given", name))
        rows = [_steps(times, body.network.dt, steps) for times in spikes]
        lengths = np.array([len(row) + 1 for row in rows])
        found[f"{name}.first"] = (first + np.cumsum(lengths) - lengths).astype(float)
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


def _steps(times: Times, dt: float, steps: int) -> Times:
    """Return the times of the steps in which a cell fires, once each."""
    step = np.unique(np.round(times / dt).astype(np.int64))
    return np.asarray(step[(step >= 0) & (step < steps)] * dt, dtype=np.float64)


def _spikes(
    name: str,
    body: Body,
    own: Mapping[str, Any],
    movements: Movements,
    duration: float,
    rng: np.random.Generator,
) -> list[Times]:
    """Return the spike times of each cell of a population."""
    pattern: AnySpikes = INDEPENDENT
    if movements.sequence is not None:
        pattern = movements.sequence.spikes.get(name, INDEPENDENT)
    population = body.network.populations[name]
    if "muscle" in own:
        group = pool_of(population, len(body.muscles)).astype(np.int64)
    else:
        group = np.zeros(len(own["centre"]), dtype=np.int64)
    if isinstance(pattern, CorrelatedSpikes):
        rate, highest = _task_rate(own, movements)
        if pattern.rate is not None:
            rate, highest = _constant(pattern.rate), pattern.rate
        return correlated(pattern, rate, highest, group, duration, rng)
    begins: Times = np.arange(0.0, duration, movements.trial_duration, dtype=np.float64)
    if isinstance(pattern, PulseTrain):
        names = [body.muscle_names[g] for g in group] if "muscle" in own else []
        used = [not pattern.muscles or name in pattern.muscles for name in names or group]
        times = (begins[:, None] + np.array(pattern.times())).ravel()
        return [
            times + pattern.jitter * rng.standard_normal(len(times)) if fires else np.zeros(0)
            for fires in used
        ]
    return [_recorded(pattern, cell, begins) for cell in range(len(group))]


def _recorded(pattern: RecordedSpikes, cell: int, begins: Times) -> Times:
    train = pattern.trains[cell] if cell < len(pattern.trains) else ()
    return np.asarray((begins[:, None] + np.array(train, dtype=float)).ravel())


def _constant(value: float) -> Rate:
    return lambda times, cells: np.full(np.broadcast(times, cells).shape, value)


def _task_rate(own: Mapping[str, Any], movements: Movements) -> tuple[Rate, float]:
    """Return the rate that the task gives each cell, and the highest that there is."""
    trials, period, sequence = movements
    last = len(trials.direction) - 1

    def place(times: Times) -> tuple[Cells, Times]:
        trial = np.floor(times / period).astype(np.int64)
        return np.minimum(trial, last), times - trial * period

    if "muscle" in own:
        muscle = np.asarray(own["muscle"], dtype=np.int64)

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


def correlated(
    pattern: CorrelatedSpikes,
    rate: Rate,
    highest: float,
    group: Cells,
    duration: float,
    rng: np.random.Generator,
) -> list[Times]:
    """Return the spike times of correlated cells, by cell, in s.

    Parameters
    ----------
    pattern
        Synchrony, correlation between groups, jitter.
    rate
        Rate of the cells; at most ``highest`` Hz.
    highest
        In Hz.
    group
        Group of each cell, shape (n_cells,): cells of one copy one source.
    duration
        In s.
    rng
        Source of everything.
    """
    if pattern.synchrony == 0:
        return [_alone(rate, highest, cell, duration, rng) for cell in range(len(group))]
    chance, common = pattern.synchrony, pattern.between_muscles
    shared = _homogeneous(highest / common, duration, rng) if common else None
    found: list[list[Times]] = [[] for _ in group]
    for number in np.unique(group):
        if shared is None:
            source = _homogeneous(highest / chance, duration, rng)
        else:
            source = shared[rng.random(len(shared)) < common / chance]
        cells = np.flatnonzero(group == number)
        for start in range(0, len(source), _AT_ONCE):
            times = source[start : start + _AT_ONCE]
            rates = rate(times[:, None], cells[None, :])
            top = rates.max(axis=1)
            kept = rng.random(len(times)) * highest < top
            relative = rates[kept] / np.maximum(top[kept], 1e-300)[:, None]
            copied = rng.random(relative.shape) < chance * relative
            for column, cell in enumerate(cells):
                own = times[kept][copied[:, column]]
                found[cell].append(own + pattern.jitter * rng.standard_normal(len(own)))
    return [np.sort(np.concatenate([np.zeros(0), *parts])) for parts in found]


def _homogeneous(rate: float, duration: float, rng: np.random.Generator) -> Times:
    return np.sort(rng.random(rng.poisson(rate * duration)) * duration)


def _alone(
    rate: Rate, highest: float, cell: int, duration: float, rng: np.random.Generator
) -> Times:
    """Return the spikes of a cell that fires by itself, by thinning."""
    times = _homogeneous(highest, duration, rng)
    return times[rng.random(len(times)) * highest < rate(times, np.array(cell))]
