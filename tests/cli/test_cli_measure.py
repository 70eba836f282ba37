"""``cortex-sim measure``."""

import csv
import io

import pytest
from click.testing import CliRunner

from cortex_sim.cli.measure import measure
from cortex_sim.errors import DataError

ROWS = "protocol,x_mm,y_mm,mep_DM_mV\nmap,0,0,1\nmap,10,0,0.5\nmap,0,10,0.02\n"


def run(*arguments):
    return CliRunner().invoke(measure, [str(a) for a in arguments])


def test_a_table_of_pulses_becomes_a_table_of_measures(tmp_path):
    path = tmp_path / "pulses.csv"
    path.write_text(ROWS)
    done = run(path)
    assert done.exit_code == 0, done.output
    rows = {r["measure"]: r for r in csv.DictReader(io.StringIO(done.stdout))}
    assert float(rows["area"]["value"]) == 2
    assert float(rows["area_mm2"]["value"]) == 200
    assert rows["area"]["session"] == "pulses.csv"
    assert "3 sites" in done.stderr


def test_options_change_how_it_is_read_and_where_it_goes(tmp_path):
    path, out = tmp_path / "pulses.csv", tmp_path / "made" / "measures.csv"
    path.write_text(ROWS)
    assert run(path, "--threshold", 0.01, "--out", out).exit_code == 0
    rows = {r["measure"]: r for r in csv.DictReader(io.StringIO(out.read_text()))}
    assert float(rows["area"]["value"]) == 3


def test_a_bad_cell_is_an_error_of_ours_and_nothing_is_written(tmp_path):
    path, out = tmp_path / "pulses.csv", tmp_path / "measures.csv"
    path.write_text(ROWS + "map,0,0,?\n")
    done = run(path, "--out", out)
    assert isinstance(done.exception, DataError)
    assert "line 5, column 'mep_DM_mV': got '?'" in str(done.exception)
    assert not out.exists()


def test_one_emg_belongs_to_one_table(tmp_path):
    done = run("a.csv", "b.csv", "--emg", "c.csv")
    assert done.exit_code == 2
    assert "single FILE" in done.stderr


@pytest.mark.parametrize("name", ["rest", "active"])
def test_states_are_named(tmp_path, name):
    path = tmp_path / "p.csv"
    path.write_text("protocol,intensity,mep_DM_mV\nrecruitment,50,1\nrecruitment,60,1\n")
    done = run(path, "--state", name)
    assert {"rest": "rmt", "active": "amt"}[name] in done.stdout


def test_a_page_holds_maps_measures_and_notes_and_nothing_from_outside(tmp_path):
    path, page = tmp_path / "<b>pulses.csv", tmp_path / "page.html"
    path.write_text(ROWS)
    assert run(path, "--page", page).exit_code == 0
    text = page.read_text()
    assert "data:image/png;base64," in text
    assert "area_mm2" in text
    assert "3 sites, 1 pulses each" in text or "3 sites" in text
    assert "&lt;b&gt;pulses.csv" in text
    assert "http" not in text
    assert "<b>pulses" not in text
