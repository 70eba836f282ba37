"""Text of reports: links, days, numbers."""

import numpy as np
import pytest

from cortex_sim.config.course import Practice
from cortex_sim.report.described import practice_text
from cortex_sim.report.html import break_path, link_dois
from cortex_sim.report.tables import _cell, _interval


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
    shown = _cell(np.array([1.0, 2.0, 3.0, np.nan])).replace("\N{NO-BREAK SPACE}", " ")
    assert shown.startswith("2.00 ± 1.00 [")
    assert shown.endswith("(n = 3)")


def test_a_cell_without_a_value_says_so():
    assert _cell(np.array([np.nan])) == "– (n = 0)"


def test_an_effect_without_interval_shows_none():
    assert _interval(-0.5, np.nan, np.nan, ".2f") == "−0.50"
    assert _interval(np.nan, 0.0, 1.0, ".2f") == "–"
