"""Text of a user in a CSV is nothing that a spreadsheet runs, and comes back as it was."""

import csv
import io
import re
from pathlib import Path

import h5py
import numpy as np
import pytest

from cortex_sim.cli.output import for_spreadsheet
from cortex_sim.csv_cells import cell_text, csv_of_maps, csv_text, text_cell
from cortex_sim.outcome.modulators import BudgetRow, budget_csv
from cortex_sim.people.beside import read_measured
from cortex_sim.people.found import MeasuredRow, as_csv
from cortex_sim.people.virtual_table import csv_of
from cortex_sim.sweep.collect import Table, as_hdf5

HOSTILE = ("=1+1", "+x", "-2+3+cmd|' /C calc'!A0", "@SUM(A1)", "\tx", "\rx", "'=1+1", "-")
HARMLESS = ("", "a", "DM-LES", "'a", "''", "-70 mV", "+1.5", "-1e-05", "-inf", "-0.1  -2 3e-05")


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_spreadsheet_runs_is_quoted_and_read_back(text):
    assert text_cell(text) == f"'{text}"
    assert cell_text(text_cell(text)) == text


@pytest.mark.parametrize("text", HARMLESS)
def test_all_else_stays(text):
    assert text_cell(text) == cell_text(text) == text


def test_csv_is_written_in_one_place():
    root = Path(__file__).resolve().parents[2]
    files = [path for room in ("cortex_sim", "experiments") for path in (root / room).rglob("*.py")]
    own = re.compile(r"csv\.(writer|DictWriter)|\.to_csv\(|savetxt\(")
    writers = {str(path.relative_to(root)) for path in files if own.search(path.read_text("utf-8"))}
    assert writers == {"cortex_sim/csv_cells.py"}


WRITERS = [
    lambda text: csv_text([("a", "b"), (text, -1.5)]),
    lambda text: csv_of_maps([{text: -1.5}]),
    lambda text: csv_text([("a",), ((text, "b"),)]),
    lambda text: budget_csv([BudgetRow(1, text, "", 0.5, 1, 1, "", text, 0.5, "")]),
    lambda text: csv_of([MeasuredRow(text, "", "", 0.5, "", "", "", -0.5, "", "", text)]),
    lambda text: for_spreadsheet(f'a,b\n"{text}",-1.5\n', "semicolon", "point"),
]


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize("text", HOSTILE)
def test_no_table_has_a_cell_that_a_spreadsheet_runs(write, text):
    written = write(text)
    mark = ";" if ";-" in written else ","
    cells = [c for row in csv.reader(io.StringIO(written, newline=""), delimiter=mark) for c in row]
    assert any(text in cell for cell in cells)
    assert [cell for cell in cells if not cell.startswith("'") and text_cell(cell) != cell] == []


def test_numbers_of_a_table_stay_numbers():
    maps = [{"a": 1 / 3, "b": None}, {"a": float("nan"), "c": 7}, {"c": np.float32(0.5)}]
    assert csv_of_maps(maps) == "a,b,c\n0.333333333,,\nnan,,7\n,,0.5\n"
    rows = [("a", "b", "c", "d"), (-1.5, float("nan"), None, (-0.5, -2))]
    assert csv_text(rows).splitlines()[1] == "-1.5,nan,,-0.5 -2"
    assert csv_text(rows, digits=1, missing="").splitlines()[1] == "-2,,,-0.5 -2"


def test_a_table_written_for_a_spreadsheet_twice_is_quoted_once():
    once = for_spreadsheet("a\n'=1+1\n", "semicolon", "comma")
    assert once == for_spreadsheet(once, "semicolon", "comma") == "a\n'=1+1\n"


def test_measures_of_people_come_back_equal(tmp_path):
    texts = {name: "x" for name in MeasuredRow._fields}
    row = MeasuredRow(**{**texts, "subject": "=1+1", "note": "-a", "day": 1.0, "value": -2.5})
    path = tmp_path / "measures.csv"
    path.write_text(as_csv([row]), encoding="utf-8", newline="")
    assert "'=1+1" in path.read_text(encoding="utf-8")
    assert read_measured(path) == [row]


def test_a_table_of_a_sweep_is_read_as_it_was_set():
    table = Table(("a.b",), "a.b\n'=1+1\n", 1, ())
    assert list(table.rows()) == [{"a.b": "=1+1"}]
    with h5py.File(io.BytesIO(as_hdf5(table))) as file:
        assert file["a.b"][0] == b"=1+1"
