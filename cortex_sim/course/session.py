"""Do one session: from its spec, its subject's spec and its parents, and nothing else."""

from collections.abc import Callable
from typing import Any

from cortex_sim.config.session_kinds import SessionKind
from cortex_sim.course.examine import examine
from cortex_sim.course.laboratory import Laboratory, Start, load_start
from cortex_sim.course.practice import practise
from cortex_sim.course.specs import SessionSpec, SubjectSpec
from cortex_sim.errors import RunError
from cortex_sim.store.record import Array, SessionRecord, Spikes

Left = tuple[dict[str, Array], dict[str, Spikes]]
"""What a session leaves behind: arrays, and spikes by population."""

RUNS: dict[SessionKind, Callable[[Any, SubjectSpec, Start, Laboratory], Left]] = {
    SessionKind.PRACTICE: practise,
    SessionKind.STIMULATION: practise,
    SessionKind.PERIPHERAL: practise,
    SessionKind.ASSESSMENT: examine,
}
"""What is done in a session of each kind."""


def do_session(spec: SessionSpec, subject: SubjectSpec, laboratory: Laboratory) -> SessionRecord:
    """Simulate a session and return its record, not yet written.

    Parameters
    ----------
    spec
        The session. What runs is rebuilt from its hashed form.
    subject
        The subject that the spec names; rebuilt alike.
    laboratory
        Programs, and the store that holds the session's parents.

    Raises
    ------
    RunError
        If the subject is another than the spec names, or the simulation fails or
        runs away.
    """
    if subject.identity != spec.subject:
        raise RunError(
            f"got subject {subject.identity[:12]}, the session is of {spec.subject[:12]}; "
            "give the subject whose sessions the plan lists"
        )
    spec, subject = spec.rebuilt(), subject.rebuilt()
    start = load_start(spec, subject, laboratory.store)
    arrays, spikes = RUNS[spec.kind](spec, subject, start, laboratory)
    program = laboratory.programs[spec.program]
    return SessionRecord(
        session_id=spec.identity,
        kind=spec.kind.value,
        parent_ids=spec.parents,
        spec=spec.as_data(),
        provenance={**laboratory.provenance, **program.provenance},
        arrays=arrays,
        spikes=spikes,
    )
