from itertools import pairwise

import numpy as np
import pytest
from matplotlib.colors import to_hex

from cortex_sim.errors import ResultError
from cortex_sim.figures.palette import muscle_colour
from cortex_sim.figures.populations import drawn_cells
from cortex_sim.figures.raster import (
    RasterPopulation,
    draw_raster,
    make_raster,
    raster_table,
)
from cortex_sim.figures.rate_traces import draw_rates


def population(**changes):
    fields = {
        "label": "E cells",
        "time_ms": np.array([5.0, 15.0, 25.0]),
        "cell": np.array([0, 1, 3]),
        "n_cells": 4,
        "muscle": ["LES", "DM", "DM", "LES"],
    }
    return RasterPopulation(**{**fields, **changes})


def test_cells_are_sorted_by_muscle_then_by_order():
    cells = drawn_cells(population(order=np.array([3.0, 2.0, 1.0, 0.0])), ["DM", "LES"])
    assert cells.tolist() == [2, 1, 3, 0]


def test_of_many_cells_evenly_spaced_ones_are_drawn():
    cells = drawn_cells(population(n_cells=9, muscle=None, max_rows=3), [])
    assert cells.tolist() == [0, 4, 8]


def test_band_says_how_many_cells_are_drawn(axes):
    draw_raster(axes, [population(max_rows=2)])
    assert axes.get_yticklabels()[0].get_text() == "E cells\n(2 of 4)"


def test_names_of_muscles_with_few_cells_do_not_lie_on_each_other():
    few = population(label="few", muscle=["TrA", "DM", "LES", "OE"])
    many = population(label="many", n_cells=400, muscle=["TrA"] * 100 + ["DM"] * 300)
    drawing = make_raster([few, many], window_ms=(0.0, 30.0))
    names = [t for t in drawing.figure.axes[0].texts if t.get_text() in ("TrA", "DM", "LES", "OE")]
    boxes = [text.get_window_extent() for text in names]
    assert len(boxes) == 6
    assert all(upper.y0 >= lower.y1 for upper, lower in pairwise(boxes))


def test_every_spike_is_a_mark(axes):
    draw_raster(axes, [population()])
    times = sorted(path[0, 0] for c in axes.collections for path in c.get_segments())
    assert times == pytest.approx([5.0, 15.0, 25.0])


def test_rate_counts_all_cells_of_a_muscle(axes):
    silent = population(rate="by_muscle", max_rows=1)
    draw_rates(axes, [silent], "by_muscle", window_ms=(0.0, 30.0))
    lines = {line.get_label(): list(line.get_ydata()) for line in axes.lines}
    # two cells, bins of 10 ms: one spike is 50 spikes/s per cell
    assert lines["DM"] == pytest.approx([0.0, 50.0, 0.0])
    assert lines["LES"] == pytest.approx([50.0, 0.0, 50.0])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"cell": np.array([0, 1, 4])}, "one cell from 0 to 3 per time"),
        ({"cell": np.array([0])}, "3 times, 1 cells"),
        ({"muscle": ["DM"]}, "one for each of the 4 cells"),
    ],
)
def test_spikes_that_do_not_fit_are_refused(changes, message):
    with pytest.raises(ResultError, match=message):
        make_raster([population(**changes)], window_ms=(0, 100))


def test_note_ends_the_caption():
    drawing = make_raster([population()], window_ms=(0, 100), note="Subject 3, clbp.")
    assert drawing.caption.endswith("Subject 3, clbp.")


def test_table_holds_the_drawn_spikes():
    rows = raster_table([population(max_rows=1)])
    assert [(row["muscle"], row["cell"], row["time_ms"]) for row in rows] == [("LES", 0, 5.0)]


def test_bands_and_muscles_have_their_own_names_and_colours(axes):
    draw_raster(axes, [population(label="one"), population(label="two", muscle=None)])
    heights = dict(zip(axes.get_yticks(), axes.get_yticklabels(), strict=True))
    names = [heights[y].get_text().split("\n")[0] for y in sorted(heights)]
    assert names == ["one", "two"]
    colours = {text.get_text(): to_hex(text.get_color()) for text in axes.texts}
    assert {name: colours[name] for name in ("DM", "LES")} == {
        name: to_hex(muscle_colour(name)) for name in ("DM", "LES")
    }
    drawn = {to_hex(c.get_color()[0]) for c in axes.collections if len(c.get_segments())}
    assert drawn >= {to_hex(muscle_colour(name)) for name in ("DM", "LES")}
