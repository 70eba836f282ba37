import numpy as np
import pytest

from cortex_sim.errors import ResultError
from cortex_sim.figures.scatter import ScatterGroup, draw_scatter, make_scatter, scatter_table

LEFT = ScatterGroup("left", np.array([1.0, 2.0]), np.array([0.5, -0.5]))
RIGHT = ScatterGroup("right", np.array([3.0]), np.array([0.2]))


def test_each_subject_is_a_symbol_and_each_group_another(axes):
    draw_scatter(axes, [LEFT, RIGHT])
    _, left, right = axes.lines  # the first is the line at 0
    assert (list(left.get_xdata()), list(left.get_ydata())) == ([1.0, 2.0], [0.5, -0.5])
    assert left.get_marker() != right.get_marker()
    assert left.get_color() != right.get_color()
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["left", "right"]


def test_zero_is_marked_only_where_values_lie_on_both_sides(axes):
    draw_scatter(axes, [RIGHT])
    assert len(axes.lines) == 1
    assert axes.get_legend() is None


@pytest.mark.parametrize(
    "groups",
    [
        [],
        [ScatterGroup("a", np.array([]), np.array([]))],
        [ScatterGroup("a", np.ones(2), np.ones(1))],
    ],
)
def test_groups_without_pairs_are_refused(axes, groups):
    with pytest.raises(ResultError, match="as many x as y"):
        draw_scatter(axes, groups)


def test_the_figure_says_its_axes_and_caption_and_the_table_has_every_subject():
    drawing = make_scatter([LEFT, RIGHT], x="distance (mm)", y="overlap", caption="n = 3 subjects.")
    (axes,) = drawing.figure.axes
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("distance (mm)", "overlap")
    assert drawing.caption == "n = 3 subjects."
    assert [(row["group"], row["subject"]) for row in scatter_table([LEFT, RIGHT])] == [
        ("left", 1), ("left", 2), ("right", 1),
    ]  # fmt: skip
