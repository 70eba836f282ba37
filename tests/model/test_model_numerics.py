"""Counts that are conserved, and what the time step costs."""

import numpy as np
import pytest
from fixtures.tiny_lab import DT, shared_lab, silent

from cortex_sim.model.structure import structure_of, synapse_count

pytestmark = pytest.mark.compiled
PROJECTIONS = sorted(shared_lab().study.network.projections)


@pytest.mark.parametrize("name", PROJECTIONS)
def test_every_subject_has_the_number_of_synapses_that_the_program_holds(lab, name):
    count = synapse_count(lab.study.network, name, len(lab.study.muscles))
    sources, targets = lab.anatomy.wiring[name]
    assert len(sources) == len(targets) == count
    assert lab.plastic.synapses[name] == count
    assert structure_of(lab.study, plastic=False)["projections"][name]["synapses"] == count


def fine_reference(bias, *, duration, factor):
    """Return spike times of an adapting LIF cell, integrated with a fine Euler step."""
    dt = DT / factor
    v, adaptation, free_at, times = -0.07, 0.0, 0.0, []
    for step in range(round(duration / dt)):
        now = step * dt
        if now >= free_at - 1e-12:
            v += dt * (-0.07 - v + bias - adaptation) / 0.02
        adaptation -= dt * adaptation / 0.1
        if v > -0.05:
            times.append(now)
            v, adaptation, free_at = -0.062, adaptation + 0.0006, now + 0.002
    return np.array(times)


def test_rate_of_an_adapting_cell_agrees_with_a_fine_step_reference(lab):
    """The step of 0.5 ms costs at most one step an interval (rate error below 5 %)."""
    inputs = lab.inputs(plastic=False, changed=silent(lab) | {"exc.bias": 0.026})
    steps, cells = lab.spikes(lab.run(inputs, plastic=False, duration=1.0))["exc"]
    coarse = len(steps[cells == 0])
    fine = len(fine_reference(0.026, duration=1.0, factor=20))
    assert coarse == pytest.approx(fine, rel=0.05)
