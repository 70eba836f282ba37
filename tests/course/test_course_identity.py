"""What changes a session's id, and what may not."""

import fnmatch
import json
from functools import cache

import pytest
from fixtures.mutations import leaves, mutated
from fixtures.tiny_lab import CONFIG, ECHO_AND_LOOP, EVERYTHING, PHASES, ROOT
from pydantic import BaseModel

from cortex_sim.config.canonical import _models_in
from cortex_sim.config.inheritance import resolve_sequence
from cortex_sim.config.load import load_study, study_as_data, study_as_yaml
from cortex_sim.config.study import Study
from cortex_sim.course.plan import make_plan
from cortex_sim.course.session import do_session
from cortex_sim.course.specs import RESTORE, STATE
from cortex_sim.course.visit import COMMON
from cortex_sim.errors import ConfigError, RunError

PRESENTATION = (
    "name",
    "description",
    "primary_pair.*",
    "reference_phase",
    "contrasts.*",
    "registered.*",
    "muscles.*.name",
    "sequences.*.description",
    "sequences.*.source",
    "network.populations.*.label",
    "network.projections.*.label",
    "phases.*.label",
    "slow_clock.modulators.*.label",
    "slow_clock.modulators.*.works.*",
)
"""Text for people, and what pictures and tables compare."""

EXECUTION = ("execution.*",)
"""How a study is run."""

BY_MEANING = (
    # what an intervention brings is written out into rows and phases
    "interventions.*",
    "phases.*.practice.*.interventions*",
    "sequences.*.based_on",  # what it brings is in the spec of the resolved sequence
    "assessments.*.threshold_from",  # the spec holds the id of that session
)

NOT_USED = (
    # nothing follows the last practice of an arm
    "phases.motor_control_training.practice.0.interval",
    "phases.no_training.practice.0.interval",
)

NO_POOLS = ("exc", "exc5", "pv", "cue", "afferent")
"""Populations without units of muscles."""

ONE_VALUE = (
    "*.kind",
    "*.rule",
    # lists of a fixed length
    "*.mep.window.*",
    "*.mep_window.*",
    "*.position.*",
    "*.threshold.*",
    "*.size.*",
    "primary_pair.*",
    "slow_clock.exercise.intensity_points.*",
    "slow_clock.exercise.acute_rise.*",
    "phases.*.exercise.*.every",  # needs a pause, and is refused without
    # another value asks for other keys beside it
    "assessments.*.relative_intensity",
    "assessments.*.matched_mep",
    "assessments.rhythms.*",
    "course.phases.*",
    "network.dt",  # delays are whole multiples of it: see the test below
    "network.projections.*.delay",
    "phases.*.visit.*",  # names each assessment once
    "network.populations.*.cell",
    "network.populations.*.input",
    "network.projections.*.fan.fixed",  # the other side may have too few cells
    "network.projections.*.source",
    "network.projections.*.target",
    "network.projections.*.fan.same_muscle",
    "network.projections.*.fan.sigma",
    "network.projections.*.fan.tail_fraction",
    "network.projections.*.plasticity",
    "network.populations.cue.input.stages.*",  # as many as stage_decay
    "network.populations.cue.input.stage_decay.*",
    *(f"network.populations.{name}.unit_range" for name in NO_POOLS),
    "assessments.cued_movement.sequence",  # for practised trials, of which it has none
    "assessments.toward.direction",  # one of two names, of which one is in use
    "assessments.pairing.bdnf",  # a word, in whose place a number may stand
    "phases.no_training.practice.0.channels.cue",  # at rest there are none
    "phases.no_training.practice.0.channels.afferents",
    # sections with tests of their own
    "phases.*.practice.*.channels.coil",
    "phases.*.practice.*.channels.volleys",
    "phases.*.practice.*.channels.coil.threshold_from",  # one recruitment alone
    "course.persons.*.fitness",
    "course.persons.*.baselines",
    "interventions.*",
    "cohort.traits.excitability.mean",
    "sequences.*.isolated_probability",
    "sequences.*.based_on",
    "phases.*.based_on",  # is filled in before there is a study
    # a section of its own, which only gaba_b_spillover has
    "network.cells.*.receptors.*.spillover",
    # of a linear action that has a gain, and of one that is not linear
    "slow_clock.modulators.tone.acts_on.*.shape",
    "slow_clock.modulators.tone.acts_on.*.level",
    "slow_clock.modulators.tone.acts_on.*.sharpness",
    "slow_clock.modulators.fear.acts_on.*.gain",
    "slow_clock.modulators.fear.time.off",  # bdnf moves it: as on
    "slow_clock.modulators.*.acts_on.relay_bias",  # only where there are relay cells
    "slow_clock.modulators.tone.sources.bdnf",  # would need off as on
    # only with the section slow_clock, which has tests of its own
    "slow_clock",
    "phases.*.nociceptive_load",
    "phases.*.movement_goes_on",
    "phases.*.pause",
    "phases.*.visits",  # a section with tests of its own
    "registered",
    "contrasts.*.doses",
    "contrasts.*.arms.*",
    "contrasts.*.bound",
    "contrasts.*.at",
    "contrasts.*.arm",
    "contrasts.*.assessment",
    "contrasts.*.other.assessment",
)
"""Leaves that cannot be changed alone (another value asks for other keys)."""


