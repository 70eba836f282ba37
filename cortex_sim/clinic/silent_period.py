"""Cortical silent period: a strong pulse interrupts a voluntary contraction.

The contraction is driven through the cortex (a drive to the excitatory cells of
the muscle's representation), because what falls silent is the cortex's output
(Inghilleri et al. 1993, 10.1113/jphysiol.1993.sp019704). The duration is read
later from the motoneuron rate around the pulses.
"""

import numpy as np
from numpy.typing import NDArray

from cortex_sim.clinic.probe import SETTLE, Probe, Pulses
from cortex_sim.clinic.result import AssessmentResult
from cortex_sim.clinic.stimulation import hold_background
from cortex_sim.config.course import SilentPeriod
from cortex_sim.store.record import Array

BIN = 0.005
"""Width of the bins of the rate around the pulse, in s."""

BEFORE, AFTER = 0.15, 0.4
"""Stretch around the pulse that is kept, in s."""


def silent_period(
    probe: Probe,
    settings: SilentPeriod,
    amt_v: dict[str, float],
    hot_spots_mm: NDArray[np.float64],
) -> AssessmentResult:
    """Stimulate each muscle of ``settings.muscles`` while it contracts."""
    names = list(probe.subject.muscles)
    # all trunk muscles contract together, in the search for the drive and under the pulses
    drive, _, used = hold_background(
        probe, settings.contraction, "silent_period", drives="voluntary_drive"
    )
    rates, measured = [], []
    for muscle in settings.muscles:
        column = names.index(muscle)
        times = SETTLE + BEFORE + settings.interval * np.arange(settings.pulses)
        jitter = settings.coil_jitter_mm * probe.individual.coil_jitter
        sites = hot_spots_mm[column] + probe.rng(f"silent_period/{muscle}").normal(
            0.0, jitter, (settings.pulses, 2)
        )
        strength = np.full(settings.pulses, settings.relative_intensity * amt_v[muscle])
        duration = float(times[-1] + settings.interval)
        recording = probe.record(
            f"silent_period/{muscle}",
            duration,
            pulses=Pulses(times, sites, strength),
            voluntary_drive=drive,
        )
        rates.append(_rate_around(probe.muscle_spikes(recording)[column], times))
        measured.append(column)
        used += duration
    centres = (np.arange(rates[0].size) + 0.5) * BIN - BEFORE
    arrays = {
        "rate": Array(np.array(rates), "Hz", ("measured", "time"), "pool rate around the pulse"),
        "time": Array(centres * 1e3, "ms", ("time",), "time after the pulse"),
        "measured": Array(np.array(measured), "", ("measured",), "index of each muscle measured"),
    }
    return AssessmentResult(arrays, model_time=used)


def _rate_around(spikes: NDArray[np.float64], pulses: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the rate of a pool (Hz, all units together), mean over pulses."""
    edges = np.arange(round((BEFORE + AFTER) / BIN) + 1) * BIN - BEFORE
    counts = sum(np.histogram(spikes - pulse, edges)[0] for pulse in pulses)
    return np.asarray(counts / len(pulses) / BIN)
