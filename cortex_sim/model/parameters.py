"""From configuration, subject and state to the run-time inputs of a program.

Every number that a compiled program needs has a name ``owner.variable``; the
engine refuses to start a program if one is missing or unknown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cortex_sim.config.cells import Cell
from cortex_sim.config.inputs import AfferentInput
from cortex_sim.config.network import Population, population_size
from cortex_sim.config.projections import Projection
from cortex_sim.model.body import Body
from cortex_sim.model.cell_inputs import conductance_inputs, thresholds, voluntary_bias
from cortex_sim.model.echo import echo_columns
from cortex_sim.model.layout import MM, pool_of
from cortex_sim.model.modulation import Effects, effects_of
from cortex_sim.model.state import SlowState
from cortex_sim.model.structure import (
    follows_motoneurons,
    motoneurons_of,
    traces_of,
    voluntary_populations,
)
from cortex_sim.model.subject import Anatomy, Individual
from cortex_sim.plasticity import decays_of
from cortex_sim.plasticity.bdnf import BdnfFactors
from cortex_sim.plasticity.rule import PlasticityRule, Stage, Surroundings

Inputs = dict[str, Any]
TRUNK = "trunk"
"""Area whose GABA_A gain the phases set; other areas are the remote control."""


@dataclass(frozen=True)
class Condition:
    """What a session adds to the subject: the state of the cortex, not its history."""

    levels: Mapping[str, float] = field(default_factory=dict)
    """The subject's own level of each modulator; one that is not named is healthy."""

    factors: Mapping[str, float] = field(default_factory=dict)
    """Factor of slow modulators by target; one that is not named is 1."""

    depression: float = 1.0
    """Factor on pair depression, by proBDNF."""

    stage: Stage = "adult"
    is_plastic: bool = False
    """Whether the program holds the plasticity rules."""

    has_coil: bool = False
    """Whether the program obeys the TMS coil."""

    is_learning: bool = True
    """False sets every learning rate to 0."""

    cue_factor: float = 1.0
    """Rate of the cue cells relative to the configuration; 0 is no cue."""

    tonic_drive: tuple[float, ...] = ()
    """Drive of each motoneuron pool in V; empty: none."""

    polarisation: Mapping[str, float] = field(default_factory=dict)
    """Shift of the membrane potential (V) of a population's cells by a steady field; else 0."""

    voluntary_drive: tuple[float, ...] = ()
    """Drive (V) of the excitatory cells at each muscle's representation; empty: none."""


def session_inputs(
    body: Body,
    individual: Individual,
    anatomy: Anatomy,
    state: SlowState,
    condition: Condition,
) -> Inputs:
    """Return all inputs but the tables of trials and pulses."""
    inputs: Inputs = {}
    effects = effects_of(body, condition.levels, condition.factors)
    decays = decays_of(body.network.trace_decay)
    for name, population in body.network.populations.items():
        traces = traces_of(body.network, name) if condition.is_plastic else ()
        inputs |= {f"{name}.tau_{trace}": decays[trace] for trace in traces}
        if population.cell is not None:
            cell = body.network.cells[population.cell]
            inputs |= _cell_inputs(name, cell, body, individual, anatomy, condition, effects)
            shift = state.bias.get(name, 0.0) + condition.polarisation.get(name, 0.0)
            inputs[f"{name}.bias"] = inputs[f"{name}.bias"] + shift
        else:
            inputs |= _input_population(name, body, condition, effects)
    for name, row in body.network.projections.items():
        inputs |= _projection_inputs(name, row, body, individual, state, condition, effects)
    inputs |= _echo_table(anatomy)
    if condition.has_coil:
        inputs["coil.width"] = body.network.coil.width * MM
        inputs["coil.uncoupling"] = 1 - body.network.coil.soma_coupling
        inputs["coil.axon_spike"] = body.network.coil.axon_spike
    return inputs


def _cell_inputs(
    name: str,
    cell: Cell,
    body: Body,
    individual: Individual,
    anatomy: Anatomy,
    condition: Condition,
    effects: Effects,
) -> Inputs:
    size = len(anatomy.positions_mm[name])
    own = individual.excitability * effects.excitability
    excitability = own if cell.excitability_modulated else 1.0
    population = body.network.populations[name]
    relay = effects.relay_bias if population.role == "thalamic_relay" else 1.0
    bias = cell.bias * excitability * relay + cell.bias_sd * anatomy.bias_deviate[name]
    if population.role == "motoneuron" and condition.tonic_drive:
        bias = bias + np.array(condition.tonic_drive)[pool_of(population, len(body.muscles))]
    if name in voluntary_populations(body.network) and condition.voluntary_drive:
        bias = bias + voluntary_bias(
            anatomy.distances_mm(name),
            np.array(condition.voluntary_drive),
            body.network.voluntary_width * MM,
        )
    sensitivity = np.clip(
        1 + cell.tms_gain_sd * anatomy.coil_deviate[name],
        body.network.coil.lowest_sensitivity,
        body.network.coil.highest_sensitivity,
    )
    inputs: Inputs = {
        "E_L": cell.resting_potential,
        "tau_m": cell.tau_membrane,
        "v_reset": cell.reset,
        "refractory_period": cell.refractory,
        "noise_sd": cell.noise,
        "adaptation_step": cell.adaptation,
        "tau_adaptation": cell.adaptation_decay,
        "bias": bias,
        "v_threshold": thresholds(cell, size, len(body.muscles)),
        "gaba_gain": _in_trunk_area(effects.gaba_gain, name, cell, body, anatomy),
        "tms_gain": cell.tms_gain * sensitivity,
        "v": np.full(size, cell.resting_potential),
        "x": np.nan_to_num(anatomy.positions_mm[name][:, 0]),
        "y": np.nan_to_num(anatomy.positions_mm[name][:, 1]),
    }
    tonic_gain = _in_trunk_area(effects.tonic_gaba_gain, name, cell, body, anatomy)
    inputs |= conductance_inputs(cell, tonic_gain)
    return {f"{name}.{key}": value for key, value in inputs.items()}


