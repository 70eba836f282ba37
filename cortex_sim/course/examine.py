"""Do one assessment: put the subject on the couch and call the examiner of its kind."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cortex_sim.clinic.baseline import baseline
from cortex_sim.clinic.cued_movement import cued_movement
from cortex_sim.clinic.paired_pulse import paired_pulse
from cortex_sim.clinic.probe import Probe
from cortex_sim.clinic.recruitment import recruitment
from cortex_sim.clinic.result import AssessmentResult
from cortex_sim.clinic.silent_period import silent_period
from cortex_sim.clinic.tms_map import tms_map
from cortex_sim.config.course import (
    Baseline,
    CuedMovement,
    PairedPulse,
    Recruitment,
    SilentPeriod,
    TmsMap,
)
from cortex_sim.course.laboratory import Laboratory, Start, slow_rules
from cortex_sim.course.specs import THRESHOLD, AssessmentSpec, SubjectSpec
from cortex_sim.errors import RunError
from cortex_sim.slow.milieu import levels_in
from cortex_sim.store.record import Array, SessionRecord, Spikes
from cortex_sim.store.session_file import read_session


@dataclass(frozen=True)
class Visit:
    """What an examiner can use: the subject, the assessment, and what was measured before."""

    probe: Probe
    spec: AssessmentSpec
    threshold: SessionRecord | None
    """The assessment that measured thresholds, if this one asks for it."""


def examine(
    spec: AssessmentSpec, subject: SubjectSpec, start: Start, laboratory: Laboratory
) -> tuple[dict[str, Array], dict[str, Spikes]]:
    """Do an assessment; return the arrays and spikes that it leaves behind."""
    probe = probe_of(spec, subject, start, laboratory)
    source = spec.parents.get(THRESHOLD)
    threshold = None if source is None else read_session(laboratory.store, source)
    result = EXAMINERS[spec.settings.kind](Visit(probe, spec, threshold), spec.settings)
    return result.arrays, result.spikes


def probe_of(
    spec: AssessmentSpec, subject: SubjectSpec, start: Start, laboratory: Laboratory
) -> Probe:
    """Return the subject as an assessment finds it, at the levels of its modulators."""
    levels, rules = spec.levels, slow_rules(subject)
    if levels is None and rules is not None and start.milieu is not None:
        levels = levels_in(start.milieu, rules.clock, rules.person)
    return Probe(
        subject=subject,
        individual=subject.individual,
        anatomy=laboratory.anatomy_of(subject),
        state=start.state,
        levels=levels or {},
        program=laboratory.programs[spec.program],
        seed=spec.seed,
        timeout=laboratory.timeout,
    )


def _recruitment(visit: Visit, settings: Recruitment) -> AssessmentResult:
    return recruitment(visit.probe, settings)


def _tms_map(visit: Visit, settings: TmsMap) -> AssessmentResult:
    amt = None
    if settings.threshold_from is not None:
        thresholds, strongest, _ = _thresholds(visit)
        amt = mean_amt(thresholds, settings.threshold_muscles, strongest)
    return tms_map(visit.probe, settings, amt)


def _paired_pulse(visit: Visit, settings: PairedPulse) -> AssessmentResult:
    return paired_pulse(visit.probe, settings, *_all_amt(visit, settings.muscles))


def _silent_period(visit: Visit, settings: SilentPeriod) -> AssessmentResult:
    return silent_period(visit.probe, settings, *_all_amt(visit, settings.muscles))


def _cued_movement(visit: Visit, settings: CuedMovement) -> AssessmentResult:
    return cued_movement(visit.probe, settings)


def _baseline(visit: Visit, settings: Baseline) -> AssessmentResult:
    return baseline(visit.probe, settings, visit.spec.sequence)


EXAMINERS: dict[str, Callable[[Visit, Any], AssessmentResult]] = {
    "recruitment": _recruitment,
    "tms_map": _tms_map,
    "paired_pulse": _paired_pulse,
    "silent_period": _silent_period,
    "cued_movement": _cued_movement,
    "baseline": _baseline,
}
"""Who examines, by kind of assessment."""


def _thresholds(visit: Visit) -> tuple[dict[str, float], float, NDArray[np.float64]]:
    """Return AMT (V, nan if none was found) by muscle, the strongest intensity (V), hot spots."""
    record = visit.threshold
    if record is None:
        raise RunError("the assessment has no recruitment before it; give it threshold_from")
    muscles = visit.probe.subject.muscle_names
    names = [muscles[int(i)] for i in record.arrays["measured"].values]
    amt = [float(value) * 1e-3 for value in record.arrays["amt"].values]
    strongest = float(record.arrays["intensity"].values.max()) * 1e-3
    return dict(zip(names, amt, strict=True)), strongest, record.arrays["hot_spot"].values


def mean_amt(amt: dict[str, float], muscles: tuple[str, ...], strongest: float) -> float:
    """Return the mean AMT (V) of some muscles.

    A muscle without a threshold counts with the strongest intensity that was
    tried, as at a stimulator's maximal output.

    Raises
    ------
    RunError
        If the recruitment did not measure a muscle.
    """
    if missing := [m for m in muscles if m not in amt]:
        raise RunError(
            f"the recruitment did not measure the AMT of {', '.join(missing)}; "
            "name them in its field muscles"
        )
    return float(np.mean([amt[m] if math.isfinite(amt[m]) else strongest for m in muscles]))


def _all_amt(
    visit: Visit, muscles: tuple[str, ...]
) -> tuple[dict[str, float], NDArray[np.float64]]:
    """Return AMT (V) of some muscles, see `mean_amt`, and all hot spots of the visit."""
    amt, strongest, hot_spots = _thresholds(visit)
    return {muscle: mean_amt(amt, (muscle,), strongest) for muscle in muscles}, hot_spots
