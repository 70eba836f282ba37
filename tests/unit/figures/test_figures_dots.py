import numpy as np
import pytest

from cortex_sim.errors import ResultError
from cortex_sim.figures.dots import DotGroup, draw_dots


def test_each_case_is_a_dot_and_the_mean_a_line(axes):
    draw_dots(axes, [DotGroup("a", (np.array([1.0, 3.0]), np.array([5.0])))])
    _, left, left_mean, right, right_mean = (list(line.get_ydata()) for line in axes.lines)
    assert (left, right) == ([1.0, 3.0], [5.0])
    assert (left_mean, right_mean) == (pytest.approx([2.0, 2.0]), pytest.approx([5.0, 5.0]))


def test_only_published_groups_have_a_band(axes):
    draw_dots(axes, [DotGroup("a", (np.ones(2),), (0.0, 2.0)), DotGroup("b", (np.ones(2),))])
    assert len(axes.collections) == 1


def test_an_empty_column_is_refused(axes):
    with pytest.raises(ResultError, match="at least one case"):
        draw_dots(axes, [DotGroup("a", (np.array([]),))])
