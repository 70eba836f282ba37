"""Cells in C++: spike traces, receptors, the membrane, and what a spike does to its cell."""

from cortex_sim.engine.kernel.generate.structs import (
    Equations,
    arrays_and_constants,
    decay_of,
    decays_code,
    loop_code,
    struct_code,
)
from cortex_sim.engine.kernel.generate.translate import (
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
"""Receptors that nearly all cells have: the membrane's own loop adds their currents, which
saves a way through memory. A loop of its own serves every other receptor."""


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
    """Return the cells with all receptors, and the loops that move them."""
    equations = equations_in(neurons.cell_equations(neurons.RECEPTOR_FACTOR, ()))
    more = f"    std::vector<int32_t> ready_at;\n{decays_code(equations)}"
    currents = [_current(receptor, equations) for receptor in neurons.RECEPTOR_FACTOR]
    parts = [
        struct_code("Cells", *arrays_and_constants(equations), more),
        *currents,
        _receptors(),
        _membrane("move_with_common", COMMON, False, equations),
        _membrane("move_with_others", (), True, equations),
        _membrane("move_with_all", COMMON, True, equations),
        _reset(),
    ]
    return "\n\n".join(parts)


def _receptors() -> str:
    """Return the choice of a receptor by its name, and whether it is a common one."""
    choices = [
        f'    if (receptor == "{r}") return {{current_{r}<R>, &cells.g_{r}}};'
        for r in neurons.RECEPTOR_FACTOR
    ]
    is_common = " || ".join(f'receptor == "{r}"' for r in COMMON)
    lines = [
        "template <class R> struct Receptor {",
        "    void (*current)(Cells<R>&, int, int, R*, R*);",
        "    std::vector<R>* conductance;",
        "};",
        "template <class R>",
        "Receptor<R> receptor_of(Cells<R>& cells, const std::string& receptor) {",
        *choices,
        '    throw Failure("the kernel knows no receptor " + receptor);',
        "}",
        f"constexpr size_t COMMON_RECEPTORS = {len(COMMON)};",
        f"inline bool is_common(const std::string& receptor) {{ return {is_common}; }}",
    ]
    return "\n".join(lines)


def _current(receptor: str, equations: Equations) -> str:
    """Return the loop that adds a receptor's current, then lets its conductance decay."""
    names, lines = _current_of(receptor, equations)
    head = [
        "template <class R>",
        f"void current_{receptor}(Cells<R>& cells, int first, int n, R* __restrict constant_,",
        "    R* __restrict slope_) {",
    ]
    sums = ["        R synaptic_constant = constant_[i], synaptic_slope = slope_[i];"]
    stores = ["        constant_[i] = synaptic_constant;", "        slope_[i] = synaptic_slope;"]
    return "\n".join([*head, loop_code(names, equations, [*sums, *lines, *stores]), "}"])


def _current_of(receptor: str, equations: Equations) -> tuple[set[str], list[str]]:
    """Return the names that a receptor's current reads, and the statements for one cell."""
    g = f"g_{receptor}"
    constant, slope = linear(neurons.receptor_current(receptor), "v")
    used = names_in(constant) | names_in(slope)
    gates = {
        name: str(equations[name].expression)
        for name in sorted(used)
        if equations[name].expression and not equations[name].is_differential
    }
    names = used.union(*(names_in(expression) for expression in gates.values())) - set(gates)
    lines = [f"        const R {name} = {cpp(gate)};" for name, gate in gates.items()]
    lines += [
        f"        synaptic_constant += {cpp(constant)};",
        f"        synaptic_slope += {cpp(slope)};",
        f"        {g}_[i] = {g} * cells.{decay_of(g)};",
    ]
    return names, lines


def _membrane(name: str, receptors: tuple[str, ...], others: bool, equations: Equations) -> str:
    """Return the loop that moves the potential by exponential Euler and finds who fires.

    Parameters
    ----------
    name
        Name of the function.
    receptors
        Receptors whose currents the loop computes.
    others
        Whether it adds them to the sums of other receptors' currents.
    equations
        Equations of the cells with all receptors.
    """
    parts = {"synaptic": ("synaptic_constant", "synaptic_slope")}
    constant, slope = linear(str(equations["v"].expression), "v", parts)
    if "unless refractory" not in equations["v"].flags:
        raise ValueError("the kernel holds the potential of refractory cells")
    before = ("constant_[i]", "slope_[i]") if others else ("R(0)", "R(0)")
    names = names_in(constant) | names_in(slope) | names_in(neurons.THRESHOLD)
    body = [f"        R synaptic_constant = {before[0]}, synaptic_slope = {before[1]};"]
    for receptor in receptors:
        read, lines = _current_of(receptor, equations)
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
    for target, value in assignments(neurons.reset_statements((), "all_to_all")):
        others = sorted(names_in(value) - {target})
        lines += [f"    const R {name} = R(cells.{name});" for name in others]
        lines += [f"    R& {target} = cells.{target}[i];", f"    {target} = {cpp(value)};"]
    lines += [
        "}\n",
        "// Step from which a cell that fires in `step` can fire again.",
        "template <class R> int32_t ready_after(const Cells<R>& cells, int32_t step, double dt) {",
        f"    const int64_t steps = steps_(cells.{neurons.REFRACTORY}, dt);",
        "    return step + int32_t(std::max<int64_t>(steps, 1));",
        "}",
    ]
    return "\n".join(lines)
