"""What changes a session's id, and what may not: the chain of sessions."""

import json

import pytest
from fixtures.plans import data, ids, ids_by_place, study
from fixtures.tiny_lab import CONFIG, ROOT

from cortex_sim.config.load import load_study, study_as_data, study_as_yaml
from cortex_sim.config.study import Study
from cortex_sim.course.plan import make_plan
from cortex_sim.course.visit import COMMON


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
    given = load_study(config, ["cohort.subjects=1"])
    shown.write_text(study_as_yaml(given), encoding="utf-8")
    assert ids(load_study(shown)) == ids(given)


def test_a_shown_configuration_keeps_what_sequences_inherit(tmp_path):
    given = load_study(CONFIG, ["sequences.healthy.trial_duration=800 ms"])
    shown = tmp_path / "shown.yaml"
    shown.write_text(study_as_yaml(given), encoding="utf-8")
    assert ids(load_study(shown)) == ids(given)


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
    common = [p for p in ids_by_place(study()) if p.phase in study().course.phases]
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
    kept = ids(load_study(CONFIG, [override]))
    touched = {p.phase for p, session in ids_by_place(study()).items() if session not in kept}
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
    touched = {p for p, session in ids_by_place(study()).items() if session not in kept}
    assert {p.phase for p in touched} == {"no_training"}


def test_a_change_early_in_the_course_changes_everything_after_it():
    early = load_study(CONFIG, ["phases.healthy.practice.0.duration=1300 ms"])
    assert not ids(early) & ids(study())


def test_an_assessment_changes_no_other_session():
    kept = ids(load_study(CONFIG, ["assessments.baseline.trials=5"]))
    lost = {p.name for p, session in ids_by_place(study()).items() if session not in kept}
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
