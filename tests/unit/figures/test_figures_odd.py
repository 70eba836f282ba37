"""The subject that stands apart is marked, and only where it is seen to."""

import numpy as np

from cortex_sim.figures.odd import mark_odd, odd_text
from cortex_sim.figures.trajectories import TrajectoryPanel, make_trajectories

VALUES = np.array([0.30, 0.31, 0.32, 0.33, 0.34, 0.90])


def test_the_odd_subject_gets_a_square_and_its_number(axes):
    mark_odd(axes, np.zeros(6), VALUES, VALUES, [VALUES])
    assert [line.get_ydata()[0] for line in axes.lines] == [0.90]
    assert [text.get_text() for text in axes.texts] == ["6"]


def test_who_is_close_to_the_others_on_the_axis_is_not_marked(axes):
    mark_odd(axes, np.zeros(6), VALUES, VALUES, [np.array([0.0, 10.0])])
    assert not axes.lines


def test_a_caption_explains_the_mark_where_there_is_one():
    assert "In a square" in odd_text([[VALUES]])
    assert odd_text([[VALUES[:5]]]) == ""
    assert odd_text([[VALUES]], [np.array([0.0, 10.0])]) == ""


def test_a_trajectory_marks_its_odd_subject():
    calm = np.linspace(0.30, 0.34, 6)
    panel = TrajectoryPanel("overlap", "0 to 1", {"healthy": calm, "clbp": VALUES})
    drawing = make_trajectories([panel])
    assert "In a square" in drawing.caption
    assert "6" in [text.get_text() for text in drawing.figure.axes[0].texts]


def test_of_two_odd_subjects_the_farther_one_is_marked(axes):
    values = np.array([0.30, 0.31, 0.32, 0.33, 0.34, 0.35, 0.80, 0.90])
    mark_odd(axes, np.zeros(8), values, values, [values])
    assert [text.get_text() for text in axes.texts] == ["8"]
