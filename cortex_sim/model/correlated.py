r"""Spikes of correlated cells: a multiple-interaction process.

A source of rate :math:`r(t) / c` is copied by each cell with chance :math:`c`, so that a cell fires
at :math:`r(t)` and two cells have the correlation :math:`c` (Kuhn et al. 2003,
10.1162/089976603321043702). With a correlation :math:`b` between groups, one source of rate
:math:`r(t) / b` is copied by the source of each group with chance :math:`b / c`. Each copy has a
normal jitter.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from cortex_sim.config.spike_patterns import CorrelatedSpikes

Times = NDArray[np.float64]
Cells = NDArray[np.int64]
Rate = Callable[[Times, Cells], NDArray[np.float64]]
"""Rate (Hz) of cells at times, broadcast against each other."""

_AT_ONCE = 20_000
"""Spikes of a source that are copied together."""


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
