"""From the raw results of an assessment to measures: numbers with a name and a unit.

Each kind of assessment has a file of its name with ``measures(record, study, settings)``
and ``main_measures(name, deep, pair)``. Nothing here knows which phase a subject is in.
"""

from importlib import import_module
from types import ModuleType

from cortex_sim.clinic.zone_weights import MEAN, SYNAPSES
from cortex_sim.config.session_kinds import SessionKind
from cortex_sim.config.study import Study
from cortex_sim.course.slow_practice import SUCCESS
from cortex_sim.outcome.measures.base import MainMeasure, Measure
from cortex_sim.outcome.measures.feedback import successes
from cortex_sim.outcome.measures.zone_weights import weight_ratios
from cortex_sim.store.record import SessionRecord

MEASURES_VERSION = 12
"""Raise it when a number changes, or comes in, for unchanged raw results."""


ARRAYS_READ: dict[SessionKind, list[str] | None] = {
    kind: [MEAN.rstrip("/"), SYNAPSES.rstrip("/"), SUCCESS] if kind.leaves_state else None
    for kind in SessionKind
}
"""Arrays of a session's file that its measures need; None: all."""


def measures_of(record: SessionRecord, study: Study, name: str) -> list[Measure]:
    """Return the measures of a session's record.

    Parameters
    ----------
    record
        From the store.
    study
        The study that planned it.
    name
        The assessment (a key of ``assessments``), or that of practice.
    """
    if name == SessionKind.PRACTICE:
        return [*weight_ratios(record, study), *successes(record)]
    settings = study.assessments[name]
    measured: list[Measure] = _module(settings.kind).measures(record, study, settings)
    return measured


def main_measures_of(study: Study, name: str) -> list[MainMeasure]:
    """Return the measures of an assessment that the table at the end of a run shows.

    Parameters
    ----------
    study
        Names the primary pair: the deep muscle and the superficial one.
    name
        The assessment (a key of ``assessments``).
    """
    kind, (deep, _) = study.assessments[name].kind, study.primary_pair
    mains: list[MainMeasure] = _module(kind).main_measures(name, deep, study.pair_name)
    return mains


def _module(kind: str) -> ModuleType:
    return import_module(f"cortex_sim.outcome.measures.{kind}")
