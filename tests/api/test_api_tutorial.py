"""The tutorial that simulates: it runs as it stands, with the programs that all tests share."""

import runpy

import matplotlib as mpl
import pytest
from fixtures.tiny_lab import ROOT

import cortex_sim as cs

pytestmark = pytest.mark.compiled


def test_two_arms_are_simulated_drawn_and_compared(lab, changes, tmp_path, monkeypatch, capsys):
    mpl.use("Agg")
    import matplotlib.pyplot as plt

    load, run, folder = cs.load_study, cs.run, lab.results(tmp_path / "results")
    monkeypatch.setattr(cs, "load_study", lambda name, own: load(name, own | changes))
    monkeypatch.setattr(cs, "run", lambda study, _, **how: run(study, folder, **how))
    monkeypatch.setattr(plt, "show", lambda: None)
    plt.close("all")  # of tests before
    runpy.run_path(str(ROOT / "docs" / "tutorials" / "two_arms.py"))
    assert len(plt.get_fignums()) == 1
    said = capsys.readouterr().out
    for arm in ("motor_control_training", "no_training"):
        assert said.count(arm) >= 2
    plt.close("all")
