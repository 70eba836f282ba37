"""JSON, quiet, verbose, log file, doctor, clean, diff and tables for spreadsheets."""

import csv
import io
import json
import os
import subprocess
import sys
import time

import click
import pytest
from click.shell_completion import ShellComplete
from fixtures.hand_made import hand_made_study, write_all
from fixtures.tiny_lab import CONFIG, ROOT

from cortex_sim.cli import doctor
from cortex_sim.cli.main import COMMANDS, commands
from cortex_sim.cli.options import FiniteRange


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return the folder of a study whose sessions are written by hand. Do not change it."""
    return write_all(hand_made_study(), tmp_path_factory.mktemp("habits") / "results")


@pytest.mark.parametrize(
    ("arguments", "key"),
    [
        (["list"], "studies"),
        (["validate", CONFIG], "sessions"),
        (["show", CONFIG], "network"),
        (["run", CONFIG, "--dry-run"], "sessions_done"),
        (["info"], "brian2"),
        (["doctor"], "checks"),
        (["diff", CONFIG, ROOT / "configs" / "demo.yaml"], "settings"),
        (["sweep", "plan", ROOT / "configs" / "sweeps" / "gaba_by_delay.yaml"], "points_done"),
        (["sweep", "status", ROOT / "configs" / "sweeps" / "gaba_by_delay.yaml"], "counts"),
    ],
    ids=lambda value: " ".join(map(str, value[:2])) if isinstance(value, list) else "",
)
def test_json_is_one_document_on_stdout(cli, tmp_path, monkeypatch, arguments, key):
    monkeypatch.chdir(tmp_path)
    ended = cli(*arguments, "--json")
    assert ended.code == 0, ended.err
    assert key in json.loads(ended.out)


NO_TABLE = {
    "init", "report", "emg", "export bids", "export nwb", "export measures", "schema",
    "sweep run", "sweep retry", "sweep cancel",
}  # fmt: skip
"""Commands that write files or drive a queue, and print paths and notes alone."""


def every_command():
    """Yield the name and the command of each, also below a group."""
    for name in COMMANDS:
        found = commands.get_command(None, name)
        below = getattr(found, "commands", None)
        yield from (
            [(name, found)] if below is None else [(f"{name} {k}", c) for k, c in below.items()]
        )


def test_every_command_that_prints_a_table_prints_json_too():
    without = {
        name
        for name, one in every_command()
        if "--json" not in {o for p in one.params for o in p.opts}
    }
    assert without == NO_TABLE


def test_no_option_of_any_command_takes_a_number_that_is_none():
    kinds = [
        (name, option.opts[0], kind)
        for name, one in every_command()
        for option in one.params
        for kind in getattr(option.type, "types", [option.type])
    ]
    floats = [row for row in kinds if isinstance(row[2], FiniteRange | click.types.FloatParamType)]
    assert len(floats) > 10
    assert [row for row in floats if not isinstance(row[2], FiniteRange)] == []


@pytest.mark.parametrize("days", ["nan", "inf", "-1"])
def test_an_age_that_is_no_number_of_days_is_refused(cli, tmp_path, days):
    cli("clean", "--results", tmp_path, "--older-than", days).is_refused("--older-than")


def test_tables_of_noise_and_of_people_come_as_json(cli, folder, tmp_path):
    noise = json.loads(cli("chance", CONFIG, "--draws", 2, "--json").out)
    assert {"assessment", "measure", "share", "median", "share_in_silence"} <= set(noise[0])
    pulses, measured = tmp_path / "pulses.csv", tmp_path / "measured.csv"
    pulses.write_text("protocol,x_mm,y_mm,mep_DM_mV,mep_LES_mV\nmap,0,0,1,0.5\nmap,10,0,0.5,1\n")
    rows = json.loads(cli("measure", pulses, "--json").out)
    assert "overlap" in {row["measure"] for row in rows}
    assert {row["day"] for row in rows} == {None}  # a table of pulses holds no date
    cli("measure", pulses, "--json", "--out", measured).is_refused("--out")
    assert cli("measure", pulses, "--out", measured).code == 0
    side_by_side = json.loads(cli("beside", folder, measured, "--json").out)
    assert {row["measure"] for row in side_by_side} == {"overlap"}
    pictures = tmp_path / "pictures"
    assert cli("beside", folder, measured, "--figures", pictures).code == 0
    names = {"beside.pdf", "beside.png", "beside.csv", "beside.json"}
    assert {path.name for path in pictures.iterdir()} == names


def test_json_of_a_study_has_no_number_that_json_lacks(cli, folder):
    ended = cli("table", folder, "--json", "--of", "changes")
    assert ended.code == 0, ended.err
    rows = json.loads(ended.out, parse_constant=lambda name: pytest.fail(name))
    assert {"title", "before", "after", "change", "low"} <= set(rows[0])
    assert rows[0]["low"] is None  # three subjects have no interval


def test_every_measure_of_a_study_is_a_row_of_the_table(cli, folder):
    text = (folder / "measures.csv").read_text(encoding="utf-8")
    stored = list(csv.DictReader(io.StringIO(text)))
    told = list(csv.DictReader(io.StringIO(cli("table", folder, "--of", "measures", "--csv").out)))
    assert len(told) == len(stored)
    assert [row["session"] for row in told] == [row["session"] for row in stored]


def test_a_spreadsheet_gets_its_separators(cli, folder, tmp_path):
    out = tmp_path / "table.csv"
    options = ["--separator", "semicolon", "--decimal", "comma", "--out", out]
    assert cli("table", folder, "--of", "measures", *options).out == ""
    here = out.read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(here), delimiter=";"))
    values = [float(row["value"].replace(",", ".")) for row in rows if row["value"]]
    plain = csv.DictReader(io.StringIO(cli("table", folder, "--of", "measures", "--csv").out))
    assert values == pytest.approx([float(row["value"]) for row in plain if row["value"]])
    assert any("," in row["value"] for row in rows)


def test_a_csv_of_the_package_is_translated_too(cli, folder):
    ended = cli("table", folder / "measures.csv", "--separator", "tab", "--decimal", "comma")
    assert ended.out.splitlines()[0].split("\t")[:2] == ["subject", "arm"]


def test_a_comma_for_both_is_refused(cli, folder):
    cli("table", folder, "--decimal", "comma").is_refused("--separator semicolon")


def test_json_and_separators_are_refused_together(cli, folder):
    cli("table", folder, "--json", "--decimal", "comma").is_refused("--json")


def test_quiet_leaves_out_the_notes_on_measured_people(cli, tmp_path):
    path = tmp_path / "anna.csv"
    path.write_text("protocol,x_mm,y_mm,mep_DM_mV\nmap,0,0,1\nmap,10,0,0.5\nmap,0,10,0.02\n")
    loud, quiet = cli("measure", path), cli("measure", path, "--quiet")
    assert "3 sites" in loud.err
    assert quiet.err == ""
    assert quiet.out == loud.out


def test_quiet_leaves_out_notes_and_keeps_the_result(cli):
    loud, quiet = cli("show", CONFIG), cli("show", CONFIG, "--quiet")
    assert loud.err
    assert quiet.err == ""
    assert quiet.out == loud.out


def test_quiet_may_stand_before_the_command(cli):
    assert cli("-q", "show", CONFIG).err == ""


def test_quiet_still_tells_an_error(cli):
    cli("show", "nothing", "--quiet").is_refused("nothing")


def test_verbose_tells_how_the_command_ended(cli):
    assert "INFO: exit code 0" in cli("show", CONFIG, "--verbose").err
    assert "INFO" not in cli("show", CONFIG).err


def test_a_log_file_has_the_command_its_notes_and_its_end(cli, tmp_path):
    log = tmp_path / "logs" / "a.log"
    cli("show", CONFIG, "--quiet", "--log-file", log)
    text = log.read_text(encoding="utf-8")
    assert "cortex-sim show" in text
    assert "from " in text
    assert "exit code 0" in text


def test_a_log_file_has_the_way_to_an_error(cli, tmp_path):
    log = tmp_path / "a.log"
    ended = cli("show", "nothing", "--log-file", log)
    assert "Traceback" not in ended.err
    assert "Traceback" in log.read_text(encoding="utf-8")


def test_a_log_file_holds_words_that_are_no_text(tmp_path):
    """In a process of its own: pytest's records could not be handed on between processes."""
    log = tmp_path / "log.txt"
    words = ["validate", str(CONFIG), "--set", b"cohort.a\xff=1", "--log-file", str(log)]
    command = [sys.executable, "-m", "cortex_sim", *words]
    ended = subprocess.run(command, capture_output=True, check=False)
    assert ended.returncode == 2
    assert b"not Unicode" in ended.stderr
    assert b"Logging error" not in ended.stderr
    assert "udcff" in log.read_text(encoding="utf-8")


