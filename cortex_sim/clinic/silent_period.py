"""Cortical silent period: a strong pulse interrupts a voluntary contraction.

The contraction is driven through the cortex (a drive to the excitatory cells of
the muscle's representation), because what falls silent is the cortex's output
(Inghilleri et al. 1993, 10.1113/jphysiol.1993.sp019704). The duration is read
later from the motoneuron rate around the pulses.
"""

import numpy as np
from numpy.typing import NDArray

from cortex_sim.clinic.background import hold_background
from cortex_sim.clinic.needs import Needs
from cortex_sim.clinic.probe import Probe, Pulses, UnitSpikes
from cortex_sim.clinic.result import AssessmentResult
from cortex_sim.config.assessments.base import SETTLE
from cortex_sim.config.assessments.silent_period import SilentPeriod
from cortex_sim.store.record import Array

FINE = 1e-3
"""Width of the bins in which the latency of the MEP is read, in s."""


def examine(probe: Probe, settings: SilentPeriod, needs: Needs) -> AssessmentResult:
    """Stimulate each muscle of ``settings.muscles`` while it contracts."""
    names, thresholds = list(probe.subject.muscles), needs.measured
    # all trunk muscles contract together, in the search for the drive and under the pulses
    contraction = hold_background(
        probe, settings.contraction, "silent_period", drives="voluntary_drive"
    )
    drive, used = contraction.drive, contraction.time_used
    rates, fine, measured = [], [], []
    fine_edges = _edges(settings, FINE)
    for muscle in settings.muscles:
        column = names.index(muscle)
        times = SETTLE + settings.before + settings.interval * np.arange(settings.pulses)
        jitter = settings.coil_jitter_mm * probe.individual.coil_jitter
        sites = thresholds.hot_spots_mm[column] + probe.rng(f"silent_period/{muscle}").normal(
            0.0, jitter, (settings.pulses, 2)
        )
        intensity = settings.relative_intensity * thresholds.mean_amt((muscle,))
        strength = np.full(settings.pulses, intensity)
        duration = float(times[-1] + settings.interval)
        recording = probe.record(
            f"silent_period/{muscle}",
            duration,
            pulses=Pulses(times, sites, strength),
            voluntary_drive=drive,
        )
        spikes = probe.unit_spikes(recording)[column]
        rates.append(_rate_around(spikes, times, _edges(settings, settings.bin_width)))
        fine.append(_rate_around(spikes, times, fine_edges))
        measured.append(column)
        used += duration
    centres = (np.arange(rates[0].size) + 0.5) * settings.bin_width - settings.before
    arrays = {
        "rate": Array(np.array(rates), "Hz", ("measured", "time"), "pool rate around the pulse"),
        "time": Array(centres * 1e3, "ms", ("time",), "time after the pulse"),
        "fine_rate": Array(
            np.array(fine), "Hz", ("measured", "fine_time"), "pool rate in bins of 1 ms"
        ),
        "fine_time": Array(
            (fine_edges[:-1] + FINE / 2) * 1e3, "ms", ("fine_time",), "time after the pulse"
        ),
        "measured": Array(np.array(measured), "", ("measured",), "index of each muscle measured"),
        **contraction.arrays(),
    }
    return AssessmentResult(arrays, model_time=used)


def _edges(settings: SilentPeriod, width: float) -> NDArray[np.float64]:
    """Return the edges of bins of a width around the pulse, in s."""
    n_bins = round((settings.before + settings.after) / width)
    return np.asarray(np.arange(n_bins + 1) * width - settings.before)


def _rate_around(
    spikes: UnitSpikes, pulses: NDArray[np.float64], edges: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the rate of a pool (Hz, all units together, each by its size), mean over pulses."""
    counts = sum(
        np.histogram(spikes.times - pulse, edges, weights=spikes.sizes)[0] for pulse in pulses
    )
    return np.asarray(counts / len(pulses) / np.diff(edges))
