"""What the kernel can do in a session beyond what today's structures ask for."""

import numpy as np
import pytest
from fixtures.tiny_lab import DT, builds_folder, lab_of

from cortex_sim.engine.backends import ensure_program
from cortex_sim.model.parameters import pulse_inputs
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
