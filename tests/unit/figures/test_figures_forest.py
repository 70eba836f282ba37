import pytest

from cortex_sim.errors import ResultError
from cortex_sim.figures.forest import (
    AXIS_LIMIT,
    ForestRow,
    draw_forest,
    forest_pages,
    forest_table,
    make_forest,
)
from cortex_sim.figures.palette import condition_style
from cortex_sim.figures.style import PAGE_MM

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
    assert axes.texts[1].get_text() == text


def test_it_says_what_the_sides_of_zero_mean(axes):
    draw_forest(axes, [ForestRow("a", 1.0, 0.5, 1.5)], direction=("earlier", "later"))
    sides = {one.get_text(): one.xy[0] for one in axes.texts[2:]}
    assert sides == {"← earlier": 0.0, "later →": 1.0}


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


def test_few_subjects_are_drawn_instead_of_an_interval():
    rows = [ForestRow("a", 0.2, NAN, NAN, n=3, subjects=(0.1, 0.2, 0.3))]
    drawing = make_forest(rows, caption="n = 3.", kind="change of the overlap (0 to 1)")
    (axes,) = drawing.figure.axes
    dots = next(line for line in axes.lines if len(line.get_xdata()) == 3)
    assert list(dots.get_xdata()) == [0.1, 0.2, 0.3]
    assert axes.get_xlabel() == "change of the overlap (0 to 1)"
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["subjects (mean: large)"]
    assert forest_table(rows)[0]["subjects"] == "0.1 0.2 0.3"


def test_table_holds_the_numbers():
    (row,) = forest_table([ForestRow("overlap", 1.0, 0.5, 1.5, (0.8, 2.0))])
    assert list(row.values()) == ["overlap", 1.0, 0.5, 1.5, 0.8, 2.0, None, None, None, ""]


def test_an_effect_beyond_the_axis_is_an_arrow_and_does_not_press_the_others():
    rows = [ForestRow("a", 1.0, 0.5, 1.5), ForestRow("b", 18.0, 13.0, 30.0)]
    drawing = make_forest(rows, caption="n = 8.")
    (axes,) = drawing.figure.axes
    assert axes.get_xlim()[1] < 1.2 * AXIS_LIMIT
    assert ">" in [line.get_marker() for line in axes.lines]
    assert "18.00 [13.00, 30.00]" in [text.get_text() for text in axes.texts]
    assert "Arrows: beyond the axis" in drawing.caption


def test_effects_within_the_axis_have_no_arrow():
    drawing = make_forest([ForestRow("a", 1.0, 0.5, 1.5)], caption="n = 8.")
    assert drawing.caption == "n = 8."


def test_n_stands_at_the_name_and_in_the_table(axes):
    row = ForestRow("overlap", 1.0, 0.5, 1.5, n=12)
    draw_forest(axes, [row])
    assert axes.texts[0].get_text().replace("\N{NO-BREAK SPACE}", " ") == "overlap (n = 12)"
    assert forest_table([row])[0]["n"] == 12


def test_a_row_of_a_condition_has_its_look(axes):
    draw_forest(axes, [ForestRow("no training", 1.0, 0.5, 1.5, condition="no_training")])
    style = condition_style("no_training")
    assert (style.colour, style.marker) in [(x.get_color(), x.get_marker()) for x in axes.lines]


def test_rows_that_do_not_fit_a_page_go_on_to_the_next():
    rows = [ForestRow(f"row {number}", 1.0, 0.5, 1.5) for number in range(60)]
    pages = forest_pages(rows, caption="n = 8.")
    assert [row for page in pages for row in page] == rows
    for page in pages:
        assert make_forest(page, caption="n = 8.").figure.get_size_inches()[1] * 25.4 <= PAGE_MM


def test_a_published_band_beyond_the_axis_is_an_arrow_too():
    axes = make_forest([ForestRow("a", 1.0, 0.5, 1.5, (-20.0, 0.5))]).figure.axes[0]
    arrows = [line for line in axes.lines if line.get_marker() == "<"]
    assert [line.get_xdata()[0] for line in arrows] == [-AXIS_LIMIT]
    assert axes.patches[0].get_x() == -AXIS_LIMIT


def test_a_subject_beyond_the_axis_is_an_arrow_and_no_dot():
    axes = make_forest([ForestRow("a", 1.0, NAN, NAN, subjects=(0.5, 1.5, 20.0))]).figure.axes[0]
    dots = next(line for line in axes.lines if line.get_marker() == "o")
    assert list(dots.get_xdata()) == [0.5, 1.5]
    assert [line.get_xdata()[0] for line in axes.lines if line.get_marker() == ">"] == [AXIS_LIMIT]


def test_the_whole_legend_is_inside_the_picture():
    rows = [
        ForestRow("a", 1.0, 0.5, 1.5, (0.0, 1.0)),
        ForestRow("b", 1.0, NAN, NAN, subjects=(1.0,)),
    ]
    figure = make_forest(rows).figure
    legend = figure.axes[0].get_legend()
    assert legend.get_window_extent().y1 <= figure.bbox.y1
