"""The configuration as tables, read from the pydantic models and their source code."""

import ast
import inspect
import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from cortex_sim.config.moments import IN_YAML, Moment
from cortex_sim.units import Quantity

Model = type[BaseModel]
ANY = "any"
"""Stands in a path for a key that the user chooses."""

BOUNDS = {"gt": ">", "ge": "≥", "lt": "<", "le": "≤"}

PLAIN = {str: "text", int: "whole number", float: "number", bool: "true or false", Any: "any"}


@dataclass(frozen=True)
class FieldRow:
    """One field of a section: what may stand there and what it means."""

    name: str
    kind: str
    default: str
    meaning: str


@dataclass(frozen=True)
class SectionTable:
    """A section of the configuration."""

    model: Model
    paths: tuple[str, ...]
    """Where it stands, ``NAME`` for a key that the user chooses."""

    rows: tuple[FieldRow, ...]

    @property
    def text(self) -> str:
        """What the section is, as reStructuredText."""
        return inspect.getdoc(self.model) or ""


def section_tables(root: Model) -> list[SectionTable]:
    """Return ``root`` and every section that can stand below it, in order of appearance."""
    places: dict[Model, list[str]] = {}
    for model, path in _walk(root, ""):
        if path not in places.setdefault(model, []):
            places[model].append(path)
    return [_table(model, tuple(paths)) for model, paths in places.items()]


def _walk(model: Model, path: str) -> Iterator[tuple[Model, str]]:
    yield model, path
    for name, field in model.model_fields.items():
        for inner, suffix in _models_in(field.annotation):
            below = ".".join(filter(None, [path, name, suffix]))
            if inner is not model and below.count(".") < 12:
                yield from _walk(inner, below)


def _models_in(annotation: Any, suffix: str = "") -> Iterator[tuple[Model, str]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation, suffix
    origin, args = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        args = args[:1]
    more = {dict: ANY, tuple: "0"}.get(origin) if origin else None
    for arg in args:
        yield from _models_in(arg, ".".join(filter(None, [suffix, more])))


def _table(model: Model, paths: tuple[str, ...]) -> SectionTable:
    rows = tuple(_row(model, name, field) for name, field in model.model_fields.items())
    return SectionTable(model, tuple(_shown(path) for path in paths), rows)


def _shown(path: str) -> str:
    return path.replace(ANY, "NAME")


def _row(model: Model, name: str, field: FieldInfo) -> FieldRow:
    meaning = _docstrings(model).get(name, "")
    kind = type_text(field.annotation, tuple(field.metadata))
    return FieldRow(name, kind, _default(field), meaning)


@cache
def _docstrings(model: Model) -> dict[str, str]:
    """Return the string below each field, base classes first."""
    found: dict[str, str] = {}
    for base in reversed(model.__mro__):
        if issubclass(base, BaseModel) and base.__module__.startswith("cortex_sim"):
            body = ast.parse(inspect.getsource(base)).body[0].body  # type: ignore[attr-defined]
            for statement, after in pairwise(body):
                text = _bare_string(after)
                if isinstance(statement, ast.AnnAssign) and text:
                    found[ast.unparse(statement.target)] = inspect.cleandoc(text)
    return found


def _bare_string(statement: ast.stmt) -> str:
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return statement.value.value if isinstance(statement.value.value, str) else ""
    return ""


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value = field.get_default(call_default_factory=True)
    if isinstance(value, BaseModel):
        own = value.model_dump(mode="json", include=value.model_fields_set)
        return _literal(own) if own else "all defaults"
    return _literal(value)


def _literal(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {_literal(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (tuple, list)):
        return f"[{', '.join(_literal(item) for item in value)}]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return f"{value:g}" if isinstance(value, float) else str(value) or '""'


def type_text(annotation: Any, metadata: tuple[Any, ...] = ()) -> str:
    """Return a type in the words of somebody who writes YAML.

    Examples
    --------
    >>> type_text(tuple[int, ...] | None)
    'list of whole number, or null'
    """
    quantity = next((m for m in metadata if isinstance(m, Quantity)), None)
    text = quantity.dimension if quantity else _plain_type(annotation)
    bounds = ", ".join(_bounds(metadata))
    return f"{text} ({bounds})" if bounds else text


def _plain_type(annotation: Any) -> str:
    origin, args = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return type_text(args[0], tuple(args[1:]))
    if origin is typing.Literal:
        return " or ".join(f"`{arg}`" for arg in args)
    if origin in (typing.Union, types.UnionType):
        return ", or ".join(type_text(arg) for arg in args)
    if origin is dict:
        return f"map of {type_text(args[1])}"
    if origin is tuple and args[-1] is Ellipsis:
        return f"list of {type_text(args[0])}"
    if origin is tuple:
        return f"[{'; '.join(type_text(arg) for arg in args)}]"
    if annotation is type(None):
        return "null"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return f"section `{annotation.__name__}`"
    if annotation is Moment:
        return IN_YAML
    return PLAIN.get(annotation, str(annotation))


def _bounds(metadata: tuple[Any, ...]) -> list[str]:
    """Return limits as text, those of constraints that pydantic nests included."""
    found = []
    for constraint in metadata:
        if isinstance(constraint, FieldInfo):
            found += _bounds(tuple(constraint.metadata))
        for name, sign in BOUNDS.items():
            limit = getattr(constraint, name, None)
            if limit is not None and not isinstance(constraint, FieldInfo):
                found.append(f"{sign} {limit:g}")
    return found
