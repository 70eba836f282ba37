r"""Adaptive leaky integrate-and-fire cells with conductance synapses.

.. math::

    \tau_m \frac{dv}{dt} = (E_L - v) + \sum_r a_r\, g_r\, (E_r - v)
        + \mathrm{bias} + \sigma\,\xi - \mathrm{adaptation}

Every receptor conductance :math:`g_r` (in units of the leak) jumps with each
presynaptic spike and decays exponentially. The factor :math:`a_r` is the
GABA_A gain for ``gaba_a``, the magnesium block for ``nmda`` (Jahr & Stevens
1990, 10.1523/JNEUROSCI.10-09-03178.1990) and 1 otherwise. :math:`\xi` (``held_noise``) is
standard normal and redrawn every ``noise_interval``, which costs a quarter of
white noise at each step and acts alike on a slow membrane. Cells of one pool
may have a row of thresholds: the size principle (Henneman 1957,
10.1126/science.126.3287.1345).

Integration is exponential Euler, which is exact for every conductance, trace
and adaptation variable.
"""

from collections.abc import Collection

from cortex_sim.plasticity import TRACES

RECEPTOR_FACTOR = {
    "ampa": "",
    "nmda": "nmda_gate * ",
    "gaba_a": "gaba_gain * ",
    "gaba_b": "",
}
NMDA_GATE = "nmda_gate = 1 / (1 + exp(-62 * v / volt) / 3.57) : 1 (constant over dt)"


def cell_equations(receptors: Collection[str], traces: Collection[str]) -> str:
    """Return the Brian2 equations of one population.

    Parameters
    ----------
    receptors
        Receptors of the cell type (keys of `RECEPTOR_FACTOR`).
    traces
        Spike traces that plastic projections read (keys of `cortex_sim.plasticity.TRACES`).
    """
    currents = [receptor_current(r) for r in receptors]
    lines = [
        "dv/dt = ((E_L - v) + synaptic + bias + noise_sd * held_noise - adaptation) / tau_m"
        " : volt (unless refractory)",
        f"synaptic = {' + '.join(currents) or '0 * volt'} : volt",
        "dadaptation/dt = -adaptation / tau_adaptation : volt",
        "held_noise : 1",
        "bias : volt (constant)",
        "v_threshold : volt (constant)",
        "gaba_gain : 1 (constant)",
        "tms_gain : 1 (constant)",
        "x : 1 (constant)",
        "y : 1 (constant)",
        "E_L : volt (shared, constant)",
        "tau_m : second (shared, constant)",
        "v_reset : volt (shared, constant)",
        "refractory_period : second (shared, constant)",
        "noise_sd : volt (shared, constant)",
        "adaptation_step : volt (shared, constant)",
        "tau_adaptation : second (shared, constant)",
    ]
    for receptor in receptors:
        lines += [
            f"dg_{receptor}/dt = -g_{receptor} / tau_{receptor} : 1",
            f"E_{receptor} : volt (shared, constant)",
            f"tau_{receptor} : second (shared, constant)",
        ]
    if "nmda" in receptors:
        lines.append(NMDA_GATE)
    return "\n".join(lines + trace_equations(traces))


def receptor_current(receptor: str) -> str:
    """Return the current through a receptor, in units of the leak (an expression in V)."""
    return f"{RECEPTOR_FACTOR[receptor]}g_{receptor} * (E_{receptor} - v)"


def trace_equations(traces: Collection[str]) -> list[str]:
    """Return the equations of the spike traces (decay constants are inputs)."""
    lines = []
    for trace in traces:
        lines += [
            f"d{trace}/dt = -{trace} / tau_{trace} : 1",
            f"tau_{trace} : second (shared, constant)",
        ]
    return lines


def trace_jumps(traces: Collection[str], pairing: str) -> list[str]:
    """Return what a spike does to the traces of its cell, after synapses have read them.

    Parameters
    ----------
    traces
        Spike traces of the cell.
    pairing
        ``all_to_all``: every earlier spike counts, the trace grows by 1;
        ``nearest_spike``: only the last one does, a trace that obeys the pairing is set to 1
        (Morrison et al. 2008, 10.1007/s00422-008-0233-1).
    """
    nearest = {t for t in traces if TRACES[t].obeys_pairing and pairing == "nearest_spike"}
    return [f"{trace} = 1" if trace in nearest else f"{trace} += 1" for trace in traces]


def reset_statements(traces: Collection[str], pairing: str) -> str:
    """Return what a spike does to its own cell."""
    return "\n".join(
        ["v = v_reset", "adaptation += adaptation_step", *trace_jumps(traces, pairing)]
    )


THRESHOLD = "v > v_threshold"
REFRACTORY = "refractory_period"
NOISE_UPDATE = "held_noise = randn()"
