"""JSON schemas with which editors complete, explain and check configuration files.

A file says only what differs from what it extends. So in these schemas no field is required, null
(which removes a key) is allowed everywhere, and a kind may be left out. What is impossible together
is seen by ``cortex-sim validate`` alone.
"""

import ast
import inspect
import json
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

STUDY_SCHEMA = Path("schema", "study.json")
"""Where the schema of studies lies, seen from the folder of the files that name it."""
SWEEP_SCHEMA = Path("schema", "sweep.json")
DIALECT = "https://json-schema.org/draft/2020-12/schema"
EXTENDS = {
    "description": "File or files that this one is laid on; those that ship are found anywhere.",
    "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
}
REPLACES = {
    "description": "Sections that this file does not merge into those below it but replaces.",
    "type": "array",
    "items": {"type": "string"},
}
_NULL = {"type": "null"}
_FIELDS = {"properties", "patternProperties"}


def schema_line(schema: Path) -> str:
    """Return the first line of a file, by which editors find its schema.

    Parameters
    ----------
    schema
        The schema, relative to the file.
    """
    return f"# yaml-language-server: $schema={schema.as_posix()}"


def schema_text(model: type[BaseModel]) -> str:
    """Return `file_schema` as the text of its file."""
    return json.dumps(file_schema(model), indent=1, ensure_ascii=False) + "\n"


def file_schema(model: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON schema of files of a kind.

    Parameters
    ----------
    model
        What a whole file with all that it extends must be, such as `cortex_sim.config.study.Study`.
    """
    whole = model.model_json_schema()
    sections = {section.__name__: section for section in _sections(model)}
    for name, part in [*whole["$defs"].items(), (model.__name__, whole)]:
        _explain(part, field_docs(sections[name]) if name in sections else {})
    schema: dict[str, Any] = _loosened(whole)
    schema["properties"] = {"extends": EXTENDS, "replaces": REPLACES, **schema["properties"]}
    return {"$schema": DIALECT, **schema}


def field_docs(model: type[BaseModel]) -> dict[str, str]:
    """Return what is written under each field of a section, by name."""
    found: dict[str, str] = {}
    for owner in reversed(model.__mro__):
        if issubclass(owner, BaseModel) and owner is not BaseModel:
            found |= _docs_in(owner)
    return found


def _docs_in(owner: type) -> dict[str, str]:
    tree = ast.parse(textwrap.dedent(inspect.getsource(owner))).body[0]
    assert isinstance(tree, ast.ClassDef)
    found = {}
    for field, text in zip(tree.body, tree.body[1:], strict=False):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(text, ast.Expr)
            and isinstance(text.value, ast.Constant)
        ):
            found[field.target.id] = " ".join(str(text.value.value).split())
    return found


def _sections(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Yield all sections that are loaded, the model's own and others."""
    base = next(c for c in model.__mro__[::-1] if issubclass(c, BaseModel) and c is not BaseModel)
    waiting = [base]
    while waiting:
        section = waiting.pop()
        yield section
        waiting += section.__subclasses__()


def _explain(part: dict[str, Any], docs: dict[str, str]) -> None:
    """Give each field of a section the text that is written under it; titles say nothing new."""
    part.pop("title", None)
    for name, field in part.get("properties", {}).items():
        field.pop("title", None)
        if name in docs:
            kind = field.get("description")
            field["description"] = f"{docs[name]} ({kind})" if kind else docs[name]


def _loosened(schema: Any) -> Any:
    """Return a schema for files that hold a part only."""
    if isinstance(schema, list):
        return [_loosened(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    loose = {
        "anyOf" if key == "oneOf" else key: _loosened(value)
        for key, value in schema.items()
        if key not in ("required", "discriminator", *_FIELDS, "additionalProperties")
    }
    for key in sorted(_FIELDS & schema.keys()):
        loose[key] = {name: _or_null(_loosened(field)) for name, field in schema[key].items()}
    if "additionalProperties" in schema:
        more = schema["additionalProperties"]
        loose["additionalProperties"] = _or_null(_loosened(more)) if more else more
    return loose


def _or_null(field: Any) -> Any:
    if not isinstance(field, dict) or _NULL in field.get("anyOf", []):
        return field
    said = {key: field.pop(key) for key in ("description", "default", "examples") if key in field}
    return {**said, "anyOf": [field, _NULL]}
