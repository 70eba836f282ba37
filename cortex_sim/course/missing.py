"""Which sessions of a plan the store does not hold."""

from cortex_sim.course.plan import Plan, Session
from cortex_sim.course.progress import Progress
from cortex_sim.errors import LockedError, ResultError
from cortex_sim.store.paths import SessionStore
from cortex_sim.store.session_file import quarantine, read_session


def missing_sessions(plan: Plan, store: SessionStore, progress: Progress) -> list[Session]:
    """Return the sessions of a plan that the store does not hold.

    A file that cannot be read is put aside and counts as missing.
    """
    return [s for s in plan.sessions if not _is_done(s, store, progress)]


def _is_done(session: Session, store: SessionStore, progress: Progress) -> bool:
    if not store.has(session.session_id):
        return False
    if _damage(session, store) is None:
        return True
    try:
        # another process may have put it aside, or may even have replaced it
        with store.lock(session.session_id, timeout=0.0):
            if not store.has(session.session_id):
                return False
            error = _damage(session, store)
            if error is not None:
                aside = quarantine(store.path(session.session_id))
                message = f"damaged result put aside as {aside.name}: {error}"
                progress.message(message)
            return error is None
    except LockedError:
        return False


def _damage(session: Session, store: SessionStore) -> ResultError | None:
    """Return what is wrong with a session's file, None if it is as it should be."""
    try:
        read_session(store, session.session_id, arrays=(), expected_id=session.session_id)
    except ResultError as error:
        return error
    return None
