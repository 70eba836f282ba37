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
    currents = [_current(conductance, equations) for conductance in neurons.CONDUCTANCES]
    parts = [
        struct_code("Cells", *arrays_and_constants(equations), more),
        _optional(),
        *currents,
        _conductances(),
        _membrane(equations),
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
        f'    if (name == "{c}") return {{current_{c}<R>, &cells.{neurons.receiving_variable(c)}}};'
        for c in neurons.CONDUCTANCES
    ]
    lines = [
        "template <class R> struct Conductance {",
        "    void (*current)(Cells<R>&, int, int, R*, R*, double);",
        "    std::vector<R>* receiving;",
        "};",
        "template <class R>",
        "Conductance<R> conductance_named(Cells<R>& cells, const std::string& name) {",
        *choices,
        '    throw Failure("the kernel knows no conductance " + name);',
        "}",
    ]
    return "\n".join(lines)


def _current(conductance: str, equations: Equations) -> str:
    """Return the loop that adds a conductance's current, then moves what belongs to it."""
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
        f"        constant[i] += {cpp(constant)};",
        f"        slope[i] += {cpp(slope)};",
        *moves,
    ]
    head = [
        "template <class R>",
        f"void current_{conductance}(Cells<R>& cells, int first, int n, R* __restrict constant,",
        "    R* __restrict slope, double dt) {",
        "    (void)dt;",
    ]
    return "\n".join([*head, loop_code(names, equations, lines), "}"])


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


def _membrane(equations: Equations) -> str:
    """Return the loops that move the potential by exponential Euler and find who fires.

    They are two, because a compiler does not vectorise exp behind a condition.
    """
    parts = {"synaptic": ("synaptic_constant", "synaptic_slope")}
    constant, slope = linear(str(equations["v"].expression), "v", parts)
    if "unless refractory" not in equations["v"].flags:
        raise ValueError("the kernel holds the potential of refractory cells")
    moving = [
        "        const R synaptic_constant = constant_[i], synaptic_slope = slope_[i];",
        f"        const R constant = {cpp(constant)};",
        f"        const R slope = {cpp(slope)};",
        "        const R rest = constant / slope;",
        "        moved[i] = (rest + v) * exp_(R(dt) * slope) - rest;",
        f"        adaptation_[i] = adaptation * cells.{decay_of('adaptation')};",
    ]
    threshold = cpp(neurons.THRESHOLD.replace("v ", "potential ", 1))
    firing = [
        "        const bool is_ready = step >= ready_at[i];",
        "        const R potential = is_ready ? moved[i] : v;",
        "        v_[i] = potential;",
        f"        fires[i] = is_ready & ({threshold} != R(0));",
    ]
    names = (names_in(constant) | names_in(slope)) - {"synaptic_constant", "synaptic_slope"}
    lines = [
        "template <class R>",
        "void move_potential(Cells<R>& cells, int first, int n, const R* __restrict constant_,",
        "    const R* __restrict slope_, double dt, R* __restrict moved) {",
        loop_code(names | {"v", "adaptation"}, equations, moving),
        "}\n",
        "template <class R>",
        "void find_firing(Cells<R>& cells, int first, int n, const R* __restrict moved,",
        "    int32_t step, unsigned char* __restrict fires) {",
        "    const int32_t* __restrict ready_at = cells.ready_at.data() + first;",
        loop_code(names_in(neurons.THRESHOLD) | {"v"}, equations, firing),
        "}",
    ]
    return "\n".join(lines)


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
