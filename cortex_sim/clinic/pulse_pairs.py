"""Single pulses and pairs of pulses over the hot spot of each muscle, mixed at random.

Intensities are relative to each muscle's own active motor threshold. The result is the
MEP of each trial; ratios of conditioned to unconditioned responses are computed later.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cortex_sim.clinic.background import held_background
from cortex_sim.clinic.needs import Needs, Thresholds
from cortex_sim.clinic.probe import Probe, Pulses
from cortex_sim.clinic.result import AssessmentResult
from cortex_sim.clinic.stimulation import IN_SPIKES, Meps, count_meps
from cortex_sim.config.assessments.base import SETTLE
from cortex_sim.config.assessments.pulse_pairs import PulsePairs
from cortex_sim.store.record import Array


def give_pairs(probe: Probe, settings: PulsePairs, needs: Needs) -> AssessmentResult:
    """Measure the muscles in ``settings.muscles``.

    Parameters
    ----------
    probe
        The subject.
    settings
        The trials; its kind chooses the random numbers.
    needs
        Active motor threshold and hot spot of each muscle; the background, if it is known.
    """
    names = list(probe.subject.muscles)
    trials, protocols = settings.trials(), settings.protocols
    thresholds = needs.measured
    drive, used = held_background(probe, settings.background, settings.kind, needs)
    measured, responses, counts = [], [], []
    for muscle in settings.muscles:
        column = names.index(muscle)
        meps, duration = _stimulate(probe, settings, muscle, thresholds, drive)
        measured.append(column)
        responses.append(meps.amplitude[:, column])
        counts.append(meps.spikes[:, column])
        used += duration
    protocol = np.array([protocols.index(trial.protocol) for trial in trials])
    interval = np.array([trial.interval for trial in trials])
    arrays = {
        "mep": Array(
            np.array(responses), "spikes", ("measured", "trial"), "sizes above background"
        ),
        "mep_spikes": Array(np.array(counts), "spikes", ("measured", "trial"), IN_SPIKES),
        "measured": Array(np.array(measured), "", ("measured",), "index of each muscle measured"),
        "protocol": Array(protocol, "", ("trial",), "index in " + ", ".join(protocols)),
        "interval": Array(interval * 1e3, "ms", ("trial",), "time between the pulses, 0: single"),
    }
    return AssessmentResult(arrays, model_time=used)


def _stimulate(
    probe: Probe,
    settings: PulsePairs,
    muscle: str,
    thresholds: Thresholds,
    drive: NDArray[np.float64],
) -> tuple[Meps, float]:
    """Give all trials in random order; return MEPs (n_trials, n_muscles) in list order."""
    trials, every = settings.trials(), settings.mep.interval
    amt_v = thresholds.mean_amt((muscle,))
    site_mm = thresholds.hot_spots_mm[list(probe.subject.muscles).index(muscle)]
    rng = probe.rng(f"{settings.kind}/{muscle}")
    order = rng.permutation(len(trials))
    jitter = settings.coil_jitter_mm * probe.individual.coil_jitter
    sites = site_mm + rng.normal(0.0, jitter, (len(trials), 2))
    starts = SETTLE + every * np.arange(len(trials))
    times, places, strengths, references = [], [], [], []
    for start, index in zip(starts, order, strict=True):
        trial = trials[index]
        times += [start + offset for offset, _ in trial.pulses]
        strengths += [intensity * amt_v for _, intensity in trial.pulses]
        places += [sites[index]] * len(trial.pulses)
        references.append(start + trial.reference)
    duration = SETTLE + every * len(trials)
    recording = probe.record(
        f"{settings.kind}/{muscle}",
        duration,
        pulses=Pulses(np.array(times), np.array(places), np.array(strengths)),
        tonic_drive=drive,
    )
    # the window before the trial, not before the test pulse, is free of the first pulse
    spikes = probe.unit_spikes(recording)
    meps = count_meps(spikes, np.array(references), settings.mep)
    rest = count_meps(spikes, starts, settings.mep)
    meps = replace(meps, before=rest.before, spikes_before=rest.spikes_before)
    return meps.reordered(np.argsort(order)), duration