CLINIC = (
    "assessments.other_threshold={kind: recruitment, intensities_mv: [20]}",
    "assessments.paired_pulse={kind: paired_pulse, threshold_from: threshold, pulses: 2}",
    "assessments.silent_period={kind: silent_period, threshold_from: threshold}",
    "assessments.lici={kind: lici, threshold_from: threshold}",
    "assessments.practised={kind: cued_movement, trials: 2, practised_trials: 2, "
    "sequence: healthy}",
    "assessments.activity={kind: activity, trials: 4}",
    "phases.clbp.visit=[threshold, paired_pulse, silent_period, lici, practised, activity]",
)
"""Assessments that the tiny study does not have."""

MILIEU = (
    "slow_clock={}",
    *(f"phases.{phase}.{key}=null" for phase in PHASES for key in ("gaba_gain", "bdnf")),
    "slow_clock.modulators.tone={label: tone, baseline: 1, trait: {mean: 1, sd: 0.1}, age: 0.01, "
    "response_sd: 0.2, self_gain: 0.1, time: {on: 2 days, off: 3 days}, dose: regular, "
    "sources: {load: -0.1, bursts: 0.1, bout: {aerobic: 0.1}, session: {practice: 0.1}, "
    "drug: {ssri: 0.1}, context: {stress: 0.1}}, "
    "acts_on: {learning: {gain: 0.1}, practice: {drive: {gain: 0}}, "
    "modulator: {fear: {gain: 0.1}}}, sustains_load: 0.1, "
    "works: {from_load: {supports: [one, two], contradicts: [three]}}}",
    "slow_clock.modulators.fear={baseline: 1, time: {on: 6 weeks}, "
    "sources: {bdnf: 0.1, modulator: {tone: 0.1}}, "
    "acts_on: {potentiation: {shape: hill, level: 2, sharpness: 2}, "
    "practice: {attended: {shape: inverted_u, level: 2, sharpness: 2}}}}",
    "phases.clbp.exercise=[{kind: aerobic}]",
    "phases.clbp.context.stress=0.5",
    "phases.clbp.drugs.ssri=1",
    "phases.no_training.levels.tone=1.5",
)
"""Slow modulators, with every kind of source and target, and what phases say to them."""

