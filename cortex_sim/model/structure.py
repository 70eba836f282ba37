"""The structure of a network: all that is compiled into the simulation.

Two configurations with the same structure share one compiled program; what is
not here goes in at run time.
"""

from typing import Any

from cortex_sim.config.inputs import AfferentInput
from cortex_sim.config.network import Network, Population, population_size
from cortex_sim.model.body import Body
from cortex_sim.model.echo import echo_columns, echo_rows
from cortex_sim.model.inputs import MOST_SPIKES, forcing
from cortex_sim.plasticity import RULES

Structure = dict[str, Any]
"""Structure of a network, as plain data."""


def synapse_count(network: Network, projection: str, n_muscles: int) -> int:
    """Return the number of synapses of a projection: the same in every subject."""
    row = network.projections[projection]
    side = row.target if row.fan.fixed == "in" else row.source
    return row.fan.count * population_size(network.populations[side], n_muscles)


def traces_of(network: Network, population: str) -> tuple[str, ...]:
    """Return the spike traces that plastic projections read on a population."""
    found: set[str] = set()
    for row in network.projections.values():
        if row.plasticity is not None:
            rule = RULES[row.plasticity.rule]
            found.update(rule.PRE_TRACES if row.source == population else ())
            found.update(rule.POST_TRACES if row.target == population else ())
    return tuple(sorted(found))


def recorded_populations(body: Body) -> tuple[str, ...]:
    """Return the populations whose spikes practice records: those that release BDNF."""
    return () if body.slow_clock is None else excitatory_populations(body.network)


def excitatory_populations(network: Network) -> tuple[str, ...]:
    """Return the excitatory populations of the cortex."""
    rows = network.populations.items()
    return tuple(sorted(name for name, row in rows if row.role == "cortical_excitatory"))


def _kind(population: Population, *, is_given: bool) -> str:
    """Return what a population's cells are: cells with a membrane, or a key of `INPUT_CELLS`."""
    source = population.input
    if source is None:
        return "cell"
    if is_given:
        return "given"
    return "following" if follows_motoneurons(population) else source.kind


def follows_motoneurons(population: Population) -> bool:
    """Return whether a population's cells follow the motoneurons of their muscle."""
    return isinstance(population.input, AfferentInput) and population.input.feedback > 0


def _echo(network: Network) -> Structure:
    """Return the size of the table of echoes, nothing without one."""
    columns = echo_columns(network)
    if not columns:
        return {}
    cells = sum(len(column) for column in columns.values())
    return {"echo": {"rows": echo_rows(network), "columns": cells}}


def _feedback(network: Network) -> Structure:
    """Return whom the populations in a closed loop follow, and how late; nothing without one."""
    found = {}
    for name, row in sorted(network.populations.items()):
        if follows_motoneurons(row) and isinstance(row.input, AfferentInput):
            followed = {"source": motoneurons_of(network), "delay": row.input.feedback_delay}
            found[name] = followed
    return {"feedback": found} if found else {}


def motoneurons_of(network: Network) -> str:
    """Return the name of the population of motoneurons.

    Raises
    ------
    ValueError
        If there is none with the layout ``pools``.
    """
    for name, row in network.populations.items():
        if row.role == "motoneuron" and row.layout.kind == "pools":
            return name
    raise ValueError("the network has no population with role 'motoneuron' and layout 'pools'")


def voluntary_populations(network: Network) -> tuple[str, ...]:
    """Return the populations that a voluntary contraction drives."""
    chosen = network.voluntary_populations
    return excitatory_populations(network) if chosen is None else chosen


def _population(
    network: Network, name: str, n_muscles: int, *, plastic: bool, coil: bool, is_given: bool
) -> Structure:
    row = network.populations[name]
    cell = network.cells[row.cell] if row.cell is not None else None
    return {
        "size": population_size(row, n_muscles),
        "kind": _kind(row, is_given=is_given),
        "conductances": sorted(cell.conductances) if cell is not None else [],
        "traces": list(traces_of(network, name)) if plastic else [],
        "coil": cell is not None and row.layout.kind == "sheet" and coil,
    }


def _forcing(size: int) -> Structure:
    """Return cells that fire given spikes into the cells of a population."""
    return {"size": size, "kind": "forcing", "conductances": [], "traces": [], "coil": False}


def _projection(network: Network, name: str, n_muscles: int) -> Structure:
    row = network.projections[name]
    return {
        "source": row.source,
        "target": row.target,
        "synapses": synapse_count(network, name, n_muscles),
        "delay": row.delay,
        "receptors": sorted(row.gain),
        "depresses": row.short_term_depression is not None,
        "rule": row.plasticity.rule if row.plasticity is not None else None,
    }


def structure_of(
    body: Body,
    *,
    plastic: bool,
    coil: bool | None = None,
    given: tuple[str, ...] = (),
    watched: tuple[str, ...] = (),
) -> Structure:
    """Return the structure as plain data, ready to be hashed.

    Parameters
    ----------
    body
        The configuration.
    plastic
        True for practice; False for the frozen program of the assessments,
        which holds no plasticity code.
    coil
        Whether cells obey the TMS coil; by default where nothing is plastic.
    given
        Populations whose spikes are data.
    watched
        Populations whose spikes practice records beside `recorded_populations`.
    """
    network, coil = body.network, not plastic if coil is None else coil
    n_muscles = len(body.muscles)
    # sorted: the order in which a file names things must not change the program
    populations = {
        name: _population(
            network, name, n_muscles, plastic=plastic, coil=coil, is_given=name in given
        )
        for name in sorted(network.populations)
    }
    forced = [name for name in given if network.populations[name].cell is not None]
    for name in forced:
        populations[forcing(name)] = _forcing(populations[name]["size"])
    projections = {
        name: _projection(network, name, n_muscles) for name in sorted(network.projections)
    }
    recorded = (*recorded_populations(body), *watched) if plastic else ()
    return {
        # what a network is without has no key: programs stay those of before
        **({"recorded": list(recorded)} if recorded else {}),
        **_echo(network),
        **_feedback(network),
        **({"given": {"rows": MOST_SPIKES}} if given else {}),
        **({"forced": {name: {"source": forcing(name)} for name in forced}} if forced else {}),
        "plastic": plastic,
        "coil": coil,
        "dt": network.dt,
        "spike_pairing": network.spike_pairing if plastic else "all_to_all",
        "noise_interval": network.noise_interval,
        "input_interval": network.input_interval,
        "max_trials": network.max_trials,
        "max_pulses": network.max_pulses,
        "n_muscles": n_muscles,
        "populations": populations,
        "projections": projections,
    }
