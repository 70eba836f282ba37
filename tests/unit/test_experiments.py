"""Experiments are short: what is general is in the package, what is to be known in the README."""

import runpy
import sys
from pathlib import Path

import pytest

from cortex_sim.config.shipped import find_experiment

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted((ROOT / "experiments").glob("*/make.py"))
NAMES = [script.parent.name for script in SCRIPTS]
MAX_LINES = 60
REQUIRED = {
    "smudging", "arms", "causes", "dose", "dose_of_causes", "sensitivity", "evidence",
    "robustness", "load_bearing",
}  # fmt: skip


def test_the_required_studies_are_there():
    assert set(NAMES) >= REQUIRED


@pytest.mark.parametrize("script", SCRIPTS, ids=NAMES)
def test_a_script_is_short(script):
    assert len(script.read_text().splitlines()) <= MAX_LINES


@pytest.mark.parametrize("name", sorted(REQUIRED))
def test_a_readme_says_what_to_expect(name):
    text = (ROOT / "experiments" / name / "README.md").read_text()
    headings = ("**Question.**", "**What runs.**", "**Time.**", "**What you should see.**")
    assert [heading for heading in headings if heading not in text] == []


@pytest.mark.parametrize("script", SCRIPTS, ids=NAMES)
def test_a_script_starts_and_takes_a_folder_of_results(script, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", [str(script), "--help"])
    monkeypatch.syspath_prepend(script.parent)
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(script), run_name="__main__")
    assert ended.value.code == 0
    assert "--results" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "is_script"),
    [("smudging", False), ("dose", False), ("evidence", True), ("slow_clock", True),
     ("slice", True), ("gaba_by_delay", True)],
)  # fmt: skip
def test_a_name_is_a_script_if_the_experiment_is_more_than_a_study(name, is_script, monkeypatch):
    monkeypatch.chdir(ROOT)
    assert (find_experiment(Path(name)) is not None) == is_script
