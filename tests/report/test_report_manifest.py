"""Manifests beside pictures, and inputs that are refused."""

import hashlib
import json
import shutil

import pytest
from click.testing import CliRunner

from cortex_sim.cli.main import commands
from cortex_sim.config.load import load_study
from cortex_sim.course.plan import make_plan
from cortex_sim.course.runner import run_plan
from cortex_sim.errors import ResultError
from cortex_sim.outcome.checked import checked_result
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.visits import place_text
from cortex_sim.pictures.manifest import picture_problem, stored_problem
from cortex_sim.pictures.study import draw_study
from cortex_sim.store.paths import SessionStore

pytestmark = pytest.mark.compiled


@pytest.fixture(scope="session")
def drawn(result, tmp_path_factory):
    folder = tmp_path_factory.mktemp("drawn")
    return draw_study(result, folder)


def hashes(paths):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def test_every_picture_has_a_manifest_with_the_hashes_of_its_files(drawn):
    for path in drawn:
        if path.suffix != ".json":
            manifest = json.loads(path.with_suffix(".json").read_text())
            assert manifest["files"][path.name] == hashes([path])[path.name]


def test_a_manifest_names_the_sessions_behind_every_panel(drawn, result):
    path = next(p for p in drawn if p.name == "tms_map_structural.json")
    manifest = json.loads(path.read_text())
    clbp = [result.session(s, "", "clbp", "map_structural").session_id for s in (1, 2)]
    assert manifest["panels"]["clbp"] == clbp
    facts = manifest["sessions"][clbp[0]]
    assert facts["places"] == ["subject 1, clbp, map_structural"]
    known = hashlib.sha256(result.store.path(clbp[0]).read_bytes()).hexdigest()
    assert facts["sha256"] == known


def test_drawing_twice_gives_the_same_bytes(drawn, result, tmp_path):
    again = draw_study(result, tmp_path)
    assert hashes(again) == hashes(drawn)
    assert {path.suffix for path in again} == {".pdf", ".png", ".csv", ".gif", ".json"}


def test_a_picture_that_was_changed_is_found(drawn, result, tmp_path):
    for path in drawn:
        shutil.copy(path, tmp_path)
    manifest = tmp_path / "tms_map_structural.json"
    assert picture_problem(manifest, [result]) is None
    (tmp_path / "tms_map_structural.csv").write_text("other")
    assert "is not the file that was drawn" in picture_problem(manifest, [result])
    (tmp_path / "tms_map_structural.csv").unlink()
    assert picture_problem(manifest, [result]) == "tms_map_structural.csv is missing"


def test_a_deleted_session_is_named_and_only_it_is_simulated_again(small, copied):
    root, _ = copied
    store = SessionStore(root)
    place = next(p for s in small.plan.places.values() for p in s if p.name != "practice")
    victim = next(i for i, places in small.plan.places.items() if place in places)
    before = store.path(victim).read_bytes()
    store.path(victim).unlink()
    with pytest.raises(ResultError, match=r"1 of \d+ sessions are missing") as refused:
        checked_result(small.plan, store, "tiny")
    assert place_text(place) in str(refused.value)
    report = run_plan(small.plan, store)
    assert report.finished == 1
    assert store.path(victim).read_bytes() == before
    assert checked_result(small.plan, store, "tiny").subjects == (1, 2)


def test_a_damaged_session_is_named_as_damaged(small, copied):
    root, _ = copied
    store = SessionStore(root)
    victim = next(iter(small.plan.places))
    store.path(victim).write_bytes(store.path(victim).read_bytes()[:-100])
    with pytest.raises(ResultError, match=r"1 of \d+ sessions are missing or damaged") as refused:
        checked_result(small.plan, store, "tiny")
    assert "is damaged or cut off" in str(refused.value)


def test_results_of_another_configuration_are_refused_as_mixed(small, copied):
    root, _ = copied
    cohort = small.plan.study.cohort.model_copy(update={"subjects": 1})
    plan = make_plan(small.plan.study.model_copy(update={"cohort": cohort}))
    with pytest.raises(ResultError, match=r"mixed.*cohort.subjects \(2 → 1\)"):
        checked_result(plan, SessionStore(root), "tiny")


