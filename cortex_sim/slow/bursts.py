r"""Release drive from spikes: bursts above single spikes, through a frequency gate.

A spike that follows another of the same cell within ``burst_interval`` makes a
burst (the second spike of each burst counts, later ones do not). Each burst raises
its cell's gate :math:`g`, which decays exponentially; the burst releases only if
:math:`g` is above the threshold after its own step. So bursts at 0.5 Hz release and
bursts at 0.05 Hz do not (Solinas et al. 2019, 10.1371/journal.pcbi.1006975, whose
calcium threshold is replaced by the count of spikes).

A slice rests before it is paired: its gate starts closed (`released_bursts`). The
seconds of a practice session stand for half an hour of the same practice, so its gate
starts as if the session had gone on before (`session_releases`); started closed, a
short session would be mostly start-up and its drive would grow with its length.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cortex_sim.config.slow_clock import BdnfKinetics

Times = NDArray[np.float64]
Cells = NDArray[np.int64]

GATE_LIVES = 8
"""Time constants of the gate that are looked back over for its start in a session."""


class Train(NamedTuple):
    """What a population has fired in a session so far."""

    times: Times = np.zeros(0)
    """Time (s after the start of the session) of each spike, shape (n_spikes,)."""

    cells: Cells = np.zeros(0, dtype=np.int64)
    """Cell of each spike, shape (n_spikes,)."""

    duration: float = 0.0
    """Length of the session so far in s."""

    released: float = 0.0
    """Bursts counted so far as releasing."""


def burst_times(times: Times, cells: Cells, interval: float) -> tuple[Times, Cells]:
    """Return time (s) and cell of each burst, ordered by cell, then time.

    Parameters
    ----------
    times, cells
        Time (s) and cell of each spike, in any order, shape (n_spikes,).
    interval
        Longest interval (s) between spikes of a burst.
    """
    if len(times) < 2:
        return times[:0], cells[:0]
    if np.any(np.diff(times) < 0):
        by_time = np.argsort(times, kind="stable")
        times, cells = times[by_time], cells[by_time]
    # NumPy sorts small integers by their digits, which is many times as fast
    order = np.argsort(cells.astype(np.min_scalar_type(int(cells.max()))), kind="stable")
    times, cells = times[order], cells[order]
    close = (np.diff(times) <= interval) & (np.diff(cells) == 0)
    second = np.concatenate([[False], close])
    second[2:] &= ~close[:-1]
    return times[second], cells[second]


def released_bursts(times: Times, cells: Cells, settings: BdnfKinetics) -> int:
    """Return how many bursts release BDNF after a long rest: those that find the gate open.

    Parameters
    ----------
    times, cells
        Time (s) and cell of each spike, shape (n_spikes,).
    settings
        Burst interval and gate.
    """
    when, who = burst_times(times, cells, settings.burst_interval)
    n_cells = int(who.max()) + 1 if len(who) else 0
    return int(_through_gate(when, who, np.zeros((1, n_cells)), settings)[0])


def session_releases(
    times: Times, cells: Cells, n_cells: int, duration: float, settings: BdnfKinetics
) -> float:
    """Return how many bursts of a session release BDNF in practice that has gone on before.

    The number is an expectation, not whole.

    Parameters
    ----------
    times, cells
        Time (s, 0 to ``duration``) and cell of each spike, shape (n_spikes,).
    n_cells
        Cells of the population.
    duration
        Length of the recording in s, > 0.
    settings
        Burst interval and gate.

    Notes
    -----
    The gates start where sessions like this one, one after the other, would have left
    them. A cell may have lived them as it lives this one, or as another cell does; both
    are computed and weighted by `lasting_share`. Its own bursts alone would not do: one
    by chance in 4 s would count as one every 4 s and open the gate to itself. Other cells
    alone would not do where few cells burst, and those always. A gate that starts at its
    mean instead of at a distribution opens too often: 40 % too much drive in 4 s of
    random bursts at 0.1 Hz.
    """
    when, who = burst_times(times, cells, settings.burst_interval)
    counts = np.bincount(who, minlength=n_cells)
    left = settings.gate_step * np.exp((when - duration) / settings.gate_decay)
    by_cell = np.bincount(who, weights=left, minlength=n_cells)
    # a lone burst has no rhythm that could have opened the gate to it
    own, others = np.where(counts > 1, by_cell, 0.0), np.zeros(n_cells)
    own /= -np.expm1(-duration / settings.gate_decay)
    for number in range(int(np.ceil(GATE_LIVES * settings.gate_decay / duration))):
        faded = float(np.exp(-number * duration / settings.gate_decay))
        others += faded * np.roll(by_cell, -1 - number)
    share = lasting_share(counts)
    by_own, by_others = _through_gate(when, who, np.stack([own, others]), settings)
    return float(share * by_own + (1 - share) * by_others)


def lasting_share(counts: NDArray[np.int64]) -> float:
    """Return which share of the variance of counts between cells is more than chance, 0 to 1.

    Counts of cells with one and the same rate vary by their mean (Poisson); what they vary
    more would be seen again in another session. The same share shrinks each mean towards
    the common one in empirical Bayes estimation (Efron & Morris 1975,
    10.1080/01621459.1975.10479864).

    Parameters
    ----------
    counts
        Bursts of each cell, shape (n_cells,).
    """
    variance = float(np.var(counts))
    return max(1 - float(np.mean(counts)) / variance, 0.0) if variance > 0 else 0.0


def release_drive(
    train: Train,
    times: Times,
    cells: Cells,
    n_cells: int,
    duration: float,
    settings: BdnfKinetics,
) -> tuple[float, Train]:
    """Return the drive of release in the next block of a session, and the session so far.

    The drive is dimensionless, 0 or more, 1 in healthy practice. A block is given what it
    adds to the releases of the session so far, so that the blocks of a session release
    together what the session does in one piece, wherever it is cut.

    Parameters
    ----------
    train
        The session before this block.
    times, cells
        Time (s after the start of the block) and cell of each spike, shape (n_spikes,).
    n_cells
        Cells of the population.
    duration
        Length of the block in s, > 0.
    settings
        Burst interval, gate and the reference rate.
    """
    all_times = np.concatenate([train.times, train.duration + times])
    all_cells = np.concatenate([train.cells, cells])
    length = train.duration + duration
    so_far = session_releases(all_times, all_cells, n_cells, length, settings)
    # a quiet block may show that earlier ones were counted too high; later ones make up for it
    released = max(so_far, train.released)
    rate = (released - train.released) / n_cells / duration
    drive = float(rate / settings.reference_burst_rate)
    return drive, Train(all_times, all_cells, length, released)


def _through_gate(
    when: Times, who: Cells, gates: Times, settings: BdnfKinetics
) -> NDArray[np.int64]:
    """Return how many bursts find the gate open, for each way in which gates may start.

    Parameters
    ----------
    when, who
        Time (s) and cell of each burst, ordered by cell, then time.
    gates
        Gate of each cell at the start, shape (n_ways, n_cells).
    settings
        The gate.
    """
    first = np.flatnonzero(np.diff(who, prepend=-1))
    rank = np.arange(len(who)) - np.repeat(first, np.diff(np.append(first, len(who))))
    order = np.argsort(rank, kind="stable")
    when, who = when[order], who[order]
    gates, last = gates.copy(), np.zeros(gates.shape[1])
    released = np.zeros(len(gates), dtype=np.int64)
    for start, stop in pairwise([0, *np.cumsum(np.bincount(rank))]):
        cells, now = who[start:stop], when[start:stop]
        faded = np.exp((last[cells] - now) / settings.gate_decay)
        gates[:, cells] = gates[:, cells] * faded + settings.gate_step
        last[cells] = now
        released += np.sum(gates[:, cells] > settings.gate_threshold, axis=1)
    return released
