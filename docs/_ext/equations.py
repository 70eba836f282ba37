"""What the simulation program is made of, read from the strings that Brian2 compiles."""

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from cortex_sim.config.study import Study
from cortex_sim.model import coil, inputs, neurons
from cortex_sim.model.structure import structure_of
from cortex_sim.plasticity import RULES, TRACES


@dataclass(frozen=True)
class Listing:
    """A piece of the program: what it is for, and its text."""

    title: str
    used_by: str
    code: str


MEANINGS = {
    "v": "membrane potential",
    "synaptic": "drive by all conductances",
    "adaptation": "hyperpolarising drive that each spike adds to",
    "held_noise": "standard normal number, redrawn every `network.noise_interval`",
    "bias": "constant drive, after traits and tonic drive",
    "v_threshold": "threshold of each cell",
    "gaba_gain": "factor on the GABA_A conductance",
    "tms_gain": "sensitivity to the coil, 1 for an average excitatory cell",
    "x": "place on the sheet, in mm",
    "y": "place on the sheet, in mm",
    "E_L": "`resting_potential`",
    "tau_m": "`tau_membrane`",
    "v_reset": "`reset`",
    "refractory_period": "`refractory`",
    "noise_sd": "`noise`",
    "adaptation_step": "`adaptation`",
    "tau_adaptation": "`adaptation_decay`",
    "nmda_gate": "magnesium block",
    "afterhyperpolarisation_step": "`afterhyperpolarisation.conductance`",
    "t_open": "1 where the channels of the T-current are open",
    "t_activation": "`t_current.activation`",
    "t_recovery": "`t_current.recovery`",
    "largest_t_current": "`t_current.conductance`",
    "transmitter": "transmitter outside synapses",
    "relative_transmitter": "relative to that at half effect",
    "spillover_power": "its fourth power, or first",
    "spillover_effect": "share of the fastest opening",
    "uptake_time": "`spillover.uptake`",
    "rise_time": "`spillover.rise`",
    "half_transmitter": "`spillover.half`",
    "cooperative": "1 for a `spillover.cooperativity` of 4, 0 for 1",
    "largest_conductance": "`spillover.conductance`",
    "first": "place of a cell's first given spike in the table",
    "passed": "given spikes that are past",
    "rate": "rate of the Poisson process",
    "centre": "centre of the cell's profile after the go cue",
    "base_rate": "`base_rate`",
    "peak_rate": "`peak_rate`, times the cue factor of the session",
    "active_rate": "`active_rate`",
    "width": "`width`: of the cue profile, or of the coil's field",
    "column": "column of the cell in the table of echoes",
    "strength": "cue factor of the session",
    "row_duration": "`network.input_interval`",
    "pool_rate": "recent mean rate of the muscle's motoneurons",
    "tau_pool": "`feedback_decay`",
    "pool_step": "1 / (motoneurons of a muscle x `feedback_decay`)",
    "feedback": "`feedback`",
    "highest_rate": "`highest_rate`",
    "uncoupling": "1 - `network.coil.soma_coupling`",
    "axon_spike": "`network.coil.axon_spike`",
    "trial_duration": "`trial_duration` of the sequence",
    "muscle": "muscle that the cell belongs to",
    "pulse": "number of the next pulse",
    "intensity": "depolarisation under the coil",
}
PATTERNS = {
    r"g_afterhyperpolarisation": "conductance that the cell's own spikes open",
    r"(E|tau)_afterhyperpolarisation": "`afterhyperpolarisation`: reversal, decay",
    "g_t_current": "conductance of the T-current that is not inactivated",
    "E_t_current": "`t_current.reversal`",
    "tau_t_current": "`t_current.inactivation`",
    r"g_(\w+)": "conductance of receptor {}, in units of the leak",
    r"E_(\w+)": "`receptors.{}.reversal`",
    r"tau_(ampa|nmda|gaba_a|gaba_b|gaba_b_spillover)": "`receptors.{}.decay`",
    r"tau_(r1|o1|o2|z)": "decay of trace {}, from `network.trace_decay`",
}


def variable_rows(equations: str) -> list[tuple[str, str, str, str]]:
    """Return name, definition, unit and meaning of each variable of Brian2 equations.

    Examples
    --------
    >>> variable_rows("tau_m : second (shared, constant)")
    [('tau_m', 'input, one for all cells', 'second', '`tau_membrane`')]
    """
    rows = []
    for line in filter(None, map(str.strip, equations.splitlines())):
        left, _, right = line.rpartition(" : ")
        unit, _, flags = right.partition(" (")
        name = re.sub(r"^d(\w+)/dt.*|^(\w+).*", r"\1\2", left)
        kind = "d/dt" if "/dt" in left else "formula" if "=" in left else "state"
        if kind == "state" and "constant" in flags:
            kind = "input, one for all cells" if "shared" in flags else "input, by cell"
        rows.append((name, kind, unit, meaning_of(name)))
    return rows


