"""Every field that a user may write says below itself what it means."""

import ast
import importlib
import inspect
import pkgutil
from itertools import pairwise

import cortex_sim
from cortex_sim.sections import Section


def all_sections():
    """Return every section of the package that stands for something in a file of a user."""
    found = set()
    for module in pkgutil.walk_packages(cortex_sim.__path__, "cortex_sim."):
        if module.name.split(".")[1] in ("config", "plasticity", "sweep", "catalog"):
            members = vars(importlib.import_module(module.name)).values()
            found |= {m for m in members if inspect.isclass(m) and issubclass(m, Section)}
    return sorted(found - {Section}, key=lambda model: (model.__module__, model.__name__))


def undocumented(model):
    """Return the fields of a section that no string follows, here or in a section it extends."""
    said = {name for base in model.__mro__ if issubclass(base, Section) for name in told_in(base)}
    return [name for name in model.model_fields if name not in said]


def told_in(model):
    """Return the fields that a string follows in the body of a section."""
    body = ast.parse(inspect.getsource(model)).body[0].body
    return {
        ast.unparse(statement.target)
        for statement, after in pairwise(body)
        if isinstance(statement, ast.AnnAssign) and is_text(after)
    }


def is_text(statement):
    value = getattr(statement, "value", None)
    return isinstance(statement, ast.Expr) and isinstance(getattr(value, "value", None), str)


def test_every_field_has_a_docstring():
    found = {f"{m.__module__}.{m.__name__}": undocumented(m) for m in all_sections()}
    assert len(found) > 50
    assert {name: fields for name, fields in found.items() if fields} == {}


class Silent(Section):
    said: int
    """Something."""
    unsaid: int = 1
    last: int = 2


class Extended(Silent):
    said: int = 3
    unsaid: int = 1
    """Now something."""


def test_what_a_section_says_holds_for_those_that_extend_it():
    assert undocumented(Extended) == ["last"]


def test_a_field_without_a_docstring_is_seen():
    assert undocumented(Silent) == ["unsaid", "last"]
