r"""Virtual TMS: a pulse activates axons, all or none.

The coil at :math:`(x_c, y_c)` depolarises the axon of cell *i* by
:math:`A\,k_i \exp(-d_i^2 / 2\sigma^2)`; if that lifts it above the cell's
threshold the cell fires in the next step (the potential jumps to ``network.coil.axon_spike``,
above all thresholds), otherwise nothing changes: activation
is at the axon (Aberra et al. 2020, 10.1016/j.brs.2019.10.002), so no charge
stays on the soma. A cell in its refractory period does not answer.

Before the pulse the axon is at :math:`E_L + c\,(v - E_L)`. With a soma coupling
:math:`c` of 1 it follows the soma, so an inhibited cell needs a stronger pulse;
with 0 only its place, sensitivity and refractory period matter, as far out on
an axon.

The coil is one cell that fires at the times of a pulse table, so a pulse costs
one sweep over the cells and silence costs nothing.
"""

import numpy as np
from numpy.typing import NDArray

EQUATIONS = """
pulse : integer
x = pulse_x(pulse * second) : 1
y = pulse_y(pulse * second) : 1
intensity = pulse_intensity(pulse * second) : volt
width : 1 (shared, constant)
uncoupling : 1 (shared, constant)
axon_spike : volt (shared, constant)
"""
THRESHOLD = "t > pulse_time(pulse * second) - 0.5 * dt"
RESET = "pulse += 1"
ON_PRE = """
distance_squared = (x_post - x_pre)**2 + (y_post - y_pre)**2
depolarisation = intensity_pre * tms_gain_post * exp(-distance_squared / (2 * width_pre**2))
axon = v_post + uncoupling_pre * (E_L_post - v_post)
v_post = v_post + int(axon + depolarisation > v_threshold_post) * (axon_spike_pre - v_post)
"""
INPUTS = ("width", "uncoupling", "axon_spike")
"""Run-time inputs: one number each."""

PULSE_TABLES = {
    "pulse_time": "second",
    "pulse_x": "1",
    "pulse_y": "1",
    "pulse_intensity": "volt",
}
"""Tables with one row a pulse, with their Brian2 units (positions in mm)."""

NEVER = 1e9
"""Time of the pulses that fill the rest of the table, in s."""


def pulse_inputs(
    times: NDArray[np.float64],
    sites_mm: NDArray[np.float64],
    intensity: NDArray[np.float64],
    max_pulses: int,
) -> dict[str, NDArray[np.float64]]:
    """Return the pulse tables of a session.

    Parameters
    ----------
    times
        Times of the pulses in s, increasing, shape (n,).
    sites_mm
        Coil positions in mm, shape (n, 2).
    intensity
        Depolarisation right under the coil in V, shape (n,).
    max_pulses
        Rows of the compiled table; the rest is filled with `NEVER`.
    """
    n = len(times)
    if n >= max_pulses:
        raise ValueError(f"{n} pulses do not fit in network.max_pulses = {max_pulses}")
    if np.any(np.diff(times) <= 0):
        raise ValueError("pulse times must increase")
    tables = {
        "pulse_time": np.full(max_pulses, NEVER),
        "pulse_x": np.zeros(max_pulses),
        "pulse_y": np.zeros(max_pulses),
        "pulse_intensity": np.zeros(max_pulses),
    }
    columns = (times, sites_mm[:, 0], sites_mm[:, 1], intensity)
    for table, column in zip(tables.values(), columns, strict=True):
        table[:n] = column
    return {f"{name}.values": table for name, table in tables.items()}
