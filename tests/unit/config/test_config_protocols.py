"""The protocols that ship: each can be planned, and says beforehand what it compares."""

from pathlib import Path

import pytest

from cortex_sim.catalog.chosen_seeds import chosen_seeds_note
from cortex_sim.config.load import load_study
from cortex_sim.course.compared import check_contrasts
from cortex_sim.course.plan import make_plan

ROOT = Path(__file__).resolve().parents[3]
PROTOCOLS = sorted((ROOT / "configs" / "protocols").glob("*.yaml"))
PAGE = (ROOT / "docs" / "protocols.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", PROTOCOLS, ids=lambda path: path.stem)
def test_a_protocol_can_be_planned(path):
    sessions = make_plan(load_study(path, ["cohort.subjects=1"])).sessions
    assert {session.kind for session in sessions} == {"practice", "assessment"}


@pytest.mark.parametrize("path", PROTOCOLS, ids=lambda path: path.stem)
def test_a_protocol_names_what_it_compares_on_seeds_that_nobody_chose_by(path):
    study = load_study(path)
    repeats = [one.repeat for one in study.assessments.values()]
    assert study.contrasts or max(repeats) > 1
    check_contrasts(study)
    assert study.registered is None or study.registered.subjects == study.cohort.subjects
    assert chosen_seeds_note(study) == ""
    assert study.name == path.stem


@pytest.mark.parametrize("path", PROTOCOLS, ids=lambda path: path.stem)
def test_a_protocol_takes_at_most_thirty_five_lines(path):
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    assert len([line for line in lines if line and not line.startswith("#")]) <= 35


@pytest.mark.parametrize("path", PROTOCOLS, ids=lambda path: path.stem)
def test_a_protocol_stands_on_the_page(path):
    assert f"| `{path.stem}` |" in PAGE
    assert f"../configs/protocols/{path.name}" in PAGE


def test_a_muscle_left_out_is_silent_and_others_go_on_as_before():
    study = load_study(ROOT / "configs" / "protocols" / "disuse.yaml", ["cohort.subjects=1"])
    practised = {
        session.place.phase: session.spec.sequence.muscles
        for session in make_plan(study).sessions
        if session.kind == "practice"
    }
    assert set(practised["healthy"]) - set(practised["without_dm"]) == {"DM"}
    assert practised["with_dm"] == practised["healthy"]
