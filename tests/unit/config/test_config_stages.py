"""Visits inside phases, phases that come twice, and named sets of assessments."""

from pathlib import Path

import pytest

from cortex_sim.config.load import load_study, study_as_yaml
from cortex_sim.config.moments import Moment
from cortex_sim.course.plan import make_plan
from cortex_sim.course.visit import Visit, visits_of
from cortex_sim.errors import ConfigError

CONFIGS = Path(__file__).resolve().parents[3] / "configs"
TRAINING = "phases.motor_control_training"
SIX = f"{TRAINING}.practice.0.sessions=6"
EVERY_TWO_DAYS = f"{TRAINING}.practice.0.interval=2 days"


def study(*changes, name="tiny"):
    return load_study(CONFIGS / f"{name}.yaml", ["cohort.subjects=1", *changes])


def visits(inside, *changes):
    """Return the visits of six sessions of training, two days apart, with these inside."""
    changed = study(SIX, EVERY_TWO_DAYS, f"{TRAINING}.visits={inside}", *changes)
    return changed.timeline.arms["motor_control_training"]


@pytest.mark.parametrize(
    ("inside", "names"),
    [
        ("{after: [1, 4]}", ["_after_1_session", "_after_4_sessions", ""]),
        ("{after: [4 sessions, 2 sessions]}", ["_after_2_sessions", "_after_4_sessions", ""]),
        ("{every: 2 sessions}", ["_after_2_sessions", "_after_4_sessions", ""]),
        ("{every: 4}", ["_after_4_sessions", ""]),
        ("{every: 4 days}", ["_after_4_days", "_after_8_days", ""]),
        ("{after: [10 days, 12 days]}", ["_after_10_days", ""]),
        ("{after: [2, 4 days]}", ["_after_2_sessions", ""]),
    ],
)
def test_visits_lie_where_sessions_end(inside, names):
    assert list(visits(inside)) == [f"motor_control_training{name}" for name in names]


@pytest.mark.parametrize(
    ("inside", "message"),
    [
        ("{after: [7]}", r"visits\.after: got 7 sessions, but .* the phase has 6 sessions"),
        ("{after: [3 days]}", r"got 3 days, but .* end after 2 days, 4 days"),
        ("{every: 7}", r"visits\.every: got 7 sessions, which makes 0 visits"),
        ("{every: 1 ms}", r"visits\.every: got 1 ms, which makes 1036800000 visits"),
        ("{every: 5 days}", r"visits\.every: got 5 days"),
        ("{after: [0]}", "not after the phase begins"),
        ("{after: [2 rounds]}", "expected a time"),
        ("{after: [1.5]}", "got 1.5, expected sessions"),
        ("{assessments: [baseline]}", "says no moment"),
        ("{after: [1], assessments: [unheard]}", "visits.assessments: unknown 'unheard'"),
    ],
)
def test_a_visit_that_cannot_be_is_refused_with_what_can(inside, message):
    with pytest.raises(ConfigError, match=message):
        visits(inside)


def test_a_visit_inside_changes_no_session_that_there_was():
    plain, curve = (
        {session.session_id for session in make_plan(study(SIX, *more)).sessions}
        for more in ((), (f"{TRAINING}.visits.after=[1, 3]",))
    )
    assert plain < curve


def test_a_visit_inside_a_pause_changes_no_session_after_it():
    changes = (
        "phases.clbp.pause=4 weeks",
        "phases.clbp.exercise=[{kind: aerobic, start: 60 min, every: 3 days}]",
    )
    sessions, cut = (
        make_plan(study(*changes, *more, name="slow_clock")).sessions
        for more in ((), ("phases.clbp.visits.after=[60 days, 248 days]",))
    )
    practice = [[s.session_id for s in row if s.kind == "practice"] for row in (sessions, cut)]
    assert practice[0] == practice[1]
    begin = max(s.place.day for s in sessions if s.place.phase == "healthy")
    looked_at = [s for s in cut if s.place.phase == "clbp_after_248_days" and s.kind != "practice"]
    inside = {round(s.place.day, 6) for s in looked_at}
    assert inside == {begin + 248}


def test_without_assessments_of_its_own_a_visit_inside_is_like_that_at_the_end():
    stages = study(SIX, f"{TRAINING}.visits.after=[2]").stages
    at_end = stages["motor_control_training"].visit
    assert stages["motor_control_training_after_2_sessions"].visit == at_end


def test_a_moment_at_the_end_adds_its_assessments_to_the_visit_there():
    inside = "{after: [2, 6], assessments: [map_structural]}"
    changes = (SIX, f"{TRAINING}.visit=[baseline]", f"{TRAINING}.visits={inside}")
    stages = study(*changes).stages
    assert stages["motor_control_training_after_2_sessions"].visit == ("map_structural",)
    assert stages["motor_control_training"].visit == ("baseline", "map_structural")


def test_a_phase_that_comes_again_is_a_stage_of_its_own():
    changed = study("course.arms.motor_control_training=[motor_control_training, clbp]")
    assert Visit("motor_control_training", "clbp_2") in visits_of(changed.timeline)
    assert changed.stages["clbp_2"].label == "CLBP (2)"
    sessions = [s for s in make_plan(changed).sessions if s.place.phase == "clbp_2"]
    assert len(sessions) == 2 + len(changed.phases["clbp"].visit)


def test_a_stage_with_the_name_of_a_phase_is_refused():
    changes = ("phases.clbp_2={}", "course.arms.motor_control_training=[clbp]")
    with pytest.raises(ConfigError, match=r"phases\.clbp_2: a visit of 'clbp' has this name"):
        study(*changes)


def test_a_set_stands_for_its_assessments_each_once():
    changes = ("visit_sets.quick=[baseline, map_structural]", "phases.clbp.visit=[baseline, quick]")
    assert study(*changes).stages["clbp"].visit == ("baseline", "map_structural")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("visit_sets.quick=[unheard]", r"visit_sets\.quick: unknown 'unheard'"),
        ("visit_sets.baseline=[map_structural]", "is the name of an assessment too"),
    ],
)
def test_an_impossible_set_is_refused(change, message):
    with pytest.raises(ConfigError, match=message):
        study(change)


def test_a_visit_inside_an_arm_of_the_phases_name_is_called_by_the_phase():
    inside = Visit("training", "training_after_2_sessions")
    assert inside.key == "training_after_2_sessions"
    assert Visit("other", "training_after_2_sessions").path == "other/training_after_2_sessions"


def test_a_study_with_visits_inside_is_read_back_from_its_yaml(tmp_path):
    changed = study(SIX, EVERY_TWO_DAYS, f"{TRAINING}.visits={{after: [1, 4 days], every: 3}}")
    path = tmp_path / "again.yaml"
    path.write_text(study_as_yaml(changed))
    assert load_study(path) == changed


@pytest.mark.parametrize("text", ["1 session", "12 sessions", "1 day", "2 weeks", "36 h", "90 s"])
def test_a_moment_is_written_as_it_is_read(text):
    assert Moment.parse(text).text == text
