"""The tutorials run without Sphinx, a compiler or a simulation."""

import runpy
from pathlib import Path

import matplotlib as mpl
import pytest

TUTORIALS = sorted((Path(__file__).parents[3] / "docs" / "tutorials").glob("*.py"))


@pytest.mark.parametrize("script", TUTORIALS, ids=[path.stem for path in TUTORIALS])
def test_a_tutorial_runs_and_draws_a_figure(script, monkeypatch):
    mpl.use("Agg")
    import matplotlib.pyplot as plt

    monkeypatch.chdir(script.parent)
    monkeypatch.setattr(plt, "show", lambda: None)
    runpy.run_path(str(script))
    assert len(plt.get_fignums()) == 1
    plt.close("all")
