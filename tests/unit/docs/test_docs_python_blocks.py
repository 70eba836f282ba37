"""Blocks of Python on the reference pages run, on small stored data; what simulates is a stand-in.

Stand-ins have the names and the arguments of what they stand for, so a call that does not exist
fails.
"""

import re
from pathlib import Path
from unittest.mock import create_autospec

import numpy as np
import pytest
from fixtures.emg_round_trip import exported, virtual_map
from fixtures.finished_study import folder, results, study  # noqa: F401

import cortex_sim as cs
from cortex_sim.emg.surface import Electrode, muscles_emg

DOCS = Path(__file__).parents[3] / "docs"
BLOCK = re.compile(r"^```python\n(.*?)^```", re.S | re.M)
ELSEWHERE = {"how_to/add_an_executor.md", "how_to/read_results_in_python.md"}
"""Pages whose blocks ``test_docs_how_to.py`` runs."""

RATE = 2000.0


def blocks(page):
    return BLOCK.findall((DOCS / page).read_text(encoding="utf-8"))


def test_no_block_is_left_out():
    pages = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    assert {page for page in pages if blocks(page)} - ELSEWHERE == {
        "python.md", "people.md", "file_formats.md",
    }  # fmt: skip


@pytest.fixture
def stand_ins(monkeypatch, study, results):  # noqa: F811
    """Let studies be the finished one, and its subjects and sweeps answer without a network."""
    monkeypatch.setattr(cs, "load_study", lambda name, _: study, raising=False)
    monkeypatch.setattr(cs, "run", lambda *_: results, raising=False)
    subject = create_autospec(cs.Subject, instance=True)
    real = type(results).subject
    monkeypatch.setattr(type(results), "subject", create_autospec(real, return_value=subject))
    sweep = create_autospec(cs.Sweep, instance=True)
    monkeypatch.setattr(cs, "load_sweep", create_autospec(cs.load_sweep, return_value=sweep))
    return subject, sweep


def test_the_names_of_the_page_on_python_work(stand_ins, results, capsys):  # noqa: F811
    subject, sweep = stand_ins
    whole, of_sweeps = blocks("python.md")
    scope = {}
    exec(whole.replace("2101", str(results.subjects[0])), scope)
    assert "sessions" in capsys.readouterr().out  # what the study costs
    subject.stimulate.assert_called_once()
    subject.move.assert_called_once_with("clbp", trials=10)
    exec(of_sweeps, scope)
    sweep.run.assert_called_once_with("results", executor="local")


@pytest.fixture
def measured(tmp_path, monkeypatch, rng):
    """Write a map of a person as a table with its mapping, and the same pulses as an EMG."""
    monkeypatch.chdir(tmp_path)
    times, places, spikes, *_ = virtual_map(rng)
    signal = muscles_emg(spikes, float(times[-1] + 0.3), Electrode(rate_hz=RATE), rng)
    emg, _ = exported(tmp_path, times, places, signal, RATE)
    table = np.column_stack([times, places, rng.uniform(0.1, 1.0, (len(times), 2))])
    head = "when,east,north,dm,les"
    np.savetxt("map.csv", table, delimiter=",", header=head, comments="", fmt="%.6f")
    Path("map.yaml").write_text(
        "columns: {onset: when, x: east, y: north}\n"
        "mep: {DM: dm, LES: les}\n"
        "units: {mep: mV, position: mm, time: s}\n"
        "constant: {protocol: map}\n"
    )
    return emg.name


def test_people_are_measured_as_the_page_says(measured):
    (code,) = blocks("people.md")
    scope = {}
    exec(code.replace("record.edf", measured), scope)
    overlap = scope["sessions"].measures(spacing_mm=10).set_index("measure").value["overlap"]
    assert 0.0 <= overlap <= 1.0


def test_a_session_file_is_read_as_the_page_says(folder, capsys):  # noqa: F811
    session = next((folder.parent / "sessions").rglob("*.h5"))
    (code,) = blocks("file_formats.md")
    exec(code.replace("results/sessions/ab/abcd.h5", str(session)), {})
    assert "units" in capsys.readouterr().out
