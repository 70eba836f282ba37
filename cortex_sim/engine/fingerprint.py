"""Which code a session runs, found from the code's own names, and the hash of it.

From the functions that a kind of session starts with, every name that a definition uses is
followed to the definition that it stands for, in whatever file of the package that is.
Definitions and not files are followed: a file may hold a function that practice runs next
to others that it does not, and an empty new file is reached by no one. Comments,
docstrings and layout do not count; a change in any other token changes the hash.

What is followed by name is more than what runs (an annotation is followed too), and so an
id may change without need. What runs without being named, such as a method that is looked
up by text, would be missed: a test traces sessions and finds every function that ran.
"""

import ast
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parent.parent

EXEMPT = {
    "errors.py": "an error ends a session; it changes no number",
    "names.py": "says which names and texts are allowed; none changes a number",
    "store/atomic.py": "says how files are written and opened; none changes a number",
    "units.py": "quantities stand in the spec as they were read",
    "config/canonical.py": "names a spec by its hash; another way to hash gives other ids anyway",
    "config/muscles.py:check_sequence": "refuses settings before there is a session",
    "config/checks/modulators.py:modulator_problems": "refuses settings before there is a session",
    "config/checks/modulators.py:_circles": "refuses settings before there is a session",
    "config/checks/modulators.py:load_circle_problems": "refuses settings before a session",
    "config/session_kinds.py": "which kinds there are; what one needs is in its program",
    "config/assessments/__init__.py": "all kinds; an examiner names the settings of its own kind",
    "engine/endings.py": "an error ends a session; it changes no number",
    "course/session.py:RUNS": "what each kind runs, which is where its own code id starts",
    "store/hdf5_checks.py": "refuses damaged files",
    "store/paths.py": "finds a file by its session's id",
    "store/seal.py": "refuses damaged files",
    "store/session_file.py": "writes and reads numbers as they are, sealed by a checksum",
}
"""Files, and definitions of files, that are not followed, each with its reason."""

SECTIONS = ("config/", "plasticity/", "sections.py", "course/specs.py")
"""Where classes are settings, whose validators do not count: the values are in the spec."""

VALIDATORS = {"model_validator", "field_validator"}
"""What refuses settings before there is a session."""

PLANNING = {
    "label", "details", "references", "model_time", "most_pulses", "most_trials", "thresholds_of",
    "sequence_after", "shown_as", "curves", "examined", "strength", "stored_trials",
    "withheld", "unread",
}  # fmt: skip
"""What classes of settings answer to plans, checks and captions, never to a session."""

ON_IMPORT = "<import>"
"""Name for what runs when a module is imported and defines nothing."""

Place = tuple[str, str]
"""Dotted module and name of a definition; an empty name is the whole module."""


@dataclass
class _Module:
    """The definitions of a module and what its names stand for."""

    definitions: dict[str, list[ast.stmt]] = field(default_factory=dict)
    """Statements by the name that they define; under `ON_IMPORT` those that define none."""

    imported: dict[str, Place] = field(default_factory=dict)
    outside: dict[str, str] = field(default_factory=dict)
    """Import statements of names from other packages."""


def code_id(*starts: Callable[..., Any]) -> str:
    """Return the hash of all code that is reached from some functions or classes."""
    return _code_id(tuple((start.__module__, start.__qualname__) for start in starts))


def code_reached(*starts: Callable[..., Any]) -> dict[Place, str]:
    """Return the bare code of every definition that is reached, by module and name."""
    return _reached(tuple((start.__module__, start.__qualname__) for start in starts))


@cache
def _code_id(starts: tuple[Place, ...]) -> str:
    rows = [[*place, text] for place, text in sorted(_reached(starts).items())]
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def _reached(starts: tuple[Place, ...]) -> dict[Place, str]:
    todo, found = list(starts), dict[Place, str]()
    while todo:
        place = todo.pop()
        if place not in found:
            text, further = _definition(place)
            found[place] = text
            todo += further
    return {place: text for place, text in found.items() if text}


@cache
def _definition(place: Place) -> tuple[str, tuple[Place, ...]]:
    """Return the bare code of a definition, and the places of all that it names.

    The code is empty for a name that stands for something elsewhere, or for nothing.
    """
    module, name = place
    if is_exempt(place):
        return "", ()
    holder = _module(module)
    if not name:
        return "", tuple((module, each) for each in (*holder.definitions, ON_IMPORT))
    if name in holder.definitions:
        parts = holder.definitions[name]
        text = "\n".join(ast.unparse(part) for part in parts)
        return text, (*_named_in(parts, module), (module, ON_IMPORT))
    if name in holder.imported:
        return "", (_target(*holder.imported[name]),)
    return holder.outside.get(name, ""), ()


def is_exempt(place: Place) -> bool:
    """Return whether a definition is one that is not followed, see `EXEMPT`."""
    file = _file(place[0])
    if file is None:
        return True
    path = file.relative_to(PACKAGE).as_posix()
    return path in EXEMPT or f"{path}:{place[1]}" in EXEMPT


