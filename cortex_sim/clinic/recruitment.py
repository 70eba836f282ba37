"""Hot spot, active motor threshold and recruitment curve.

AMT: the smallest intensity with a response in at least half of the pulses at
the muscle's hot spot during a weak contraction (Rossini et al. 2015,
10.1016/j.clinph.2015.02.001).
"""

import numpy as np
from numpy.typing import NDArray

from cortex_sim.analysis.excitability import active_motor_threshold
from cortex_sim.clinic.background import hold_background
from cortex_sim.clinic.needs import Needs
from cortex_sim.clinic.probe import Probe
from cortex_sim.clinic.result import AssessmentResult
from cortex_sim.clinic.stimulation import MV, coil_grid, stimulate
from cortex_sim.config.assessments.recruitment import Recruitment
from cortex_sim.store.record import Array


def examine(probe: Probe, settings: Recruitment, needs: Needs) -> AssessmentResult:
    """Measure threshold and recruitment curve of the muscles in ``settings.muscles``."""
    names = list(probe.subject.muscles)
    measured = [names.index(muscle) for muscle in settings.muscles]
    contraction = hold_background(probe, settings.background, "recruitment")
    drive, used = contraction.drive, contraction.model_time
    hot_spots, searched = _hot_spots(probe, settings, drive)
    intensities = np.array(settings.intensities_mv) * MV
    curves, thresholds = [], []
    for column in measured:
        meps, duration = stimulate(
            probe,
            f"recruitment/{names[column]}",
            np.tile(hot_spots[column], (len(intensities) * settings.pulses, 1)),
            np.repeat(intensities, settings.pulses),
            mep=settings.mep,
            tonic_drive=drive,
            jitter_mm=settings.coil_jitter_mm * probe.individual.coil_jitter,
        )
        used += duration
        shape = (len(intensities), settings.pulses)
        curves.append(meps.amplitude[:, column].reshape(shape))
        limit = meps.before[:, column].mean() + settings.criterion_sd * meps.before[:, column].std()
        share = (meps.after[:, column].reshape(shape) > limit).mean(axis=1)
        thresholds.append(active_motor_threshold(intensities, share, settings.criterion))
    arrays = {
        "amt": Array(np.array(thresholds) / MV, "mV", ("measured",), "active motor threshold"),
        "measured": Array(np.array(measured), "", ("measured",), "index of each muscle measured"),
        "intensity": Array(intensities / MV, "mV", ("intensity",), "stimulus intensities"),
        "mep": Array(
            np.array(curves), "spikes", ("measured", "intensity", "pulse"), "recruitment curves"
        ),
        "hot_spot": Array(hot_spots, "mm", ("muscle", "axis"), "site of the largest MEP"),
        "tonic_drive": Array(drive / MV, "mV", ("muscle",), "drive that holds the background"),
        **contraction.arrays(),
    }
    return AssessmentResult(arrays, model_time=used + searched)


def _hot_spots(
    probe: Probe, settings: Recruitment, drive: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float]:
    """Return the site with the largest mean MEP of each muscle, and the model time."""
    grid = coil_grid(settings.grid, settings.spacing_mm)
    sites = np.repeat(grid, settings.search_pulses, axis=0)
    meps, duration = stimulate(
        probe,
        "recruitment/search",
        sites,
        np.full(len(sites), settings.search_intensity_mv * MV),
        mep=settings.mep,
        tonic_drive=drive,
        jitter_mm=settings.coil_jitter_mm * probe.individual.coil_jitter,
    )
    mean = meps.amplitude.reshape(len(grid), settings.search_pulses, -1).mean(axis=1)
    return grid[mean.argmax(axis=0)], duration
