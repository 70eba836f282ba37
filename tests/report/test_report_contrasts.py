"""Contrasts of a study that has run: in its folder, its report and on the command line."""

import csv

import pytest
from click.testing import CliRunner

from cortex_sim.cli.compare import compare
from cortex_sim.config.load import load_study
from cortex_sim.errors import ConfigError
from cortex_sim.report import render_report

pytestmark = pytest.mark.compiled

TRAINING = "motor_control_training \N{MINUS SIGN} no_training"


def asked(copied, *options):
    root, folder = copied
    found = CliRunner().invoke(compare, [str(folder), "--results", str(root), *options])
    if found.exception is not None and found.exit_code != 0:
        raise found.exception
    return found.output


def test_the_folder_of_a_study_has_its_contrasts(copied):
    _, folder = copied
    (row,) = csv.DictReader((folder / "contrasts.csv").read_text().splitlines())
    assert (row["text"], row["measure"], row["n"]) == (TRAINING, "overlap", "2")
    assert row["planned"] == "planned: primary, n = 12, got 2"
    assert TRAINING in (folder / "summary.txt").read_text()


def test_the_report_has_them_too(result):
    study = load_study("base")
    page = render_report(result, study)
    assert TRAINING in page
    assert "planned: primary, n = 12, got 2" in page


def test_the_command_prints_those_of_the_study_and_any_other(copied, tmp_path):
    assert TRAINING in asked(copied)
    out = tmp_path / "table.csv"
    arms = ("--arms", "motor_control_training", "no_training")
    text = asked(copied, *arms, "--measure", "raw_volume", "--muscle", "DM", "--out", str(out))
    assert "raw_volume of DM (map_structural)" in text
    assert "Not independent: parameters were chosen by looking at 2 subjects" in text
    assert out.read_text().startswith("name,kind,text,assessment,measure")


def test_an_arm_that_is_none_is_answered_with_the_nearest(copied):
    with pytest.raises(ConfigError, match="arms: unknown 'no_trainig'; did you mean 'no_training'"):
        asked(copied, "--arms", "no_trainig", "motor_control_training")
