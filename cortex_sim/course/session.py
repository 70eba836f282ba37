"""Do one session: read the state it starts from, simulate, return what is new."""

import math
from dataclasses import dataclass
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
from cortex_sim.config.capacity import trials_in
from cortex_sim.config.study import Study
from cortex_sim.course.plan import Session, resolve_sequence_of
from cortex_sim.engine.build import Program
from cortex_sim.engine.program import run_program
from cortex_sim.errors import RunError
from cortex_sim.model.parameters import Condition, session_inputs
from cortex_sim.model.state import SlowState, initial_state, plastic_projections
from cortex_sim.model.structure import population_size
from cortex_sim.model.subject import Anatomy, draw_individual
from cortex_sim.model.trials import no_movement, trial_inputs
from cortex_sim.muscles.sequences import draw_trials
from cortex_sim.seeds import derive_seed, rng_for
from cortex_sim.store.paths import SessionStore
from cortex_sim.store.record import Array, SessionRecord
from cortex_sim.store.session_file import read_session

WEIGHTS = "state/weights/"


@dataclass(frozen=True)
class Laboratory:
    """What every session of a study shares: programs, the store, the study."""

    study: Study
    store: SessionStore
    programs: dict[str, Program]
    provenance: dict[str, Any]
    timeout: float


def do_session(session: Session, laboratory: Laboratory, anatomy: Anatomy) -> SessionRecord:
    """Simulate a session and return its record, not yet written.

    Raises
    ------
    RunError
        If the simulation fails or runs away.
    """
    state = load_state(session, laboratory)
    if session.kind == "practice":
        arrays, spikes = _practice(session, laboratory, anatomy, state), {}
    else:
        result = _assess(session, laboratory, anatomy, state)
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


def load_state(session: Session, laboratory: Laboratory) -> SlowState:
    """Return the slow state that a session starts from, restored weights put in."""
    if "state" not in session.parents:
        return initial_state(laboratory.study)
    state = SlowState(_weights(session.parents["state"], laboratory))
    restored = {}
    for role, session_id in session.parents.items():
        if role.startswith("restore:"):
            projection = role.removeprefix("restore:")
            restored[projection] = _weights(session_id, laboratory)[projection]
    return state.with_weights(restored)


def _weights(session_id: str, laboratory: Laboratory) -> dict[str, np.ndarray[Any, Any]]:
    record = read_session(laboratory.store, session_id, arrays=[WEIGHTS])
    return {
        projection: record.arrays[WEIGHTS + projection].values.astype(np.float64)
        for projection in plastic_projections(laboratory.study)
    }


def _practice(
    session: Session, laboratory: Laboratory, anatomy: Anatomy, state: SlowState
) -> dict[str, Array]:
    study, spec = laboratory.study, session.spec
    individual = draw_individual(study.cohort.traits, session.place.subject)
    sequence = resolve_sequence_of(spec)
    condition = Condition(
        gaba_gain=spec["gaba_gain"],
        bdnf=spec["bdnf"],
        stage=spec["stage"],
        is_plastic=True,
        is_learning=spec["plasticity"],
        cue_factor=1.0 if sequence is not None and sequence.cue else 0.0,
    )
    inputs = session_inputs(study, individual, anatomy, state, condition)
    if sequence is None:
        inputs |= trial_inputs(study, no_movement(len(study.muscles)), 1.0)
    else:
        n_trials = trials_in(spec["duration"], sequence.trial_duration)
        trials = draw_trials(
            sequence,
            study.muscle_names,
            n_trials,
            delay_factor=individual.delay,
            rng=rng_for(spec["seed"], "trials"),
        )
        inputs |= trial_inputs(study, trials, sequence.trial_duration)
    populations = [n for n, row in study.network.populations.items() if row.cell is not None]
    outputs = run_program(
        laboratory.programs[spec["program"]],
        inputs,
        anatomy.wiring,
        duration=spec["duration"],
        seed=derive_seed(spec["seed"], "noise"),
        outputs=[f"{p}_spikes.N" for p in populations] + [f"{n}.w" for n in state.weights],
        timeout=laboratory.timeout,
    )
    arrays = {WEIGHTS + name: _weight_array(outputs[f"{name}.w"], name) for name in state.weights}
    for name in populations:
        size = population_size(study.network.populations[name], len(study.muscles))
        rate = float(outputs[f"{name}_spikes.N"][0]) / size / spec["duration"]
        _refuse_runaway(name, rate)
        arrays[f"rate/{name}"] = Array(np.array(rate), "Hz", (), "mean rate in the session")
    return arrays


RUNAWAY_HZ = 150.0
"""Mean rate above which a network has run away: no cortex fires like this."""


def _refuse_runaway(population: str, rate: float) -> None:
    if rate > RUNAWAY_HZ:
        raise RunError(
            f"{population} ran away to a mean rate of {rate:.0f} Hz (limit {RUNAWAY_HZ:.0f} Hz); "
            "lower a recurrent gain, raise inhibition or shorten network.dt"
        )


def _weight_array(values: np.ndarray[Any, Any], name: str) -> Array:
    """Return weights as they are handed on: in single precision."""
    if not np.all((values >= 0) & (values <= 1)):
        raise RunError(f"weights of {name} left [0, 1]: {values.min():g} to {values.max():g}")
    return Array(values.astype(np.float32), "", ("synapse",), f"weights of {name}")


def _assess(
    session: Session, laboratory: Laboratory, anatomy: Anatomy, state: SlowState
) -> AssessmentResult:
    study, spec = laboratory.study, session.spec
    settings = study.assessments[session.place.name]
    probe = Probe(
        study=study,
        individual=draw_individual(study.cohort.traits, session.place.subject),
        anatomy=anatomy,
        state=state,
        gaba_gain=spec["gaba_gain"],
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
