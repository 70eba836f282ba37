"""Do one session: read the state it starts from, simulate, return what is new."""

import math
from typing import Any

import numpy as np

from cortex_sim.clinic.baseline import baseline
from cortex_sim.clinic.cued_movement import cued_movement
from cortex_sim.clinic.paired_pulse import paired_pulse
from cortex_sim.clinic.probe import Probe
from cortex_sim.clinic.recruitment import recruitment
from cortex_sim.clinic.result import AssessmentResult
from cortex_sim.clinic.silent_period import silent_period
from cortex_sim.clinic.tms_map import tms_map
from cortex_sim.course.laboratory import Laboratory, load_start, slow_rules
from cortex_sim.course.plan import Session, resolve_sequence_of
from cortex_sim.course.practice import PracticeRun
from cortex_sim.errors import RunError
from cortex_sim.model.state import SlowState
from cortex_sim.model.subject import Anatomy, draw_individual
from cortex_sim.slow.milieu import gaba_gain
from cortex_sim.store.record import SessionRecord
from cortex_sim.store.session_file import read_session


def do_session(session: Session, laboratory: Laboratory, anatomy: Anatomy) -> SessionRecord:
    """Simulate a session and return its record, not yet written.

    Raises
    ------
    RunError
        If the simulation fails or runs away.
    """
    subject = session.place.subject
    individual = draw_individual(laboratory.study.cohort.traits, subject)
    rules = slow_rules(laboratory.study, individual, subject)
    start = load_start(session, laboratory, rules)
    if session.kind == "practice":
        run = PracticeRun(session, laboratory, anatomy, individual, rules)
        arrays, spikes = run.run(start), {}
    else:
        gain = session.spec["gaba_gain"]
        if gain is None and rules is not None and start.milieu is not None:
            gain = gaba_gain(start.milieu, rules.clock, rules.person)
        result = _assess(session, laboratory, anatomy, start.state, gain)
        arrays, spikes = result.arrays, result.spikes
    program = laboratory.programs[session.spec["program"]]
    return SessionRecord(
        session_id=session.session_id,
        kind=session.kind,  # type: ignore[arg-type]
        parent_ids=session.parents,
        spec=session.spec,
        provenance={**laboratory.provenance, **program.provenance},
        arrays=arrays,
        spikes=spikes,
    )


def _assess(
    session: Session,
    laboratory: Laboratory,
    anatomy: Anatomy,
    state: SlowState,
    gain: float,
) -> AssessmentResult:
    study, spec = laboratory.study, session.spec
    settings = study.assessments[session.place.name]
    probe = Probe(
        study=study,
        individual=draw_individual(study.cohort.traits, session.place.subject),
        anatomy=anatomy,
        state=state,
        gaba_gain=gain,
        program=laboratory.programs[spec["program"]],
        seed=spec["seed"],
        timeout=laboratory.timeout,
    )
    if settings.kind == "recruitment":
        return recruitment(probe, settings)
    if settings.kind == "tms_map":
        amt = None
        if settings.threshold_from is not None:
            thresholds, strongest, _ = _thresholds(session, laboratory)
            amt = mean_amt(thresholds, settings.threshold_muscles, strongest)
        return tms_map(probe, settings, amt)
    if settings.kind == "paired_pulse":
        return paired_pulse(probe, settings, *_all_amt(session, laboratory, settings.muscles))
    if settings.kind == "silent_period":
        return silent_period(probe, settings, *_all_amt(session, laboratory, settings.muscles))
    if settings.kind == "cued_movement":
        return cued_movement(probe, settings)
    return baseline(probe, settings, resolve_sequence_of(spec))


def _thresholds(
    session: Session, laboratory: Laboratory
) -> tuple[dict[str, float], float, np.ndarray[Any, Any]]:
    """Return AMT (V, nan if none was found) by muscle, the strongest intensity (V), hot spots."""
    record = read_session(laboratory.store, session.parents["threshold"])
    names = [laboratory.study.muscle_names[int(i)] for i in record.arrays["measured"].values]
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
    session: Session, laboratory: Laboratory, muscles: tuple[str, ...]
) -> tuple[dict[str, float], np.ndarray[Any, Any]]:
    """Return AMT (V) of some muscles, see `mean_amt`, and all hot spots of the visit."""
    amt, strongest, hot_spots = _thresholds(session, laboratory)
    return {muscle: mean_amt(amt, (muscle,), strongest) for muscle in muscles}, hot_spots
