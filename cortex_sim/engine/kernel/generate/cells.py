"""Cells in C++: spike traces, conductances, the membrane, and what a spike does to its cell."""

from cortex_sim.engine.kernel.generate.structs import (
    Equations,
    arrays_and_constants,
    decay_of,
    decays_code,
    is_decay,
    loop_code,
    struct_code,
    subexpressions_in,
)
from cortex_sim.engine.kernel.generate.translate import (
    Equation,
    assignments,
    cpp,
    equations_in,
    linear,
    names_in,
)
from cortex_sim.model import neurons
from cortex_sim.plasticity import TRACES

PAIRINGS = ("all_to_all", "nearest_spike")
COMMON = ("ampa", "gaba_a")
"""Conductances that nearly all cells have: the membrane's own loop adds their currents, which
saves a way through memory. A loop of its own serves every other one."""


def traces_code() -> str:
    """Return the spike traces of a population: how they decay and jump, by pairing."""
    equations = equations_in("\n".join(neurons.trace_equations(TRACES)))
    arrays, constants = arrays_and_constants(equations)
    methods = [decays_code(equations), "    void decay() {"]
    methods += [f"        for (R& x : {trace}) x *= {decay_of(trace)};" for trace in arrays]
    methods.append("    }")
    for pairing in PAIRINGS:
        jumps = [_jump(block) for block in neurons.trace_jumps(arrays, pairing)]
        methods += [f"    void jump_{pairing}(int i) {{", *jumps, "    }"]
    return struct_code("Traces", arrays, constants, "\n".join(methods))


def _jump(block: str) -> str:
    ((trace, value),) = assignments(block)
    if names_in(value) - {trace}:
        raise ValueError(f"a jump may read its own trace only: {block}")
    here = f"R& {trace} = this->{trace}[i]"
    return f"        if (!{trace}.empty()) {{ {here}; {trace} = {cpp(value)}; }}"


def cells_code() -> str:
    """Return the cells with all conductances, and the loops that move them."""
    equations = equations_in(neurons.cell_equations(neurons.CONDUCTANCES, ()))
    more = f"    std::vector<int32_t> ready_at;\n{decays_code(equations)}"
    currents = [
        _current(conductance, equations, kind)
        for conductance in neurons.CONDUCTANCES
        for kind in ("first_current", "current")
    ]
    parts = [
        struct_code("Cells", *arrays_and_constants(equations), more),
        _optional(),
        *currents,
        _conductances(),
        _membrane("move_with_common", COMMON, False, equations),
        _membrane("move_with_others", (), True, equations),
        _membrane("move_with_all", COMMON, True, equations),
        _reset(),
    ]
    return "\n\n".join(parts)


def _optional() -> str:
    """Return which arrays a cell type may lack: those of its conductances."""
    names = [
        name
        for conductance in neurons.CONDUCTANCES
        for name in arrays_and_constants(_own(conductance))[0]
    ]
    tests = " || ".join(f'name == "{name}"' for name in names)
    return f"inline bool may_lack(const std::string& name) {{\n    return {tests};\n}}"


def _own(conductance: str) -> Equations:
    return equations_in("\n".join(neurons.conductance_equations(conductance)))


def _conductances() -> str:
    """Return the choice of a conductance by its name: its loop, and what a spike adds to."""
    choices = [
        f'    if (name == "{c}")\n'
        f"        return {{first_current_{c}<R>, current_{c}<R>,"
        f" &cells.{neurons.receiving_variable(c)}}};"
        for c in neurons.CONDUCTANCES
    ]
    is_common = " || ".join(f'name == "{c}"' for c in COMMON)
    lines = [
        "template <class R> struct Conductance {",
        "    void (*first_current)(Cells<R>&, int, int, R*, R*, double);",
        "    void (*current)(Cells<R>&, int, int, R*, R*, double);",
        "    std::vector<R>* receiving;",
        "};",
        "template <class R>",
        "Conductance<R> conductance_named(Cells<R>& cells, const std::string& name) {",
        *choices,
        '    throw Failure("the kernel knows no conductance " + name);',
        "}",
        f"constexpr size_t COMMON_CONDUCTANCES = {len(COMMON)};",
        f"inline bool is_common(const std::string& name) {{ return {is_common}; }}",
    ]
    return "\n".join(lines)


def _current(conductance: str, equations: Equations, kind: str) -> str:
    """Return the loop that adds a conductance's current, then moves what belongs to it.

    Parameters
    ----------
    conductance
        Its name.
    equations
        Equations of the cells with all conductances.
    kind
        ``current`` adds to the sums of the others' currents, ``first_current`` begins them.
    """
    names, lines = _current_of(conductance, equations)
    head = [
        "template <class R>",
        f"void {kind}_{conductance}(Cells<R>& cells, int first, int n, R* __restrict constant_,",
        "    R* __restrict slope_, double dt) {",
        "    (void)dt;",
    ]
    before = ("constant_[i]", "slope_[i]") if kind == "current" else ("R(0)", "R(0)")
    sums = [f"        R synaptic_constant = {before[0]}, synaptic_slope = {before[1]};"]
    stores = ["        constant_[i] = synaptic_constant;", "        slope_[i] = synaptic_slope;"]
    return "\n".join([*head, loop_code(names, equations, [*sums, *lines, *stores]), "}"])


