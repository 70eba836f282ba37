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


def examine(probe: Probe, settings: SilentPeriod, needs: Needs) -> AssessmentResult:
    """Stimulate each muscle of ``settings.muscles`` while it contracts."""
    names, thresholds = list(probe.subject.muscles), needs.measured
    # all trunk muscles contract together, in the search for the drive and under the pulses
    contraction = hold_background(
        probe, settings.contraction, "silent_period", drives="voluntary_drive"
    )
    drive, used = contraction.drive, contraction.model_time
    rates, measured = [], []
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
        rates.append(_rate_around(probe.unit_spikes(recording)[column], times, settings))
        measured.append(column)
        used += duration
    centres = (np.arange(rates[0].size) + 0.5) * settings.bin_width - settings.before
    arrays = {
        "rate": Array(np.array(rates), "Hz", ("measured", "time"), "pool rate around the pulse"),
        "time": Array(centres * 1e3, "ms", ("time",), "time after the pulse"),
        "measured": Array(np.array(measured), "", ("measured",), "index of each muscle measured"),
        **contraction.arrays(),
    }
    return AssessmentResult(arrays, model_time=used)


def _rate_around(
    spikes: UnitSpikes, pulses: NDArray[np.float64], settings: SilentPeriod
) -> NDArray[np.float64]:
    """Return the rate of a pool (Hz, all units together, each by its size), mean over pulses."""
    before, width = settings.before, settings.bin_width
    n_bins = round((before + settings.after) / width)
    edges = np.arange(n_bins + 1) * width - before
    counts = sum(
        np.histogram(spikes.times - pulse, edges, weights=spikes.sizes)[0] for pulse in pulses
    )
    return np.asarray(counts / len(pulses) / width)
