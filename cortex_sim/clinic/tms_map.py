"""TMS map: MEPs of every muscle over a grid of coil sites.

As published for trunk muscles: a grid of sites, several pulses each, in random
order, during a weak contraction, at a multiple of the active motor threshold
(Tsao, Galea, Hodges 2008, 10.1093/brain/awn154; Wassermann et al. 1992,
10.1016/0168-5597(92)90094-R). A second, *structural* map at a fixed intensity
and GABA_A gain shows the weights alone.
"""

import numpy as np

from cortex_sim.clinic.background import held_background
from cortex_sim.clinic.needs import Needs
from cortex_sim.clinic.probe import Probe
from cortex_sim.clinic.result import AssessmentResult
from cortex_sim.clinic.stimulation import IN_SPIKES, MV, coil_grid, stimulate
from cortex_sim.clinic.zone_weights import zone_weight_arrays
from cortex_sim.config.assessments.tms_map import TmsMap
from cortex_sim.store.record import Array


def examine(probe: Probe, settings: TmsMap, needs: Needs) -> AssessmentResult:
    """Map the subject.

    Parameters
    ----------
    probe
        The subject at the gain of the assessment.
    settings
        Grid, pulses, intensity.
    needs
        Thresholds, where the intensity is relative to them.
    """
    grid = coil_grid(settings.grid, settings.spacing_mm)
    n_sites, n_muscles = len(grid), len(probe.subject.muscles)
    intensity = _intensity(settings, needs)
    drive, calibration = held_background(probe, settings.background, "tms_map", needs)
    meps, duration = stimulate(
        probe,
        "tms_map",
        np.repeat(grid, settings.pulses, axis=0),
        np.full(n_sites * settings.pulses, intensity),
        mep=settings.mep,
        tonic_drive=drive,
        jitter_mm=settings.coil_jitter_mm * probe.individual.coil_jitter,
    )
    shape, dims = (n_sites, settings.pulses, n_muscles), ("site", "pulse", "muscle")
    arrays = {
        "mep": Array(meps.amplitude.reshape(shape), "spikes", dims, "sizes above background"),
        "mep_spikes": Array(meps.spikes.reshape(shape), "spikes", dims, IN_SPIKES),
        "background": Array(meps.background, "spikes", ("muscle",), "mean before the pulse"),
        "site": Array(grid, "mm", ("site", "axis"), "coil sites"),
        "centre": Array(
            probe.anatomy.centres_mm,
            "mm",
            ("muscle", "axis"),
            "centres of the muscles on the sheet",
        ),
        "intensity": Array(np.array(intensity / MV), "mV", (), "depolarisation under the coil"),
        "tonic_drive": Array(drive / MV, "mV", ("muscle",), "drive that holds the background"),
    }
    arrays |= zone_weight_arrays(probe.subject, probe.anatomy, probe.state.weights)
    return AssessmentResult(arrays, model_time=calibration + duration)


def _intensity(settings: TmsMap, needs: Needs) -> float:
    """Return the intensity in V."""
    if settings.intensity_mv is not None:
        return settings.intensity_mv * MV
    if settings.matched_mep is not None:
        return needs.measured.mean_intensity(settings.threshold_muscles, settings.matched_mep)
    relative = settings.relative_intensity
    assert relative is not None, "the settings have one of the three intensities"
    return relative * needs.measured.mean_amt(settings.threshold_muscles)
