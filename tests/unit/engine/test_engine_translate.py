"""Equations as text become C++ that says the same, or are refused."""

import math

import pytest

from cortex_sim.engine.kernel.generate.translate import (
    assignments,
    cpp,
    equations_in,
    linear,
    names_in,
)
from cortex_sim.model import neurons
from cortex_sim.model.structure import RULES

VALUES = {"v": -0.06, "a": 0.3, "b": -1.7, "c": 2.5, "tau": 0.02}


def evaluated(code: str) -> float:
    """Evaluate C++ that is Python but for its functions and its choice."""
    names = VALUES | {
        "double": float, "exp_": math.exp, "square_": lambda x: x * x, "int_": math.trunc,
        "clip_": lambda x, low, high: min(max(x, low), high),
    }  # fmt: skip
    return eval(code, names)


@pytest.mark.parametrize(
    "expression",
    ["a + b * c - a / c", "-(a - b)**2 / (2 * c**2)", "clip(a * b, 0, 1) - clip(c, 0, 1)",
     "exp(-a / tau) * int(c)", "a - (b - c)", "a / (b / c)", "-62 * v / volt"],
)  # fmt: skip
def test_translated_expressions_have_the_same_value(expression):
    python = expression.replace("volt", "1.0")
    meant = {"exp": math.exp, "int": math.trunc, "clip": lambda x, low, up: min(max(x, low), up)}
    assert evaluated(cpp(expression, real="double")) == pytest.approx(eval(python, VALUES | meant))


def test_comparisons_become_ones_and_zeros():
    assert cpp("int(a >= b)", real="double") == "int_((a >= b ? double(1) : double(0)))"


@pytest.mark.parametrize(
    "unknown", ["a if b else c", "a ** 3", "sin(a)", "a < b < c", "a[0]", "a and b", "'text'"]
)
def test_what_is_not_known_is_refused(unknown):
    with pytest.raises(ValueError, match="cannot translate"):
        cpp(unknown)


@pytest.mark.parametrize(
    "expression",
    ["((a - v) + b + c * a - b) / tau", "a * (b - v)", "-v / tau", "a", "-(v - a) * b + v * c / a"],
)
def test_parts_of_a_linear_expression_add_up_to_it(expression):
    constant, slope = linear(expression, "v")
    value = eval(constant, dict(VALUES)) + eval(slope, dict(VALUES)) * VALUES["v"]
    assert value == pytest.approx(eval(expression, dict(VALUES)))


@pytest.mark.parametrize("expression", ["v * v", "a / v", "exp(v)", "v**2"])
def test_what_is_not_linear_is_refused(expression):
    with pytest.raises(ValueError, match="not linear"):
        linear(expression, "v")


def test_names_leave_out_functions_and_units():
    assert names_in("w = clip(w + eta * r1_pre * volt, 0, 1)") == {"w", "eta", "r1_pre"}


def test_statements_are_taken_apart():
    assert assignments("v = a\nw += 2 * b") == [("v", "a"), ("w", "w + 2 * b")]
    with pytest.raises(ValueError, match="not a statement"):
        assignments("if a: b = 1")


def test_equations_are_told_apart_by_kind():
    found = equations_in(neurons.cell_equations(["ampa", "nmda"], ["o1"]))
    assert found["v"].is_differential
    assert "unless refractory" in found["v"].flags
    assert found["tau_ampa"].is_shared
    assert not found["bias"].is_shared
    assert not found["nmda_gate"].is_differential
    with pytest.raises(ValueError, match="not an equation"):
        equations_in("dv/dt is large")


def test_rules_that_learn_say_by_which_rate():
    """The kernel leaves out what a rule does where its learning rate is 0."""
    for rule in RULES.values():
        for statement in (rule.ON_PRE, rule.ON_POST):
            ((target, value),) = assignments(statement)
            inner = value.removeprefix("clip(").removesuffix(", 0, 1)")
            zero = dict.fromkeys(names_in(value), 0.7) | {"learning_rate": 0.0}
            assert (target, eval(inner, zero)) == ("w", 0.7)
