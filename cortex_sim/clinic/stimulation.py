"""What the TMS assessments share: grids and MEPs."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cortex_sim.clinic.probe import Probe, Pulses
from cortex_sim.config.assessments.base import SETTLE
from cortex_sim.config.assessments.stimulation import Mep

MV = 1e-3


def coil_grid(sites: int, spacing_mm: float) -> NDArray[np.float64]:
    """Return the coil sites of a square grid in mm, shape (sites**2, 2), row by row."""
    ticks = (np.arange(sites) - (sites - 1) / 2) * spacing_mm
    return np.column_stack([np.tile(ticks, sites), np.repeat(ticks, sites)])


@dataclass(frozen=True)
class Meps:
    """Motoneuron spikes after, and in an equal window before, each pulse.

    Shape (n_pulses, n_muscles), in the order of the pulses.
    """

    after: NDArray[np.int64]
    before: NDArray[np.int64]

    @property
    def background(self) -> NDArray[np.float64]:
        """Mean count of the windows before the pulses, by muscle."""
        return np.asarray(self.before.mean(axis=0))

    @property
    def amplitude(self) -> NDArray[np.float64]:
        """MEP: spikes after the pulse minus the mean background."""
        return np.asarray(self.after - self.background)


def stimulate(
    probe: Probe,
    name: str,
    sites_mm: NDArray[np.float64],
    intensity: NDArray[np.float64],
    *,
    mep: Mep,
    tonic_drive: NDArray[np.float64],
    jitter_mm: float,
) -> tuple[Meps, float]:
    """Give one pulse after the other and return the MEPs in the order of the sites.

    Pulses come in a random order, each displaced by the coil's jitter.

    Parameters
    ----------
    probe
        The subject.
    name
        Purpose; chooses the random numbers.
    sites_mm
        Coil position of each pulse, shape (n_pulses, 2).
    intensity
        Intensity of each pulse in V, shape (n_pulses,).
    mep
        Window and interval.
    tonic_drive
        Background contraction, V, shape (n_muscles,).
    jitter_mm
        SD of the coil's displacement.
    """
    rng = probe.rng(f"{name}/pulses")
    n_pulses = len(sites_mm)
    order = rng.permutation(n_pulses)
    displaced = sites_mm + rng.normal(0.0, jitter_mm, sites_mm.shape)
    times = SETTLE + mep.interval * np.arange(n_pulses)
    duration = SETTLE + mep.interval * n_pulses
    pulses = Pulses(times, displaced[order], intensity[order])
    recording = probe.record(name, duration, pulses=pulses, tonic_drive=tonic_drive)
    meps = count_meps(probe.muscle_spikes(recording), times, mep)
    back = np.argsort(order)
    return Meps(meps.after[back], meps.before[back]), duration


def count_meps(
    spikes: list[NDArray[np.float64]], pulse_times: NDArray[np.float64], mep: Mep
) -> Meps:
    """Count motoneuron spikes around each pulse.

    Parameters
    ----------
    spikes
        Ordered spike times (s) of each muscle.
    pulse_times
        Times of the pulses in s.
    mep
        The window after the pulse; its mirror image before it is background.
    """
    start, stop = mep.window

    def count(first: float, last: float) -> NDArray[np.int64]:
        return np.column_stack(
            [
                np.searchsorted(times, pulse_times + last)
                - np.searchsorted(times, pulse_times + first)
                for times in spikes
            ]
        ).astype(np.int64)

    return Meps(after=count(start, stop), before=count(-stop, -start))
