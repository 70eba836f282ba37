import numpy as np
import pytest

from cortex_sim.errors import ResultError
from cortex_sim.figures.weights import (
    SMALLEST_RANGE,
    ProjectionWeights,
    change_from_first,
    make_weight_change,
    weight_table,
)

WEIGHTS = ProjectionWeights("cue to E", {"healthy": [0.2, 0.3], "clbp": [0.4, np.nan]})


def test_change_is_within_subjects():
    values = {"healthy": np.array([0.2, 0.3]), "clbp": np.array([0.25, 0.2])}
    change = change_from_first(values, ["healthy", "clbp"])
    np.testing.assert_allclose(change["healthy"], 0.0)
    np.testing.assert_allclose(change["clbp"], [0.05, -0.1])


def test_changes_have_the_same_scale_in_all_rows():
    small = ProjectionWeights("E to E", {"healthy": [0.2, 0.3], "clbp": [0.201, 0.301]})
    axes = make_weight_change([WEIGHTS, small]).figure.axes
    assert axes[1].get_xlim() == axes[3].get_xlim()
    assert axes[0].get_xlim() != axes[2].get_xlim()


def test_projection_without_a_phase_is_refused():
    other = ProjectionWeights("E to E", {"healthy": [0.2, 0.3]})
    with pytest.raises(ResultError, match="E to E: no values for phase 'clbp'"):
        make_weight_change([WEIGHTS, other])


def test_no_projection_is_refused():
    with pytest.raises(ResultError, match="got no projection"):
        make_weight_change([])


def test_table_holds_weights_and_changes():
    rows = weight_table([WEIGHTS])
    values = {(r["quantity"], r["phase"], r["subject"]): r["value"] for r in rows}
    assert values["mean weight", "clbp", 1] == pytest.approx(0.4)
    assert values["change from healthy", "clbp", 1] == pytest.approx(0.2)


def test_changes_have_the_scale_of_projections_on_other_pages():
    small = ProjectionWeights("E to E", {"healthy": [0.2, 0.3], "clbp": [0.201, 0.301]})
    whole = make_weight_change([WEIGHTS, small]).figure.axes[1].get_xlim()
    assert make_weight_change([small], scale_of=[WEIGHTS]).figure.axes[1].get_xlim() == whole


def test_the_change_is_said_to_be_from_the_first_phase():
    left, right = make_weight_change([WEIGHTS]).figure.axes
    assert left.get_xlabel() == "mean weight (0 to 1)"
    assert right.get_xlabel() == "change from healthy (−1 to 1)"


def test_no_axis_spans_less_than_the_smallest_range_which_the_caption_states():
    noise = ProjectionWeights("E to E", {"healthy": [0.2980, 0.2981], "clbp": [0.2990, 0.2999]})
    drawing = make_weight_change([noise])
    for axes in drawing.figure.axes:
        low, high = axes.get_xlim()
        assert high - low == pytest.approx(SMALLEST_RANGE)
    assert f"no axis spans less than {SMALLEST_RANGE:g}" in drawing.caption


def test_ticks_of_both_columns_stand_at_the_rows():
    left, right = make_weight_change([WEIGHTS]).figure.axes
    assert list(left.get_yticks()) == list(right.get_yticks())
