import numpy as np
import pytest

from cortex_sim.errors import ResultError
from cortex_sim.figures.heat_map import heat_map_table, make_heat_map

LABELS = {"x_label": "delay", "y_label": "gain"}


def test_every_finite_cell_shows_its_value():
    values = np.array([[0.1, 0.2], [np.nan, 0.4]])
    drawing = make_heat_map(
        values, ["0 ms", "40 ms"], [1.0, 0.5], measure="overlap", caption="n = 3", **LABELS
    )
    axes = drawing.figure.axes[0]
    assert [text.get_text() for text in axes.texts] == ["0.10", "0.20", "0.40"]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("delay", "gain")


def test_the_table_names_both_steps_of_every_cell():
    rows = heat_map_table(np.array([[0.1, 0.2]]), ["0 ms", "40 ms"], [1.0], **LABELS)
    assert rows[1] == {"gain": "1.0", "delay": "40 ms", "value": 0.2}


def test_a_wrong_shape_is_refused():
    with pytest.raises(ResultError, match="shape"):
        make_heat_map(np.zeros((2, 2)), [1], [1, 2], measure="m", caption="n = 1", **LABELS)
