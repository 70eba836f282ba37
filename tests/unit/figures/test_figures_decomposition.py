import numpy as np
import pytest

from cortex_sim.errors import ResultError
from cortex_sim.figures.decomposition import (
    Restored,
    Unchanged,
    decomposition_table,
    draw_decomposition,
    make_decomposition,
)

ROWS = [Restored("corticospinal", [0.2, 0.22]), Restored("cue to E", [0.36, np.nan])]


OVERLAP = "DM-LES overlap (0 to 1)"


def ends(before, after):
    return Unchanged("healthy", "healthy", before), Unchanged("clbp", "CLBP", after)


def test_lines_are_at_the_means_of_the_references(axes):
    draw_decomposition(axes, ROWS, *ends([0.2, 0.3], [0.4, np.nan]), measure=OVERLAP)
    assert [line.get_xdata()[0] for line in axes.lines[:2]] == pytest.approx([0.25, 0.4])
    labels = [text.get_text() for text in axes.get_legend().get_texts()]
    assert labels == ["healthy: 0.25", "CLBP: 0.40"]


def test_rows_are_in_the_given_order_from_the_top(axes):
    draw_decomposition(axes, ROWS, *ends([0.2, 0.3], [0.4, 0.5]), measure=OVERLAP)
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names == ["corticospinal", "cue to E"]
    assert axes.yaxis_inverted()


@pytest.mark.parametrize(
    ("rows", "message"), [([], "no projection"), (ROWS, r"subjects differ \(1, 1, 2, 2\)")]
)
def test_what_does_not_fit_is_refused(rows, message):
    with pytest.raises(ResultError, match=message):
        make_decomposition(rows, *ends([0.2], [0.4]), measure=OVERLAP)


def test_table_says_what_was_put_back():
    rows = decomposition_table(ROWS, *ends([0.2, 0.3], [0.4, 0.5]))
    values = {r["put back"]: r["value"] for r in rows if r["subject"] == 1}
    assert values == {"everything": 0.2, "nothing": 0.4, "corticospinal": 0.2, "cue to E": 0.36}


def test_table_says_the_share_of_the_rise_that_went():
    rows = decomposition_table([Restored("all", [0.2, 0.3]), Restored("half", [0.3, 0.4])],
                               *ends([0.2, 0.3], [0.4, 0.5]))  # fmt: skip
    share = {r["put back"]: r["value"] for r in rows if r["statistic"] == "share of the rise"}
    assert share == pytest.approx({"all": 1.0, "half": 0.5})


def test_the_axis_says_from_which_phase_the_weights_are(axes):
    draw_decomposition(axes, ROWS, *ends([0.2, 0.3], [0.4, 0.5]), measure=OVERLAP)
    assert axes.get_ylabel().replace("\n", " ") == "projection put back to healthy weights"
