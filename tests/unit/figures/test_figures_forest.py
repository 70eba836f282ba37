import pytest

from cortex_sim.errors import ResultError
from cortex_sim.figures.forest import ForestRow, draw_forest, forest_table, make_forest

NAN = float("nan")


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (ForestRow("a", -1.2, -2.0, 0.5), "−1.20 [−2.00, 0.50]"),
        (ForestRow("a", 0.8, NAN, NAN), "0.80"),
        (ForestRow("a", -0.8, NAN, NAN), "−0.80"),
        (ForestRow("a", NAN, NAN, NAN), "not estimable"),
    ],
)
def test_numbers_stand_beside_the_row(axes, row, text):
    draw_forest(axes, [row])
    assert [one.get_text() for one in axes.texts] == [text]


def test_zero_is_always_inside(axes):
    draw_forest(axes, [ForestRow("a", 5.0, 4.0, 6.0)])
    low, high = axes.get_xlim()
    assert low < 0 < 6 < high


def test_band_is_in_the_legend_only_if_there_is_one(axes):
    draw_forest(axes, [ForestRow("a", 1.0, 0.5, 1.5)])
    assert len(axes.get_legend().get_texts()) == 1


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "got no row"),
        ([ForestRow("a", 1.0, 2.0, 0.0)], "allowed is low <= high"),
        ([ForestRow("a", 1.0, 0.0, 2.0, (3.0, 1.0))], "allowed is low <= high"),
    ],
)
def test_what_makes_no_sense_is_refused(rows, message):
    with pytest.raises(ResultError, match=message):
        make_forest(rows, caption="n = 8.")


def test_table_holds_the_numbers():
    (row,) = forest_table([ForestRow("overlap", 1.0, 0.5, 1.5, (0.8, 2.0))])
    assert list(row.values()) == ["overlap", 1.0, 0.5, 1.5, 0.8, 2.0]