def test_a_log_file_is_that_of_its_own_command_alone(cli, tmp_path):
    log = tmp_path / "a.log"
    cli("show", CONFIG, "--log-file", log)
    before = log.read_text(encoding="utf-8")
    cli("show", CONFIG, "--verbose")
    assert log.read_text(encoding="utf-8") == before


def test_a_log_file_that_cannot_be_written_is_refused(cli, tmp_path):
    cli("show", CONFIG, "--log-file", tmp_path).is_refused("--log-file", "name another file")


def test_there_are_no_colours_where_there_is_no_terminal(tmp_path):
    command = [sys.executable, "-m", "cortex_sim", "doctor", "--results", str(tmp_path / "none")]
    environment = {**os.environ, "CXX": "no-such-compiler"}
    done = subprocess.run(command, capture_output=True, cwd=ROOT, env=environment, check=False)
    assert b"!!" in done.stdout
    assert b"\x1b" not in done.stdout + done.stderr


def test_doctor_says_what_is_missing_and_ends_with_2(cli, monkeypatch, tmp_path):
    monkeypatch.setenv("CXX", "no-such-compiler")
    ended = cli("doctor", "--results", tmp_path / "results")
    assert ended.code == 2
    assert "!! compiler" in ended.out
    assert "apt-get install g++" in ended.out
    assert not (tmp_path / "results").exists()