def _in_trunk_area(
    gain: float, name: str, cell: Cell, body: Body, anatomy: Anatomy
) -> NDArray[np.float64]:
    """Return each cell's GABA_A gain: ``gain`` in modulated cells of the trunk area, 1 elsewhere.

    A cell belongs to the area of the nearest muscle.
    """
    size = len(anatomy.positions_mm[name])
    if not cell.gaba_modulated:
        return np.ones(size)
    is_trunk = np.array([muscle.area == TRUNK for muscle in body.muscles.values()])
    if is_trunk.all():
        return np.full(size, gain)
    nearest = anatomy.distances_mm(name).argmin(axis=1)
    return np.where(is_trunk[nearest], gain, 1.0)


def _input_population(name: str, body: Body, condition: Condition, effects: Effects) -> Inputs:
    population = body.network.populations[name]
    source = population.input
    if source is None:
        raise TypeError(f"{name} is not an input population")
    if source.kind == "afferent":
        inputs = _afferents(population, source, body, effects)
    elif source.kind == "echo":
        inputs = {
            "base_rate": source.base_rate,
            "strength": condition.cue_factor * effects.cue_gain,
            "row_duration": body.network.input_interval,
            "column": echo_columns(body.network)[name],
        }
    else:
        size = population_size(population, len(body.muscles))
        inputs = {
            "base_rate": source.base_rate,
            "peak_rate": source.peak_rate * condition.cue_factor * effects.cue_gain,
            "width": source.width,
            "centre": np.linspace(source.first_centre, source.last_centre, size),
        }
    return {f"{name}.{key}": value for key, value in inputs.items()}


def _afferents(
    population: Population, source: AfferentInput, body: Body, effects: Effects
) -> Inputs:
    inputs: Inputs = {
        "base_rate": source.base_rate,
        "active_rate": source.active_rate * effects.afferent_gain,
        "muscle": pool_of(population, len(body.muscles)),
    }
    if follows_motoneurons(population):
        motoneurons = body.network.populations[motoneurons_of(body.network)]
        inputs |= {
            "tau_pool": source.feedback_decay,
            "pool_step": 1 / (population_size(motoneurons, 1) * source.feedback_decay),
            "feedback": source.feedback,
            "highest_rate": source.highest_rate,
        }
    return inputs


def _echo_table(anatomy: Anatomy) -> Inputs:
    """Return the rates of all echo cells after the go cue, nothing without any."""
    if not anatomy.echo_rates:
        return {}
    tables = [anatomy.echo_rates[name] for name in sorted(anatomy.echo_rates)]
    return {"echo_rate.values": np.hstack(tables)}


def _projection_inputs(
    name: str,
    row: Projection,
    body: Body,
    individual: Individual,
    state: SlowState,
    condition: Condition,
    effects: Effects,
) -> Inputs:
    fixed_weight = row.weight if row.plasticity is None else 1.0
    inputs: Inputs = {f"gain_{r}": gain * fixed_weight for r, gain in row.gain.items()}
    if row.short_term_depression is not None:
        inputs["kept"] = row.short_term_depression.kept
        inputs["recovery_time"] = row.short_term_depression.recovery
    if row.plasticity is not None:
        inputs["w"] = state.weights[name]
        if condition.is_plastic:
            inputs |= row.plasticity.inputs(_surroundings(body, individual, condition, effects))
    return {f"{name}.{key}": value for key, value in inputs.items()}


def rule_inputs(
    rule: PlasticityRule, body: Body, individual: Individual, condition: Condition
) -> Inputs:
    """Return the run-time inputs of a rule in one subject."""
    effects = effects_of(body, condition.levels, condition.factors)
    return dict(rule.inputs(_surroundings(body, individual, condition, effects)))


def _surroundings(
    body: Body, individual: Individual, condition: Condition, effects: Effects
) -> Surroundings:
    """Return what acts on every rule from outside: levels, the person, the session."""
    return Surroundings(
        stage=condition.stage,
        learning=individual.learning * condition.is_learning * effects.learning,
        bdnf=BdnfFactors(effects.potentiation, effects.depression),
        depression=condition.depression * effects.pair_depression,
        pair_potentiation=effects.pair_potentiation,
        heterosynaptic=effects.heterosynaptic,
        trace_decay=decays_of(body.network.trace_decay),
    )
