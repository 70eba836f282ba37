"""What ships can be listed, run by name and started from, in an empty folder."""

import re
import subprocess
import sys

import pytest
import yaml

from cortex_sim.config.load import load_study, study_as_data
from cortex_sim.config.shipped import experiment_names, shipped_names


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_list_names_all_that_ships_and_says_what_it_is(cli):
    out = cli("list").out
    folders = ("", "protocols", "sweeps")
    names = [name for folder in folders for name in shipped_names(folder)]
    for name in [*names, *experiment_names()]:
        assert re.search(rf"^  {name}  +\S", out, re.MULTILINE), name
    assert "yaml-language-server" not in out


@pytest.mark.parametrize("command", [("validate",), ("show",), ("run", "--dry-run")])
def test_commands_take_the_name_of_a_study_that_ships(cli, command):
    assert cli(*command, "tiny").code == 0
    assert cli(*command, "configs/tiny.yaml").code == 0
    cli(*command, "tini").is_refused("did you mean 'tiny'?")


def test_a_protocol_is_a_study_that_ships(cli):
    for name in ("transfer", "protocols/transfer", "configs/protocols/transfer.yaml"):
        ended = cli("validate", name)
        assert (ended.code, "Study 'transfer'" in ended.out) == (0, True), ended.err
    cli("validate", "transfers").is_refused("did you mean 'transfer'")


def test_no_protocol_has_the_name_of_another_study():
    assert not {*shipped_names()} & {*shipped_names("protocols")}


def test_a_sweep_is_planned_by_its_name(cli):
    ended = cli("sweep", "plan", "tiny")
    assert ended.code == 0, ended.err
    assert "4 points" in ended.out
    cli("sweep", "plan", "gaba_by_dela").is_refused("did you mean 'gaba_by_delay'?")


@pytest.mark.parametrize("command", ["report", "evidence"])
def test_commands_on_results_say_that_a_study_that_ships_has_not_run(cli, command):
    ended = cli(command, "tiny")
    assert ended.code == 2
    assert "tiny.yaml: incomplete" in ended.err


def test_show_says_which_files_were_taken(cli, tmp_path):
    (tmp_path / "base.yaml").write_text("extends: tiny.yaml\n")
    (tmp_path / "mine.yaml").write_text("extends: base.yaml\nname: mine\n")
    ended = cli("show", "mine.yaml")
    taken = ended.err.splitlines()
    assert taken[:2] == [f"from {tmp_path / name}" for name in ("mine.yaml", "base.yaml")]
    assert all(line.endswith(" (shipped)") for line in taken[2:])
    assert yaml.safe_load(ended.out)["name"] == "mine"


@pytest.mark.parametrize("source", ["smudging", "arms", "slow_clock", "tiny"])
def test_init_writes_a_study_that_changes_nothing_yet(cli, source, tmp_path):
    assert cli("init", "mine", "--from", source).code == 0
    expected = study_as_data(load_study(source)) | {"name": "mine"}
    mine = study_as_data(load_study("mine.yaml"))
    assert mine | {"description": ""} == expected | {"description": ""}
    text = (tmp_path / "mine.yaml").read_text()
    head, settings = text.split("assessment.\n")
    (tmp_path / "all.yaml").write_text(
        f"{head}\n" + re.sub("^# ", "", settings, flags=re.MULTILINE)
    )
    assert study_as_data(load_study("all.yaml")) == mine  # every setting offered is as it is


def test_init_writes_the_schema_that_the_file_names(cli, tmp_path):
    cli("init", "mine")
    first = (tmp_path / "mine.yaml").read_text().partition("\n")[0]
    assert (tmp_path / first.partition("$schema=")[2]).is_file()


def test_init_overwrites_nothing_and_refuses_names_that_ship(cli, tmp_path):
    (tmp_path / "mine.yaml").write_text("mine")
    cli("init", "mine").is_refused("mine.yaml: is there already")
    assert (tmp_path / "mine.yaml").read_text() == "mine"
    cli("init", "arms").is_refused("a study 'arms' ships")
    cli("init", "a/b").is_refused("got 'a/b'")
    cli("init", "new", "--from", "smudgin").is_refused("did you mean 'smudging'")
    assert not (tmp_path / "new.yaml").exists()


def test_init_starts_from_a_file_of_ones_own(cli, tmp_path):
    cli("init", "mine", "--from", "tiny")
    assert cli("init", "second", "--from", "mine.yaml").code == 0
    assert yaml.safe_load((tmp_path / "second.yaml").read_text())["extends"] == "mine.yaml"
    assert cli("validate", "second.yaml").code == 0


def test_schema_writes_both_schemas(cli, tmp_path):
    assert cli("schema", "here").code == 0
    found = sorted(path.name for path in (tmp_path / "here" / "schema").iterdir())
    assert found == ["study.json", "sweep.json"]


def test_figures_of_an_experiment_that_has_not_run_says_how_to_run_it(cli):
    cli("evidence", "slice").is_refused("run 'cortex-sim figures slice' first")


def test_the_package_runs_as_a_module(tmp_path):
    command = [sys.executable, "-m", "cortex_sim", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0
    assert done.stdout.startswith("cortex-sim, version")
