"""The README stays short, and its first table says what the package shows."""

import re
from pathlib import Path

import matplotlib as mpl
import pytest
from fixtures.finished_study import folder, results, study  # noqa: F401

import cortex_sim as cs

ROOT = Path(__file__).resolve().parents[3]
MOST_WORDS, MOST_NUMBERS = 900, 30
HIDDEN = re.compile(r"<!--.*?-->", re.S)
WORD = re.compile(r"\S*\w\S*")
IN_CODE = re.compile(r"^```.*?^```|`[^`]*`|\]\([^)]*\)", re.S | re.M)
NUMBER = re.compile(r"(?<![\w./])[+\N{MINUS SIGN}-]?\d+(?:[.,]\d+)*")


@pytest.fixture(scope="module")
def text():
    return HIDDEN.sub("", (ROOT / "README.md").read_text(encoding="utf-8"))


def test_the_readme_is_short(text):
    """Words hold a letter or a digit; those in code count, those in hidden comments do not."""
    assert len(WORD.findall(text)) <= MOST_WORDS


def test_the_readme_has_few_numbers(text):
    assert len(NUMBER.findall(IN_CODE.sub("", text))) <= MOST_NUMBERS


def test_what_it_shows_is_six_questions_with_answer_number_and_page(text):
    section = text.split("## What it shows")[1].split("\n## ")[0]
    head, _, *rows = [line for line in section.splitlines() if line.startswith("|")]
    assert [cell.strip() for cell in head.strip("|").split("|")] == [
        "question", "answer", "number", "page",
    ]  # fmt: skip
    assert len(rows) == 6
    for row in rows:
        question, answer, number, page = (cell.strip() for cell in row.strip("|").split("|"))
        assert question.endswith("?")
        assert answer
        assert "[" in number
        assert "docs/" in page


def test_the_lines_of_python_run_and_end_in_a_plot(results, monkeypatch, tmp_path, capsys):  # noqa: F811
    mpl.use("Agg")
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"^```python\n(.*?)^```", text, re.S | re.M)
    assert len(code.splitlines()) <= 10
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cs, "run", lambda *_: results, raising=False)
    monkeypatch.setattr(type(results), "subject", lambda *_: Pulses())
    exec(code, {})
    assert (tmp_path / "overlap.png").stat().st_size > 0
    assert "change" in capsys.readouterr().out


class Pulses:
    """Stands in for a subject, whose simulation needs a compiler."""

    def stimulate(self, site, intensity):
        return self

    def meps(self):
        return "no spikes"
