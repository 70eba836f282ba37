"""The tutorials that simulate: they run as they stand, with the programs that all tests share."""

import runpy

import matplotlib as mpl
import pytest
import yaml
from fixtures.tiny_lab import OVERRIDES, ROOT

import cortex_sim as cs

pytestmark = pytest.mark.compiled


@pytest.fixture
def run_tutorial(monkeypatch):
    """Return a function that runs a tutorial and counts its figures."""
    mpl.use("Agg")
    import matplotlib.pyplot as plt

    monkeypatch.setattr(plt, "show", lambda: None)

    def run(name):
        plt.close("all")  # of tests before
        scope = runpy.run_path(str(ROOT / "docs" / "tutorials" / f"{name}.py"))
        assert len(plt.get_fignums()) == 1
        plt.close("all")
        return scope

    return run


def test_two_arms_are_simulated_drawn_and_compared(
    lab, changes, tmp_path, monkeypatch, capsys, run_tutorial
):
    load, run, folder = cs.load_study, cs.run, lab.results(tmp_path / "results")
    monkeypatch.setattr(cs, "load_study", lambda name, own: load(name, own | changes))
    monkeypatch.setattr(cs, "run", lambda study, _, **how: run(study, folder, **how))
    run_tutorial("two_arms")
    said = capsys.readouterr().out
    for arm in ("motor_control_training", "no_training"):
        assert said.count(arm) >= 2


def test_a_sweep_is_run_and_a_slip_in_it_refused(lab, monkeypatch, capsys, run_tutorial):
    load = cs.load_sweep

    def with_shared_programs(path):
        data = yaml.safe_load(path.read_text())
        data["set"] |= dict(override.split("=", 1) for override in OVERRIDES)
        data["set"] |= {"network.max_trials": 512}
        path.write_text(yaml.safe_dump(data, sort_keys=False))
        return load(path)

    monkeypatch.setattr(cs, "load_sweep", with_shared_programs)
    grid = run_tutorial("run_a_sweep")["grid"]
    assert grid.shape == (2, 2)
    assert grid.notna().all(axis=None)
    said = capsys.readouterr().out
    assert "phases.clpb.gaba_gain" in said
    assert "did you mean" in said
    assert "4 points" in said