def _named_in(statements: list[ast.stmt], module: str) -> list[Place]:
    """Return the places of all names that some statements of a module use."""
    imported = _module(module).imported
    found = []
    for name, attribute in (pair for part in statements for pair in _names(part)):
        target = _target(*imported[name]) if name in imported else (module, name)
        is_module = name in imported and not target[1]
        found.append((target[0], attribute) if is_module and attribute else target)
    return found


def _names(code: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield every name that some code uses with the attribute that is taken of it, if any."""
    todo: list[ast.AST] = [code]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield node.value.id, node.attr
        elif isinstance(node, ast.Name):
            if isinstance(node.ctx, ast.Load):
                yield node.id, ""
        else:
            todo += ast.iter_child_nodes(node)


def _unquote(tree: ast.Module) -> None:
    """Read quoted annotations, so that what they name is followed as well."""
    for node in ast.walk(tree):
        for slot in ("annotation", "returns"):
            annotation = getattr(node, slot, None)
            if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
                setattr(node, slot, ast.parse(annotation.value, mode="eval").body)


def _target(module: str, name: str) -> Place:
    """Return what an import stands for: a definition, or a whole module."""
    inner = f"{module}.{name}" if name else module
    return (inner, "") if _file(inner) is not None else (module, name)


@cache
def _file(module: str) -> Path | None:
    """Return the file of a module of this package, None for others."""
    first, *rest = module.split(".")
    if first != PACKAGE.name:
        return None
    path = PACKAGE.joinpath(*rest)
    return next(filter(Path.is_file, (path.with_suffix(".py"), path / "__init__.py")), None)


@cache
def _module(name: str) -> _Module:
    """Return the definitions of a module of this package."""
    file = _file(name)
    if file is None:
        raise ImportError(f"{name} is no module of {PACKAGE.name}")
    is_settings = file.relative_to(PACKAGE).as_posix().startswith(SECTIONS)
    return _parsed(file.read_text(encoding="utf-8"), is_settings=is_settings)


@cache
def _parsed(text: str, *, is_settings: bool) -> _Module:
    tree = _without_texts(ast.parse(text))
    _unquote(tree)
    if is_settings:
        for section in tree.body:
            if isinstance(section, ast.ClassDef):
                _drop_what_no_session_asks(section)
    module = _Module()
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            _note_import(node, module)
    for statement in tree.body:
        names = _bound(statement)
        for bound in names:
            module.definitions.setdefault(bound, []).append(statement)
        if not names and not _says_nothing(statement):
            module.definitions.setdefault(ON_IMPORT, []).append(statement)
    return module


def _note_import(node: ast.Import | ast.ImportFrom, module: _Module) -> None:
    for alias in node.names:
        source = (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
        name = alias.name if isinstance(node, ast.ImportFrom) else ""
        bound = alias.asname or alias.name
        if source.split(".")[0] == PACKAGE.name:
            module.imported[bound] = (source, name)
        else:
            module.outside[bound.split(".")[0]] = ast.unparse(node)


def _bound(statement: ast.stmt) -> list[str]:
    """Return the names that a statement of a module defines."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return [statement.name]
    targets: list[ast.expr] = []
    if isinstance(statement, ast.Assign):
        targets = statement.targets
    elif isinstance(statement, (ast.AnnAssign, ast.AugAssign)):
        targets = [statement.target]
    return [
        node.id
        for target in targets
        for node in ast.walk(target)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]


def _says_nothing(statement: ast.stmt) -> bool:
    """Return whether a statement only imports, or is for type checkers alone."""
    if isinstance(statement, ast.If):
        return ast.unparse(statement.test) == "TYPE_CHECKING"
    return isinstance(statement, (ast.Import, ast.ImportFrom, ast.Pass))


def _is_text(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def _drop_what_no_session_asks(section: ast.ClassDef) -> None:
    """Leave out of a class of settings what refuses them, plans with them or tells of them."""
    section.body = [
        part
        for part in section.body
        if not _is_validator(part) and not PLANNING & {getattr(part, "name", ""), *_bound(part)}
    ] or [ast.Pass()]


def _is_validator(statement: ast.stmt) -> bool:
    if not isinstance(statement, ast.FunctionDef):
        return False
    names = {name for mark in statement.decorator_list for name, _ in _names(mark)}
    return bool(names & VALIDATORS)


def bare_code(code: str) -> str:
    """Return code without comments, docstrings and layout.

    Examples
    --------
    >>> bare_code("x = 1  # one") == bare_code("x  =  1")
    True
    """
    return ast.unparse(_without_texts(ast.parse(code)))


def _without_texts(tree: ast.Module) -> ast.Module:
    """Take all docstrings and bare texts out of a tree; return it."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            kept = [statement for statement in body if not _is_text(statement)]
            node.body = kept or [ast.Pass()]  # type: ignore[attr-defined]
    return tree


def forget() -> None:
    """Read all code anew next time: a file has changed while this process runs."""
    for remembered in (_code_id, _definition, _module, _file):
        remembered.cache_clear()
