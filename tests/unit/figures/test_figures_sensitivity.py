import pytest

from cortex_sim.errors import ResultError
from cortex_sim.figures.sensitivity import SensitivityRow, make_sensitivity, sensitivity_table

ROWS = [
    SensitivityRow("GABA_A gain in CLBP", -0.1, 0.11, 0.03, 0.05),
    SensitivityRow("delay of the deep muscles", 0.04, 0.06, 0.02, 0.02),
]


def test_the_most_important_parameter_is_on_top():
    figure = make_sensitivity(
        ROWS, measure="overlap", unit="0 to 1", caption="n = 2 points."
    ).figure
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels[-1].startswith("GABA_A")
    assert labels[-1].endswith("(1)")


def test_the_table_has_a_row_per_parameter():
    assert [row["mean_effect"] for row in sensitivity_table(ROWS)] == [-0.1, 0.04]


def test_no_parameter_is_refused():
    with pytest.raises(ResultError, match="at least one"):
        make_sensitivity([], measure="overlap", unit="0 to 1", caption="")


def test_a_number_in_the_plane_stands_at_the_effect_of_the_row_with_the_number():
    figure = make_sensitivity(
        ROWS, measure="overlap", unit="0 to 1", caption="n = 2 points."
    ).figure
    rows, plane = figure.axes[:2]
    number_of = {
        label.get_text().replace("\n", " ").rsplit("(", 1)[0].strip(): label.get_text()[-2]
        for label in rows.get_yticklabels()
    }
    at = {text.get_text(): text.xy for text in plane.texts}
    for row in ROWS:
        assert at[number_of[row.label]] == (row.mean, row.sd)
