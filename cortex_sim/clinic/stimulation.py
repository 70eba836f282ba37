"""What the TMS assessments share: grids and MEPs."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cortex_sim.clinic.probe import Probe, Pulses, UnitSpikes
from cortex_sim.config.assessments.base import SETTLE
from cortex_sim.config.assessments.stimulation import Mep

MV = 1e-3
IN_SPIKES = "spikes above background, whatever the size of their units"


def coil_grid(sites: int, spacing_mm: float) -> NDArray[np.float64]:
    """Return the coil sites of a square grid in mm, shape (sites**2, 2), row by row."""
    ticks = (np.arange(sites) - (sites - 1) / 2) * spacing_mm
    return np.column_stack([np.tile(ticks, sites), np.repeat(ticks, sites)])


@dataclass(frozen=True)
class Meps:
    """Motoneuron spikes after, and in an equal window before, each pulse.

    Shape (n_pulses, n_muscles), in the order of the pulses.
    """

    after: NDArray[np.float64]
    """Sum of the sizes of the units that fired."""

    before: NDArray[np.float64]
    spikes_after: NDArray[np.int64]
    """Number of spikes, whatever the sizes."""

    spikes_before: NDArray[np.int64]

    @property
    def background(self) -> NDArray[np.float64]:
        """Mean of the windows before the pulses, by muscle."""
        return np.asarray(self.before.mean(axis=0))

    @property
    def amplitude(self) -> NDArray[np.float64]:
        """MEP: sizes after the pulse minus the mean background."""
        return np.asarray(self.after - self.background)

    @property
    def spikes(self) -> NDArray[np.float64]:
        """Spikes after the pulse minus the mean background."""
        return np.asarray(self.spikes_after - self.spikes_before.mean(axis=0))

    def reordered(self, order: NDArray[np.int64]) -> "Meps":
        """Return the pulses in another order."""
        return Meps(
            self.after[order],
            self.before[order],
            self.spikes_after[order],
            self.spikes_before[order],
        )


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
    meps = count_meps(probe.unit_spikes(recording), times, mep)
    return meps.reordered(np.argsort(order)), duration


def count_meps(spikes: list[UnitSpikes], pulse_times: NDArray[np.float64], mep: Mep) -> Meps:
    """Sum up motoneuron spikes around each pulse.

    Parameters
    ----------
    spikes
        Spikes of each muscle's units.
    pulse_times
        Times of the pulses in s.
    mep
        The window after the pulse; its mirror image before it is background.
    """
    start, stop = mep.window
    after = [_windows(units, pulse_times + start, pulse_times + stop) for units in spikes]
    before = [_windows(units, pulse_times - stop, pulse_times - start) for units in spikes]
    return Meps(
        np.column_stack([sizes for sizes, _ in after]),
        np.column_stack([sizes for sizes, _ in before]),
        np.column_stack([counts for _, counts in after]),
        np.column_stack([counts for _, counts in before]),
    )


def _windows(
    units: UnitSpikes, first: NDArray[np.float64], last: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the sum of sizes and the number of spikes in each window, its end left out."""
    begin, end = (np.searchsorted(units.times, edge) for edge in (first, last))
    # window by window: a difference of running sums would leave rounding where nothing fired
    sizes = [units.sizes[b:e].sum() for b, e in zip(begin, end, strict=True)]
    return np.array(sizes, dtype=float), (end - begin).astype(np.int64)
