"""A YAML subset in which every value means what it seems to mean.

PyYAML follows YAML 1.1, in which ``1e-2`` is text, ``010`` is 8, ``12:30`` is
750, ``no`` is false and a repeated key wins silently. Here plain scalars follow
the core schema of YAML 1.2.2 (https://yaml.org/spec/1.2.2, section 10.3), what
is ambiguous is refused, and nothing but maps, lists, text, numbers, true, false
and null can be written.
"""

import math
import re
from typing import Any

import yaml

from cortex_sim.errors import ConfigError

MAX_DEPTH = 40
"""Deepest nesting that is read."""
MAX_KEYS = 500
"""Most keys of one map: names are compared with each other."""
MAX_VALUES = 100_000
"""Most maps, lists and scalars of one text."""

_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_AMBIGUOUS = re.compile(r"[-+]?0([0-9_]+|[xob][0-9a-fA-F_]+)")
_CONSTANTS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


def parse_yaml(text: str, source: str) -> Any:
    """Return the maps, lists and scalars that a YAML text holds.

    Parameters
    ----------
    text
        One YAML document; None comes back if it is empty.
    source
        What error messages call the text, such as a file name.

    Raises
    ------
    ConfigError
        If the text is not YAML or holds repeated keys, keys that are not text,
        anchors, aliases, merge keys, tags, numbers that are ambiguous or not
        finite, nesting deeper than `MAX_DEPTH`, a map of more than `MAX_KEYS`, or more
        than `MAX_VALUES` values. The message names the line.

    Examples
    --------
    >>> parse_yaml("{tau: 20 ms, share: 1e-2, name: no}", "example")
    {'tau': '20 ms', 'share': 0.01, 'name': 'no'}
    """
    try:
        loader = _PlainLoader(text)
        loader.name = source
        node = loader.get_single_node()
    except yaml.YAMLError as error:
        mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
        where = f"{source}, line {mark.line + 1}" if mark else source
        raise ConfigError(f"{where}: is not YAML: {problem or error}") from error
    return None if node is None else _to_python(node, source)


class _PlainLoader(yaml.SafeLoader):
    """Composes nodes; refuses what a config must not hold."""

    yaml_implicit_resolvers = {}  # noqa: RUF012 - a class attribute in PyYAML
    depth = values = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        where = f"{self.name}, line {event.start_mark.line + 1}"
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise ConfigError(f"{where}: anchors and aliases are not allowed; use 'extends'")
        if event.tag is not None:
            raise ConfigError(f"{where}: got tag '{event.tag}'; tags are not allowed")
        if self.depth >= MAX_DEPTH:
            raise ConfigError(f"{where}: nested deeper than {MAX_DEPTH}")
        self.values += 1
        if self.values > MAX_VALUES:
            raise ConfigError(f"{where}: more than {MAX_VALUES} values, too many for a config")
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


def _to_python(node: yaml.Node, source: str) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _to_map(node, source)
    if isinstance(node, yaml.SequenceNode):
        return [_to_python(item, source) for item in node.value]
    text = str(node.value)
    is_plain = getattr(node, "style", None) is None
    try:
        text.encode()
        return _plain_scalar(text) if is_plain else text
    except ValueError as error:
        shown = text.encode("utf-8", "backslashreplace").decode()
        problem = "not valid Unicode" if isinstance(error, UnicodeError) else error
        where = f"{source}, line {node.start_mark.line + 1}"
        raise ConfigError(f"{where}: got {shown:.80}: {problem}") from error


def _to_map(node: yaml.MappingNode, source: str) -> dict[str, Any]:
    result: dict[str, Any] = {}
    if len(node.value) > MAX_KEYS:
        raise ConfigError(
            f"{source}, line {node.start_mark.line + 1}: a map of {len(node.value)} keys, expected "
            f"at most {MAX_KEYS}; leave out what is not used, or write several studies"
        )
    for key_node, value_node in node.value:
        where = f"{source}, line {key_node.start_mark.line + 1}"
        key = _to_python(key_node, source)
        if not isinstance(key, str):
            raise ConfigError(f"{where}: got key {key!r}, expected text; put it in quotes")
        if key == "<<":
            raise ConfigError(f"{where}: merge keys are not allowed; use 'extends'")
        if key in result:
            raise ConfigError(f"{where}: key '{key}' is there twice; remove one of them")
        result[key] = _to_python(value_node, source)
    return result


def _plain_scalar(text: str) -> Any:
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _AMBIGUOUS.fullmatch(text):
        raise ValueError("write a decimal number without leading zero, or text in quotes")
    if _INT.fullmatch(text):
        return int(text)
    if _NOT_FINITE.fullmatch(text) or (_FLOAT.fullmatch(text) and math.isinf(float(text))):
        raise ValueError("expected a finite number")
    return float(text) if _FLOAT.fullmatch(text) else text
