"""The code that each kind of session runs, as a part of its identity."""

from functools import cache

from cortex_sim.clinic import examiner_of
from cortex_sim.config.assessments import KINDS
from cortex_sim.config.canonical import content_hash
from cortex_sim.config.session_kinds import SessionKind
from cortex_sim.course.session import RUNS, do_session
from cortex_sim.engine.backends import programs_code
from cortex_sim.engine.fingerprint import code_id
from cortex_sim.seeds import streams_id


@cache
def code_of(kind: SessionKind, assessment: str | None = None) -> str:
    """Return the hash of what a session runs: code of the package and streams of numpy.

    Parameters
    ----------
    kind
        Of the session.
    assessment
        The kind of assessment, where it is one.
    """
    examiners = () if assessment is None else (examiner_of(assessment),)
    return content_hash([code_id(do_session, RUNS[kind], *examiners), streams_id()])


@cache
def code_of_all() -> str:
    """Return the hash of all code that any session runs, programs included."""
    sessions = code_id(do_session, *RUNS.values(), *map(examiner_of, KINDS))
    return content_hash([sessions, programs_code(), streams_id()])
