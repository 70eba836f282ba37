"""The tutorials run without Sphinx, a compiler or a simulation, but for those that simulate."""

import runpy
from pathlib import Path

import matplotlib as mpl
import pytest

TUTORIALS = sorted((Path(__file__).parents[3] / "docs" / "tutorials").glob("*.py"))
SIMULATES = {"two_arms", "run_a_sweep"}
"""Tested in ``tests/api``."""

SCRIPTS = [path for path in TUTORIALS if path.stem not in SIMULATES]


@pytest.mark.parametrize("script", SCRIPTS, ids=[path.stem for path in SCRIPTS])
def test_a_tutorial_runs_and_draws_a_figure(script, monkeypatch):
    mpl.use("Agg")
    import matplotlib.pyplot as plt

    monkeypatch.chdir(script.parent)
    monkeypatch.setattr(plt, "show", lambda: None)
    plt.close("all")  # of tests before
    runpy.run_path(str(script))
    assert len(plt.get_fignums()) == 1
    plt.close("all")