def meaning_of(name: str) -> str:
    """Return what a variable of the equations means; empty if nobody wrote it down."""
    if name in TRACES:
        return f"spike trace: {TRACES[name].meaning}"
    if name in MEANINGS:
        return MEANINGS[name]
    for pattern, text in PATTERNS.items():
        if match := re.fullmatch(pattern, name):
            return text.format(*match.groups())
    return ""


def cell_listings(study: Study) -> Iterator[Listing]:
    """Yield the equations of each spiking population of the plastic program."""
    for name, row in structure_of(study, plastic=True)["populations"].items():
        if row["kind"] == "cell":
            code = neurons.cell_equations(row["conductances"], row["traces"])
            yield Listing(name, f"{row['size']} cells", code)


def spike_listings(study: Study) -> Iterator[Listing]:
    """Yield threshold, reset and what else belongs to a spike, by population."""
    structure = structure_of(study, plastic=True)
    pairing = structure["spike_pairing"]
    for name, row in structure["populations"].items():
        if row["kind"] == "cell":
            reset = neurons.reset_statements(row["conductances"], row["traces"], pairing)
            lines = [
                f"threshold:   {neurons.THRESHOLD}",
                f"refractory:  {neurons.REFRACTORY}",
                f"each noise_interval: {neurons.NOISE_UPDATE}",
                "reset:",
                *(f"    {line}" for line in reset.splitlines()),
            ]
            yield Listing(name, "", "\n".join(lines))


def rule_listings(study: Study) -> Iterator[Listing]:
    """Yield what each plasticity rule does at a spike, and which projections have it."""
    for rule, module in RULES.items():
        projections = study.network.projections.items()
        users = [n for n, p in projections if p.plasticity and p.plasticity.rule == rule]
        code = f"presynaptic spike, on arrival:\n{_broken(module.ON_PRE)}\n\n"
        code += f"postsynaptic spike:\n{_broken(module.ON_POST)}"
        yield Listing(rule, ", ".join(users) or "no projection", code)


def _broken(statement: str) -> str:
    return textwrap.fill(
        statement, 84, initial_indent="    ", subsequent_indent="        ",
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def input_listings() -> Iterator[Listing]:
    """Yield the equations of the input populations and of the coil."""
    poisson = f"\n\nthreshold: {inputs.THRESHOLD}"
    update = "\n\neach input_interval:\n"
    words = {
        "cue": "premotor cue cells",
        "echo": "premotor cells that echo a go signal",
        "afferent": "muscle afferents",
        "following": "muscle afferents in a closed loop",
        "given": "cells whose spikes are data",
        "forcing": "cells whose spikes make others fire",
    }
    for kind, cells in inputs.INPUT_CELLS.items():
        code = cells.equations.strip() + update + cells.update.strip() + poisson
        if kind == "following":
            code += f"\n\nat each spike of the muscle's motoneurons:\n{inputs.FEEDBACK_ON_PRE}"
        if kind == "forcing":
            code += f"\n\nat each spike, in the cell of the same number:\n{inputs.FORCING_ON_PRE}"
        yield Listing(kind, words[kind], code)
    yield Listing(
        "coil", "one cell, in the frozen program alone",
        f"{coil.EQUATIONS.strip()}\n\nthreshold: {coil.THRESHOLD}\nreset: {coil.RESET}\n\n"
        f"at each target cell:\n{coil.ON_PRE.strip()}",
    )  # fmt: skip


def all_equations(study: Study) -> str:
    """Return all Brian2 equations of a study, one below the other."""
    cells = [listing.code for listing in cell_listings(study)]
    others = [*(kind.equations for kind in inputs.INPUT_CELLS.values()), coil.EQUATIONS]
    return "\n".join([*cells, *others])


def projection_rows(study: Study) -> list[tuple[str, ...]]:
    """Return name, from, to, synapses, delay, receptors and rule of each projection."""
    return [
        (
            name,
            row["source"],
            row["target"],
            f"{row['synapses']:,}",
            f"{row['delay'] * 1e3:g} ms",
            ", ".join(row["receptors"]),
            (row["rule"] or "fixed") + (", depresses" if row["depresses"] else ""),
        )
        for name, row in structure_of(study, plastic=True)["projections"].items()
    ]
