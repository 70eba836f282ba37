"""Text of a user in a CSV is nothing that a spreadsheet runs, and comes back as it was."""

import csv
import io

import h5py
import pytest

from cortex_sim.cli.output import rows_as_csv
from cortex_sim.csv_cells import cell_text, text_cell
from cortex_sim.figures.style import table_csv
from cortex_sim.people.beside import read_measured
from cortex_sim.people.found import MeasuredRow, as_csv
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


@pytest.mark.parametrize("write", [table_csv, rows_as_csv])
def test_tables_quote_text_and_leave_numbers(write):
    ((text, number),) = list(csv.reader(io.StringIO(write([{"a": "=1+1", "b": -1.5}]))))[1:]
    assert (text, number) == ("'=1+1", "-1.5")


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