EXTENSIONS = {
    "clinic": (
        CONFIG,
        CLINIC,
        (
            "assessments.paired_pulse.*",
            "assessments.silent_period.*",
            "assessments.lici.*",
            "assessments.practised.*",
            "assessments.activity.*",
        ),
    ),
    "visits inside": (
        CONFIG,
        (
            "visit_sets.quick=[baseline]",
            "phases.clbp.practice.0.sessions=5",
            "phases.clbp.visits={every: 3 sessions, after: [1 day], assessments: [quick]}",
        ),
        ("visit_sets.*", "phases.clbp.visits.*"),
    ),
    "persons": (
        ROOT / "configs" / "slow_clock.yaml",
        (
            "cohort.subjects=1",
            "course.persons.no_training.traits.bdnf={mean: 1, sd: 0.2, low: 0.5, high: 1.5}",
            "course.persons.no_training.genotype=met_carrier",
            "course.persons.no_training.age_years={mean: 60, sd: 5, low: 50, high: 70}",
        ),
        ("course.persons.*",),
    ),
    "contrasts": (
        CONFIG,
        (
            "contrasts.a={kind: arms, arms: [no_training, motor_control_training]}",
            "course.arms.x=[no_training]",
            "contrasts.d={kind: dose, doses: {no_training: 0, motor_control_training: 1, x: 2}}",
            "contrasts.i={kind: interaction, arms: [no_training, x, x, motor_control_training]}",
            "contrasts.c={kind: correlation, before: healthy, other: {measure: onset}}",
            "registered={primary: a, subjects: 12}",
        ),
        ("contrasts.*", "registered.*"),
    ),
    "slow clock": (
        ROOT / "configs" / "slow_clock.yaml",
        ("cohort.subjects=1", "phases.healthy.sets_rate_reference=true"),
        ("slow_clock.*", "phases.*.exercise.*", "phases.*.sets_rate_reference"),
    ),
    "milieu": (
        CONFIG,
        MILIEU,
        ("slow_clock.modulators.*", "*.context.*", "*.drugs.*", "*.levels.*"),
    ),
    "interventions": (
        CONFIG,
        (
            "interventions.all={label: all, channels: {coil: {muscle: DM, relative_intensity: 0.8, "
            "pulses: 10, rate: 5 Hz, burst: 2, on: 2 s, off: 4 s, start: 1 s}, polarisation: "
            "{exc5: 0.1 mV}, volleys: {muscles: [DM], rate: 20 Hz, spikes: 1, width: 8 ms, "
            "onset: 2 ms, contraction: 4 mV, on: 4 s, off: 6 s}, motoneurons: 1 mV}}",
            "interventions.walk={bout: {kind: aerobic}}",
            "phases.no_training.practice=[{sequence: null, duration: 40 s, interventions: [all]}]",
        ),
        ("interventions.*", "phases.no_training.practice.*.channels.*"),
    ),
    "every conductance": (
        CONFIG,
        EVERYTHING,
        (
            "*.receptors.nmda.*",
            "*.receptors.gaba_b*",
            "*.gain.nmda",
            "*.gain.gaba_b*",
            "*.afterhyperpolarisation.*",
            "*.t_current.*",
            "*.short_term_depression.*",
        ),
    ),
    "spikes and directions": (
        CONFIG,
        (
            "sequences.healthy.spikes.cue={kind: recorded, trains: [[10 ms]]}",
            "sequences.healthy.direction_overlap=0.5",
            "sequences.clbp.spikes.afferent={kind: correlated, synchrony: 0.5, "
            "between_muscles: 0.1, rate: 5 Hz}",
            "sequences.motor_control_training.spikes.afferent={kind: pulses, muscles: [DM], "
            "burst: 2, bursts: 2}",
            "assessments.toward={kind: cued_movement, direction: flexion, sequence: healthy}",
            "assessments.pairing={kind: pairing, projection: exc_exc}",
            "assessments.rhythms={kind: rest_spectrum}",
            "phases.clbp.visit=[toward, pairing, rhythms]",
        ),
        (
            "sequences.*.spikes.*",
            "sequences.healthy.direction_overlap",
            "assessments.toward.direction",
            "assessments.pairing.*",
            "assessments.rhythms.*",
        ),
    ),
    "echo and closed loop": (
        CONFIG,
        ECHO_AND_LOOP,
        ("network.populations.cue.input.*", "network.populations.afferent.input.*"),
    ),
}
"""Studies with sections that the tiny one lacks, and the leaves that each adds."""


@cache
def study():
    return load_study(CONFIG)


@cache
def data():
    return study_as_data(study())


@cache
def extensions():
    """Return study, data and new leaves of each extension that there is."""
    found = {}
    for name, (path, changes, new) in EXTENSIONS.items():
        if path.is_file():
            extended = load_study(path, changes)
            whole = study_as_data(extended)
            found[name] = extended, whole, [p for p in leaves(whole) if matches(p, new)]
    return found


