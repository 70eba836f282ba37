"""What comes from outside in C++: tables, input cells and the coil."""

from cortex_sim.engine.kernel.generate.structs import (
    arrays_and_constants,
    decay_of,
    decays_code,
    struct_code,
)
from cortex_sim.engine.kernel.generate.translate import assignments, cpp, equations_in, names_in
from cortex_sim.model import coil, inputs, neurons

TABLES = {
    "trial": tuple(inputs.TRIAL_TABLES),
    "pulse": tuple(coil.PULSE_TABLES),
    "echo": tuple(inputs.ECHO_TABLES),
    "given": tuple(inputs.GIVEN_TABLES),
}
"""Names of the tables by what a row of them is for; those of a kind have one shape."""

CALLED = {name: f"tables.{name}" for names in TABLES.values() for name in names}
"""C++ names of the tables."""


def tables_code() -> str:
    """Return the tables, and a way to go through them by name and kind."""
    lines = [
        "struct Tables {",
        f"    Table {', '.join(CALLED)};",
        "    template <class F> void each(F&& f) {",
        *(f'        f("{n}", {n}, "{kind}");' for kind, names in TABLES.items() for n in names),
        "    }",
        "};",
    ]
    return "\n".join(lines)


def input_code(kind: str) -> str:
    """Return the cells of an input and how their rates follow the clock, in double precision.

    Parameters
    ----------
    kind
        A key of `cortex_sim.model.inputs.INPUT_CELLS`; the struct is ``CueCells`` for ``cue``.
    """
    cells = inputs.INPUT_CELLS[kind]
    equations = equations_in(cells.equations)
    arrays, constants = arrays_and_constants(equations)
    statements = []
    for target, value in assignments(cells.update):
        store = target if target in arrays else f"const double {target}"
        statements.append(f"            {store} = {cpp(value, CALLED, 'double')};")
    decaying = [e.name for e in equations.values() if e.is_differential]
    method = [
        "    void update(double t, const Tables& tables) {",
        "        (void)tables;",
        "        for (int i = 0; i < size; i++) {",
        *(f"            double& {array} = this->{array}[i];" for array in arrays),
        *statements,
        "        }",
        "    }",
        decays_code(equations, "double"),
        "    void decay() {",
        *(f"        for (double& x : {name}) x *= {decay_of(name)};" for name in decaying),
        "    }",
    ]
    code = struct_code(f"{kind.title()}Cells", arrays, constants, "\n".join(method))
    return code.replace("template <class R> ", "").replace("std::vector<R>", "std::vector<double>")


def given_code() -> str:
    """Return the cells whose spikes are data: when one fires, and what follows.

    One struct serves those that stand for inputs and those that make cells fire.
    """
    kind = inputs.INPUT_CELLS["forcing"]
    arrays, constants = arrays_and_constants(equations_in(kind.equations))
    ((potential, forced),) = assignments(inputs.FORCING_ON_PRE)
    ((target, value),) = assignments(kind.reset)
    lines = [
        "struct GivenCells {",
        "    int size = 0;",
        f"    std::vector<double> {', '.join(arrays)};",
        *(f"    double {constant} = 0;" for constant in constants),
        "    template <class F> void each_array(F&& f) {",
        *(f'        f("{array}", {array});' for array in arrays),
        "    }",
        "    template <class F> void each_constant(F&& f) {",
        *(f'        f("{constant}", {constant});' for constant in constants),
        "    }",
        "    // Cells in their refractory period do not answer.",
        "    template <class R> void force(Cells<R>& cells, int i, int32_t step) const {",
        "        if (step < cells.ready_at[size_t(i)]) return;",
        f"        cells.{potential.removesuffix('_post')}[size_t(i)] = "
        f"R({forced.removesuffix('_pre')});",
        "    }",
        "    bool fires(int i, double t, double dt, const Tables& tables) const {",
        *(f"        const double {array} = this->{array}[i];" for array in arrays),
        f"        return {cpp(kind.threshold, CALLED, 'double')} != 0;",
        "    }",
        "    void reset(int i) {",
        f"        double& {target} = this->{target}[i];",
        f"        {target} = {cpp(value, real='double')};",
        "    }",
        "};",
    ]
    return "\n".join(lines)


def feedback_code() -> str:
    """Return what a motoneuron's spike does to an afferent that follows it."""
    ((target, value),) = assignments(inputs.FEEDBACK_ON_PRE)
    variable = target.removesuffix("_post")
    others = sorted(names_in(value) - {target})
    lines = [
        "inline void follow(FollowingCells& cells, int i) {",
        *(f"    const double {name} = cells.{name.removesuffix('_post')};" for name in others),
        f"    double& {target} = cells.{variable}[i];",
        f"    {target} = {cpp(value, real='double')};",
        "}",
    ]
    return "\n".join(lines)


def coil_code() -> str:
    """Return the coil: when it fires, what it does to cells, what comes after a pulse."""
    equations = equations_in(coil.EQUATIONS)
    constants = [e.name for e in equations.values() if e.is_shared]
    ((counter, after),) = assignments(coil.RESET)
    lines = [
        "struct Coil {",
        f"    double {counter} = 0;",
        *(f"    double {constant} = 0;" for constant in constants),
        "    template <class F> void each_constant(F&& f) {",
        *(f'        f("{constant}", {constant});' for constant in constants),
        "    }",
        "    bool fires(double t, double dt, const Tables& tables) const {",
        f"        return {cpp(coil.THRESHOLD, CALLED, 'double')} != 0;",
        "    }",
        f"    void reset() {{ {counter} = {cpp(after, real='double')}; }}",
        "    // Cells in their refractory period do not answer.",
        "    template <class R>",
        "    void act(Cells<R>& cells, int32_t step, const Tables& tables) const {",
        *_pulse(),
        "        for (int k = 0; k < cells.size; k++) {",
        "            if (step < cells.ready_at[k]) continue;",
        *_answer(),
        "        }",
        "    }",
        "};",
    ]
    return "\n".join(lines)


def _names() -> set[str]:
    return set().union(*(names_in(value) for _, value in assignments(coil.ON_PRE)))


def _pulse() -> list[str]:
    """Return what the pulse is: the same for all cells."""
    equations = equations_in(coil.EQUATIONS).values()
    lines = [
        f"        const double {e.name} = {cpp(e.expression, CALLED, 'double')};"
        for e in equations
        if e.expression is not None
    ]
    own = sorted(name for name in _names() if name.endswith("_pre"))
    return lines + [f"        const R {name} = R({name.removesuffix('_pre')});" for name in own]


def _answer() -> list[str]:
    """Return what the pulse does to one cell."""
    cells = equations_in(neurons.cell_equations(neurons.CONDUCTANCES, ()))
    lines = []
    for name in sorted(name for name in _names() if name.endswith("_post")):
        variable = name.removesuffix("_post")
        index = "" if cells[variable].is_shared else "[k]"
        lines.append(f"            const R {name} = R(cells.{variable}{index});")
    for target, value in assignments(coil.ON_PRE):
        store = "cells.v[k]" if target == "v_post" else f"const R {target}"
        lines.append(f"            {store} = {cpp(value)};")
    return lines
