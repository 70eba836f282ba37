"""The weak contraction during TMS: the drive at which every muscle holds its target rate.

A subject keeps a weak contraction by feedback of the muscle's activity. Without it a
disinhibited cortex would seem to have a higher threshold.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cortex_sim.clinic.needs import Needs
from cortex_sim.clinic.probe import Probe, motoneuron_pool
from cortex_sim.config.assessments.base import SETTLE
from cortex_sim.config.assessments.stimulation import BackgroundContraction
from cortex_sim.store.record import Array

MV = 1e-3
NEAREST = 0.1
"""A look is at least this share of the interval away from its ends, so that it shrinks."""

HELD = 2.0
"""A contraction counts as held if its rate is off the wanted one by no more than this factor.

The search ends within a factor of 1.5 where the pool obeys its drive (by hand, 96 searches: root
mean square of the logarithm .16, largest .39)."""

Floats = NDArray[np.float64]


class Contraction(NamedTuple):
    """What a search for the drive has found, by pool."""

    drive: Floats
    """Drive at the last look in V, shape (n_muscles,)."""

    rates: Floats
    """Rate at that drive in Hz, shape (n_muscles,)."""

    target: float
    """Wanted rate in Hz."""

    time_used: float
    """Model time used in s."""

    @property
    def is_held(self) -> NDArray[np.bool_]:
        """Whether each pool fires at about the wanted rate.

        It does not if it fires faster than that without any drive, or if the strongest drive
        is too weak for it.
        """
        return (self.rates >= self.target / HELD) & (self.rates <= self.target * HELD)

    def arrays(self) -> dict[str, Array]:
        """Return what is stored of it."""
        held = self.is_held.astype(np.int64)
        return {
            "background_rate": Array(
                self.rates, "Hz", ("muscle",), "motoneuron rate at the drive that was taken"
            ),
            "background_held": Array(
                held, "", ("muscle",), "1 where that is about the wanted rate, else 0"
            ),
        }


def held_background(
    probe: Probe, background: BackgroundContraction, name: str, needs: Needs
) -> tuple[Floats, float]:
    """Return the tonic drive of each pool in V, and the model time used in s.

    A drive that was found for the same contraction in the same state is used again.
    """
    if needs.tonic_drive is not None:
        return needs.tonic_drive, 0.0
    found = hold_background(probe, background, name)
    return found.drive, found.time_used


def hold_background(
    probe: Probe, background: BackgroundContraction, name: str, *, drives: str = "tonic_drive"
) -> Contraction:
    """Find the drive at which every pool holds its target rate.

    The pools are searched for together, each by regula falsi in the logarithm of its
    rate, which grows about exponentially with the drive where few units fire; by halves
    as long as one end of the interval is silent.

    Parameters
    ----------
    probe
        The subject.
    background
        Target rate and search.
    name
        Purpose; chooses the random numbers.
    drives
        What is adjusted: ``tonic_drive`` of the motoneurons (descending drive of
        other origin) or ``voluntary_drive`` of the cortex.

    Returns
    -------
    Contraction
        Drive and rate of the last look; what follows is stimulated at a drive that was tried.
    """
    n_muscles = len(probe.subject.muscles)
    low, high = np.zeros(n_muscles), np.full(n_muscles, background.strongest_drive_mv * MV)
    slow, fast = np.zeros(n_muscles), np.full(n_muscles, np.inf)
    drive = rates = np.zeros(n_muscles)
    duration = SETTLE + background.duration
    for step in range(background.steps):
        drive = _between(low, high, slow, fast, background.target_rate_hz)
        driven: dict[str, Any] = {drives: drive}
        recording = probe.record(f"{name}/background/{step}", duration, **driven)
        rates = mean_pool_rates(probe, probe.muscle_spikes(recording), SETTLE, duration)
        is_weak = rates < background.target_rate_hz
        low, slow = np.where(is_weak, drive, low), np.where(is_weak, rates, slow)
        high, fast = np.where(is_weak, high, drive), np.where(is_weak, fast, rates)
    return Contraction(drive, rates, background.target_rate_hz, background.steps * duration)


def _between(low: Floats, high: Floats, slow: Floats, fast: Floats, target: float) -> Floats:
    """Return where the target rate is expected between two drives with rates around it."""
    is_known = (slow > 0) & np.isfinite(fast)
    below, above = np.where(is_known, slow, 0.5 * target), np.where(is_known, fast, 2 * target)
    share = np.log(target / below) / np.log(above / below)
    share = np.where(is_known, np.clip(share, NEAREST, 1 - NEAREST), 0.5)
    return np.asarray(low + share * (high - low))


def mean_pool_rates(probe: Probe, spikes: list[Floats], start: float, stop: float) -> Floats:
    """Return the mean rate of each pool's motoneurons between two times (s), in Hz."""
    _, per_muscle = motoneuron_pool(probe.subject)
    counts = [np.count_nonzero((times >= start) & (times < stop)) for times in spikes]
    return np.array(counts) / per_muscle / (stop - start)
