"""Measure of practice with feedback: how many trials met it."""

from cortex_sim.course.slow_practice import SUCCESS
from cortex_sim.outcome.measures.base import Measure
from cortex_sim.store.record import SessionRecord


def successes(record: SessionRecord) -> list[Measure]:
    """Return the share of a practice session's trials that met its feedback; none without one."""
    stored = record.arrays.get(SUCCESS)
    if stored is None:
        return []
    muscle = record.spec["feedback"]["muscle"]
    return [Measure("success", muscle, float(stored.values.mean()), "")]
