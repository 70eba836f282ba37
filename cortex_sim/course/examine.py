"""Do one assessment: put the subject on the couch and call the examiner of its kind."""

from cortex_sim.clinic import examiner_of
from cortex_sim.clinic.needs import Needs, background_in, thresholds_in
from cortex_sim.clinic.probe import Probe
from cortex_sim.course.laboratory import Laboratory, Start, slow_rules
from cortex_sim.course.specs import RESTORE, THRESHOLD, AssessmentSpec, SubjectSpec
from cortex_sim.slow.milieu import budget_of, factors_of, levels_in
from cortex_sim.slow.stretches import Stretch
from cortex_sim.store.record import Array, SessionRecord, Spikes
from cortex_sim.store.session_file import read_session


def examine(
    spec: AssessmentSpec, subject: SubjectSpec, start: Start, laboratory: Laboratory
) -> tuple[dict[str, Array], dict[str, Spikes]]:
    """Do an assessment; return the arrays and spikes that it leaves behind."""
    probe = probe_of(spec, subject, start, laboratory)
    source = spec.parents.get(THRESHOLD)
    thresholds = drive = None
    if source is not None:
        record = read_session(laboratory.store, source)
        thresholds = thresholds_in(record, subject.muscle_names)
        drive = background_in(record) if _same_contraction(spec, record) else None
    needs = Needs(thresholds, spec.sequence, drive)
    result = examiner_of(spec.settings.kind)(probe, spec.settings, needs)
    return result.arrays, result.spikes


def _same_contraction(spec: AssessmentSpec, record: SessionRecord) -> bool:
    """Return whether an assessment is done in the very state, and contraction, of another."""
    own, other = spec.as_data(), record.spec
    is_changed = any(role.startswith(RESTORE) for role in (*spec.parents, *record.parent_ids))
    own_background = own["settings"].get("background")
    return (
        not is_changed
        and own["levels"] == other["levels"]
        and own_background is not None
        and own_background == other["settings"].get("background")
    )


def probe_of(
    spec: AssessmentSpec, subject: SubjectSpec, start: Start, laboratory: Laboratory
) -> Probe:
    """Return the subject as an assessment finds it, at the levels of its modulators."""
    levels, rules, factors = dict(spec.levels or {}), slow_rules(subject), {}
    if rules is not None and start.milieu is not None and spec.slow is not None:
        now = Stretch(0.0, spec.slow.load, around=spec.slow.around)
        factors = factors_of(budget_of(start.milieu, rules.clock, rules.person, now))
        levels = levels_in(start.milieu, rules.clock, rules.person, factors) | levels
    return Probe(
        subject=subject,
        individual=subject.individual,
        anatomy=laboratory.anatomy_of(subject),
        state=start.state,
        levels=levels,
        program=laboratory.programs[spec.program],
        seed=spec.seed,
        timeout=laboratory.timeout,
        factors=factors,
        sequence=spec.sequence,
    )
