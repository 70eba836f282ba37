"""Text of reports: links, days, numbers."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from cortex_sim.analysis.statistics import paired_effect
from cortex_sim.catalog.findings import load_findings
from cortex_sim.config.course import Practice
from cortex_sim.config.load import load_study
from cortex_sim.evidence.estimate import Estimate
from cortex_sim.evidence.score import PartScore
from cortex_sim.evidence.verdict import Verdict
from cortex_sim.report.described import practice_text
from cortex_sim.report.html import break_path, link_dois
from cortex_sim.report.notes import _elsewhere
from cortex_sim.report.tables import _cell, _effect_cells, _interval

CONFIGS = Path(__file__).parents[3] / "configs"


def test_a_doi_becomes_a_link_and_the_rest_is_escaped():
    assert link_dois("a<b (doi 10.1016/x-1)") == (
        'a&lt;b (doi <a href="https://doi.org/10.1016/x-1">10.1016/x-1</a>)'
    )


def test_a_doi_may_hold_brackets():
    link = link_dois("(doi 10.1016/0006-8993(80)90000-1, unverified)")
    assert 'href="https://doi.org/10.1016/0006-8993(80)90000-1"' in link
    assert link.endswith("</a>, unverified)")


def test_text_without_doi_stays():
    assert link_dois("value assumed") == "value assumed"


def test_a_path_may_break_after_its_dots():
    assert break_path("a.b<c") == "a.<wbr>b&lt;c"


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"sequence": None, "duration": "15 s"}, "1 × 15 s of rest"),
        (
            {"sequence": "clbp", "sessions": 4, "duration": "20 s", "interval": "30 days"},
            "4 × 20 s of clbp, every 30 days",
        ),
        (
            {"sequence": "clbp", "duration": "20 s", "plasticity": False},
            "1 × 20 s of clbp, plasticity off",
        ),
    ],
)
def test_practice_is_told_in_words(fields, text):
    assert practice_text(Practice.model_validate(fields)) == text


def test_a_cell_holds_mean_sd_interval_and_n():
    values = np.array([1.0, 2.0, 3.0, np.nan, 1.0, 2.0, 3.0])
    shown = _cell(values).replace("\N{NO-BREAK SPACE}", " ")
    assert shown.startswith("2.00 ± 0.89 [")
    assert shown.endswith("(n = 6)")


def test_a_cell_of_few_subjects_holds_their_values():
    shown = _cell(np.array([1.0, 2.0, 3.0, np.nan])).replace("\N{NO-BREAK SPACE}", " ")
    assert shown == "1.00; 2.00; 3.00 (n = 3)"


def test_an_effect_of_few_subjects_holds_their_changes():
    few = paired_effect([0, 0, 0], [1, 2, -1.5], rng=np.random.default_rng(1))
    assert _effect_cells(few) == ("3", "+1; +2; −1.5", "–", "–", "–", "2/3")
    more = paired_effect(np.zeros(6), np.arange(6), rng=np.random.default_rng(1))
    assert all("[" in cell for cell in _effect_cells(more)[1:4])


def test_a_cell_without_a_value_says_so():
    assert _cell(np.array([np.nan])) == "– (n = 0)"


def test_an_effect_without_interval_shows_none():
    assert _interval(-0.5, np.nan, np.nan, ".2f") == "−0.50"
    assert _interval(np.nan, 0.0, 1.0, ".2f") == "–"


def scored(verdict, muscle):
    """Return a score of the ledger's claim that SICI of the hand is unchanged."""
    part = load_findings().findings["sici_falls_in_back_only"].parts["hand_unchanged"]
    reading = part.readings["before"].model_copy(update={"muscle": (muscle,)})
    part = part.model_copy(update={"reading": reading, "before": reading, "after": reading})
    found = Estimate(12, 12, 0.2, (0.0, 0.4), g_av=0.9, g_av_interval=(-0.1, 1.8))
    return SimpleNamespace(parts=[PartScore("hand", part, verdict, "beyond the band", found)])


@pytest.mark.parametrize(
    ("verdict", "warned"), [(Verdict.NOT_REPRODUCED, 1), (Verdict.SIGN_ONLY, 0)]
)
def test_a_hand_that_changes_is_a_failed_spatial_control(verdict, warned):
    study = load_study(CONFIGS / "arms.yaml")
    found = list(_elsewhere(study, [scored(verdict, "FDI")]))
    assert [note.kind for note in found] == ["failed"] * warned
    assert all("FDI" in note.text and "n = 12" in note.text for note in found)


def test_a_trunk_muscle_is_no_spatial_control():
    study = load_study(CONFIGS / "arms.yaml")
    assert list(_elsewhere(study, [scored(Verdict.NOT_REPRODUCED, "DM")])) == []
