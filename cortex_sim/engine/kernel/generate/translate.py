"""From the model's equations, which are text in Brian2's notation, to C++.

A translator of our own and not Brian2's: the model uses a small part of Python's
expressions, so it is short, gives code in two precisions that compilers turn into
vector instructions, and lets the kernel be compiled where Brian2 is not imported.
What it does not know it refuses.
"""

import ast
import re
from collections.abc import Mapping
from typing import NamedTuple

UNITS = frozenset({"volt", "second", "Hz"})
"""Names of SI units in the equations: all are 1 in the kernel."""

FUNCTIONS = {"exp": "exp_", "clip": "clip_", "int": "int_"}
"""C++ names of the functions that equations may call, in both precisions."""

OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
LINE = re.compile(
    r"(?:d(?P<state>\w+)/dt|(?P<name>\w+))\s*(?:=\s*(?P<expression>[^:]+?))?\s*:"
    r"\s*(?P<unit>\w+)\s*(?:\((?P<flags>[^)]*)\))?"
)


class Equation(NamedTuple):
    """One line of a block of equations."""

    name: str
    expression: str | None
    """Right-hand side; None for a parameter or a variable that statements set."""

    is_differential: bool
    unit: str
    flags: tuple[str, ...]

    @property
    def is_shared(self) -> bool:
        """Whether all cells have the same value."""
        return "shared" in self.flags


def equations_in(text: str) -> dict[str, Equation]:
    """Return the equations of a block by the variable that each defines."""
    found = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        match = LINE.fullmatch(line)
        if match is None:
            raise ValueError(f"not an equation that the kernel knows: {line!r}")
        flags = tuple(flag.strip() for flag in (match["flags"] or "").split(",") if flag.strip())
        name = match["state"] or match["name"]
        found[name] = Equation(
            name, match["expression"], bool(match["state"]), match["unit"], flags
        )
    return found


def names_in(text: str) -> set[str]:
    """Return the variables that an expression or a block of statements mentions."""
    tree = ast.parse(text.strip())
    called = {node.func.id for node in ast.walk(tree) if _is_call(node)}  # type: ignore[attr-defined]
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return names - called - UNITS


def cpp(expression: str, tables: Mapping[str, str] = {}, real: str = "R") -> str:
    """Return an expression in C++.

    Parameters
    ----------
    expression
        The right-hand side of an equation or statement.
    tables
        C++ names of the tables that may be called like functions.
    real
        C++ type of numbers.
    """
    return _Writer(tables, real).write(ast.parse(expression.strip(), mode="eval").body)


def assignments(block: str) -> list[tuple[str, str]]:
    """Return target and new value of each statement; ``x += 1`` becomes ``x = x + (1)``."""
    found = []
    for node in ast.parse(block.strip()).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found.append((node.targets[0].id, ast.unparse(node.value)))
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            value = ast.BinOp(ast.Name(node.target.id), node.op, node.value)
            found.append((node.target.id, ast.unparse(value)))
        else:
            raise ValueError(f"not a statement that the kernel knows: {ast.unparse(node)!r}")
    return found


def linear(
    expression: str,
    variable: str,
    known: Mapping[str, tuple[str, str]] = {},
) -> tuple[str, str]:
    """Return constant and slope of an expression that is linear in a variable.

    Parameters
    ----------
    expression
        Right-hand side of a differential equation.
    variable
        The state variable.
    known
        Constant and slope of names that stand for linear expressions themselves.
    """
    constant, slope = _split(ast.parse(expression.strip(), mode="eval").body, variable, known)
    return _text(constant), _text(slope)


def _is_call(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name)


class _Writer:
    def __init__(self, tables: Mapping[str, str], real: str) -> None:
        self.tables, self.real = tables, real

    def write(self, node: ast.AST) -> str:
        match node:
            case ast.BinOp(left, ast.Pow(), ast.Constant(2)):
                return f"square_({self.write(left)})"
            case ast.BinOp(left, op, right) if type(op) in OPERATORS:
                return f"({self.write(left)} {OPERATORS[type(op)]} {self.write(right)})"
            case ast.UnaryOp(ast.USub(), operand):
                return f"(-{self.write(operand)})"
            case ast.Compare(left, [op], [right]) if type(op) in OPERATORS:
                condition = f"{self.write(left)} {OPERATORS[type(op)]} {self.write(right)}"
                return f"({condition} ? {self.real}(1) : {self.real}(0))"
            case ast.Constant(bool() | int() | float() as value):
                return f"{self.real}({float(value)!r})"
            case ast.Name(name):
                return f"{self.real}(1)" if name in UNITS else name
            case ast.Call(ast.Name(name), arguments, []) if name in {**FUNCTIONS, **self.tables}:
                given = ", ".join(map(self.write, arguments))
                return f"{ {**FUNCTIONS, **self.tables}[name] }({given})"
        raise ValueError(f"the kernel cannot translate {ast.unparse(node)!r}")


Parts = tuple[ast.expr | None, ast.expr | None]
"""Constant and slope; None is 0."""


def _split(node: ast.expr, variable: str, known: Mapping[str, tuple[str, str]]) -> Parts:
    """Return the parts of ``constant + slope * variable``."""
    match node:
        case ast.Name(name) if name == variable:
            return None, ast.Constant(1)
        case ast.Name(name) if name in known:
            first, second = (ast.parse(part, mode="eval").body for part in known[name])
            return first, second
        case ast.UnaryOp(ast.USub(), operand):
            constant, slope = _split(operand, variable, known)
            return _negative(constant), _negative(slope)
        case ast.BinOp(left, op, right):
            one, other = _split(left, variable, known), _split(right, variable, known)
            if (found := _joined(one, op, other)) is not None:
                return found
        case _ if variable not in names_in(ast.unparse(node)):
            return node, None
    raise ValueError(f"{ast.unparse(node)!r} is not linear in {variable}")


def _joined(one: Parts, op: ast.operator, other: Parts) -> Parts | None:
    """Return the parts of an operation on two linear expressions; None if it is not linear."""
    if isinstance(op, ast.Sub):
        return _sum(one[0], _negative(other[0])), _sum(one[1], _negative(other[1]))
    if isinstance(op, ast.Add):
        return _sum(one[0], other[0]), _sum(one[1], other[1])
    if isinstance(op, ast.Mult | ast.Div) and other[1] is None:
        return _scaled(one[0], op, other[0]), _scaled(one[1], op, other[0])
    if isinstance(op, ast.Mult) and one[1] is None:
        return _scaled(one[0], op, other[0]), _scaled(one[0], op, other[1])
    return None


def _negative(part: ast.expr | None) -> ast.expr | None:
    return None if part is None else ast.UnaryOp(ast.USub(), part)


def _sum(one: ast.expr | None, other: ast.expr | None) -> ast.expr | None:
    if one is None or other is None:
        return other if one is None else one
    return ast.BinOp(one, ast.Add(), other)


def _scaled(one: ast.expr | None, op: ast.operator, other: ast.expr | None) -> ast.expr | None:
    return None if one is None or other is None else ast.BinOp(one, op, other)


def _text(part: ast.expr | None) -> str:
    return "0" if part is None else ast.unparse(part)
