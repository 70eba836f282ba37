"""What the kernel can do in a session beyond what today's structures ask for."""

import numpy as np
import pytest
from fixtures.tiny_lab import DT, builds_folder, lab_of

from cortex_sim.config.cohort import Compiler
from cortex_sim.engine.backends import ensure_program
from cortex_sim.model.coil import pulse_inputs
from cortex_sim.model.structure import structure_of

pytestmark = pytest.mark.compiled


def stimulated_practice(lab, times):
    """Run a plastic session that obeys the coil; return spikes of exc and weights."""
    structure = structure_of(lab.study, plastic=True, coil=True)
    structure["populations"]["exc"]["coil"] = True
    structure["recorded"] = ["exc"]
    program = ensure_program(structure, lab.study.compiler, builds_folder())
    inputs = lab.inputs(plastic=True)
    n = len(times)
    rows = lab.study.network.max_pulses
    inputs |= pulse_inputs(times, np.zeros((n, 2)), np.full(n, 0.2), rows)
    inputs |= {"coil.width": 0.45, "coil.uncoupling": 0.0, "coil.axon_spike": 0.0}
    outputs = ["exc_spikes.t", "exc_spikes.i", "exc_exc.w"]
    return program.run(inputs, lab.anatomy.wiring, duration=0.5, seed=4, outputs=outputs)


@pytest.mark.parametrize("precision", ["fast", "exact"])
def test_pulses_act_in_a_session_that_learns(precision):
    lab = lab_of(f"compiler.precision={precision}")
    times = 0.1 + 0.05 * np.arange(6)
    found, quiet = stimulated_practice(lab, times), stimulated_practice(lab, times + 10)
    steps = np.rint(found["exc_spikes.t"] / DT).astype(int)
    after = np.isin(steps, np.rint(times / DT).astype(int) + 1)
    assert after.sum() > 6 * 5
    assert np.any(found["exc_exc.w"] != quiet["exc_exc.w"])


def two_cells_of(size):
    """Return structure, inputs and wiring of a sheet whose last cell but one drives the last."""
    structure = {
        "plastic": True,
        "coil": False,
        "dt": DT,
        "spike_pairing": "all_to_all",
        "noise_interval": 2e-3,
        "input_interval": 4e-3,
        "max_trials": 1,
        "max_pulses": 1,
        "n_muscles": 1,
        "recorded": ["sheet"],
        "populations": {
            "sheet": {
                "size": size,
                "kind": "cell",
                "conductances": ["ampa"],
                "traces": ["z"],
                "coil": False,
            }
        },
        "projections": {
            "edge": {
                "source": "sheet",
                "target": "sheet",
                "synapses": 1,
                "delay": 1e-3,
                "receptors": ["ampa"],
                "depresses": False,
                "rule": "inhibitory",
            }
        },
    }
    bias = np.where(np.arange(size) == size - 2, 0.1, 0.0)
    cells = {
        **{"E_L": -0.07, "tau_m": 0.02, "v_reset": -0.06, "refractory_period": 0.002},
        **{"noise_sd": 0.0, "adaptation_step": 0.0, "tau_adaptation": 0.1, "v_threshold": -0.05},
        **{"v": -0.07, "E_ampa": 0.0, "tau_ampa": 0.005, "gaba_gain": 1.0, "tms_gain": 1.0},
        **{"x": 0.0, "y": 0.0, "tau_z": 0.02, "bias": bias},
    }
    per_cell = ("v_threshold", "v", "gaba_gain", "tms_gain", "x", "y")
    inputs = {f"sheet.{key}": value for key, value in cells.items()}
    inputs |= {f"sheet.{key}": np.full(size, cells[key]) for key in per_cell}
    inputs |= {"edge.gain_ampa": 5.0, "edge.w": [0.5], "edge.learning_rate": 0.01}
    inputs |= {"edge.alpha": 0.0}
    tables = ("trial_onset", "trial_length", "trial_drive")
    inputs |= {f"{table}.values": np.zeros(1) for table in tables}
    return structure, inputs, {"edge": (np.array([size - 2]), np.array([size - 1]))}


@pytest.mark.parametrize("precision", ["fast", "exact"])
@pytest.mark.parametrize("size", [1_000, 2**16, 70_000])
def test_a_large_sheet_is_wired_and_learns_as_a_small_one(size, precision):
    """Where cells are more than 16 bits can number, none is taken for another."""
    structure, inputs, wiring = two_cells_of(size)
    compiler = Compiler(precision=precision)
    program = ensure_program(structure, compiler, builds_folder())
    outputs = ["sheet_spikes.count", "edge.w", "edge._synaptic_pre", "edge._synaptic_post"]
    found = program.run(inputs, wiring, duration=0.1, seed=1, outputs=outputs)
    (fired,) = np.nonzero(found["sheet_spikes.count"])
    assert fired.tolist() == [size - 2, size - 1]
    assert found["edge.w"][0] > 0.55
    assert found["edge._synaptic_pre"].tolist() == [size - 2]
    assert found["edge._synaptic_post"].tolist() == [size - 1]


@pytest.mark.parametrize("precision", ["fast", "exact"])
@pytest.mark.parametrize("who_fires", ["sources", "targets"])
def test_weights_come_back_as_given_whichever_side_fires_more(rng, who_fires, precision):
    """The kernel orders weights by the side that fires more; nobody else can tell."""
    size, synapses = 40, 300
    structure, inputs, _ = two_cells_of(size)
    structure["projections"]["edge"]["synapses"] = synapses
    quiet, driven = np.arange(20), np.arange(20, size)
    inputs["sheet.bias"] = np.where(np.arange(size) < 20, 0.0, 0.1)
    sources, targets = (driven, quiet) if who_fires == "sources" else (quiet, driven)
    pairs = rng.permutation([(i, j) for i in sources for j in targets])[:synapses]
    weights = rng.uniform(0.1, 0.9, synapses)
    # a rate that changes nothing that can be seen
    inputs |= {"edge.w": weights, "edge.learning_rate": 1e-12, "edge.gain_ampa": 0.0}
    program = ensure_program(structure, Compiler(precision=precision), builds_folder())
    outputs = ["sheet_spikes.count", "edge.w", "edge._synaptic_pre", "edge._synaptic_post"]
    wiring = {"edge": (pairs[:, 0], pairs[:, 1])}
    found = program.run(inputs, wiring, duration=0.5, seed=1, outputs=outputs)
    assert found["sheet_spikes.count"][driven].min() > 5 > found["sheet_spikes.count"][quiet].max()
    np.testing.assert_allclose(found["edge.w"], weights, rtol=1e-6)
    np.testing.assert_array_equal(found["edge._synaptic_pre"], pairs[:, 0])
    np.testing.assert_array_equal(found["edge._synaptic_post"], pairs[:, 1])
