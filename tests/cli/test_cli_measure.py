"""``cortex-sim measure``."""

import csv
import io

import numpy as np
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


@pytest.mark.parametrize("option", ["--out", "--page"])
def test_what_is_read_is_never_written_over(tmp_path, option):
    path = tmp_path / "pulses.csv"
    path.write_text(ROWS)
    (tmp_path / "other").mkdir()
    done = run(path, option, tmp_path / "other" / ".." / "pulses.csv")
    assert done.exit_code == 2
    assert "is read here" in done.output
    assert path.read_text() == ROWS


def test_an_emg_without_its_table_of_pulses_says_what_to_add(tmp_path):
    (tmp_path / "a_emg.edf").touch()
    with pytest.raises(DataError, match=r"a_events\.tsv, is not beside it; add it"):
        CliRunner().invoke(measure, [str(tmp_path / "a_emg.edf")], catch_exceptions=False)


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


def test_a_page_draws_the_recruitment_curve(tmp_path):
    rows = ["protocol,intensity,mep_DM_mV"]
    for level in range(30, 80, 5):
        true = 2 / (1 + np.exp((52 - level) / 4))
        rows += [f"recruitment,{level},{true * (1 + wobble):.4f}" for wobble in (-0.05, 0, 0.05)]
    path, page = tmp_path / "pulses.csv", tmp_path / "page.html"
    path.write_text("\n".join(rows))
    assert run(path, "--page", page).exit_code == 0
    text = page.read_text()
    assert text.count("data:image/png;base64,") == 1
    assert "recruitment of DM. A dot is a pulse" in text


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
    assert "Counted as 0" in text
    assert not any(word in text for word in ("of an EMG", "Background", "hodges-bui"))


@pytest.mark.parametrize(
    ("option", "value"),
    [
        (option, value)
        for option in ("--criterion", "--floor", "--threshold", "--spacing", "--max-background")
        for value in ("nan", "inf", "-1")
    ]
    + [("--criterion", "0"), ("--spacing", "0"), ("--threshold", "2")],
)
def test_a_number_that_is_none_is_refused_before_anything_is_read(option, value):
    done = run("no_such_file.csv", option, value)
    assert done.exit_code == 2
    assert f"Invalid value for '{option}'" in done.stderr


def write_emg(folder, rng, loud):
    """Write ten pulses with an MEP of 1 mV from 22 to 30 ms, the muscle at work before some."""
    time = np.arange(0, 12, 0.001)
    signal = rng.normal(0, 0.002, len(time))
    for pulse in range(10):
        at = 1000 * (pulse + 1)
        signal[at + 22 : at + 30] += 0.5 * np.sin(2 * np.pi * np.arange(8) / 8)
        signal[at + 45] += 2.0  # something else
        if pulse in loud:
            signal[at - 150 : at - 20] += rng.normal(0, 0.05, 130)
    emg, table = folder / "emg.csv", folder / "pulses.csv"
    lines = (f"{t:.3f},{v:.5f}" for t, v in zip(time, signal, strict=True))
    emg.write_text("\n".join(["time_s,emg_DM_mV", *lines]))
    rows = (f"test,{pulse + 1}" for pulse in range(10))
    table.write_text("\n".join(["protocol,onset_s", *rows]))
    return table, emg


def test_the_window_of_meps_and_the_background_are_options(tmp_path, rng):
    table, emg = write_emg(tmp_path, rng, loud=[2, 5, 6])
    options = ("--mep-window", 20, 40, "--max-background", 0.01)
    done = run(table, "--emg", emg, *options, "--page", tmp_path / "page.html")
    assert done.exit_code == 0, done.output
    rows = {r["measure"]: r for r in csv.DictReader(io.StringIO(done.stdout))}
    assert float(rows["test_mep"]["value"]) == pytest.approx(1.0, abs=0.02)
    assert "3 of 10 pulses left out: rms of the background above 0.01 mV" in done.stderr
    page = (tmp_path / "page.html").read_text()
    assert "20 to 40 ms after the pulse" in page
    assert "pulses above 0.01 mV (rms) left out" in page
    assert "hodges-bui, which dates strong bursts" in page
    assert "not interpolated" in page


def test_a_window_that_ends_before_it_starts_is_refused(tmp_path, rng):
    done = run(*write_emg(tmp_path, rng, [])[:1], "--mep-window", 40, 20)
    assert done.exit_code == 2
    assert "--mep-window: got 40 20, expected START before END" in done.stderr


def test_two_files_are_two_people_unless_they_say_otherwise(tmp_path):
    for name in ("anna", "ben"):
        (tmp_path / f"{name}.csv").write_text(ROWS)
    done = run(tmp_path / "anna.csv", tmp_path / "ben.csv")
    rows = csv.DictReader(io.StringIO(done.stdout))
    assert {row["subject"] for row in rows} == {"anna", "ben"}


def test_two_files_with_one_assessment_of_one_person_are_refused(tmp_path):
    for day in ("monday", "friday"):
        (tmp_path / day).mkdir()
        (tmp_path / day / "anna.csv").write_text(ROWS)
    out = tmp_path / "both.csv"
    done = run(tmp_path / "monday" / "anna.csv", tmp_path / "friday" / "anna.csv", "--out", out)
    assert isinstance(done.exception, DataError)
    assert "anna.csv has 'map' of subject 'anna' too; name subject and session" in str(
        done.exception
    )
    assert not out.exists()
