import math

import numpy as np
import pytest

from cortex_sim.errors import ResultError
from cortex_sim.figures import decomposition, weights
from cortex_sim.figures.subjects import (
    NO_INTERVAL_TEXT,
    Course,
    checked_phases,
    course_of,
    draw_path,
    mean_with_interval,
    paths,
    phase_rows,
)


def test_mean_leaves_out_missing_subjects():
    mean = mean_with_interval([1.0, 2.0, np.nan, 3.0, 1.0, 2.0, 3.0])
    assert (mean.value, mean.n) == pytest.approx((2.0, 6))
    assert mean.low < 2.0 < mean.high


@pytest.mark.parametrize("n", [1, 2, 5])
def test_few_subjects_have_no_interval(n):
    mean = mean_with_interval([0.4, 0.5, 0.6, 0.4, 0.6][:n])
    assert mean.value == pytest.approx(np.mean([0.4, 0.5, 0.6, 0.4, 0.6][:n]))
    assert math.isnan(mean.low)
    assert math.isnan(mean.high)


def test_no_subject_has_no_mean():
    assert math.isnan(mean_with_interval([np.nan]).value)


def test_equal_subjects_have_an_interval_of_no_width():
    mean = mean_with_interval([0.3] * 6)
    assert mean.low == pytest.approx(0.3)
    assert mean.high == pytest.approx(0.3)


def test_interval_is_the_same_each_time():
    values = [1.0, 2.0, 4.0, 3.0, 2.0, 1.0]
    assert mean_with_interval(values) == mean_with_interval(values)


def test_dots_of_few_subjects_have_no_bar(example):
    for make in (make_decomposition, make_dots_of_weights):
        drawing = make(example)
        assert NO_INTERVAL_TEXT in drawing.caption
        assert "95 %" not in drawing.caption


def make_decomposition(example):
    return decomposition.make_decomposition(*example.restored(), measure="overlap (0 to 1)")


def make_dots_of_weights(example):
    return weights.make_weight_change(example.weights())


def test_arms_follow_the_last_shared_phase_unless_said_otherwise():
    course = Course(arms=("training", "rest", "retention"), after={"retention": "training"})
    assert paths(course) == [
        ("healthy", "clbp"),
        ("clbp", "training", "retention"),
        ("clbp", "rest"),
    ]


def test_no_path_passes_another_arm():
    course = Course(arms=tuple("abcd"))
    assert paths(course)[1:] == [("clbp", arm) for arm in "abcd"]


def test_a_course_without_arms_is_one_path():
    assert paths(Course(trunk=("healthy",))) == [("healthy",)]


@pytest.mark.parametrize(
    ("phases", "trunk", "arms"),
    [
        (("healthy", "clbp", "x"), ("healthy", "clbp"), ("x",)),
        (("healthy", "x"), ("healthy",), ("x",)),
        (("a", "b"), ("a",), ("b",)),
    ],
)
def test_default_course(phases, trunk, arms):
    course = course_of({phase: [1.0] for phase in phases})
    assert (course.trunk, course.arms) == (trunk, arms)


def test_missing_phase_is_named():
    with pytest.raises(ResultError, match="no values for phase 'clbp'; there are healthy"):
        checked_phases({"healthy": [1.0]}, ["healthy", "clbp"], "overlap")


def test_different_numbers_of_subjects_are_refused():
    with pytest.raises(ResultError, match="healthy 1, clbp 2"):
        checked_phases({"healthy": [1.0], "clbp": [1.0, 2.0]}, ["healthy", "clbp"], "overlap")


def test_each_subject_has_a_line_into_each_phase(axes):
    values = {"healthy": np.array([0.2, 0.3]), "clbp": np.array([0.4, np.nan])}
    draw_path(axes, values, ("healthy", "clbp"))
    drawn = [line.get_ydata().tolist() for line in axes.lines]
    assert [0.2, 0.4] in drawn
    assert len(axes.lines) == 2 + 1 + 2  # subjects, mean, and a symbol per phase


def test_rows_hold_subjects_mean_and_interval():
    rows = phase_rows({"measure": "overlap"}, {"clbp": [0.2, 0.4]})
    assert [row["statistic"] for row in rows] == ["value", "value", "mean", "low", "high"]
    assert [row["value"] for row in rows][:3] == pytest.approx([0.2, 0.4, 0.3])
    assert [row["subject"] for row in rows][:3] == [1, 2, None]
