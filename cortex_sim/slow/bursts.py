r"""Release drive from spikes: bursts above single spikes, through a frequency gate.

A spike that follows another of the same cell within ``burst_interval`` makes a
burst (the second spike of each burst counts, later ones do not). Each burst raises
its cell's gate :math:`g`, which decays exponentially; the burst releases only if
:math:`g` is above the threshold after its own step. So bursts at 0.5 Hz release and
bursts at 0.05 Hz do not (Solinas et al. 2019, 10.1371/journal.pcbi.1006975, whose
calcium threshold is replaced by the count of spikes).
"""

import numpy as np
from numpy.typing import NDArray

from cortex_sim.config.slow_clock import BdnfKinetics


def burst_times(
    times: NDArray[np.float64], cells: NDArray[np.int64], interval: float
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return time (s) and cell of each burst, ordered by cell, then time.

    Parameters
    ----------
    times, cells
        Time (s) and cell of each spike, in any order, shape (n_spikes,).
    interval
        Longest interval (s) between spikes of a burst.
    """
    order = np.lexsort((times, cells))
    times, cells = times[order], cells[order]
    if len(times) < 2:
        return times[:0], cells[:0]
    close = (np.diff(times) <= interval) & (np.diff(cells) == 0)
    second = np.concatenate([[False], close])
    second[2:] &= ~close[:-1]
    return times[second], cells[second]


def released_bursts(
    times: NDArray[np.float64], cells: NDArray[np.int64], settings: BdnfKinetics
) -> int:
    """Return how many bursts release BDNF: those that find the frequency gate open.

    Parameters
    ----------
    times, cells
        Time (s) and cell of each spike, shape (n_spikes,).
    settings
        Burst interval and gate.
    """
    when, who = burst_times(times, cells, settings.burst_interval)
    released, gate = 0, 0.0
    for index in range(len(when)):
        is_same = index > 0 and who[index] == who[index - 1]
        since = when[index] - when[index - 1] if is_same else np.inf
        gate = gate * float(np.exp(-since / settings.gate_decay)) + settings.gate_step
        released += gate > settings.gate_threshold
    return released


def release_drive(
    times: NDArray[np.float64],
    cells: NDArray[np.int64],
    n_cells: int,
    duration: float,
    settings: BdnfKinetics,
) -> float:
    """Return the drive of release, dimensionless, 1 in healthy practice.

    Parameters
    ----------
    times, cells
        Time (s) and cell of each spike, shape (n_spikes,).
    n_cells
        Cells of the population.
    duration
        Length of the recording in s.
    settings
        Burst interval, gate and the reference rate.
    """
    rate = released_bursts(times, cells, settings) / n_cells / duration
    return float(rate / settings.reference_burst_rate)
