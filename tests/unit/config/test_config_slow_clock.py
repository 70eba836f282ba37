"""What the slow clock refuses: what would have no effect, and impossible exercise."""

import re
from pathlib import Path

import pytest

from cortex_sim.config.load import load_study
from cortex_sim.course.plan import make_plan
from cortex_sim.errors import ConfigError

CONFIGS = Path(__file__).parents[3] / "configs"
DOSE = "phases.clbp.exercise=[{kind: aerobic, duration: 30 min, start: %s}]"


@pytest.mark.parametrize(
    ("config", "changes", "message"),
    [
        (
            "model/first_release",
            ["phases.clbp.nociceptive_load=1"],
            "got 1, which has no effect here; add slow_clock",
        ),
        ("model/first_release", ["phases.clbp.pause=1 week"], "has no effect here; add slow_clock"),
        ("slow_clock", ["phases.clbp.practice.0.interval=10 min"], "is shorter than"),
        ("slow_clock", [DOSE % "-10 min"], "overlaps with practice"),
        ("slow_clock", [DOSE % "29 min"], "overlaps with practice"),
        ("slow_clock", ["slow_clock.memory.late_decay=1 day"], "must be shorter"),
        ("slow_clock", ["slow_clock.exercise.acute_rise=[0.0]"], "must rise and be as many"),
        (
            "slow_clock",
            ["slow_clock.exercise.acute_rise=[]", "slow_clock.exercise.intensity_points=[]"],
            "as many as acute_rise, one or more; got () and ()",
        ),
        ("slow_clock", ["phases.clbp.exercise=[{kind: yoga}]"], "aerobic"),
        (
            "slow_clock",
            ["slow_clock.hypotheses.intrinsic_homeostasis=true"],
            "no phase says which rates are defended",
        ),
        (
            "model/first_release",
            ["phases.healthy.sets_rate_reference=true"],
            "got true, which has no effect",
        ),
        (
            "slow_modulators",
            ["phases.trained_with_ssri.drugs.ssri=5"],
            "drugs.ssri: got 5, so many times what gains are for",
        ),
        ("dopamine", ["phases.training_levodopa.drugs.levodopa=100"], "0 to 10: multiples of"),
        ("base", ["phases.clbp.drugs={levodopa: 1}"], "lay model/milieu.yaml on the study"),
        ("slow_clock", ["slow_clock.bdnf.removal_time=100"], "without a unit"),
        ("slow_clock", ["slow_clock.bdnf.removal_time=100 mV"], "expected a time"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_place(config, changes, message):
    with pytest.raises(ConfigError, match=re.escape(message)):
        load_study(CONFIGS / f"{config}.yaml", changes)


@pytest.mark.parametrize("dose", [0, 0.5, 1.5])
def test_a_dose_that_leaves_factors_above_zero_is_allowed(dose):
    changes = [f"phases.trained_with_ssri.drugs.ssri={dose}"]
    study = load_study(CONFIGS / "slow_modulators.yaml", changes)
    assert study.phases["trained_with_ssri"].drugs == {"ssri": dose}


@pytest.mark.parametrize("start", ["-30 min", "-3 h", "30 min", "2 h"])
def test_exercise_before_and_after_practice_is_allowed(start):
    study = load_study(CONFIGS / "slow_clock.yaml", [DOSE % start])
    assert len(study.phases["clbp"].exercise) == 1


def test_exercise_without_practice_needs_a_pause_and_an_interval():
    alone = "phases.no_training={practice: [], exercise: [{kind: aerobic%s}], pause: %s}"
    with pytest.raises(ConfigError, match="every: a phase without practice needs it"):
        load_study(CONFIGS / "slow_clock.yaml", [alone % ("", "4 weeks")])
    load_study(CONFIGS / "slow_clock.yaml", [alone % (", every: 2 days", "4 weeks")])


TRAINED = "phases.motor_control_training."
AEROBIC = "{kind: aerobic, duration: 30 min%s}"


def bouts(*rest):
    return f"{TRAINED}exercise=[{', '.join(AEROBIC % more for more in rest)}]"


def refusal(*changes):
    with pytest.raises(ConfigError) as caught:
        load_study(CONFIGS / "slow_clock.yaml", list(changes))
    return str(caught.value)


@pytest.mark.parametrize("start", ["-1000 days", "-3 days", "-47.6 h", "47.6 h", "49 h", "9 days"])
def test_a_bout_that_no_time_between_sessions_has_room_for_is_refused(start):
    message = refusal(bouts(f", start: {start}"))
    assert "phases.motor_control_training.exercise.0.start: got" in message
    assert "does not fit" in message
    assert " free)" in message
    assert "move it" in message


@pytest.mark.parametrize("start", ["-23.5 h", "-30 min", "30 min", "47.5 h"])
def test_a_bout_may_fill_the_time_between_sessions_to_its_ends(start):
    load_study(CONFIGS / "slow_clock.yaml", [bouts(f", start: {start}")])


def test_room_before_the_first_session_is_what_the_phase_before_left():
    message = refusal("phases.clbp.practice.0.interval=45 min", bouts(", start: -40 min"))
    assert "does not fit" in message
    assert "after a session of 'clbp' (15 min free)" in message


def test_sessions_without_time_between_them_leave_no_room_for_exercise():
    assert "(0 ms free)" in refusal(f"{TRAINED}practice.0.interval=0 s")


@pytest.mark.parametrize(
    ("first", "second"), [(-45, -45), (-45, -20 - 30), (30, 45), (-300, -280), (2820, -60)]
)
def test_bouts_at_the_same_time_are_refused(first, second):
    message = refusal(bouts(f", start: {first} min", f", start: {second} min"))
    assert "overlaps with phases.motor_control_training.exercise" in message


def test_bouts_one_right_after_the_other_are_allowed():
    load_study(CONFIGS / "slow_clock.yaml", [bouts(", start: -90 min", ", start: -60 min")])


@pytest.mark.parametrize(
    ("dose", "pause", "message"),
    [
        ("duration: 2 h, every: 1 h", "1 week", "exercise.0.every: got 1 h, where it overlaps"),
        ("every: 1 s", "24 weeks", "bouts every 1 s; expected 1 h or more"),
        ("every: 1 h", "84 days", "exercise: got 2016 bouts, expected at most 2000"),
        ("every: 1 day", "24.2 h", "exercise.0.every: got 1 day, but a bout of 30 min does not"),
        ("every: 1 day, start: -3 h", "1 week", "start: has no effect without practice"),
    ],
)
def test_bouts_in_a_pause_come_one_after_another_whole_and_not_without_end(dose, pause, message):
    alone = "phases.no_training={practice: [], exercise: [{kind: aerobic, %s}], pause: %s}"
    assert message in refusal(alone % (dose, pause))


@pytest.mark.parametrize("cause", ["nociceptive_load: 1", "movement_goes_on: true"])
def test_a_phase_without_sessions_or_pause_has_no_causes(cause):
    message = refusal(f"phases.no_training={{practice: [], {cause}}}")
    assert "has no effect here; give the phase practice or a pause" in message


@pytest.mark.parametrize("start", ["-47.5 h", "-31 min", "47.5 h", "30 min"])
def test_an_allowed_bout_stands_in_the_plan_before_or_after_every_session_whole(start):
    """What is refused follows how a plan places bouts."""
    change = ["phases.clbp.practice.0.interval=2 days", bouts(f", start: {start}")]
    study = load_study(CONFIGS / "slow_clock.yaml", [*change, "cohort.subjects=1"])
    trained = [s for s in make_plan(study).sessions if s.place.phase == "motor_control_training"]
    sessions = [s for s in trained if s.kind == "practice"]
    visit = next(s for s in trained if s.kind == "assessment")
    since = [s.spec.slow.since for s in (*sessions, visit)]
    planned = since[:-1] if start.startswith("-") else since[1:]
    assert [segment.bouts[0].duration for (segment,) in planned] == [1800.0] * 6


@pytest.mark.parametrize(
    "name", ["lactate_raises_bdnf", "probdnf_facilitates_depression", "bdnf_consolidates"]
)
@pytest.mark.parametrize(
    ("given", "got"), [("maybe", "'maybe'"), ("yes", "'yes'"), ("1", "1"), ("null", "null")]
)
def test_a_hypothesis_that_is_no_switch_is_refused_with_what_it_may_be(name, given, got):
    message = refusal(f"slow_clock.hypotheses.{name}={given}")
    assert f"slow_clock.hypotheses.{name}: got {got}: input should be true or false" in message


@pytest.mark.parametrize("value", ["true", "false"])
def test_a_hypothesis_is_true_or_false(value):
    change = f"slow_clock.hypotheses.bdnf_consolidates={value}"
    study = load_study(CONFIGS / "slow_clock.yaml", [change])
    assert study.slow_clock.hypotheses.bdnf_consolidates is (value == "true")
