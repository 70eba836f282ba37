"""Problems of a config in words: where, what was got, what is allowed, which file says it."""

import re
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from cortex_sim.config.merge import KIND_FIELDS
from cortex_sim.config.unknown_keys import unknown_key
from cortex_sim.config.yaml_loader import OVERRIDE_ORIGIN, origin_of
from cortex_sim.errors import ConfigError
from cortex_sim.names import IN_WORDS, nearest
from cortex_sim.units import counted

Loc = tuple[int | str, ...]
"""Where in a config: map keys and list indices, outermost first."""

_SHOWN_CHARS = 80
_SHOWN_PROBLEMS = 20
_VALUE_ERROR = "Value error, "
_OF_SEVERAL = ("literal_error", "union_tag_invalid")
_QUOTED = re.compile("'([^']*)'")


def known_keys(model: type[BaseModel]) -> Callable[[Loc], list[str]]:
    """Return a function from a place in a config to the keys, or the words, allowed there.

    Where a union of models is allowed the keys of the kind that the place names are returned, of
    all of them where it names none.

    Parameters
    ----------
    model
        The model of the whole config.
    """

    def find(loc: Loc) -> list[str]:
        models = several = {model}
        words: set[str] = set()
        for part in loc:
            fields = [m.model_fields[part] for m in several if part in m.model_fields]
            words = {word for field in fields for word in _words_of(field.annotation)}
            fields = [m.model_fields[part] for m in models if part in m.model_fields]
            if fields:  # an index or a key of a dict leads nowhere new
                models = several = set().union(*(_models_in(field.annotation) for field in fields))
            else:  # it may be the tag of a union
                models = {m for m in several if _is_kind(m, part)} or models
        return sorted(words or {name for m in models for name in m.model_fields})

    return find


def explain_validation_error(
    exc: ValidationError,
    origins: Mapping[str, Path],
    source: Path | str,
    known: Callable[[Loc], Sequence[str]] | None = None,
    data: object = None,
) -> ConfigError:
    """Return one error that lists every problem of a config.

    Parameters
    ----------
    exc
        What pydantic raised.
    origins
        Dotted key to the file that wrote it, of `cortex_sim.config.layers.Layers`.
    source
        The file that the user named; stands in where ``origins`` has no entry.
    known
        From a place to the keys allowed there, such as `known_keys` of the
        model; with it an unknown key comes with a suggestion.
    data
        What was checked; with it places are named by the keys in it alone, without the kind
        of assessment, layout or rule that pydantic puts between them.

    Returns
    -------
    ConfigError
        With one line per problem, for the first 20: dotted path, what was got,
        what is allowed, and the file. To be raised by the caller.
    """
    lines = []
    for problem in exc.errors(include_url=False):
        loc = (*problem["loc"], *_tag_field(dict(problem)))
        missing = problem["type"] == "missing"
        parts = _written(loc, data, missing=missing)
        dotted = ".".join(str(part) for part in parts)
        text = _describe(dict(problem), loc, known, _beside(parts, data))
        if missing and dotted in origins:
            text = "is missing, because null removes it; leave that out, or give it a value"
        is_own = origins.get(dotted) == OVERRIDE_ORIGIN
        if not is_own and (changed := _kind_set_alone(parts, data, origins)):
            dotted, text = changed
            text += f"; known keys: {', '.join(known(loc[:-1]))}" if known else ""
        keys = known(()) if known else ()
        said = [(dotted, text)] if loc else [_place_said(line, keys) for line in text.split("\n")]
        lines += [
            f"{at or 'config'}: {what} ({origin_of(origins, at) or source})" for at, what in said
        ]
    return listed(source, [*dict.fromkeys(lines)])


def explain_idle_nulls(
    places: Iterable[Loc], origins: Mapping[str, Path], source: Path | str, data: object
) -> ConfigError:
    """Return an error that lists every null that has nothing to remove.

    Parameters
    ----------
    places
        Where they stand.
    origins, source, data
        As of `explain_validation_error`.
    """
    lines = []
    for loc in places:
        dotted, text = ".".join(map(str, loc)), _idle_null(loc, _beside(loc, data))
        lines.append(f"{dotted}: {text} ({origin_of(origins, dotted) or source})")
    return listed(source, lines)


def listed(source: Path | str, problems: Sequence[str]) -> ConfigError:
    """Return one error with a line for each problem of a source, for the first 20."""
    lines = [f"  {problem}" for problem in problems[:_SHOWN_PROBLEMS]]
    if len(problems) > _SHOWN_PROBLEMS:
        lines.append(f"  and {len(problems) - _SHOWN_PROBLEMS} more")
    return ConfigError("\n".join([f"{source}: {counted(len(problems), 'problem')}", *lines]))


def _tag_field(problem: dict[str, Any]) -> list[str]:
    """Return the field that says of which kind a section is, if that is what is wrong."""
    return _QUOTED.findall(problem.get("ctx", {}).get("discriminator", ""))


def _place_said(text: str, keys: Sequence[str]) -> tuple[str, str]:
    """Return the place with which a problem of the whole study begins, and the rest of it."""
    place, _, rest = text.partition(": ")
    if rest and place.split(".")[0] in keys:
        return place, rest
    return "", text


def _written(loc: Loc, data: object, *, missing: bool) -> list[str | int]:
    """Return the parts of a place that stand in the data; the last one may be missing there.

    Behind a part of a union its kind follows, which stands in the data as a value alone.
    """
    if data is None:
        return list(loc)
    parts: list[str | int] = []
    kind = None
    for number, part in enumerate(loc, start=1):
        if part == kind:
            kind = None
        elif _holds(data, part):
            data = data[part]  # type: ignore[index]
            kind = data.get("kind") if isinstance(data, Mapping) else None
            parts.append(part)
        elif missing and number == len(loc):
            parts.append(part)
    return parts


