"""The time between sessions, as the plan sees it."""

from pathlib import Path

import pytest

from cortex_sim.config.course import Phase, Practice
from cortex_sim.config.load import load_study
from cortex_sim.config.slow_clock import ExerciseDose, SlowClock
from cortex_sim.course.plan import make_plan
from cortex_sim.course.slow_plan import START, after_session, pause_of, with_warm_up
from cortex_sim.errors import ConfigError
from cortex_sim.slow.stretches import Segment

CONFIG = Path(__file__).parents[3] / "configs" / "slow_clock.yaml"
DAY = 86400.0
PRACTICE = Practice(sequence=None, duration="15 s", interval="2 days")


def phase(*doses, **more):
    return Phase(exercise=tuple(ExerciseDose(kind="aerobic", **dose) for dose in doses), **more)


def test_between_two_sessions_lies_the_interval_less_the_practice():
    segment = after_session(phase(nociceptive_load=0.5), PRACTICE, SlowClock())
    assert segment == Segment(2 * DAY - 1800, load=0.5)


def test_exercise_before_practice_lies_at_the_end_of_the_time_before():
    (segment,) = with_warm_up(START, phase({"start": "-45 min", "duration": "30 min"}))
    (bout,) = segment.bouts
    assert segment.duration - bout.start == pytest.approx(45 * 60)
    assert bout.duration == 30 * 60


def test_exercise_after_practice_lies_at_the_start_of_the_time_after():
    segment = after_session(phase({"start": "60 min"}), PRACTICE, SlowClock())
    assert [bout.start for bout in segment.bouts] == pytest.approx([1800.0])


def test_exercise_that_does_not_fit_is_cut():
    short = (Segment(600.0),)
    (segment,) = with_warm_up(short, phase({"start": "-45 min", "duration": "40 min"}))
    assert [(b.start, b.duration) for b in segment.bouts] == [(0.0, 300.0)]


@pytest.mark.parametrize(("pause", "count"), [("1 day", 1), ("2 days", 1), ("12 days", 6)])
def test_exercise_in_a_pause_comes_at_intervals(pause, count):
    segment = pause_of(phase({"every": "2 days"}, pause=pause))
    assert len(segment.bouts) == count


def sessions(*changes):
    return make_plan(load_study(CONFIG, ["cohort.subjects=1", *changes])).sessions


def test_bdnf_that_a_phase_holds_is_held_in_the_time_after_its_sessions_alone():
    found = sessions("phases.clbp.bdnf=0", "phases.motor_control_training.exercise=[]")
    held = {s.place.phase: [part.bdnf for part in s.spec.slow.since] for s in found}
    assert held["clbp"] == [0.0]
    assert held["healthy"] == held["motor_control_training"] == [None]
    practice = [s.spec for s in found if s.place.name == "practice"]
    assert {s.levels["bdnf"] for s in practice if s.levels} == {0.0}


def test_a_pause_moves_the_visit_and_makes_no_session():
    changed = sessions("phases.motor_control_training.pause=4 weeks")
    assert len(changed) == len(sessions())
    days = [
        max(s.place.day for s in found if s.place.phase == "motor_control_training")
        for found in (sessions(), changed)
    ]
    assert days[1] - days[0] == pytest.approx(28)


@pytest.mark.parametrize(
    "change",
    [
        "slow_clock.hypotheses.bdnf_consolidates=false",
        "slow_clock.bdnf.tonic=0.5",
        "slow_clock.individuals.genotype=met_carrier",
        "slow_clock.individuals.age_effect=-0.01",
        "slow_clock.exercise.intensity_points=[0.7, 1.1, 1.5]",
        "slow_clock.exercise.acute_rise=[0.0, 0.1, 0.3]",
        "slow_clock.blocks=3",
    ],
)
def test_what_the_slow_clock_is_changes_every_session(change):
    one, other = sessions(), sessions(change)
    assert not {s.session_id for s in one} & {s.session_id for s in other}


@pytest.mark.parametrize(
    "change",
    [
        "phases.motor_control_training.exercise=[]",
        "phases.motor_control_training.exercise.0.intensity=1.2",
        "phases.motor_control_training.nociceptive_load=0.2",
    ],
)
def test_what_happens_in_an_arm_leaves_the_past_and_other_arms_alone(change):
    ids = {s.session_id for s in sessions(change)}
    touched = {s.place.phase for s in sessions() if s.session_id not in ids}
    assert touched == {"motor_control_training"}


def test_the_interval_of_exercise_in_a_pause_is_part_of_what_follows():
    pause = "phases.motor_control_training.pause=4 weeks"
    dose = "phases.motor_control_training.exercise=[{kind: aerobic, every: %s}]"
    one, other = ({s.session_id for s in sessions(pause, dose % t)} for t in ("2 days", "3 days"))
    assert one != other


def test_gain_and_bdnf_are_not_set_but_follow():
    for session in sessions():
        assert session.spec.levels in (None, {"gaba_a": 1.0})
        assert session.spec.slow.hypotheses


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("room_left", [-2 * DAY, -60.0, 0.0, 60.0, DAY])
def test_the_configuration_refuses_just_the_bouts_that_the_plan_would_cut(sign, room_left):
    clock, bout = SlowClock(), 1800.0
    free = PRACTICE.interval - clock.practice_time
    # after a session a bout ends, before one it starts, this long before there is no more room
    start = clock.practice_time + free - bout - room_left if sign > 0 else room_left - free
    one = phase({"start": f"{start} s", "duration": f"{bout} s"})
    between = with_warm_up((after_session(one, PRACTICE, clock),), one)
    is_whole = [done.duration for done in between[0].bouts] == [bout]
    dose = f"{{kind: aerobic, duration: {bout} s, start: {start} s}}"
    try:
        load_study(CONFIG, [f"phases.motor_control_training.exercise=[{dose}]"])
    except ConfigError:
        assert not is_whole
    else:
        assert is_whole
    assert is_whole == (room_left >= 0)
