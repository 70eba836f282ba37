"""Paired pulses: SICI, ICF and SICF at the hot spot of each muscle.

A conditioning pulse changes the response to a test pulse a few milliseconds
later: short-interval intracortical inhibition (SICI, 2-3 ms; Kujirai et al.
1993, 10.1113/jphysiol.1993.sp019912), intracortical facilitation (ICF,
10-15 ms) and short-interval facilitation (SICF, 1-5 ms, the stronger pulse
first; Ziemann et al. 1998, 10.1111/j.1469-7793.1998.181bi.x). Intensities are
relative to each muscle's own active motor threshold. The result is the ratio of
the conditioned to the unconditioned response, computed from stored MEPs.
"""

import numpy as np
from numpy.typing import NDArray

from cortex_sim.clinic.probe import SETTLE, Probe, Pulses
from cortex_sim.clinic.result import AssessmentResult
from cortex_sim.clinic.stimulation import count_meps, hold_background
from cortex_sim.config.course import PairedPulse
from cortex_sim.store.record import Array

PROTOCOLS = ("test", "sici", "icf", "sicf_test", "sicf")
"""Kinds of trials: the test pulse alone, and each pairing; ``sicf_test`` is the first
pulse of SICF alone."""


def paired_pulse(
    probe: Probe,
    settings: PairedPulse,
    amt_v: dict[str, float],
    hot_spots_mm: NDArray[np.float64],
) -> AssessmentResult:
    """Measure the muscles in ``settings.muscles``.

    Parameters
    ----------
    probe
        The subject.
    settings
        Intervals, intensities, numbers of pulses.
    amt_v
        Active motor threshold of each muscle, in V.
    hot_spots_mm
        Hot spot of every muscle, shape (n_muscles, 2).
    """
    names = list(probe.subject.muscles)
    drive, _, used = hold_background(probe, settings.background, "paired_pulse")
    kinds, intervals = trial_list(settings)
    measured, responses = [], []
    for muscle in settings.muscles:
        column = names.index(muscle)
        mep, duration = _stimulate(
            probe, settings, muscle, amt_v[muscle], hot_spots_mm[column], drive, kinds, intervals
        )
        measured.append(column)
        responses.append(mep[:, column])
        used += duration
    arrays = {
        "mep": Array(
            np.array(responses), "spikes", ("measured", "trial"), "spikes above background"
        ),
        "measured": Array(np.array(measured), "", ("measured",), "index of each muscle measured"),
        "protocol": Array(kinds, "", ("trial",), "index in " + ", ".join(PROTOCOLS)),
        "interval": Array(intervals * 1e3, "ms", ("trial",), "time between the pulses, 0: single"),
    }
    return AssessmentResult(arrays, model_time=used)


def trial_list(settings: PairedPulse) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the protocol (index in `PROTOCOLS`) and the interval (s) of every trial."""
    rows = [(0, 0.0)] * settings.test_pulses
    if settings.sicf_intervals:
        rows += [(3, 0.0)] * settings.sicf_pulses
    for protocol, intervals, pulses in (
        (1, settings.sici_intervals, settings.pulses),
        (2, settings.icf_intervals, settings.pulses),
        (4, settings.sicf_intervals, settings.sicf_pulses),
    ):
        rows += [(protocol, interval) for interval in intervals for _ in range(pulses)]
    return np.array([r[0] for r in rows]), np.array([r[1] for r in rows])


def _stimulate(
    probe: Probe,
    settings: PairedPulse,
    muscle: str,
    amt_v: float,
    site_mm: NDArray[np.float64],
    drive: NDArray[np.float64],
    kinds: NDArray[np.int64],
    intervals: NDArray[np.float64],
) -> tuple[NDArray[np.float64], float]:
    """Give all trials in random order; return MEPs (n_trials, n_muscles) in list order."""
    rng = probe.rng(f"paired_pulse/{muscle}")
    order = rng.permutation(len(kinds))
    jitter = settings.coil_jitter_mm * probe.individual.coil_jitter
    sites = site_mm + rng.normal(0.0, jitter, (len(kinds), 2))
    starts = SETTLE + settings.mep.interval * np.arange(len(kinds))
    times, places, strengths, tests = [], [], [], []
    for start, trial in zip(starts, order, strict=True):
        pulses = _pulses(settings, int(kinds[trial]), float(intervals[trial]), amt_v)
        times += [start + offset for offset, _ in pulses]
        strengths += [strength for _, strength in pulses]
        places += [sites[trial]] * len(pulses)
        tests.append(start + _reference(settings, int(kinds[trial]), float(intervals[trial])))
    duration = SETTLE + settings.mep.interval * len(kinds)
    recording = probe.record(
        f"paired_pulse/{muscle}",
        duration,
        pulses=Pulses(np.array(times), np.array(places), np.array(strengths)),
        tonic_drive=drive,
    )
    # the window before the trial, not before the test pulse, is free of the first pulse
    after = count_meps(probe.muscle_spikes(recording), np.array(tests), settings.mep).after
    before = count_meps(probe.muscle_spikes(recording), starts, settings.mep).before
    return (after - before.mean(axis=0))[np.argsort(order)], duration


def _pulses(
    settings: PairedPulse, protocol: int, interval: float, amt_v: float
) -> list[tuple[float, float]]:
    """Return offset (s) and intensity (V) of each pulse of a trial."""
    conditioning = settings.conditioning_intensity * amt_v
    test = settings.test_intensity * amt_v
    second = settings.sicf_second_intensity * amt_v
    if protocol == 0 or protocol == 3:
        return [(0.0, test)]
    if protocol == 4:
        return [(0.0, test), (interval, second)]
    return [(0.0, conditioning), (interval, test)]


def _reference(settings: PairedPulse, protocol: int, interval: float) -> float:
    """Return when the pulse is given from which the MEP is timed: the test pulse."""
    return interval if protocol in (1, 2) else 0.0