def _kind_set_alone(
    parts: Sequence[str | int], data: object, origins: Mapping[str, Path]
) -> tuple[str, str] | None:
    """Return where the kind of the part with a problem was set over another one, and what to do.

    None if it was not: an override of the kind alone leaves the fields of the kind before.
    """
    for number, part in enumerate(parts):
        data = data[part] if _holds(data, part) else None  # type: ignore[index]
        place = ".".join(map(str, parts[: number + 1]))
        for field in KIND_FIELDS:
            where = f"{place}.{field}"
            is_set_whole = origins.get(place) == OVERRIDE_ORIGIN
            if _holds(data, field) and origins.get(where) == OVERRIDE_ORIGIN and not is_set_whole:
                kind = data[field]  # type: ignore[index]
                got = f"got {kind!r} over what was written for another {field}"
                whole = f"--set '{place}={{{field}: {kind}, ...}}'"
                return where, f"{got}; set the part whole instead: {whole}"
    return None


def _beside(parts: Sequence[str | int], data: object) -> list[str]:
    """Return what stands in the data beside a place, by its names."""
    for part in parts[:-1]:
        data = data[part] if _holds(data, part) else None  # type: ignore[index]
    named = data.items() if isinstance(data, Mapping) else ()
    return [str(name) for name, value in named if value is not None]


def _holds(data: object, part: str | int) -> bool:
    """Return whether some data have a part."""
    if isinstance(data, Mapping):
        return part in data
    return isinstance(data, list) and isinstance(part, int) and part < len(data)


def _is_kind(model: type[BaseModel], tag: str | int) -> bool:
    """Return whether a field of a model can have this word alone or among few."""
    return any(tag in typing.get_args(field.annotation) for field in model.model_fields.values())


def _words_of(annotation: Any) -> tuple[str, ...]:
    """Return the words of which a field is one."""
    return typing.get_args(annotation) if typing.get_origin(annotation) is typing.Literal else ()


def _models_in(annotation: Any) -> set[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return {annotation}
    return {model for arg in typing.get_args(annotation) for model in _models_in(arg)}


def _describe(
    problem: dict[str, Any],
    loc: Loc,
    known: Callable[[Loc], Sequence[str]] | None,
    beside: Sequence[str],
) -> str:
    message = problem["msg"]
    if problem["type"] == "extra_forbidden":
        return unknown_key(loc, known(loc[:-1]) if known else ())
    if problem["type"] == "missing":
        return "is missing; add it"
    if problem["type"] == "union_tag_not_found" and known:
        return f"{loc[-1]} is missing; allowed: {', '.join(known(loc))}"
    if message.startswith(_VALUE_ERROR):  # raised by our validators, which say what they got
        said = str(message.removeprefix(_VALUE_ERROR))
        return said if problem["input"] is not None else f"{said}; {_idle_null(loc, beside)}"
    if choices := _choices(problem):
        return _none_of(problem, choices)
    got = "null" if problem["input"] is None else repr(problem["input"])
    got = got if len(got) <= _SHOWN_CHARS else f"{got[: _SHOWN_CHARS - 3]}..."
    message = _expected(problem)
    is_object = problem["type"].startswith("model_")
    if is_object and problem["input"] is not None and known and (keys := known(loc)):
        message = f"Expected a map of {', '.join(keys)}"
    text = f"got {got}: {message[0].lower()}{message[1:]}"
    if problem["input"] is not None:
        return text
    idle = _idle_null(loc, beside)
    return idle if is_object else f"{text}; {idle}"


def _expected(problem: dict[str, Any]) -> str:
    """Return what should stand in the place of a problem, in words."""
    if (pattern := problem.get("ctx", {}).get("pattern")) in IN_WORDS:
        return f"Expected {IN_WORDS[pattern]}"
    if problem["type"].startswith("bool_"):
        return "Input should be true or false"
    if problem["type"] == "tuple_type" and (items := _items_in(problem["input"])):
        text = yaml.safe_dump(items, default_flow_style=True, sort_keys=False, width=float("inf"))
        return f"Expected a list, such as {problem['loc'][-1]}: {text.strip():.{_SHOWN_CHARS}}"
    if problem["type"] == "dict_type":
        return "Expected a map of names and their values"
    return str(problem["msg"])


def _items_in(value: object) -> list[Any]:
    """Return the items that are probably meant in place of a list: none if there is no telling.

    Those of the only list in a map, items by their number, or the value itself.
    """
    if not isinstance(value, Mapping):
        return [value] if isinstance(value, str) else []
    if len(value) == 1 and isinstance(only := next(iter(value.values())), list):
        return only
    return [*value.values()] if all(str(key).isdigit() for key in value) else [dict(value)]


def _idle_null(loc: Loc, beside: Sequence[str]) -> str:
    close = nearest(str(loc[-1]), beside)
    hint = f"did you mean {close!r}?" if close else "leave it out"
    return f"null removes what is inherited, but no {loc[-1]!r} is; {hint}"


def _choices(problem: dict[str, Any]) -> list[str]:
    """Return the words of which one is allowed, as pydantic quotes them; none in other problems."""
    context = problem.get("ctx", {})
    said = context.get("expected_tags") or context.get("expected", "")
    return _QUOTED.findall(str(said)) if problem["type"] in _OF_SEVERAL else []


def _none_of(problem: dict[str, Any], choices: list[str]) -> str:
    got = problem["ctx"].get("tag", problem["input"])
    close = nearest(got, choices) if isinstance(got, str) else None
    hint = f"did you mean {close!r}? " if close else ""
    return f"got {got!r:.80}; {hint}allowed: {', '.join(choices)}"
