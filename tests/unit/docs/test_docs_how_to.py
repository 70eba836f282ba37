"""How-to pages do what they say: a study loads, code runs, files that are named exist."""

import re
from pathlib import Path
from types import SimpleNamespace

import matplotlib as mpl
import pytest
import yaml
from fixtures.finished_study import folder, results, study  # noqa: F401

import cortex_sim as cs
from cortex_sim.config.load import load_study
from cortex_sim.course.plan import make_plan
from cortex_sim.sweep.executors.base import End, NoSettings

ROOT = Path(__file__).parents[3]
PAGES = {page.stem: page for page in sorted((ROOT / "docs" / "how_to").glob("*.md"))}
TASKS = {
    "add_a_muscle", "add_an_arm", "add_a_modulator", "add_an_intervention", "add_an_assessment",
    "add_a_rule", "add_an_executor", "run_on_slurm", "reproduce_a_figure", "read_results_in_python",
}  # fmt: skip
BLOCK = re.compile(r"^```(yaml|python)\n(.*?)^```", re.S | re.M)
NAMED_FILE = re.compile(r"`((?:cortex_sim|configs|tests)/[\w/.]+)`")
MOST_WORDS = 400


def blocks(name, language):
    text = PAGES[name].read_text(encoding="utf-8")
    return [code for kind, code in BLOCK.findall(text) if kind == language]


STUDIES = [(name, code) for name in PAGES for code in blocks(name, "yaml")]


def test_there_is_a_short_page_for_each_task_and_the_index_has_it():
    assert set(PAGES) == TASKS
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    for name, page in PAGES.items():
        assert len(page.read_text(encoding="utf-8").split()) <= MOST_WORDS, name
        assert f"(how_to/{name}.md)" in index


@pytest.mark.parametrize(("name", "code"), STUDIES, ids=[name for name, _ in STUDIES])
def test_a_study_of_a_page_loads_and_has_the_file_name_that_is_said(name, code, tmp_path):
    written = yaml.safe_load(code)
    assert f"{written['name']}.yaml" in PAGES[name].read_text(encoding="utf-8")
    file = tmp_path / "study.yaml"
    file.write_text(code, encoding="utf-8")
    loaded = load_study(file, ["cohort.subjects=1"])
    arms = written.get("course", {}).get("arms", {})
    assert {arm for arm, phases in arms.items() if phases} <= set(loaded.course.arms)
    assert make_plan(loaded).sessions


def test_the_intervention_of_the_page_gets_its_sham(tmp_path):
    (code,) = blocks("add_an_intervention", "yaml")
    file = tmp_path / "study.yaml"
    file.write_text(code, encoding="utf-8")
    assert {"slow_rtms", "sham_slow_rtms"} <= set(load_study(file).course.arms)


@pytest.mark.parametrize("name", PAGES)
def test_files_that_a_page_names_exist(name):
    for path in NAMED_FILE.findall(PAGES[name].read_text(encoding="utf-8")):
        assert (ROOT / path).exists(), path


def test_the_code_on_results_runs_and_draws(results, monkeypatch, tmp_path, capsys):  # noqa: F811
    mpl.use("Agg")
    import matplotlib.pyplot as plt

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cs, "open_results", lambda _: results, raising=False)
    (code,) = blocks("read_results_in_python", "python")
    exec(code, {})
    assert (tmp_path / "overlap.png").stat().st_size > 0
    assert "map_structural" in capsys.readouterr().out
    plt.close("all")


def test_calls_that_the_page_on_results_names_exist():
    text = PAGES["read_results_in_python"].read_text(encoding="utf-8")
    for call in re.findall(r"`results\.(\w+)\(", text):
        assert callable(getattr(cs.Results, call))


def test_the_executor_of_the_page_does_all_points(monkeypatch):
    (code,) = blocks("add_an_executor", "python")
    scope = {}
    exec(code, scope)
    done = []
    monkeypatch.setitem(scope, "Worker", lambda _, stop, __: SimpleNamespace(stop=stop))
    monkeypatch.setitem(scope, "work_through", lambda _, points: done.extend(points))
    executor = scope["OneByOne"](NoSettings())
    assert executor.run(None, ["a", "b"]) is End.ENDED
    assert done == ["a", "b"]
    assert executor.width(5, 3).total == 1