def test_a_command_that_makes_no_program_is_no_compiler(cli, monkeypatch, tmp_path):
    monkeypatch.setenv("CXX", "sh -c true")
    monkeypatch.setattr(doctor, "compiler_version", lambda _: "says a version")
    ended = cli("doctor", "--results", tmp_path / "results")
    assert ended.code == 2
    assert "made no program" in ended.out


@pytest.mark.compiled
def test_doctor_finds_nothing_wrong_where_all_is_there(cli, tmp_path):
    ended = cli("doctor", "--results", tmp_path)
    assert ended.code == 0, ended.out
    assert "All is there" in ended.out


def test_doctor_says_that_memory_is_short(monkeypatch):
    monkeypatch.setattr(doctor, "_meminfo", lambda _: [("MemAvailable", 1e8), ("MemTotal", 8e9)])
    assert "end other programs" in doctor._memory().problem


def test_clean_is_a_dry_run_until_told_otherwise(cli, tmp_path):
    old = tmp_path / "sessions" / "ab" / ("ab" + "0" * 10 + ".h5")
    old.parent.mkdir(parents=True)
    old.write_bytes(b"x" * 1000)
    long_ago = time.time() - 90 * 86400
    os.utime(old, (long_ago, long_ago))
    told = cli("clean", "--results", tmp_path)
    assert "nothing was removed; the same command with --remove does it" in told.out
    assert "up to 90 days old" in told.out
    assert old.is_file()
    assert (
        json.loads(cli("clean", "--results", tmp_path, "--json").out)["files"][0]["bytes"] == 1000
    )
    assert "1 file or folder, 0.0 MB removed" in cli("clean", "--results", tmp_path, "--remove").out
    assert not old.exists()
    assert cli("clean", "--results", tmp_path).out.startswith("0 files or folders, 0.0 MB could")


def test_clean_of_no_folder_is_refused(cli, tmp_path):
    cli("clean", "--results", tmp_path / "none").is_refused("no such folder")


def test_diff_says_the_settings_and_that_a_side_has_not_run(cli, tmp_path):
    (tmp_path / "other.yaml").write_text(f"extends: {CONFIG}\nname: other\n", encoding="utf-8")
    ended = cli("diff", CONFIG, tmp_path / "other.yaml", "--results", tmp_path)
    assert ended.code == 0
    assert "settings that differ: 1" in ended.out
    assert "no results to compare" in ended.err


