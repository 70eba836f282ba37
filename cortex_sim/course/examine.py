"""Do one assessment: put the subject on the couch and call the examiner of its kind."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from cortex_sim.clinic.needs import Needs, thresholds_in
from cortex_sim.clinic.probe import Probe
from cortex_sim.clinic.result import AssessmentResult
from cortex_sim.config.assessments import KINDS
from cortex_sim.course.laboratory import Laboratory, Start, slow_rules
from cortex_sim.course.specs import THRESHOLD, AssessmentSpec, SubjectSpec
from cortex_sim.slow.milieu import levels_in
from cortex_sim.store.record import Array, Spikes
from cortex_sim.store.session_file import read_session

EXAMINERS: dict[str, Callable[[Probe, Any, Needs], AssessmentResult]] = {
    kind: import_module(f"cortex_sim.clinic.{kind}").examine for kind in KINDS
}
"""Who examines, by kind of assessment."""


def examine(
    spec: AssessmentSpec, subject: SubjectSpec, start: Start, laboratory: Laboratory
) -> tuple[dict[str, Array], dict[str, Spikes]]:
    """Do an assessment; return the arrays and spikes that it leaves behind."""
    levels, rules = spec.levels, slow_rules(subject)
    if levels is None and rules is not None and start.milieu is not None:
        levels = levels_in(start.milieu, rules.clock, rules.person)
    probe = Probe(
        subject=subject,
        individual=subject.individual,
        anatomy=laboratory.anatomy_of(subject),
        state=start.state,
        levels=levels or {},
        program=laboratory.programs[spec.program],
        seed=spec.seed,
        timeout=laboratory.timeout,
    )
    source, thresholds = spec.parents.get(THRESHOLD), None
    if source is not None:
        recruitment = read_session(laboratory.store, source)
        thresholds = thresholds_in(recruitment, subject.muscle_names)
    result = EXAMINERS[spec.settings.kind](probe, spec.settings, Needs(thresholds, spec.sequence))
    return result.arrays, result.spikes
