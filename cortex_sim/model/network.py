"""The Brian2 network of a structure, built with placeholder inputs.

Every object has a constant name: names end up in the generated program and in
the names of its run-time inputs.
"""

from typing import Any

import brian2 as b2
import numpy as np

from cortex_sim.model import coil, depression, inputs, neurons
from cortex_sim.plasticity import RULES

Structure = dict[str, Any]


def build_network(structure: Structure) -> b2.Network:
    """Return the network of ``structure`` (see `structure_of`), never run.

    All parameters are zero and all weights and wirings placeholders: a session
    sets them when the compiled program starts.
    """
    b2.defaultclock.dt = structure["dt"] * b2.second
    tables = _tables(structure)
    groups: dict[str, Any] = {}
    operations: list[Any] = []
    for name, row in structure["populations"].items():
        build = _cells if row["kind"] == "cell" else _input_cells
        groups[name] = build(name, row, structure, tables, operations)
    synapses = [
        _projection(name, row, groups, plastic=structure["plastic"])
        for name, row in structure["projections"].items()
    ]
    synapses += [
        _feedback(name, row, groups, structure["n_muscles"])
        for name, row in structure.get("feedback", {}).items()
    ]
    synapses += [
        _forcing(name, groups[row["source"]], groups[name])
        for name, row in structure.get("forced", {}).items()
    ]
    if structure["coil"]:
        synapses += _coil(structure, groups, tables)
    recorded = structure.get("recorded", ()) if structure["plastic"] else groups
    monitors = [
        b2.SpikeMonitor(group, record=name in recorded, name=f"{name}_spikes")
        for name, group in groups.items()
        if name != "coil"
    ]
    return b2.Network(*groups.values(), *synapses, *operations, *monitors, name="network")


def _tables(structure: Structure) -> dict[str, Any]:
    """Return the tables of trials and, where there are some, of pulses, echoes, given spikes."""
    shape: tuple[int, ...] = (structure["max_trials"], structure["n_muscles"])
    wanted = {name: (unit, shape) for name, unit in inputs.TRIAL_TABLES.items()}
    if structure["coil"]:
        pulses = (structure["max_pulses"],)
        wanted |= {name: (unit, pulses) for name, unit in coil.PULSE_TABLES.items()}
    if "echo" in structure:
        echoes = (structure["echo"]["rows"], structure["echo"]["columns"])
        wanted |= {name: (unit, echoes) for name, unit in inputs.ECHO_TABLES.items()}
    if "given" in structure:
        spikes = (structure["given"]["rows"],)
        wanted |= {name: (unit, spikes) for name, unit in inputs.GIVEN_TABLES.items()}
    units = {"1": 1, "second": b2.second, "volt": b2.volt, "Hz": b2.Hz}
    return {
        name: b2.TimedArray(np.zeros(shape) * units[unit], dt=1 * b2.second, name=name)
        for name, (unit, shape) in wanted.items()
    }


def _cells(
    name: str, row: Structure, structure: Structure, _: object, operations: list[Any]
) -> Any:
    group = b2.NeuronGroup(
        row["size"],
        neurons.cell_equations(row["conductances"], row["traces"]),
        threshold=neurons.THRESHOLD,
        reset=neurons.reset_statements(
            row["conductances"], row["traces"], structure["spike_pairing"]
        ),
        refractory=neurons.REFRACTORY,
        method="exponential_euler",
        name=name,
    )
    operations.append(
        group.run_regularly(
            neurons.NOISE_UPDATE,
            dt=structure["noise_interval"] * b2.second,
            name=f"{name}_noise",
        )
    )
    return group


