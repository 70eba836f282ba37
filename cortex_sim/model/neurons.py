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

Four conductances are there only in cell types that ask for them.

``afterhyperpolarisation`` jumps with each spike of its own cell and decays like the
others.

``gaba_b_spillover`` is driven by transmitter that spreads out of synapses: a spike adds to the
target's ``transmitter``, which is soon taken up, and receptors open by its fourth power, as four
G proteins bind to a channel (Destexhe & Sejnowski 1995, 10.1073/pnas.92.21.9515). With
:math:`s` the transmitter relative to that at half effect and :math:`\bar g` the largest conductance

.. math::

    \frac{dg}{dt} = \frac{s^4}{1 + s^4}\,\frac{\bar g - g}{\tau_\mathrm{rise}} - \frac{g}{\tau}

so single spikes hardly act and volleys do; not cooperative, :math:`s` stands for :math:`s^4`.

``t_current`` is the low-threshold calcium current that makes a cell integrate-and-fire-or-burst
(Smith et al. 2000, 10.1152/jn.2000.83.1.588). Channels are open above the potential :math:`v_h`
and closed below it. While open they inactivate, while closed they recover: with :math:`g` the
conductance that is not inactivated and :math:`\bar g` the largest one, the current is
:math:`[v > v_h]\, g\, (E - v)` and

.. math::

    \frac{dg}{dt} = [v \le v_h]\, \frac{\bar g - g}{\tau_\mathrm{recovery}}
        - [v > v_h]\, \frac{g}{\tau}

so a cell that was hyperpolarised for a tenth of a second answers the next input with a burst.

``tonic_gaba_a`` is constant: that of GABA_A receptors outside of synapses, which ambient GABA
holds open (Lee & Maguire 2014, 10.3389/fncir.2014.00003). Its level is a modulator of its own,
``gaba_a_tonic``, so that it can be lost while synapses stay as they are.

Integration is exponential Euler, which is exact for every decaying conductance, trace and
adaptation variable.
"""

from collections.abc import Collection

from cortex_sim.config.cells import AFTERHYPERPOLARISATION, T_CURRENT, TONIC_GABA_A
from cortex_sim.plasticity import TRACES

RECEPTOR_FACTOR = {
    "ampa": "",
    "nmda": "nmda_gate * ",
    "gaba_a": "gaba_gain * ",
    "gaba_b": "",
    "gaba_b_spillover": "",
}
"""Receptors, with what multiplies the current of each."""

FACTOR = RECEPTOR_FACTOR | {AFTERHYPERPOLARISATION: "", T_CURRENT: "t_open * ", TONIC_GABA_A: ""}
"""Conductances, with what multiplies the current of each."""

SPILLOVER = "gaba_b_spillover"
"""Receptor that a pool of transmitter drives."""

CONDUCTANCES: tuple[str, ...] = tuple(FACTOR)
"""All conductances that a cell type can have beside its leak."""

T_CURRENT_CHANGE = (
    "((1 - t_open) * (largest_t_current - g_t_current) * (tau_t_current / t_recovery)"
    " - t_open * g_t_current)"
)
T_CURRENT_EQUATIONS = [
    "t_open = int(v > t_activation) : 1 (constant over dt)",
    "t_activation : volt (shared, constant)",
    "t_recovery : second (shared, constant)",
    "largest_t_current : 1 (shared, constant)",
]
NMDA_GATE = "nmda_gate = 1 / (1 + exp(-62 * v / volt) / 3.57) : 1 (constant over dt)"
SPILLOVER_CHANGE = (
    "(spillover_effect * (largest_conductance - g_gaba_b_spillover)"
    " * (tau_gaba_b_spillover / rise_time) - g_gaba_b_spillover)"
)
SPILLOVER_EQUATIONS = [
    "dtransmitter/dt = -transmitter / uptake_time : 1",
    "relative_transmitter = transmitter / half_transmitter : 1",
    "spillover_power = cooperative * (relative_transmitter**2)**2"
    " + (1 - cooperative) * relative_transmitter : 1",
    "spillover_effect = spillover_power / (1 + spillover_power) : 1",
    "uptake_time : second (shared, constant)",
    "rise_time : second (shared, constant)",
    "half_transmitter : 1 (shared, constant)",
    "cooperative : 1 (shared, constant)",
    "largest_conductance : 1 (shared, constant)",
]


def cell_equations(conductances: Collection[str], traces: Collection[str]) -> str:
    """Return the Brian2 equations of one population.

    Parameters
    ----------
    conductances
        Conductances of the cell type (of `CONDUCTANCES`).
    traces
        Spike traces that plastic projections read (keys of `cortex_sim.plasticity.TRACES`).
    """
    currents = [conductance_current(c) for c in conductances]
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
    for conductance in conductances:
        lines += conductance_equations(conductance)
    return "\n".join(lines + trace_equations(traces))


def conductance_equations(conductance: str) -> list[str]:
    """Return the equations of one conductance and of what drives it."""
    if conductance == TONIC_GABA_A:
        return [f"g_{conductance} : 1 (constant)", f"E_{conductance} : volt (shared, constant)"]
    changes = {SPILLOVER: SPILLOVER_CHANGE, T_CURRENT: T_CURRENT_CHANGE}
    change = changes.get(conductance, f"-g_{conductance}")
    lines = [
        f"dg_{conductance}/dt = {change} / tau_{conductance} : 1",
        f"E_{conductance} : volt (shared, constant)",
        f"tau_{conductance} : second (shared, constant)",
    ]
    more = {
        "nmda": [NMDA_GATE],
        SPILLOVER: SPILLOVER_EQUATIONS,
        T_CURRENT: T_CURRENT_EQUATIONS,
        AFTERHYPERPOLARISATION: [f"{AFTERHYPERPOLARISATION}_step : 1 (shared, constant)"],
    }
    return lines + more.get(conductance, [])


def conductance_current(conductance: str) -> str:
    """Return the current through a conductance, in units of the leak (an expression in V)."""
    return f"{FACTOR[conductance]}g_{conductance} * (E_{conductance} - v)"


def receiving_variable(receptor: str) -> str:
    """Return the variable of the target cell to which a spike adds."""
    return "transmitter" if receptor == SPILLOVER else f"g_{receptor}"


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


def reset_statements(conductances: Collection[str], traces: Collection[str], pairing: str) -> str:
    """Return what a spike does to its own cell."""
    jumps = ["v = v_reset", "adaptation += adaptation_step"]
    if AFTERHYPERPOLARISATION in conductances:
        jumps.append(f"g_{AFTERHYPERPOLARISATION} += {AFTERHYPERPOLARISATION}_step")
    return "\n".join([*jumps, *trace_jumps(traces, pairing)])


THRESHOLD = "v > v_threshold"
REFRACTORY = "refractory_period"
NOISE_UPDATE = "held_noise = randn()"
