"""A virtual slice: does GABA_A gate the potentiation of horizontal synapses in layer 2/3?

Theta bursts to horizontal axons leave responses in slices of rat motor cortex unchanged;
with GABA_A blocked where they are recorded they grow by about a quarter to a third, 0.5 and
1.0 mm away (Hess & Donoghue 1994); so they do when vertical
input is active at the same time (Hess et al. 1996). Here electrodes fire the
L2/3 cells around them and the model's own plasticity does the rest: no gate is put in.

The response is the sum of the weights of the synapses from the cells that the electrode
fires onto the cells around the recording site, which is proportional to the monosynaptic
current. It is read from the weights and free of noise.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cortex_sim.config.study import Study
from cortex_sim.engine.backends import ensure_program
from cortex_sim.model.parameters import Condition, session_inputs
from cortex_sim.model.sequences import TrialTable
from cortex_sim.model.state import initial_state
from cortex_sim.model.structure import structure_of
from cortex_sim.model.subject import Individual, draw_anatomy
from cortex_sim.model.trials import trial_inputs

SLOT = 0.01
"""Shocks fall on a grid of this period, in s."""

TRAINS, BURSTS, SHOCKS = 5, 10, 4
BURST_PERIOD, TRAIN_PERIOD = 20, 300
"""In slots: bursts at 5 Hz; trains follow each other after 3 s (compressed from 10 s)."""

RECORDED_MM = 0.3
"""Cells within this distance of the recording site are recorded."""

HORIZONTAL, OUTPUTS = "exc_exc", ("exc_exc.w", "exc_spikes.N")


@dataclass(frozen=True)
class Protocol:
    """GABA_A gain around the recording site, and whether vertical input joins in."""

    gaba_gain: float
    is_vertical: bool = False
    is_horizontal: bool = True


PROTOCOLS = {
    "ltp_intact": Protocol(1.0),
    "ltp_blocked": Protocol(0.2),
    "ltp_vertical": Protocol(1.0, is_vertical=True),
    "ltp_vertical_alone": Protocol(1.0, is_vertical=True, is_horizontal=False),
}


def theta_bursts(active):
    """Return a table with a shock to the ``active`` electrodes at each shock of the trains.

    Parameters
    ----------
    active
        By electrode: whether it is used, shape (n_electrodes,).
    """
    slots = np.zeros(TRAINS * TRAIN_PERIOD)
    for train in range(TRAINS):
        for burst in range(BURSTS):
            first = train * TRAIN_PERIOD + burst * BURST_PERIOD
            slots[first : first + SHOCKS] = 1
    drive = slots[:, None] * np.array(active, float)[None, :]
    length = np.full_like(drive, 0.25e-3)
    none = np.zeros(len(slots))
    return TrialTable(np.zeros_like(drive), length, drive, none.astype(int), none.astype(bool))


def pathway(study, anatomy, electrode):
    """Return which horizontal synapses lead from an electrode's cells to the recorded cells."""
    shocked_by, shocked = anatomy.wiring["electrode_exc"]
    index, at_site = (study.muscle_names.index(name) for name in (electrode, "site"))
    # cells that the vertical electrode fires as well would not be horizontal input
    shocked_here = shocked[shocked_by == index]
    fired = np.setdiff1d(shocked_here, shocked[shocked_by == at_site])
    site = anatomy.centres_mm[at_site]
    distance = np.linalg.norm(anatomy.positions_mm["exc"] - site, axis=1)
    recorded = np.setdiff1d(np.flatnonzero(distance <= RECORDED_MM), shocked_here)
    sources, targets = anatomy.wiring[HORIZONTAL]
    return np.isin(sources, fired) & np.isin(targets, recorded)


def potentiation(study: Study, builds: Path, seed: int, electrode: str, protocol: Protocol):
    """Return the change of the horizontal response in percent, and the mean rate of L2/3 in Hz."""
    program = ensure_program(structure_of(study, plastic=True), study.compiler, builds)
    anatomy = draw_anatomy(study, seed)
    state = initial_state(study)
    condition = Condition(levels={"gaba_a": protocol.gaba_gain}, is_plastic=True)
    inputs = session_inputs(study, Individual(), anatomy, state, condition)
    used = {electrode: protocol.is_horizontal, "site": protocol.is_vertical}
    table = theta_bursts([used.get(name, False) for name in study.muscle_names])
    inputs |= trial_inputs(study, table, SLOT)
    duration = SLOT * TRAINS * TRAIN_PERIOD
    found = program.run(inputs, anatomy.wiring, duration=duration, seed=seed, outputs=list(OUTPUTS))
    synapses = pathway(study, anatomy, electrode)
    before = state.weights[HORIZONTAL][synapses].sum()
    rate = float(found["exc_spikes.N"][0]) / len(anatomy.positions_mm["exc"]) / duration
    return 100 * (found["exc_exc.w"][synapses].sum() / before - 1), rate