def sections(model, found):
    """Collect a section of the configuration and all below it."""
    if model not in found:
        found.add(model)
        for field in model.model_fields.values():
            for inner in _models_in(field.annotation):
                sections(inner, found)
    return found


def fields_of(value, found):
    """Collect section and name of every field that has a value somewhere in ``value``."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            found.add((type(value).__name__, name))
            fields_of(getattr(value, name), found)
    for inner in value.values() if isinstance(value, dict) else ():
        fields_of(inner, found)
    for inner in value if isinstance(value, tuple) else ():
        fields_of(inner, found)
    return found


def ids(of):
    return frozenset(session.session_id for session in make_plan(of).sessions)


def dotted(path):
    return ".".join(map(str, path))


def matches(path, patterns):
    return any(fnmatch.fnmatch(dotted(path), pattern) for pattern in patterns)


LEAVES = sorted(leaves(data()), key=dotted)


@cache
def reference():
    return ids(study())


@cache
def outcome():
    """Return for every leaf: True if ids changed, False if not, None if it cannot change."""
    found = {dotted(path): changes_ids(path, data(), reference()) for path in LEAVES}
    for extended, whole, new in extensions().values():
        before = ids(extended)
        found |= {dotted(path): changes_ids(path, whole, before) for path in new}
    return found


def changes_ids(path, whole, before):
    for changed in mutated(whole, path):
        try:
            return ids(changed) != before
        except ConfigError:
            continue
    return None


def test_every_field_of_the_configuration_is_among_the_leaves():
    known = {(m.__name__, name) for m in sections(Study, set()) for name in m.model_fields}
    found = fields_of(study(), set())
    for extended, _, _ in extensions().values():
        fields_of(extended, found)
    assert known - found == set()


def test_configuration_has_hundreds_of_leaves_and_most_can_be_changed():
    values = list(outcome().values())
    assert len(values) > 300
    assert sum(value is None for value in values) < 0.2 * len(values)


def test_every_leaf_that_changes_no_id_is_presentation_or_execution():
    silent = [name for name, value in outcome().items() if value is False]
    allowed = PRESENTATION + EXECUTION + BY_MEANING + NOT_USED
    assert [name for name in silent if not matches((name,), allowed)] == []


def test_presentation_and_execution_change_no_id():
    guilty = [
        name
        for name, value in outcome().items()
        if value and matches((name,), PRESENTATION + EXECUTION)
    ]
    assert guilty == []


def test_every_leaf_that_cannot_be_changed_alone_is_known():
    stuck = [name for name, value in outcome().items() if value is None]
    assert [name for name in stuck if not matches((name,), ONE_VALUE)] == []


@pytest.mark.parametrize(
    "change",
    [
        "network.dt=0.25 ms",
        "network.projections.exc_exc.delay=2 ms",
        "network.projections.exc_pv.delay=1.5 ms",
        "phases.clbp.visit=[cued_movement]",
    ],
)
def test_what_cannot_be_changed_at_will_still_changes_ids(change):
    assert ids(load_study(CONFIG, [change])) != ids(load_study(CONFIG))


def test_ids_are_the_same_in_another_order_of_keys():
    other = {key: data()[key] for key in reversed(list(data()))}
    again = Study.model_validate_json(json.dumps(other))
    assert ids(again) == ids(study())


@pytest.mark.parametrize("config", sorted((ROOT / "configs").glob("*.yaml")), ids=lambda p: p.stem)
def test_a_shown_configuration_has_the_same_sessions(config, tmp_path):
    shown = tmp_path / "shown.yaml"
    given = load_study(config)
    shown.write_text(study_as_yaml(given), encoding="utf-8")
    assert ids(load_study(shown)) == ids(given)


def test_a_shown_configuration_keeps_what_sequences_inherit(tmp_path):
    given = load_study(CONFIG, ["sequences.healthy.trial_duration=800 ms"])
    shown = tmp_path / "shown.yaml"
    shown.write_text(study_as_yaml(given), encoding="utf-8")
    assert ids(load_study(shown)) == ids(given)


# --- the chain --------------------------------------------------------------------


def places(plan):
    return {place: session for session, row in plan.places.items() for place in row}


def test_arms_share_the_ids_of_their_common_past():
    """A study with one arm has all its sessions in the study with two."""
    whole = ids(study())
    both = set()
    for arm in ("motor_control_training", "no_training"):
        other = {"no_training", "motor_control_training"} - {arm}
        one = load_study(CONFIG, [f"course.arms.{other.pop()}=null"])
        assert ids(one) < whole
        both |= ids(one)
    assert both == whole


def test_common_past_stands_once_and_its_place_has_no_arm():
    plan = make_plan(study())
    common = [p for p in places(plan) if p.phase in study().course.phases]
    assert {p.arm for p in common} == {COMMON}
    assert len({(p.subject, p.phase, p.name, p.number) for p in common}) == len(common)


def test_arms_of_equal_content_are_one():
    data_of = study_as_data(study())
    data_of["phases"]["twin"] = data_of["phases"]["no_training"] | {"label": "twin"}
    data_of["course"]["arms"]["twin"] = ["twin"]
    assert ids(Study.model_validate_json(json.dumps(data_of))) == ids(study())


def renamed(section, old, new):
    changed = json.loads(json.dumps(data()).replace(f'"{old}"', f'"{new}"'))
    assert changed != data(), f"nothing in {section} is called {old}"
    return Study.model_validate_json(json.dumps(changed))


@pytest.mark.parametrize(
    ("section", "old", "new"),
    [("course.arms", "no_training", "waiting"), ("assessments", "baseline", "rates")],
)
def test_names_of_arms_phases_and_assessments_are_not_content(section, old, new):
    if section == "assessments":  # its kind has the same name
        changed = json.loads(json.dumps(data()))
        changed["assessments"][new] = changed["assessments"].pop(old)
        for phase in changed["phases"].values():
            phase["visit"] = [new if name == old else name for name in phase["visit"]]
        other = Study.model_validate_json(json.dumps(changed))
    else:
        other = renamed(section, old, new)
    assert ids(other) == ids(study())


@pytest.mark.parametrize(
    "override",
    [
        "phases.clbp.gaba_gain=0.6",
        "phases.clbp.bdnf=0.8",
        "phases.clbp.practice.0.stage=development",
        "phases.clbp.practice.0.plasticity=false",
        "phases.clbp.practice.0.duration=1300 ms",
        "phases.clbp.practice.0.sequence=healthy",
        "phases.clbp.practice.0.interval=10 days",
        "sequences.clbp.muscles.DM.delay=90 ms",
    ],
)
def test_what_is_practised_and_how_changes_that_practice_and_all_after_it(override):
    other = load_study(CONFIG, [override])
    touched = {p.phase for p, s in places(make_plan(study())).items() if s not in ids(other)}
    assert touched == {"clbp", "motor_control_training", "no_training"}


def test_more_subjects_change_no_one():
    more = load_study(CONFIG, ["cohort.subjects=5"])
    assert ids(study()) < ids(more)


def test_cohorts_overlap_by_seed():
    shifted = load_study(CONFIG, ["cohort.first_seed=2"])
    shared = ids(shifted) & ids(study())
    assert len(shared) == len(ids(study())) / 2


def test_every_session_comes_after_those_it_needs():
    seen = set()
    for session in make_plan(study()).sessions:
        assert set(session.parents.values()) <= seen
        seen.add(session.session_id)


def test_a_change_late_in_the_course_leaves_the_past_alone():
    late = load_study(CONFIG, ["phases.no_training.bdnf=0.9"])
    kept = ids(late) & ids(study())
    plan = places(make_plan(study()))
    touched = {p for p, session in plan.items() if session not in kept}
    assert {p.phase for p in touched} == {"no_training"}


def test_a_change_early_in_the_course_changes_everything_after_it():
    early = load_study(CONFIG, ["phases.healthy.practice.0.duration=1300 ms"])
    assert not ids(early) & ids(study())


def test_an_assessment_changes_no_other_session():
    other = load_study(CONFIG, ["assessments.baseline.trials=5"])
    plan = places(make_plan(study()))
    lost = {p.name for p, session in plan.items() if session not in ids(other)}
    assert lost == {"baseline"}


def test_changed_source_of_programs_changes_every_id(monkeypatch):
    from cortex_sim.engine.kernel import build

    before = ids(study())
    monkeypatch.setattr(build, "program_code", lambda: "other")
    assert not ids(study()) & before


def test_code_of_one_kind_changes_the_ids_of_that_kind(monkeypatch):
    from cortex_sim.course import plan

    before, usual = make_plan(study()), plan.code_of
    monkeypatch.setattr(
        plan, "code_of", lambda *kind: "other" if kind[1:] == ("tms_map",) else usual(*kind)
    )
    kept = ids(study())
    lost = {s.spec.settings.kind for s in before.sessions if s.session_id not in kept}
    assert lost == {"tms_map"}


# --- specs ------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["tiny", *EXTENSIONS])
def test_specs_are_rebuilt_from_the_data_that_are_hashed(name):
    path, changes, _ = EXTENSIONS.get(name, (CONFIG, (), ()))
    for session in make_plan(load_study(path, changes)).sessions:
        for spec in (session.spec, session.subject):
            again = type(spec).from_data(json.loads(json.dumps(spec.as_data())))
            assert again == spec
            assert again.identity == spec.identity


def test_a_session_names_its_subject():
    for session in make_plan(study()).sessions:
        assert session.spec.subject == session.subject.identity


def test_a_session_of_another_subject_is_refused():
    one, *_, other = make_plan(study()).sessions
    with pytest.raises(RunError, match=r"got subject .*, the session is of"):
        do_session(one.spec, other.subject, None)


def by_place(plan):
    return {
        place: session for session in plan.sessions for place in plan.places[session.session_id]
    }


def test_sessions_of_a_subject_differ_in_their_noise():
    specs = [s.spec for s in make_plan(study()).sessions if s.place.arm == COMMON]
    practice = [(spec.subject, spec.seed) for spec in specs if spec.kind == "practice"]
    assert len(set(practice)) == len(practice)
    maps = [
        (spec.subject, spec.seed, spec.parents[STATE])
        for spec in specs
        if getattr(spec, "settings", None) is not None and spec.settings.kind == "tms_map"
    ]
    assert len({seed for _, seed, _ in maps}) == len({state for _, _, state in maps})


def test_weights_put_back_are_those_of_the_end_of_the_named_phase():
    changes = [
        "assessments.put_back={kind: tms_map, intensity_mv: 20, restore: {exc_exc5: healthy}}",
        "phases.clbp.visit=[put_back]",
    ]
    plan = by_place(make_plan(load_study(CONFIG, changes)))
    for place, session in plan.items():
        if place.name == "put_back":
            past = [p for p in plan if (p.subject, p.name) == (place.subject, "practice")]
            end = max((p for p in past if p.phase == "healthy"), key=lambda p: p.number)
            state = max((p for p in past if p.phase == "clbp"), key=lambda p: p.number)
            assert session.parents[RESTORE + "exc_exc5"] == plan[end].session_id
            assert session.parents[STATE] == plan[state].session_id


def test_a_session_holds_all_that_its_sequence_inherits():
    for place, session in by_place(make_plan(study())).items():
        sequence = session.spec.sequence
        if place.name == "practice" and sequence is not None:
            name = study().phases[place.phase].practice[0].sequence
            whole = resolve_sequence(study().sequences, name)
            assert sequence.muscles == whole.muscles
            assert len(whole.muscles) == len(study().muscles)


def test_levels_in_a_session_are_those_of_the_phase_for_this_person():
    spread = "cohort.traits.gaba_loss={mean: 1.0, sd: 0.3, low: 0.2, high: 1.8}"
    varied = load_study(CONFIG, [spread, "cohort.subjects=4"])
    gain, levels = varied.phases["clbp"].gaba_gain, {}
    for place, session in by_place(make_plan(varied)).items():
        if (place.phase, place.name) == ("clbp", "practice"):
            own = session.subject.individual.gaba_loss
            levels[place.subject] = session.spec.levels["gaba_a"]
            assert levels[place.subject] == pytest.approx(1 - (1 - gain) * own)
    assert len(set(levels.values())) == 4
