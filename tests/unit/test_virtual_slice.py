"""The virtual slice of ``experiments/slice``: its shocks, its pathway, its measure."""

import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from cortex_sim.config.load import load_study
from cortex_sim.model.state import initial_state
from cortex_sim.model.subject import draw_anatomy

FOLDER = Path(__file__).parents[2] / "experiments" / "slice"


@pytest.fixture(scope="module")
def virtual_slice():
    sys.path.insert(0, str(FOLDER))
    try:
        import virtual_slice

        yield virtual_slice
    finally:
        sys.path.remove(str(FOLDER))


@pytest.fixture(scope="module")
def study():
    return load_study(FOLDER / "slice.yaml")


def test_theta_bursts_go_to_the_active_electrodes_alone(virtual_slice):
    table = virtual_slice.theta_bursts([True, False])
    assert table.drive.sum(axis=0).tolist() == [5 * 10 * 4, 0]


def test_the_pathway_leads_from_shocked_cells_to_the_recording_site(virtual_slice, study):
    anatomy = draw_anatomy(study, 1)
    synapses = virtual_slice.pathway(study, anatomy, "far")
    sources, targets = (side[synapses] for side in anatomy.wiring["exc_exc"])
    x, y = anatomy.positions_mm["exc"].T
    assert synapses.sum() > 20
    assert abs(x[sources].mean() - 1.0) < 0.1
    assert np.hypot(x[targets], y[targets]).max() <= virtual_slice.RECORDED_MM


@pytest.mark.parametrize(("factor", "expected"), [(1.0, 0.0), (1.3, 30.0)])
def test_potentiation_is_the_change_of_the_summed_weight(
    virtual_slice, study, monkeypatch, factor, expected
):
    weights = initial_state(study).weights["exc_exc"] * factor
    found = {"exc_exc.w": weights, "exc_spikes.N": np.array([1024])}
    program = SimpleNamespace(run=lambda *_, **__: found)
    monkeypatch.setattr(virtual_slice, "ensure_program", lambda *_: program)
    protocol = virtual_slice.PROTOCOLS["ltp_vertical"]
    change, rate = virtual_slice.potentiation(study, Path("unused"), 1, "near", protocol)
    assert change == pytest.approx(expected)
    assert rate == pytest.approx(1 / 15)


def test_gaba_a_is_blocked_around_the_recording_site_alone(study):
    blocked = {name for name, muscle in study.muscles.items() if muscle.area == "trunk"}
    assert blocked == {"site"}
