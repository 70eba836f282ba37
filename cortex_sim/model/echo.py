r"""The echo of a go signal: a fixed, unordered set of responses that outlast it.

A pulse of unit height and duration *D* enters a chain of *k* first-order stages of time constant
:math:`\tau`; at time *t* after its start the last stage is at

.. math:: x(t) = P(k, t / \tau) - P(k, (t - D) / \tau)

with *P* the regularised lower incomplete gamma function. A cell is driven by what is above a share
of its peak, :math:`R = \max(x / \max x - s, 0)`, and fires at

.. math:: r = \min\left(\frac{r_0\, R}{h + \bar R},\ r_{max}\right)

where :math:`\bar R` is the mean over cells (divisive normalisation: Carandini & Heeger 2012,
10.1038/nrn3136). Responses of different latency and duration to one brief signal are what a plastic
read-out needs to produce a time course; granule cells give such a basis (Kennedy et al. 2014,
10.1038/nn.3650). That premotor cortex does, and the numbers, are assumed.
"""

import math

import numpy as np
import scipy
from numpy.typing import NDArray

from cortex_sim.config.inputs import EchoInput
from cortex_sim.config.network import Network, population_size

FAR = 4.0
"""Widths (SD) of the slowest chain's response after its mean at which the table ends; what is left
there is below the smallest share of the peak that a configuration may set."""


def echo_inputs(network: Network) -> dict[str, EchoInput]:
    """Return the inputs that are echoes by population, in the order of their columns."""
    rows = sorted(network.populations.items())
    return {name: row.input for name, row in rows if isinstance(row.input, EchoInput)}


def echo_columns(network: Network) -> dict[str, NDArray[np.int32]]:
    """Return the columns of the table by population; every cell has one."""
    columns, first = {}, 0
    for name in echo_inputs(network):
        size = population_size(network.populations[name], 1)
        columns[name] = np.arange(first, first + size, dtype=np.int32)
        first += size
    return columns


def echo_rows(network: Network) -> int:
    """Return the rows of the table: intervals until the slowest echo is over, 0 without one."""
    found = 0
    for source in echo_inputs(network).values():
        stages, decay = source.stages[1], source.stage_decay[1]
        end = source.pulse + (stages + FAR * math.sqrt(stages)) * decay
        found = max(found, math.ceil(end / network.input_interval) + 1)
    return found


def draw_echo(
    source: EchoInput, times: NDArray[np.float64], size: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Return the rates of the cells of one subject in Hz, shape (n_times, size).

    Parameters
    ----------
    source
        The settings.
    times
        Times after the go cue in s, ascending from 0, until the echo is over.
    size
        Number of cells.
    rng
        Source of each cell's chain.
    """
    low, high = np.log(source.stage_decay)
    stages = rng.integers(source.stages[0], source.stages[1] + 1, size)
    decay = np.exp(low + rng.random(size) * (high - low))
    return echo_rates(source, times, stages, decay)


def echo_rates(
    source: EchoInput,
    times: NDArray[np.float64],
    stages: NDArray[np.int64],
    decay: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the rates in Hz of cells with these chains, shape (n_times, n_cells).

    The last time's rates are 0: beyond the end of the table its last row goes on.

    Parameters
    ----------
    source
        The settings.
    times
        Times after the go cue in s.
    stages, decay
        Number of stages of each cell's chain and their time constant in s.
    """
    since_start, since_end = times[:, None], np.maximum(times[:, None] - source.pulse, 0.0)
    chain = scipy.special.gammainc(stages, since_start / decay)
    chain = chain - scipy.special.gammainc(stages, since_end / decay)
    drive = np.maximum(chain / chain.max(axis=0) - source.rectified_at, 0.0)
    shared = source.half_drive + drive.mean(axis=1, keepdims=True)
    rates = np.minimum(source.mean_rate * drive / shared, source.highest_rate)
    rates[-1] = 0.0
    return np.asarray(rates)
