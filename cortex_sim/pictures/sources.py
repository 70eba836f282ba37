"""The sessions behind the panels of a picture."""

from collections.abc import Sequence

from cortex_sim.config.session_kinds import SessionKind
from cortex_sim.course.visit import Visit
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.visits import (
    session_ids,
)

PRACTICE = SessionKind.PRACTICE.value
"""What stands for the last practice session of a phase among the names of assessments."""


def visit_sources(
    result: StudyResult, names: Sequence[str], visits: Sequence[Visit]
) -> dict[str, tuple[str, ...]]:
    """Return the sessions behind a panel per visit, of the visit's assessments among these.

    Parameters
    ----------
    result
        A study whose sessions are all done.
    names
        Of assessments, or `PRACTICE`.
    visits
        In the order of the panels.
    """
    ids = {
        visit.key: tuple(
            session_id
            for name in names
            if name == PRACTICE or name in result.study.stages[visit.phase].visit
            for session_id in session_ids(result, name, visit)
        )
        for visit in visits
    }
    return {key: found for key, found in ids.items() if found}
