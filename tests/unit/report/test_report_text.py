"""Text of reports: links, days, numbers."""

import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from cortex_sim.analysis.statistics import paired_effect
from cortex_sim.catalog.findings import load_findings
from cortex_sim.config.course import Practice
from cortex_sim.config.load import load_study
from cortex_sim.course.plan import make_plan
from cortex_sim.evidence.estimate import Estimate
from cortex_sim.evidence.score import PartScore
from cortex_sim.evidence.verdict import Verdict
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.retest import Noise
from cortex_sim.report import notes
from cortex_sim.report.controls import _elsewhere
from cortex_sim.report.described import practice_text
from cortex_sim.report.html import break_path, link_dois
from cortex_sim.report.notes import _description
from cortex_sim.report.tables import _cell, _effect_cells, _interval, people
from cortex_sim.store.paths import SessionStore

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
            {"sequence": "clbp", "sessions": 4, "duration": "20 s", "interval": "1 day"},
            "4 × 20 s of clbp, every day",
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
    assert shown.endswith("(n = 6 of 7)")


def test_a_cell_of_few_subjects_holds_their_values():
    shown = _cell(np.array([1.0, 2.0, 3.0, np.nan])).replace("\N{NO-BREAK SPACE}", " ")
    assert shown == "1.00; 2.00; 3.00 (n = 3 of 4)"


def test_an_effect_of_few_subjects_holds_their_changes():
    few = paired_effect([0, 0, 0], [1, 2, -1.5], rng=np.random.default_rng(1))
    cells = _effect_cells(few, Noise(0.4))
    assert cells == ("3", "(+1); +2; −1.5", "–", "–", "–", "2/3", "2/3 > 1.1")
    more = paired_effect(np.zeros(6), np.arange(6), rng=np.random.default_rng(1))
    assert all("[" in cell for cell in _effect_cells(more, Noise(0.4))[1:4])


def test_a_cell_without_a_value_says_so():
    shown = _cell(np.array([np.nan])).replace("\N{NO-BREAK SPACE}", " ")
    assert shown == "– (n = 0 of 1)"


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


@pytest.mark.parametrize(
    ("text", "subjects", "warned"),
    [
        ("Eight subjects practise.", 3, True),
        ("Eight subjects practise.", 8, False),
        ("12 subjects practise.", 8, True),
        ("Subjects practise.", 3, False),
        ("With twelve subjects it is wide.", 3, False),
        ("Two arms.", 3, False),
    ],
)
def test_a_description_of_another_number_of_subjects_is_a_warning(text, subjects, warned):
    given = [f"description={text}", f"cohort.subjects={subjects}"]
    found = list(_description(load_study(CONFIGS / "tiny.yaml", given)))
    assert [note.kind for note in found] == ["missing"] * warned
    assert all(f"but {subjects} were simulated" in note.text for note in found)


@pytest.mark.parametrize("path", sorted(CONFIGS.glob("*.yaml")), ids=lambda path: path.stem)
def test_no_shipped_description_states_another_number_of_subjects(path):
    assert list(_description(load_study(path))) == []


def test_few_subjects_give_a_spatial_control_without_an_interval():
    study = load_study(CONFIGS / "arms.yaml")
    score = scored(Verdict.NOT_REPRODUCED, "FDI")
    nan = float("nan")
    score.parts[0] = replace(
        score.parts[0], estimate=replace(score.parts[0].estimate, g_av_interval=(nan, nan))
    )
    (note,) = _elsewhere(study, [score])
    assert "[" not in note.text
    assert "g_av +0.90;" in note.text


CSS = (Path(notes.__file__).parent / "templates" / "report.css").read_text(encoding="utf-8")


def sizes(rule):
    """Return the sizes in rem or em that the rules of a class set."""
    blocks = re.findall(rf"[^}}]*\.{rule}\b[^{{]*{{([^}}]*)}}", CSS)
    return [float(x) for block in blocks for x in re.findall(r"font-size: ([\d.]+)r?em", block)]


@pytest.mark.parametrize("kind", ["failed", "small", "missing"])
def test_warnings_are_larger_than_any_text_of_a_paragraph_and_share_no_class(kind):
    largest = max(sizes("lead"))
    assert sizes(f"note-{kind}") == [1.15]
    assert sizes(f"note-{kind}")[0] > largest
    assert f".notes .{kind}" not in CSS


@pytest.mark.parametrize(
    ("name", "held"),
    [
        (
            "dopamine",
            "dopamine at 0.1 (dopamine 0.1), dopamine at 1 (dopamine 1), "
            "dopamine at 3 (dopamine 3)",
        ),
        ("smudging", ""),
    ],
)
def test_the_subjects_card_says_which_modulators_phases_hold(name, held):
    plan = make_plan(load_study(CONFIGS / f"{name}.yaml"))
    caption = people(StudyResult(plan, SessionStore(Path("nowhere")))).caption
    assert caption.partition("Held in a phase, whatever the subject's own: ")[2] == held


def test_the_subjects_card_says_how_each_responds_and_only_where_people_differ():
    plan = make_plan(load_study(CONFIGS / "slow_modulators.yaml"))
    card = people(StudyResult(plan, SessionStore(Path("nowhere"))))
    persons = {str(s.subject.seed): s.subject.person for s in plan.sessions if not s.place.arm}
    column = card.header.index("response of fear")
    shown = {row[0]: float(row[column]) for row in card.rows if row[0] in persons}
    assert shown == pytest.approx({n: p.responses["fear"] for n, p in persons.items()}, abs=0.005)
    assert len(set(shown.values())) > 1
    assert [name for name in card.header if name.startswith("response of")] == ["response of fear"]


def test_the_subjects_card_has_a_row_for_each_person_of_an_arm():
    plan = make_plan(load_study(CONFIGS / "slow_modulators.yaml"))
    card = people(StudyResult(plan, SessionStore(Path("nowhere"))))
    age = {row[0]: row[card.header.index("age (years)")] for row in card.rows}
    first = str(plan.sessions[0].subject.seed)
    assert float(age[f"{first} in aged"]) > float(age[f"{first} in young"])
    assert not [who for who in age if who.endswith("trained")]