def _current_of(conductance: str, equations: Equations) -> tuple[set[str], list[str]]:
    """Return the names that a conductance's current reads, and the statements for one cell."""
    constant, slope = linear(neurons.conductance_current(conductance), "v")
    names = names_in(constant) | names_in(slope)
    moves = []
    for equation in filter(lambda e: e.is_differential, _own(conductance).values()):
        used, lines = _moved(equation)
        names |= used | {equation.name}
        moves += lines
    found = subexpressions_in(names, equations)
    names = names.union(*map(names_in, found.values())) - set(found)
    lines = [f"        const R {name} = {cpp(text)};" for name, text in found.items()]
    lines += [
        f"        synaptic_constant += {cpp(constant)};",
        f"        synaptic_slope += {cpp(slope)};",
        *moves,
    ]
    return names, lines


def _moved(equation: Equation) -> tuple[set[str], list[str]]:
    """Return what a variable's step reads, and its statements: exponential Euler."""
    name = equation.name
    if is_decay(equation):
        return set(), [f"        {name}_[i] = {name} * cells.{decay_of(name)};"]
    constant, slope = linear(str(equation.expression), name)
    lines = [
        f"        const R slope_of_{name} = {cpp(slope)};",
        f"        const R rest_of_{name} = ({cpp(constant)}) / slope_of_{name};",
        f"        {name}_[i] = (rest_of_{name} + {name}) * exp_(R(dt) * slope_of_{name})"
        f" - rest_of_{name};",
    ]
    return names_in(constant) | names_in(slope), lines


def _membrane(name: str, conductances: tuple[str, ...], others: bool, equations: Equations) -> str:
    """Return the loop that moves the potential by exponential Euler and finds who fires.

    Parameters
    ----------
    name
        Name of the function.
    conductances
        Conductances whose currents the loop computes.
    others
        Whether it adds them to the sums of the others' currents.
    equations
        Equations of the cells with all conductances.
    """
    parts = {"synaptic": ("synaptic_constant", "synaptic_slope")}
    constant, slope = linear(str(equations["v"].expression), "v", parts)
    if "unless refractory" not in equations["v"].flags:
        raise ValueError("the kernel holds the potential of refractory cells")
    before = ("constant_[i]", "slope_[i]") if others else ("R(0)", "R(0)")
    names = names_in(constant) | names_in(slope) | names_in(neurons.THRESHOLD)
    body = [f"        R synaptic_constant = {before[0]}, synaptic_slope = {before[1]};"]
    for conductance in conductances:
        read, lines = _current_of(conductance, equations)
        names |= read
        body += lines
    threshold = cpp(neurons.THRESHOLD.replace("v ", "potential ", 1))
    body += [
        f"        const R constant = {cpp(constant)};",
        f"        const R slope = {cpp(slope)};",
        "        const R rest = constant / slope;",
        "        const R moved = (rest + v) * exp_(R(dt) * slope) - rest;",
        f"        adaptation_[i] = adaptation * cells.{decay_of('adaptation')};",
        "        const bool is_ready = step >= ready_at[i];",
        "        const R potential = is_ready ? moved : v;",
        "        v_[i] = potential;",
        f"        fires[i] = is_ready & ({threshold} != R(0));",
    ]
    names -= {"synaptic_constant", "synaptic_slope"}
    head = [
        "template <class R>",
        f"void {name}(Cells<R>& cells, int first, int n, const R* __restrict constant_,",
        "    const R* __restrict slope_, double dt, int32_t step, int32_t* __restrict fires) {",
        "    (void)constant_; (void)slope_;",
        "    const int32_t* __restrict ready_at = cells.ready_at.data() + first;",
    ]
    return "\n".join([*head, loop_code(names | {"v", "adaptation"}, equations, body), "}"])


def _reset() -> str:
    """Return what a spike does to its cell, and how long the cell is refractory."""
    lines = ["template <class R> void reset(Cells<R>& cells, int i) {"]
    for target, value in assignments(
        neurons.reset_statements(neurons.CONDUCTANCES, (), "all_to_all")
    ):
        others = sorted(names_in(value) - {target})
        here = [f"const R {name} = R(cells.{name});" for name in others]
        here += [f"R& {target} = cells.{target}[i];", f"{target} = {cpp(value)};"]
        lines.append(f"    if (!cells.{target}.empty()) {{ {' '.join(here)} }}")
    lines += [
        "}\n",
        "// Step from which a cell that fires in `step` can fire again.",
        "template <class R> int32_t ready_after(const Cells<R>& cells, int32_t step, double dt) {",
        f"    const int64_t steps = steps_(cells.{neurons.REFRACTORY}, dt);",
        "    return step + int32_t(std::max<int64_t>(steps, 1));",
        "}",
    ]
    return "\n".join(lines)
