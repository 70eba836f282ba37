"""Hot spot, active motor threshold and recruitment curve.

AMT: the smallest intensity with a response in at least half of the pulses at
the muscle's hot spot during a weak contraction (Rossini et al. 2015,
10.1016/j.clinph.2015.02.001).
"""

from typing import NamedTuple

import numpy as np

from cortex_sim.analysis.arrays import BoolArray, FloatArray
from cortex_sim.analysis.excitability import active_motor_threshold
from cortex_sim.analysis.threshold_hunting import hunted_threshold
from cortex_sim.clinic.background import hold_background
from cortex_sim.clinic.needs import Needs
from cortex_sim.clinic.probe import Probe
from cortex_sim.clinic.result import AssessmentResult
from cortex_sim.clinic.stimulation import IN_SPIKES, MV, Meps, coil_grid, stimulate
from cortex_sim.config.assessments.recruitment import Recruitment
from cortex_sim.store.record import Array


def examine(probe: Probe, settings: Recruitment, needs: Needs) -> AssessmentResult:
    """Measure threshold and recruitment curve of the muscles in ``settings.muscles``."""
    names = list(probe.subject.muscles)
    measured = [names.index(muscle) for muscle in settings.muscles]
    contraction = hold_background(probe, settings.background, "recruitment")
    drive, used = contraction.drive, contraction.time_used
    hot_spots, searched = _hot_spots(probe, settings, drive)
    measure = METHODS[settings.method]
    found = [measure(probe, settings, hot_spots[column], column, drive) for column in measured]
    intensities = np.array(settings.intensities_mv) * MV
    amt = np.array([each.threshold for each in found])
    step = "round" if settings.method == "hunt" else "intensity"
    dims = ("measured", step, "pulse")
    meps, counts = (np.array([getattr(each, k) for each in found]) for k in ("meps", "spikes"))
    arrays = {
        "amt": Array(amt / MV, "mV", ("measured",), "active motor threshold"),
        "measured": Array(np.array(measured), "", ("measured",), "index of each muscle measured"),
        "intensity": Array(intensities / MV, "mV", ("intensity",), "stimulus intensities"),
        "mep": Array(meps, "spikes", dims, f"MEPs of each {step}, in sizes"),
        "mep_spikes": Array(counts, "spikes", dims, IN_SPIKES),
        "hot_spot": Array(hot_spots, "mm", ("muscle", "axis"), "site of the largest MEP"),
        "tonic_drive": Array(drive / MV, "mV", ("muscle",), "drive that holds the background"),
        **contraction.arrays(),
    }
    if settings.method == "hunt":
        tried = np.array([each.intensities for each in found])
        arrays["tried"] = Array(tried / MV, "mV", ("measured", step), "intensity of each round")
    model_time = used + searched + sum(each.time_used for each in found)
    return AssessmentResult(arrays, model_time=model_time)


class _Found(NamedTuple):
    """What a muscle's pulses gave."""

    threshold: float
    """In V; nan if there is none."""

    intensities: FloatArray
    """Of each step of the curve or round of the hunt, in V."""

    meps: FloatArray
    """MEPs in sizes, shape (step, pulse)."""

    spikes: FloatArray
    """MEPs in spikes, shape (step, pulse)."""

    time_used: float
    """In s."""


def _curve(
    probe: Probe, settings: Recruitment, site: FloatArray, column: int, drive: FloatArray
) -> _Found:
    """Give all intensities in random order."""
    intensities = np.array(settings.intensities_mv) * MV
    meps, duration = _give(
        probe, settings, site, column, drive, np.repeat(intensities, settings.pulses), ""
    )
    shape = (len(intensities), settings.pulses)
    share = _answered(meps, column, settings).reshape(shape).mean(axis=1)
    threshold = active_motor_threshold(intensities, share, settings.criterion)
    return _Found(threshold, intensities, *_of(meps, column, shape), duration)


def _hunt(
    probe: Probe, settings: Recruitment, site: FloatArray, column: int, drive: FloatArray
) -> _Found:
    """Give each round at the threshold that is likely after those before."""
    rounds: list[Meps] = []
    used = 0.0

    def give(intensity: float) -> BoolArray:
        nonlocal used
        strength = np.full(settings.pulses, intensity)
        purpose = f"/{len(rounds)}"
        meps, duration = _give(probe, settings, site, column, drive, strength, purpose)
        rounds.append(meps)
        used += duration
        return _answered(_joined(rounds), column, settings)

    low, high = min(settings.intensities_mv) * MV, max(settings.intensities_mv) * MV
    threshold, tried = hunted_threshold(
        give, low, high, settings.rounds, criterion=settings.criterion
    )
    shape = (settings.rounds, settings.pulses)
    return _Found(threshold, tried, *_of(_joined(rounds), column, shape), used)


METHODS = {"curve": _curve, "hunt": _hunt}


def _give(
    probe: Probe,
    settings: Recruitment,
    site: FloatArray,
    column: int,
    drive: FloatArray,
    intensities: FloatArray,
    purpose: str,
) -> tuple[Meps, float]:
    return stimulate(
        probe,
        f"recruitment/{list(probe.subject.muscles)[column]}{purpose}",
        np.tile(site, (len(intensities), 1)),
        intensities,
        mep=settings.mep,
        tonic_drive=drive,
        jitter_mm=settings.coil_jitter_mm * probe.individual.coil_jitter,
    )


def _answered(meps: Meps, column: int, settings: Recruitment) -> BoolArray:
    """Return whether each pulse was answered, judged by the background before all of them."""
    before = meps.before[:, column]
    limit = before.mean() + settings.criterion_sd * before.std()
    return np.asarray(meps.after[:, column] > limit)


def _of(meps: Meps, column: int, shape: tuple[int, int]) -> tuple[FloatArray, FloatArray]:
    """Return the MEPs of one muscle in sizes and in spikes."""
    return meps.amplitude[:, column].reshape(shape), meps.spikes[:, column].reshape(shape)


def _joined(rounds: list[Meps]) -> Meps:
    parts = ("after", "before", "spikes_after", "spikes_before")
    return Meps(*(np.concatenate([getattr(each, part) for each in rounds]) for part in parts))


def _hot_spots(probe: Probe, settings: Recruitment, drive: FloatArray) -> tuple[FloatArray, float]:
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
