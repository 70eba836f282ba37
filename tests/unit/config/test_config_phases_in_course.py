"""Phases with parameters where a course names them."""

import json

import pytest
from fixtures.tiny_lab import CONFIG

from cortex_sim.config.load import load_study, study_as_yaml
from cortex_sim.config.origins import study_with_origins
from cortex_sim.config.schema import file_schema
from cortex_sim.config.study import Study
from cortex_sim.course.plan import make_plan
from cortex_sim.errors import ConfigError

TRAINED = "{phase: motor_control_training, sessions: 3, gaba_gain: 0.9}"
DOSED = f"course.arms.dosed=[{TRAINED}]"


def test_an_arm_says_what_differs_from_a_phase():
    study = load_study(CONFIG, [DOSED])
    phase, base = study.phases["dosed"], study.phases["motor_control_training"]
    assert study.course.arms["dosed"] == ("dosed",)
    assert (phase.practice[0].sessions, phase.gaba_gain, phase.label) == (3, 0.9, "")
    changed = base.practice[0].model_copy(update={"sessions": 3})
    assert phase.practice == (changed, *base.practice[1:])
    assert phase.visit == base.visit


def test_a_sequence_of_null_is_rest_and_other_nulls_remove():
    arm = "course.arms.a=[{phase: clbp, sequence: null, sessions: null}]"
    (row,) = load_study(CONFIG, [arm]).phases["a"].practice
    assert (row.sequence, row.sessions) == (None, 1)


def test_it_is_the_same_as_a_phase_that_is_based_on_the_other():
    written = "phases.dosed={based_on: motor_control_training, sessions: 3, gaba_gain: 0.9}"
    assert load_study(CONFIG, [DOSED]) == load_study(CONFIG, [written, "course.arms.dosed=[dosed]"])


def test_in_the_common_past_the_phase_keeps_name_and_label():
    plain = load_study(CONFIG)
    study = load_study(CONFIG, ["course.phases=[healthy, {phase: clbp, gaba_gain: 0.5}]"])
    assert study.course.phases == ("healthy", "clbp")
    assert study.phases["clbp"].gaba_gain == 0.5
    assert study.phases["clbp"].label == plain.phases["clbp"].label


@pytest.mark.parametrize(
    ("arms", "names"),
    [
        ({"a": [{"phase": "clbp"}, "no_training", {"phase": "clbp"}]}, ("a", "no_training", "a_2")),
        ({"healthy": [{"phase": "clbp", "bdnf": 1}]}, ("healthy_2",)),
        ({"idle": [{"phase": "clbp", "bdnf": 1}]}, ("idle_2",)),
    ],
)
def test_a_name_that_the_course_or_a_phase_has_gets_a_number(arms, names):
    idle = "phases.idle={visit: [map_structural]}"
    study = load_study(CONFIG, [idle, f"course.arms={json.dumps(arms)}"])
    assert study.course.arms[[*arms][-1]] == names


def test_a_phase_that_only_others_are_based_on_goes():
    study = load_study(CONFIG, ["course.arms.motor_control_training=null", DOSED])
    assert "motor_control_training" not in study.phases
    assert "motor_control_training" in load_study(CONFIG, [DOSED]).phases


def test_sessions_of_arms_without_parameters_stay_what_they_are():
    ids = {session.session_id for session in make_plan(load_study(CONFIG)).sessions}
    assert ids < {session.session_id for session in make_plan(load_study(CONFIG, [DOSED])).sessions}


def test_parameters_that_change_nothing_give_the_sessions_of_the_phase():
    same = "course.arms.again=[{phase: motor_control_training}]"
    plain, again = (make_plan(load_study(CONFIG, set_)).sessions for set_ in ([], [same]))
    assert {one.session_id for one in plain} == {one.session_id for one in again}


@pytest.mark.parametrize(
    ("arm", "message"),
    [
        ("[{sessions: 3}]", "course.arms.a.0.phase: is missing; name a phase"),
        ("[{phase: clpb}]", "course.arms.a.0.phase: unknown 'clpb'; did you mean 'clbp'"),
        (
            "[clbp, {phase: clbp, sesions: 3}]",
            "a.1: unknown key 'sesions'; did you mean 'sessions'",
        ),
        ("[{phase: clbp, based_on: healthy}]", "a.0: unknown key 'based_on'"),
        ("[{phase: clbp, gaba_gain: -1}]", r"phases.a.gaba_gain: got -1: .* \(--set\)"),
        ("[{phase: clbp, sessions: 0}]", r"phases.a.practice.0.sessions: got 0: .* \(--set\)"),
        ("[{phase: clbp, pause: null}]", "phases.a.pause: .*null removes what is inherited"),
        (
            "[{phase: clbp, practice: [], sessions: 2}]",
            r"a.0.sessions: changes the only row of practice, but the phase has 0",
        ),
    ],
)
def test_what_cannot_be_says_where_and_what_to_write(arm, message):
    with pytest.raises(ConfigError, match=message):
        load_study(CONFIG, [f"course.arms.a={arm}"])


def test_a_row_of_its_own_is_not_changed_by_what_is_inherited():
    study = load_study(
        CONFIG,
        [
            "phases.short={based_on: clbp, sessions: 3}",
            "phases.other={based_on: short, practice: [{sequence: healthy, duration: 1 s}]}",
        ],
    )
    assert study.phases["other"].practice[0].sessions == 1


def test_such_a_study_reads_back_equal(tmp_path):
    path = tmp_path / "again.yaml"
    study = load_study(CONFIG, [DOSED])
    path.write_text(study_as_yaml(study))
    assert load_study(path) == study


def test_each_value_names_who_says_it(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(f"extends: {CONFIG}\nname: mine\ncourse: {{arms: {{dosed: [{TRAINED}]}}}}\n")
    text = study_with_origins(path, ["course.arms.dosed.0.duration=3 s"])
    rows = text[text.index("  dosed:\n    based_on") : text.index("\nassessments:")].splitlines()
    said = {row.strip().partition(":")[0]: row.rpartition("  # ")[2] for row in rows}
    assert said["gaba_gain"].endswith("mine.yaml")
    assert said["label"] == "default"
    assert said["visit"].endswith("first_release.yaml, phase motor_control_training")
    assert ", phase motor_control_training; --set and " in said["practice"]
    assert said["based_on"].endswith("mine.yaml says motor_control_training, which is filled in")


def test_editors_know_what_may_stand_there():
    defs = file_schema(Study)["$defs"]
    fields = defs["PhaseInCourse"]["properties"]
    assert {"phase", "sessions", "nociceptive_load"} <= fields.keys()
    assert fields["sessions"]["description"] == "Number of sessions in the row."
    assert "phase" not in defs["WrittenPhase"]["properties"]
