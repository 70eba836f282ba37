"""What differs between two studies, and between two arms."""

from types import SimpleNamespace

import numpy as np
import pytest
from fixtures.tiny_lab import CONFIG

from cortex_sim.config.load import load_study
from cortex_sim.course.visit import Visit
from cortex_sim.errors import ConfigError
from cortex_sim.outcome.differences import (
    result_rows,
    setting_rows,
    shared_visits,
    visit_pairs,
)
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.sides import Side


def side(*overrides, arm=None):
    return Side("tiny", load_study(CONFIG, overrides), arm)


def test_equal_studies_differ_in_nothing():
    assert list(setting_rows(side(), side())) == []


def test_a_changed_setting_is_told_with_both_values():
    rows = list(setting_rows(side(), side("cohort.subjects=9")))
    assert rows == [{"setting": "cohort.subjects", "a": side().study.cohort.subjects, "b": 9}]


def test_what_one_side_lacks_is_none_there():
    rows = list(setting_rows(side(), side("course.arms.no_training=null")))
    assert {"setting": "course.arms.no_training.0", "a": "no_training", "b": None} in rows


def test_visits_of_two_arms_are_paired_in_their_order():
    ours, theirs = side(arm="no_training"), side(arm="motor_control_training")
    (one, other), *_ = visit_pairs(ours, theirs)
    assert one == Visit("no_training", "no_training")
    assert other == Visit("motor_control_training", "motor_control_training")


def test_visits_of_two_studies_are_paired_by_name():
    pairs = visit_pairs(side(), side("course.arms.no_training=null"))
    assert [a.key for a, _ in pairs] == [b.key for _, b in pairs]
    assert "no_training" not in {a.key for a, _ in pairs}


def test_an_arm_that_there_is_not_is_refused_with_those_there_are():
    with pytest.raises(ConfigError, match=r"tiny: no arm 'rest'; .*no_training"):
        side(arm="rest").checked()


class Seeds(StudyResult):
    """A result in which each subject has its seed as every value, and a shift."""

    shift = 0.0

    def values(self, assessment, measure, muscle, arm, phase):
        return np.array(self.subjects) + self.shift


@pytest.mark.parametrize(
    ("overrides", "kind"),
    [
        ([], "within subjects"),
        (["cohort.traits.delay.sd=0.1"], "between groups"),
        (["cohort.first_seed=50"], "between groups"),
    ],
)
def test_people_that_both_studies_have_are_compared_within(overrides, kind):
    few, more = (
        Seeds(SimpleNamespace(study=load_study(CONFIG, [f"cohort.subjects={n}", *changes])), None)
        for n, changes in ((3, overrides), (5, []))
    )
    more.shift = 2.0
    visits = visit_pairs(Side("few", few.study), Side("more", more.study))
    first = next(iter(result_rows(few, more, visits)))
    assert first["of"] == kind
    if kind == "within subjects":
        assert (first["n_a"], first["n_b"], first["b_minus_a"]) == (3, 3, pytest.approx(2))


class Sessions(Seeds):
    """A result whose sessions in CLBP and after it have names of their own."""

    name = "a"

    def session(self, subject, arm, phase, name):
        own = "" if phase == "healthy" else self.name
        return SimpleNamespace(session_id=f"{subject} {phase} {name} {own}")


def test_visits_with_the_same_sessions_of_the_same_people_are_shared():
    one, other, alike = (Sessions(SimpleNamespace(study=side().study), None) for _ in range(3))
    other.name = "b"
    pairs = visit_pairs(side(), side())
    (shared,) = shared_visits(one, other, pairs)
    assert shared[0].key == "healthy"
    assert shared_visits(one, alike, pairs) == pairs


def test_visits_of_people_who_are_not_the_same_are_not_shared():
    one, other = (
        Sessions(SimpleNamespace(study=side(f"cohort.first_seed={seed}").study), None)
        for seed in (1, 50)
    )
    assert shared_visits(one, other, visit_pairs(side(), side())) == []
