import csv
import subprocess
import sys

import matplotlib
import numpy as np
import pytest

from cortex_sim.errors import StorageError
from cortex_sim.figures.style import new_figure, use_style
from cortex_sim.pictures.files import save_figure


@pytest.fixture
def line():
    with use_style():
        figure = new_figure(40, 30)
        figure.subplots().plot([0, 1], [0, 2], label="β (mm)")
    return figure


def test_saved_numbers_are_those_passed(line, tmp_path):
    values = np.random.default_rng(1).normal(size=5)
    table = [{"phase": "clbp", "value": value} for value in values]
    _, _, path = save_figure(line, tmp_path, "line", table)
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    np.testing.assert_allclose([float(row["value"]) for row in rows], values, rtol=1e-8)
    assert {row["phase"] for row in rows} == {"clbp"}


def test_saving_the_same_figure_twice_gives_equal_bytes(line, tmp_path):
    first = save_figure(line, tmp_path / "a", "line", [])
    again = save_figure(line, tmp_path / "b", "line", [])
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in again]


def test_files_hold_no_date(line, tmp_path):
    pdf, png, _ = save_figure(line, tmp_path, "line", [])
    assert b"CreationDate" not in pdf.read_bytes()
    assert b"tIME" not in png.read_bytes()


def test_nothing_else_is_left_in_the_folder(line, tmp_path):
    save_figure(line, tmp_path, "line", [])
    assert {p.name for p in tmp_path.iterdir()} == {"line.pdf", "line.png", "line.csv"}


def test_png_has_200_dots_per_inch(line, tmp_path):
    save_figure(line, tmp_path, "line", [])
    width = int.from_bytes((tmp_path / "line.png").read_bytes()[16:20])
    assert width == int(40 / 25.4 * 200)


def test_unwritable_place_is_a_storage_error(line, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="cannot write"):
        save_figure(line, tmp_path / "file", "line", [])


def test_style_leaves_the_settings_of_others_alone():
    with matplotlib.rc_context({"font.size": 31}):
        with use_style():
            assert matplotlib.rcParams["font.size"] == 7
        assert matplotlib.rcParams["font.size"] == 31


def test_settings_of_the_user_do_not_show():
    with matplotlib.rc_context({"axes.grid": True}), use_style():
        assert not matplotlib.rcParams["axes.grid"]


def test_figures_need_neither_pyplot_nor_brian2():
    code = (
        "import sys, cortex_sim.figures;"
        "print([m for m in ('matplotlib.pyplot', 'brian2') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
