"""What a structure's sessions need, what they can return, and how the kernel is told.

Names and sizes follow from the model's equations, as they do in Brian2's programs.
"""

import math
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from cortex_sim.engine.kernel.generate.stimuli import TABLES
from cortex_sim.engine.kernel.generate.translate import Equation, equations_in
from cortex_sim.model import coil, depression, inputs, neurons
from cortex_sim.plasticity import RULES

Structure = dict[str, Any]


def obeys_pulses(structure: Structure) -> bool:
    """Return whether a session of this structure has a coil and tables of pulses."""
    return bool(structure["coil"])


def table_shapes(structure: Structure) -> dict[str, tuple[int, int]]:
    """Return rows and columns of the tables of each kind (a key of `TABLES`); 0 rows: none."""
    echo = structure.get("echo", {"rows": 0, "columns": 1})
    return {
        "trial": (structure["max_trials"], structure["n_muscles"]),
        "pulse": (structure["max_pulses"] if obeys_pulses(structure) else 0, 1),
        "echo": (echo["rows"], echo["columns"]),
        "given": (structure.get("given", {"rows": 0})["rows"], 1),
    }


def input_sizes(structure: Structure) -> dict[str, int]:
    """Return the number of values of every input of a session, by ``owner.variable``."""
    sizes: dict[str, int] = {}
    for name, row in structure["populations"].items():
        for equation in _given(row):
            sizes[f"{name}.{equation.name}"] = 1 if equation.is_shared else row["size"]
        sizes |= {f"{name}.tau_{trace}": 1 for trace in row["traces"]}
    for name, row in structure["projections"].items():
        sizes |= {f"{name}.gain_{receptor}": 1 for receptor in row["receptors"]}
        if row["depresses"]:
            sizes |= {f"{name}.{key}": 1 for key in depression.INPUTS}
        if row["rule"] is not None:
            sizes[f"{name}.w"] = row["synapses"]
        if row["rule"] is not None and structure["plastic"]:
            sizes |= {f"{name}.{key}": 1 for key in RULES[row["rule"]].INPUTS}
    for kind, (rows, columns) in table_shapes(structure).items():
        sizes |= {f"{table}.values": rows * columns for table in TABLES[kind] if rows}
    if obeys_pulses(structure):
        shared = equations_in(coil.EQUATIONS).values()
        sizes |= {f"coil.{equation.name}": 1 for equation in shared if equation.is_shared}
    return sizes


def output_names(structure: Structure) -> frozenset[str]:
    """Return the names of all arrays that a session can return."""
    names = {"defaultclock.t"}
    recorded = recorded_in(structure)
    for name, row in structure["populations"].items():
        parts = ("N", "count", "t", "i") if name in recorded else ("N", "count")
        names |= {f"{name}_spikes.{part}" for part in parts}
        names |= {f"{name}.{state}" for state in _states(row)}
    for name, row in structure["projections"].items():
        names |= {f"{name}._synaptic_pre", f"{name}._synaptic_post"}
        names |= {f"{name}.w"} if row["rule"] is not None else set()
    return frozenset(names)


def recorded_in(structure: Structure) -> frozenset[str]:
    """Return the populations of which every spike is kept."""
    if structure["plastic"]:
        return frozenset(structure.get("recorded", ()))
    return frozenset(structure["populations"])


def steps_in(duration: float, dt: float) -> int:
    """Return the number of steps of a session, as Brian2's clock counts them."""
    steps = int(duration / dt + 0.5)
    end = steps * dt
    if end == duration or abs(end - duration) <= 1e-14 * abs(end):
        return steps
    return math.ceil(duration / dt)


