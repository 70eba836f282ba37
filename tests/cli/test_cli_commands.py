"""What the commands print when all is well."""

import os
import shlex

import pytest
import yaml
from fixtures.tiny_lab import CONFIG, ROOT, set_options, shared_lab

from cortex_sim.config.load import load_study, study_as_data

CONFIGS = sorted((ROOT / "configs").glob("*.yaml"))


def tree(folder):
    return sorted(str(path) for path in folder.rglob("*"))


@pytest.mark.parametrize("path", CONFIGS, ids=lambda p: p.stem)
def test_every_configuration_in_the_tree_is_valid(cli, path):
    ended = cli("validate", path, "--set", "cohort.subjects=1")
    assert ended.code == 0, ended.err
    assert "valid" in ended.out


def test_validate_counts_sessions_subjects_and_arms(cli):
    out = cli("validate", CONFIG).out
    assert "2 subjects" in out
    assert "motor_control_training" in out
    assert "52 sessions" in out


def test_show_prints_yaml_of_the_whole_study(cli):
    ended = cli("show", CONFIG, "--set", "cohort.subjects=7")
    data = yaml.safe_load(ended.out)
    assert data["cohort"]["subjects"] == 7
    assert data["network"]["dt"] == "500 us"
    assert set(data) == set(study_as_data(load_study(CONFIG)))


def test_shown_configuration_is_valid_and_shows_itself(cli, tmp_path):
    shown = tmp_path / "shown.yaml"
    shown.write_text(cli("show", CONFIG).out, encoding="utf-8")
    assert cli("show", shown).out == shown.read_text(encoding="utf-8")


def test_dry_run_writes_nothing(cli, tmp_path, monkeypatch):
    monkeypatch.setenv("CORTEX_SIM_CACHE", str(tmp_path / "cache"))
    results = tmp_path / "results"
    ended = cli("run", CONFIG, "--results", results, "--dry-run")
    assert ended.code == 0
    assert "52 sessions, 0 done" in ended.out
    assert "1 program to compile" in ended.out
    for word in ("time:", "memory:", "disk:"):
        assert word in ended.out
    assert tree(tmp_path) == []


def test_info_names_versions_and_compiler(cli):
    out = cli("info").out
    for word in ("cortex_sim", "brian2", "numpy", "compiler", "cpu"):
        assert word in out


def test_version_and_help_end_well(cli):
    assert cli("--version").code == 0
    assert cli("--help").code == 0
    assert cli("run", "--help").code == 0


def test_figures_answer_for_each_study_and_go_on_after_a_refusal(cli, tmp_path):
    studies = [CONFIGS[0], CONFIG, "nothing"]
    ended = cli("figures", *studies, "--stored", "--results", tmp_path)
    assert ended.code == 2
    assert f"{CONFIGS[0]}: refused: {CONFIGS[0]}: incomplete" in ended.err
    assert f"{CONFIG}: refused: {CONFIG}: incomplete: 52 of 52" in ended.err
    assert "nothing: refused: nothing: no such study" in ended.err


@pytest.mark.compiled
def test_run_ends_with_its_story_and_its_files_and_says_what_is_done(cli, tmp_path):
    lab = shared_lab()
    assert lab.plastic.binary.is_file()
    assert lab.frozen.binary.is_file()
    results = lab.results(tmp_path / "r")
    options = ["--results", results, *set_options("cohort.subjects=1")]
    first = cli("run", CONFIG, *options, "--quiet", "--no-figures")
    assert first.code == 0, first.err
    assert "26 sessions run, 0 were there already" in first.out
    assert "Maps of the deep DM and the superficial LES: " in first.out
    assert f"table:    {results / 'tiny' / 'summary.txt'}" in first.out
    assert f"what next:\n  cortex-sim report {results / 'tiny'}  #" in first.out
    command = shlex.join(["run", str(CONFIG), *map(str, options), "--set", "name=tiny_2"])
    assert f"cortex-sim {command} " in first.out
    assert "| measure" not in first.out
    table = (results / "tiny" / "summary.txt").read_text(encoding="utf-8")
    assert "Maps of the deep" in table
    assert "| measure" in table
    assert os.path.isfile(results / "tiny" / "measures.csv")
    before = tree(results)
    again = cli("run", CONFIG, *options, "--quiet", "--no-figures", "--table")
    assert "| measure" in again.out
    assert "0 sessions run, 26 were there already" in again.out
    assert tree(results) == before
    dry = cli("run", CONFIG, *options, "--dry-run")
    assert "26 sessions, 26 done, 0 to do" in dry.out
    info = cli("info", results / "tiny")
    assert "missing    none" in info.out
    file = next((results / "sessions").rglob("*.h5"))
    described = cli("info", file)
    assert described.code == 0
    assert file.stem in described.out
