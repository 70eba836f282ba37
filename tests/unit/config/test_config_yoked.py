"""Arms that are yoked and rows with feedback: what would tell less than the whole is refused."""

import re

import pytest

from cortex_sim.config.load import load_study
from cortex_sim.course.plan import make_plan
from cortex_sim.course.specs import YOKE
from cortex_sim.errors import ConfigError

REWARD = "slow_clock.modulators.dopamine.sources.success=0.5"
DISTRACTED = "course.yoked.trained_distracted={{{}}}"


def study(*changes, name="slow_modulators"):
    return load_study(name, ["cohort.subjects=1", *changes])


def with_feedback(text, sequence="motor_control_training"):
    row = f"{{sequence: {sequence}, sessions: 2, duration: 30 s, feedback: {{{text}}}}}"
    return f"phases.trained.practice=[{row}]"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ((DISTRACTED.format("attenton: trained"),), "did you mean 'attention'?"),
        ((DISTRACTED.format("attention: traned"),), "did you mean 'trained'?"),
        (("course.yoked.distracted={attention: trained}",), "course.yoked: unknown 'distracted'"),
        ((DISTRACTED.format("opioid: trained"),), "it acts on load too"),
        ((DISTRACTED.format("sensitisation: trained"),), "it acts on load too"),
        ((DISTRACTED.format("levodopa: trained"),), "it acts on modulator.dopamine too"),
        ((DISTRACTED.format("igf1: trained"),), "it acts on nothing"),
        ((DISTRACTED.format("attention: aged"),), "aged has persons of its own"),
        ((DISTRACTED.format("attention: trained_distracted"),), "got the arm itself"),
        (
            (DISTRACTED.format("attention: trained"), "course.yoked.trained={attention: young}"),
            "trained is yoked itself",
        ),
        (
            (DISTRACTED.format("attention: trained"), "phases.trained_distracted.practice=[{"
             "sequence: healthy, sessions: 7, duration: 60 s}]"),
            "trained_distracted has 7 sessions and trained 6",
        ),
        (
            ("course.yoked.trained_unsensitised={attention: trained}",
             "phases.trained_unsensitised.levels={attention: 1}"),
            "phase 'trained_unsensitised' holds it at a level",
        ),
        ((with_feedback("muscle: DM, within: [0 ms, 120 ms]"),), "no slow modulator"),
        ((REWARD, with_feedback("muscle: DMM, within: [0 ms, 120 ms]")), "did you mean 'DM'?"),
        ((REWARD, with_feedback("muscle: DM, within: [120 ms, 0 ms]")), "the earlier one first"),
        ((REWARD, with_feedback("muscle: DM, within: [0 ms, 9 s]")), "end the window before"),
        ((REWARD, with_feedback("muscle: DM, within: [0 ms, 9 ms]", "null")), "none at rest"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_in_a_line(changes, message):
    with pytest.raises(ConfigError, match=re.escape(message)):
        study(*changes)


def test_without_a_slow_clock_there_is_nothing_to_yoke():
    with pytest.raises(ConfigError, match=r"course\.yoked: has no effect without a slow clock"):
        study("course.yoked={no_training: {x: motor_control_training}}", name="tiny")


def by_number(plan, arm):
    rows = [s for s in plan.sessions if (s.place.arm, s.place.name) == (arm, "practice")]
    return {session.place.number: session for session in rows}


def test_a_yoked_session_reads_the_other_arms_session_of_its_number_whatever_their_order():
    yoked = "course.yoked={trained: {attention: trained_inhibited}}"
    free, held = make_plan(study()), make_plan(study(yoked))
    own, other = by_number(held, "trained"), by_number(held, "trained_inhibited")
    order = [session.session_id for session in held.sessions]
    assert own.keys() == other.keys()
    for number, session in own.items():
        source = session.parents[YOKE + "attention"]
        assert source == other[number].session_id
        assert order.index(source) < order.index(session.session_id)
    before = {session.session_id for session in free.sessions}
    changed = {s.place.arm for s in held.sessions if s.session_id not in before}
    assert changed == {"trained"}


def test_feedback_changes_the_sessions_that_have_it_and_those_after_them():
    plain = make_plan(study(REWARD))
    told = make_plan(study(REWARD, with_feedback("muscle: DM, within: [0 ms, 120 ms]")))
    lost = {session.place.arm for session in told.sessions} - {
        session.place.arm
        for session in told.sessions
        if session.session_id not in {one.session_id for one in plain.sessions}
    }
    assert "" in lost