def plan_text(
    structure: Structure,
    *,
    precision: str,
    seed: int,
    duration: float,
    outputs: Iterable[str],
    learning: Mapping[str, bool],
) -> str:
    """Return the plan of a session: one line for each part of the network.

    Parameters
    ----------
    structure
        From `cortex_sim.model.structure.structure_of`.
    precision
        ``fast`` or ``exact``.
    seed
        Seed of all random numbers, 32 bits.
    duration
        Model time in s.
    outputs
        Arrays to return.
    learning
        Whether each projection's weights can move in this session.
    """
    populations, projections = structure["populations"], structure["projections"]
    rules = {n: row["rule"] for n, row in projections.items() if learning[n]}
    dt = structure["dt"]
    session = {
        "precision": precision,
        "seed": seed,
        "steps": steps_in(duration, dt),
        "noise_every": round(structure["noise_interval"] / dt),
        "input_every": round(structure["input_interval"] / dt),
        "muscles": structure["n_muscles"],
        "pairing": structure["spike_pairing"],
    }
    for kind, (rows, columns) in table_shapes(structure).items():
        session |= {f"{kind}_rows": rows, f"{kind}_columns": columns}
    lines = [_line("session", **session)]
    for name, row in populations.items():
        lines.append(_population(name, row, _traces(name, projections, rules), structure))
    # Brian2 runs objects of one slot in the order of their names
    for name in sorted(projections, key="{}_pre".format):
        lines.append(_projection(name, projections[name], rules.get(name), dt))
    lines.append(
        _line(
            "order",
            start=",".join(sorted(populations, key=lambda n: f"{n}_{_start(populations[n])}")),
            threshold=",".join(sorted(populations, key="{}_spike_thresholder".format)),
            fire=",".join(sorted(rules, key="{}_post".format)),
        )
    )
    for name, row in structure.get("feedback", {}).items():
        delay = int(row["delay"] / dt + 0.5)
        lines.append(_line(f"feedback {name}", source=row["source"], delay=delay))
    for name, row in structure.get("forced", {}).items():
        lines.append(_line(f"forced {name}", source=row["source"]))
    lines += ["coil"] if obeys_pulses(structure) else []
    return "\n".join([*lines, *(f"output {name}" for name in outputs)])


def _equations(row: Structure) -> dict[str, Equation]:
    return _parsed(row["kind"], tuple(row["conductances"]))


@cache
def _parsed(kind: str, conductances: tuple[str, ...]) -> dict[str, Equation]:
    if kind == "cell":
        return equations_in(neurons.cell_equations(conductances, ()))
    return equations_in(inputs.INPUT_CELLS[kind].equations)


def _given(row: Structure) -> list[Equation]:
    """Return what a session says of a population: all constants, and initial potentials."""
    equations = _equations(row).values()
    return [e for e in equations if "constant" in e.flags or e.name == "v"]


def _states(row: Structure) -> list[str]:
    """Return what moves in a population and is worth a look: not traces, not constants."""
    moving = [e for e in _equations(row).values() if "constant" not in e.flags]
    return [e.name for e in moving if e.is_differential or e.expression is None]


def _start(row: Structure) -> str:
    return "noise" if row["kind"] == "cell" else "rate"


def _traces(name: str, projections: Structure, rules: Mapping[str, str]) -> list[str]:
    """Return the traces of a population that a projection which learns reads."""
    found: set[str] = set()
    for projection, rule in rules.items():
        row = projections[projection]
        found.update(RULES[rule].PRE_TRACES if row["source"] == name else ())
        found.update(RULES[rule].POST_TRACES if row["target"] == name else ())
    return sorted(found)


def _population(name: str, row: Structure, traces: list[str], structure: Structure) -> str:
    return _line(
        f"population {name}",
        kind=row["kind"],
        size=row["size"],
        recorded=int(name in recorded_in(structure)),
        coil=int(row["coil"]),
        traces=",".join(traces),
        conductances=",".join(row["conductances"]),
        state=",".join(_states(row)),
        inputs=",".join(equation.name for equation in _given(row)),
    )


def _projection(name: str, row: Structure, rule: str | None, dt: float) -> str:
    return _line(
        f"projection {name}",
        source=row["source"],
        target=row["target"],
        synapses=row["synapses"],
        delay=int(row["delay"] / dt + 0.5),
        receptors=",".join(row["receptors"]),
        weighted=int(row["rule"] is not None),
        depresses=int(row["depresses"]),
        rule=rule or "-",
    )


def _line(head: str, **pairs: object) -> str:
    return " ".join([head, *(f"{key}={value}" for key, value in pairs.items())])
