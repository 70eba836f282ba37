"""The contrasts that a study names, drawn from planted numbers."""

import math
from dataclasses import replace
from types import SimpleNamespace

import pytest
from fixtures.tiny_lab import CONFIG

from cortex_sim.analysis.effect_sizes import hedges_correction
from cortex_sim.config.load import load_study
from cortex_sim.outcome.contrasts import Compared
from cortex_sim.pictures import contrasts as pictures

ARMS = "contrasts.less={kind: arms, arms: [no_training, motor_control_training]}"
BOTH = (
    "contrasts.both={kind: correlation, before: healthy, at: clbp, measure: overlap, "
    "other: {measure: onset, muscle: DM}}"
)


def compared(name, kind, **more):
    where = {"assessment": "map_structural", "measure": "overlap", "muscle": "DM-LES", "unit": ""}
    numbers = {"n": 6, "estimate": 0.5, "low": 0.1, "high": 0.8, "p": 0.03, "g_z": math.nan}
    text = "change of overlap against change of onset of DM in cued_movement"
    return Compared(
        **{"name": name, "kind": kind, "text": text, "subjects": ()} | where | numbers | more
    )


AXES = ("change of overlap of DM-LES", "change of onset of DM (ms)")
LESS = compared("less", "arms", g_z=0.9, g_z_low=0.2, g_z_high=1.7, subjects=(0.1, 0.5, 0.9))
RELATED = compared("both", "correlation", subjects=(0.1, 0.2), others=(10.0, 30.0), n=2, axes=AXES)


@pytest.fixture
def drawn(monkeypatch):
    def draw(*rows):
        monkeypatch.setattr(pictures, "contrasts_of", lambda result: list(rows))
        monkeypatch.setattr(pictures, "session_ids", lambda result, name, visit: [visit.key])
        registered = "registered={primary: less, subjects: 6}"
        study = load_study(CONFIG, (ARMS, ARMS.replace("less", "later"), BOTH, registered))
        return list(pictures.contrast_pictures(SimpleNamespace(study=study)))

    return draw


def test_contrasts_are_a_forest_with_the_sessions_that_they_compare(drawn):
    (picture,) = drawn(LESS)
    assert picture.stem == "contrasts"
    ((title, sources),) = picture.panels.items()
    assert title == f"less ({LESS.text}): overlap of DM-LES, map_structural"
    assert set(sources) == {"no_training", "motor_control_training"}


def test_contrasts_that_subtract_the_same_arms_are_rows_of_their_own(drawn):
    (picture,) = drawn(LESS, replace(LESS, name="later"))
    assert len(picture.panels) == 2


def test_a_correlation_is_a_scatter_of_two_changes(drawn):
    (picture,) = drawn(RELATED)
    assert picture.stem == "correlation_both"
    assert [(row["x"], row["y"]) for row in picture.table] == [(0.1, 10.0), (0.2, 30.0)]
    (axes,) = picture.figure.axes
    assert axes.get_xlabel() == "change of overlap of DM-LES"
    assert "change of onset of DM (ms)" in axes.get_ylabel().replace("\n", " ")
    assert set(picture.panels["both"]) == {"healthy", "clbp"}


def test_a_forest_shows_what_was_planned_and_the_bound_of_an_equivalence(drawn):
    (picture,) = drawn(LESS, replace(LESS, name="later", bound=0.2))
    planned, other = picture.table
    assert (planned["planned"], other["planned"]) == (True, False)
    assert planned["bound"] is None
    assert other["bound"] == pytest.approx(hedges_correction(5) * 0.2 / 0.4)
    (legend,) = [axes.get_legend() for axes in picture.figure.axes if axes.get_legend()]
    shown = [text.get_text() for text in legend.get_texts()]
    assert shown == ["planned", "not planned", "bound of equivalence"]


def test_without_an_interval_there_is_no_picture(drawn):
    few = compared("less", "arms", g_z=0.9, n=3)
    assert drawn(few, compared("both", "correlation", estimate=math.nan)) == []
