import numpy as np
import pytest

from cortex_sim.errors import ResultError
from cortex_sim.figures.subjects import Course
from cortex_sim.figures.trajectories import (
    TrajectoryPanel,
    draw_trajectory,
    make_trajectories,
    trajectory_table,
)

VALUES = {"healthy": [0.2, 0.3], "clbp": [0.4, 0.5], "training": [0.2, np.nan]}


def test_axis_says_measure_and_unit(axes):
    draw_trajectory(axes, TrajectoryPanel("CoG distance", "mm", VALUES))
    assert axes.get_ylabel() == "CoG distance\n(mm)"


def test_scale_of_a_positive_measure_starts_at_zero(axes):
    draw_trajectory(axes, TrajectoryPanel("overlap", "0 to 1", VALUES))
    assert axes.get_ylim()[0] == 0.0
    assert axes.get_ylim()[1] > 0.5


def test_negative_values_are_not_cut_off(axes):
    values = {"healthy": [-1.0, 0.5], "clbp": [1.0, 2.0]}
    draw_trajectory(axes, TrajectoryPanel("change", "mm", values))
    assert axes.get_ylim()[0] < -1.0


def test_a_band_shows_how_far_noise_alone_may_move_a_subject(axes):
    draw_trajectory(axes, TrajectoryPanel("overlap", "0 to 1", VALUES, noise=0.1))
    (band,) = axes.patches
    assert (band.get_y(), band.get_height()) == (pytest.approx(0.15), pytest.approx(0.2))
    noisy, exact = (
        make_trajectories([TrajectoryPanel("overlap", "0 to 1", VALUES, noise=noise)]).caption
        for noise in (0.1, np.nan)
    )
    assert "Grey band" in noisy
    assert "a subject changed is told from its own first value" in noisy
    assert "Grey band" not in exact


def test_phase_without_values_is_refused():
    course = Course(arms=("rest",))
    with pytest.raises(ResultError, match="no values for phase 'rest'"):
        make_trajectories([TrajectoryPanel("overlap", "0 to 1", VALUES)], course=course)


def test_no_panel_is_refused():
    with pytest.raises(ResultError, match="got no panel"):
        make_trajectories([])


def test_table_holds_every_value():
    rows = trajectory_table([TrajectoryPanel("overlap", "0 to 1", VALUES, "structural map")])
    seen = [row["value"] for row in rows if row["statistic"] == "value"]
    np.testing.assert_array_equal(seen, np.concatenate(list(VALUES.values())))
    assert {row["panel"] for row in rows} == {"structural map"}


def test_every_phase_and_every_block_is_called_by_its_own_name():
    panel = TrajectoryPanel("CoG distance", "mm", VALUES, "structural map")
    figure = make_trajectories([panel]).figure
    shown = [[label.get_text() for label in axes.get_xticklabels()] for axes in figure.axes]
    assert shown == [["healthy", "CLBP"], ["CLBP", "training"]]
    assert "CoG distance, structural map" in [text.get_text() for text in figure.texts]
    plain = make_trajectories([TrajectoryPanel("CoG distance", "mm", VALUES)]).figure
    assert "CoG distance" in [text.get_text() for text in plain.texts]