def _input_cells(
    name: str,
    row: Structure,
    structure: Structure,
    tables: dict[str, Any],
    operations: list[Any],
) -> Any:
    kind, traces = inputs.INPUT_CELLS[row["kind"]], row["traces"]
    has_decays = bool(traces) or row["kind"] == "following"
    group = b2.NeuronGroup(
        row["size"],
        "\n".join([kind.equations, *neurons.trace_equations(traces)]),
        threshold=kind.threshold,
        reset="\n".join([*neurons.trace_jumps(traces, structure["spike_pairing"]), kind.reset]),
        method="exponential_euler" if has_decays else "euler",
        namespace=tables,
        name=name,
    )
    if kind.update:
        interval = structure["input_interval"] * b2.second
        operations.append(group.run_regularly(kind.update, dt=interval, name=f"{name}_rate"))
    return group


def _projection(name: str, row: Structure, groups: dict[str, Any], *, plastic: bool) -> Any:
    rule = RULES[row["rule"]] if row["rule"] is not None else None
    depresses = row["depresses"]
    factors = [f"({depression.AVAILABLE})"] * depresses + ["w"] * (rule is not None)
    transmit = [
        f"{neurons.receiving_variable(r)}_post += {' * '.join([f'gain_{r}', *factors])}"
        for r in row["receptors"]
    ]
    variables = [f"gain_{r} : 1 (shared, constant)" for r in row["receptors"]]
    if depresses:
        transmit = [depression.RECOVER, *transmit, depression.SPEND.strip()]
        variables += [f"{key} : {unit}" for key, unit in depression.STATE.items()]
        variables += [f"{k} : {unit} (shared, constant)" for k, unit in depression.INPUTS.items()]
    on_pre, on_post = transmit, None
    if rule:
        variables.append("w : 1")
    if rule and plastic:
        variables += [f"{key} : {unit} (shared, constant)" for key, unit in rule.INPUTS.items()]
        on_pre, on_post = [*transmit, rule.ON_PRE], rule.ON_POST
    synapses = b2.Synapses(
        groups[row["source"]],
        groups[row["target"]],
        model="\n".join(variables),
        on_pre="\n".join(on_pre),
        on_post=on_post,
        delay=row["delay"] * b2.second,
        name=name,
    )
    # placeholders of the right length; each subject's wiring replaces them
    sources = np.arange(row["synapses"]) % len(groups[row["source"]])
    targets = np.arange(row["synapses"]) % len(groups[row["target"]])
    synapses.connect(i=sources, j=targets)
    return synapses


def _feedback(name: str, row: Structure, groups: dict[str, Any], n_muscles: int) -> Any:
    """Return what lets afferents follow the motoneurons of their own muscle."""
    source, target = groups[row["source"]], groups[name]
    synapses = b2.Synapses(
        source,
        target,
        on_pre=inputs.FEEDBACK_ON_PRE,
        delay=row["delay"] * b2.second,
        name=f"{name}_feedback",
    )
    pools = (np.arange(len(group)) // (len(group) // n_muscles) for group in (source, target))
    from_pool, to_pool = pools
    motoneurons, afferents = np.nonzero(from_pool[:, None] == to_pool[None, :])
    synapses.connect(i=motoneurons, j=afferents)
    return synapses


def _forcing(name: str, source: Any, target: Any) -> Any:
    """Return what makes each cell fire with the given cell beside it."""
    synapses = b2.Synapses(source, target, on_pre=inputs.FORCING_ON_PRE, name=f"{name}_forced")
    synapses.connect(i=np.arange(len(source)), j=np.arange(len(target)))
    return synapses


def _coil(structure: Structure, groups: dict[str, Any], tables: dict[str, Any]) -> list[Any]:
    pulses = {name: tables[name] for name in coil.PULSE_TABLES}
    stimulator = b2.NeuronGroup(
        1,
        coil.EQUATIONS,
        threshold=coil.THRESHOLD,
        reset=coil.RESET,
        namespace=pulses,
        name="coil",
    )
    targets = [name for name, row in structure["populations"].items() if row["coil"]]
    links = []
    for name in targets:
        link = b2.Synapses(
            stimulator, groups[name], on_pre=coil.ON_PRE, namespace=pulses, name=f"coil_{name}"
        )
        link.connect(i=np.zeros(len(groups[name]), int), j=np.arange(len(groups[name])))
        links.append(link)
    groups["coil"] = stimulator
    return links
