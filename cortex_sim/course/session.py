"""Do one session: read the state it starts from, simulate, return what is new."""

from cortex_sim.clinic import examine
from cortex_sim.clinic.needs import Needs, thresholds_in
from cortex_sim.clinic.probe import Probe
from cortex_sim.clinic.result import AssessmentResult
from cortex_sim.course.laboratory import Laboratory, load_start, slow_rules
from cortex_sim.course.plan import Session, resolve_sequence_of
from cortex_sim.course.practice import PracticeRun
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
    thresholds = None
    if "threshold" in session.parents:
        recruitment = read_session(laboratory.store, session.parents["threshold"])
        thresholds = thresholds_in(recruitment, study.muscle_names)
    return examine(probe, settings, Needs(thresholds, resolve_sequence_of(spec)))
