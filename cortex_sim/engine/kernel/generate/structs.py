"""Structs of arrays in C++, and loops over their cells."""

from collections.abc import Iterable, Mapping

from cortex_sim.engine.kernel.generate.translate import Equation, cpp, linear, names_in

Equations = Mapping[str, Equation]


def struct_code(name: str, arrays: list[str], constants: list[str], more: str = "") -> str:
    """Return a struct with arrays, constants, and a way to go through them by name.

    Parameters
    ----------
    name
        Name of the struct.
    arrays
        What each cell has a value of.
    constants
        What all cells share, always in double precision.
    more
        Further members.
    """
    lines = [
        f"template <class R> struct {name} {{",
        "    int size = 0;",
        *(f"    std::vector<R> {array};" for array in arrays),
        *(f"    double {constant} = 0;" for constant in constants),
        "    template <class F> void each_array(F&& f) {",
        *(f'        f("{array}", {array});' for array in arrays),
        "    }",
        "    template <class F> void each_constant(F&& f) {",
        *(f'        f("{constant}", {constant});' for constant in constants),
        "    }",
        more,
        "};",
    ]
    return "\n".join(filter(None, lines))


def arrays_and_constants(equations: Equations) -> tuple[list[str], list[str]]:
    """Return what each cell has a value of, and what all share; subexpressions are neither."""
    kept = [e for e in equations.values() if e.is_differential or e.expression is None]
    return [e.name for e in kept if not e.is_shared], [e.name for e in kept if e.is_shared]


def is_decay(equation: Equation) -> bool:
    """Return whether a variable does nothing but decay, for which exponential Euler is exact."""
    if not equation.is_differential or equation.name == "v":
        return False
    constant, slope = linear(str(equation.expression), equation.name)
    return constant == "0" and equation.name not in names_in(slope)


def decays_code(equations: Equations, real: str = "R") -> str:
    """Return members with the factors by which variables that only decay do so in a step.

    Parameters
    ----------
    equations
        Of the cells.
    real
        C++ type of the factors.
    """
    members, lines = [], []
    for equation in filter(is_decay, equations.values()):
        _, slope = linear(str(equation.expression), equation.name)
        members.append(f"    {real} {decay_of(equation.name)} = 0;")
        factor = f"{real}(std::exp(dt * {cpp(slope, real='double')}))"
        lines.append(f"        {decay_of(equation.name)} = {factor};")
    return "\n".join([*members, "    void prepare(double dt) {", *lines, "    }"])


def subexpressions_in(names: Iterable[str], equations: Equations) -> dict[str, str]:
    """Return the subexpressions that names stand for, each after those that it reads."""
    found: dict[str, str] = {}
    for name in sorted(names):
        equation = equations.get(name)
        if equation is not None and equation.expression and not equation.is_differential:
            found |= subexpressions_in(names_in(equation.expression), equations)
            found[name] = equation.expression
    return found


def decay_of(name: str) -> str:
    """Return the member that holds a variable's decay in a step."""
    return f"decay_of_{name}"


def loop_code(names: Iterable[str], equations: Equations, lines: list[str]) -> str:
    """Return a loop over a block of cells in which names stand for their values."""
    names = sorted(names)
    shared = [n for n in names if equations[n].is_shared]
    own = [n for n in names if not equations[n].is_shared]
    return "\n".join(
        [
            *(f"    const R {n} = R(cells.{n});" for n in shared),
            *(f"    R* __restrict {n}_ = cells.{n}.data() + first;" for n in own),
            "#pragma GCC ivdep",
            "    for (int i = 0; i < n; i++) {",
            *(f"        const R {n} = {n}_[i];" for n in own),
            *lines,
            "    }",
        ]
    )
