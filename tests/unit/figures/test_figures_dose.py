from pathlib import Path

import numpy as np
import pytest

from cortex_sim.config.load import load_study
from cortex_sim.errors import ResultError
from cortex_sim.figures.dose import DosePanel, dose_table, draw_dose, make_dose
from cortex_sim.pictures.dose_axis import dose_series

CONFIGS = Path(__file__).parents[3] / "configs"
PANEL = DosePanel(
    "gain",
    "overlap (0 to 1)",
    np.array([0.4, 0.55, 1.0]),
    np.array([[0.4, 0.5], [0.3, 0.4], [0.2, np.nan]]),
    np.array([0.2, 0.3]),
)


def test_doses_stand_where_their_numbers_are(axes):
    draw_dose(axes, PANEL)
    assert axes.get_xticks().tolist() == [0.4, 0.55, 1.0]
    assert axes.get_xlabel() == "gain"


def test_the_level_of_health_is_drawn(axes):
    draw_dose(axes, PANEL)
    assert axes.lines[0].get_ydata() == pytest.approx([0.25, 0.25])


def test_shapes_that_do_not_fit_are_refused(axes):
    panel = DosePanel("gain", "overlap", np.ones(2), np.ones((3, 2)), np.ones(2))
    with pytest.raises(ResultError, match=r"allowed is \(2, 2\)"):
        draw_dose(axes, panel)
    with pytest.raises(ResultError, match="no panel"):
        make_dose([], reference="healthy")


def test_the_scale_of_a_row_shows_all_columns():
    higher = DosePanel("delay", "overlap", PANEL.doses, 2 * PANEL.values, PANEL.reference)
    for row in ([PANEL, higher], [higher, PANEL]):
        first, second, *_ = make_dose([row], reference="healthy").figure.axes
        assert first.get_ylim() == second.get_ylim() == pytest.approx((0.0, 1.07))


def test_the_table_holds_every_subject_and_the_mean():
    rows = dose_table([[PANEL]])
    lowest = [r["value"] for r in rows if r["dose"] == 0.4]
    assert lowest[:3] == pytest.approx([0.4, 0.5, 0.45])


def test_arms_that_differ_in_one_number_are_doses_of_it():
    gain, delay = dose_series(load_study(CONFIGS / "dose_of_causes.yaml"))
    assert [number for number, _ in gain.doses] == [0.4, 0.55, 0.7, 0.85, 1.0]
    assert [number for number, _ in delay.doses] == [0.0, 40.0, 80.0, 120.0]
    assert (dict(delay.doses)[80.0], dict(gain.doses)[0.55]) == ("delay_080", "gaba_055")


def test_arms_that_differ_in_their_sessions_are_doses_of_them():
    arms = [f"course.arms.n{n}=[{{phase: no_training, sessions: {n}}}]" for n in (5, 2, 9)]
    (sessions,) = dose_series(load_study(CONFIGS / "base.yaml", arms))
    assert sessions.doses == ((2, "n2"), (5, "n5"), (9, "n9"), (12, "no_training"))


@pytest.mark.parametrize("name", ["smudging", "arms", "causes"])
def test_arms_that_differ_in_more_are_no_doses(name):
    assert dose_series(load_study(CONFIGS / f"{name}.yaml")) == []


def test_the_table_has_each_dose_with_its_own_values():
    rows = [row for row in dose_table([[PANEL]]) if row["subject"] == 1]
    assert {row["dose"]: row["value"] for row in rows} == {0.4: 0.4, 0.55: 0.3, 1.0: 0.2}