def test_edited_measures_are_refused(small, copied):
    root, folder = copied
    text = (folder / "measures.csv").read_text()
    (folder / "measures.csv").write_text(text.replace("overlap", "overlop", 1))
    with pytest.raises(ResultError, match="edited"):
        checked_result(small.plan, SessionStore(root), "tiny")


def test_measures_of_another_version_are_refused_as_stale(small, copied):
    root, folder = copied
    index = json.loads((folder / "study.json").read_text())
    (folder / "study.json").write_text(json.dumps({**index, "measures_version": 0}))
    with pytest.raises(ResultError, match="stale: its measures are of version 0"):
        checked_result(small.plan, SessionStore(root), "tiny")


def test_the_command_draws_all_studies_that_have_results_and_checks_them(
    copied, tmp_path, monkeypatch
):
    root, folder = copied
    monkeypatch.chdir(tmp_path)
    arguments = ["figures", "--results", str(root)]
    done = CliRunner().invoke(commands, arguments, standalone_mode=False)
    assert done.return_value == 0, done.output
    assert str(folder / "figures" / "overlap_and_cog.pdf") in done.output
    (folder / "figures" / "overlap_and_cog.png").write_bytes(b"other")
    checked = CliRunner().invoke(commands, [*arguments, "--check"], standalone_mode=False)
    assert checked.return_value == ResultError.exit_code
    assert "overlap_and_cog: overlap_and_cog.png is not the file" in checked.output


def test_the_command_simulates_what_is_missing_and_nothing_else(small, copied):
    root, folder = copied
    store = SessionStore(root)
    victim = next(iter(reversed(small.plan.places)))
    before = store.path(victim).read_bytes()
    store.path(victim).unlink()
    refused = CliRunner().invoke(commands, ["figures", str(folder), "--stored"])
    assert "1 of" in str(refused.exception)
    assert not store.path(victim).exists()
    done = CliRunner().invoke(commands, ["figures", str(folder)], standalone_mode=False)
    assert done.return_value == 0, done.output
    assert f"1 of {len(small.plan.places)} sessions simulated" in done.output
    assert store.path(victim).read_bytes() == before


def test_a_picture_is_checked_against_the_stored_files_alone(drawn, result, copied):
    manifest = next(p for p in drawn if p.name == "overlap_and_cog.json")
    assert stored_problem(manifest, result.store) is None
    store = SessionStore(copied[0])
    used = next(iter(json.loads(manifest.read_text())["sessions"]))
    store.path(used).unlink()
    assert "is another one now or missing" in stored_problem(manifest, store)


def test_an_edited_manifest_is_found(drawn, result, tmp_path):
    for path in drawn:
        shutil.copy(path, tmp_path)
    manifest = tmp_path / "overlap_and_cog.json"
    assert "n = 2 subjects" in manifest.read_text()
    manifest.write_text(manifest.read_text().replace("n = 2 subjects", "n = 800 subjects"))
    assert picture_problem(manifest, [result]) == "its manifest was edited"


@pytest.mark.parametrize(("code", "answer"), [(0, None), (3, "exit code 3")])
def test_the_command_runs_an_experiment_of_ones_own_by_its_folder(
    tmp_path, monkeypatch, code, answer
):
    monkeypatch.chdir(tmp_path)
    script = tmp_path / "experiments" / "mine" / "make.py"
    script.parent.mkdir(parents=True)
    script.write_text(f"import sys\nopen('seen', 'w').write(sys.argv[2])\nsys.exit({code})\n")
    done = CliRunner().invoke(commands, ["figures", "experiments/mine", "--results", "here"])
    assert (tmp_path / "seen").read_text() == "here"
    assert (done.exception is None) == (answer is None)
    assert answer is None or answer in str(done.exception)


def test_the_command_refuses_a_study_that_does_not_exist(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    arguments = ["figures", "nothing", "--results", str(tmp_path)]
    done = CliRunner().invoke(commands, arguments, standalone_mode=False)
    assert isinstance(done.exception, ResultError)
    assert "no such study" in str(done.exception)


def test_a_stored_configuration_is_the_same_study(small, copied):
    root, folder = copied
    plan = make_plan(load_study(folder / "config.yaml"))
    assert set(plan.places) == set(small.plan.places)
    assert isinstance(checked_result(plan, SessionStore(root), "tiny"), StudyResult)
