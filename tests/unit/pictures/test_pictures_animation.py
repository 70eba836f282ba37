import numpy as np
import pytest

from cortex_sim.figures.map_panel import MapPanel
from cortex_sim.pictures.animation import Row, caption, heading


def panel(label: str, n_subjects: int = 3) -> MapPanel:
    return MapPanel(label, label, np.ones((4, 2)), np.zeros((4, 2)), n_subjects)


ROW = Row("no training", (panel("CLBP"), panel("no training"), panel("no training: retention")))


@pytest.mark.parametrize(
    ("step", "text"),
    [
        (0, "before no training: CLBP (visit 1 of 3)"),
        (1, "no training (visit 2 of 3)"),
        (2, "no training: retention (visit 3 of 3)"),
        (9, "no training: retention (visit 3 of 3)"),
    ],
)
def test_a_heading_tells_the_shared_past_from_the_arm(step, text):
    assert heading(ROW, step) == text


def test_a_study_without_arms_names_its_visits_alone():
    assert heading(Row("", (panel("CLBP"),)), 0) == "CLBP (visit 1 of 1)"


def test_few_subjects_have_no_interval():
    assert "without interval" in caption([Row("", (panel("CLBP", 1),))])
    assert "so no interval" in caption([ROW])
    assert "95 % bootstrap interval" in caption([Row("", (panel("CLBP", 6),))])