def test_diff_of_two_arms_sets_their_visits_beside_each_other(cli, folder):
    arms = [f"{folder}:no_training", f"{folder}:motor_control_training"]
    data = json.loads(cli("diff", *arms, "--json").out)
    settings = {row["setting"]: row for row in data["settings"]}
    assert settings["phases.0.practice.0.sequence"]["b"] == "motor_control_training"
    visits = {row["visit"] for row in data["results"]}
    assert visits == {"no_training | motor_control_training"}


def test_diff_of_an_unknown_arm_names_the_nearest(cli, folder):
    cli("diff", f"{folder}:no_trainin", folder).is_refused("did you mean 'no_training'")


def test_compare_sets_studies_beside_each_other_by_arm(cli, folder):
    names, what = [f"{folder}:no_training", f"{folder}:motor_control_training"], "raw_volume"
    (row,) = json.loads(cli("compare", *names, "--measure", what, "--muscle", "DM", "--json").out)
    assert (row["name"], row["n"]) == (f"{names[1]} against {names[0]}", 3)
    assert row["estimate"] != 0


def test_compare_says_what_is_missing_to_compare_studies(cli, folder):
    cli("compare", folder, folder).is_refused("has several arms; name one, as in", "no_training")
    cli("compare", folder, folder, "--arms", "a", "b").is_refused("name the arm of each behind it")
    arm = f"{folder}:no_training"
    cli("compare", arm, arm, "--measure", "onsett").is_refused("did you mean 'onset'")
    cli("compare", arm, arm, "--bound", "0").is_refused("--bound")


@pytest.mark.parametrize(
    ("typed", "begun", "offered"),
    [
        ([], "ru", "run"),
        (["run"], "--over", None),
        (["run"], "--dry", "--dry-run"),
        (["run"], "smud", "smudging"),
        (["report"], "gaba_do", "gaba_dose"),
        (["compare", "arms"], "smud", "smudging"),
        (["sweep", "run"], "sensi", "sensitivity"),
        (["figures", "arms"], "sensi", "sensitivity"),
        (["init", "mine", "--from"], "smud", "smudging"),
        (["run"], "sensi", None),
    ],
)
def test_a_shell_completes_commands_options_and_names_of_what_ships(typed, begun, offered):
    shell = ShellComplete(commands, {}, "cortex-sim", "_CORTEX_SIM_COMPLETE")
    found = shell.get_completions(typed, begun)
    assert [one.value for one in found if one.type == "plain"] == ([offered] if offered else [])


def test_a_shell_completes_files_where_a_study_is_wanted():
    shell = ShellComplete(commands, {}, "cortex-sim", "_CORTEX_SIM_COMPLETE")
    # bash drops what was offered before a file, so files come first
    kinds = [one.type for one in shell.get_completions(["run"], "smud")]
    assert kinds == ["file", "plain"]


@pytest.mark.parametrize("command", ["compare", "diff"])
def test_a_table_of_people_is_no_study_and_the_way_to_set_it_beside_one_is_named(
    cli, tmp_path, command
):
    table = tmp_path / "anna.csv"
    table.write_text("subject,arm\n", encoding="utf-8")
    refused = cli(command, "smudging", table, "--results", tmp_path)
    refused.is_refused("is a table, not a study", f"cortex-sim beside STUDY {table}")


def test_compare_refuses_what_the_contrasts_of_a_study_would_ignore(cli, folder):
    refused = cli("compare", folder, "--measure", "overlap", "--at", "clbp")
    refused.is_refused("--measure, --at: needs --arms A B, --before VISIT or another study")
    swapped = cli("compare", f"{folder}:no_training", "--before", "clbp", "--at", "healthy")
    swapped.is_refused("before: healthy comes before clbp; swap them")


def test_compare_tells_the_change_of_an_arm_and_of_the_past(cli, folder):
    what = ("--measure", "raw_volume", "--muscle", "DM", "--json")
    (row,) = json.loads(cli("compare", f"{folder}:no_training", "--before", "clbp", *what).out)
    assert (row["kind"], row["text"], row["n"]) == ("change", "no_training: last visit − clbp", 3)
    past = cli("compare", folder, "--before", "healthy", "--at", "clbp", *what)
    assert json.loads(past.out)[0]["text"] == "clbp − healthy"
    cli("compare", f"{folder}:no_training").is_refused("is one arm; give --before for its change")
