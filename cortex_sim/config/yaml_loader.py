"""Read YAML config files and override single keys."""

import copy
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cortex_sim.config.merge import deep_merge, is_null, laid_on
from cortex_sim.config.strict_yaml import MAX_DEPTH, parse_yaml
from cortex_sim.errors import ConfigError

MAX_BYTES = 1_000_000
"""Largest file that is read, in bytes."""
OVERRIDE_ORIGIN = Path("--set")
"""Where `mark_overrides` says that an override was written."""

_KEY = re.compile(r"[^\s=]+")
_OVERRIDE = re.compile(r"\s*([^\s=]+?)\s*=(.*)", re.DOTALL)


def load_yaml(path: Path | str) -> dict[str, Any]:
    """Return the content of one YAML file.

    Parameters
    ----------
    path
        A UTF-8 file of at most `MAX_BYTES` with a map at the top.

    Raises
    ------
    ConfigError
        If the file cannot be read, is empty, too large, or holds what
        `cortex_sim.config.strict_yaml.parse_yaml` refuses. The message names
        the file and, where there is one, the line.
    """
    path = Path(path)
    data = parse_yaml(_read_text(path), str(path))
    if data is None:
        raise ConfigError(f"{path}: is empty; write at least one 'key: value' line")
    if not isinstance(data, dict):
        kind = type(data).__name__
        raise ConfigError(f"{path}: got a {kind} at the top, expected 'key: value' lines")
    return data


def apply_overrides(data: Mapping[str, Any], overrides: Sequence[str]) -> dict[str, Any]:
    """Return ``data`` with overrides such as ``"a.b=20 ms"`` laid on top.

    Parameters
    ----------
    data
        Maps, lists and scalars; not changed.
    overrides
        ``dotted.key=value``, applied in order. The value is read as YAML, so
        ``a.b=[1, 2]`` is a list. Items of a list go by index: ``a.0.b=1``.
        Maps are merged, and null leaves its mark (`cortex_sim.config.merge`), as in a file that
        extends.

    Raises
    ------
    ConfigError
        If an override is no ``key=value``, or leads through a scalar or to a
        list item that does not exist.

    Examples
    --------
    >>> apply_overrides({"a": {"b": 1}}, ["a.b=20 ms", "a.c=[1, 2]"])
    {'a': {'b': '20 ms', 'c': [1, 2]}}
    """
    result = copy.deepcopy(dict(data))
    for override in overrides:
        key, value = split_override(override)
        result = _assigned(result, key.split("."), value, f"override '{override}'")
    return result


def split_override(override: str) -> tuple[str, Any]:
    """Return the dotted key of an override and its value, read as YAML.

    Raises
    ------
    ConfigError
        If it is no ``key=value``.
    """
    match = _OVERRIDE.fullmatch(override)
    if match is None or not is_dotted_key(match[1]):
        raise ConfigError(
            f"override: got '{override:.200}', expected 'dotted.key=value', "
            f"at most {MAX_DEPTH} keys deep"
        )
    return match[1], parse_yaml(match[2], f"override '{override}'")


def mark_overrides(origins: Mapping[str, Path], overrides: Sequence[str]) -> dict[str, Path]:
    """Return ``origins`` in which overridden keys come from `OVERRIDE_ORIGIN`."""
    marked = dict(origins)
    for key, value in map(split_override, overrides):
        if isinstance(value, Mapping):
            written = dotted_keys(value, f"{key}.")
        else:
            written = []
            marked = {k: path for k, path in marked.items() if not k.startswith(f"{key}.")}
        marked |= dict.fromkeys([key, *written], OVERRIDE_ORIGIN)
    return marked


def is_dotted_key(key: str) -> bool:
    """Return whether an override can name ``key``: words joined by dots, `MAX_DEPTH` at most."""
    parts = key.split(".")
    return len(parts) <= MAX_DEPTH and all(_KEY.fullmatch(part) for part in parts)


def origin_of(origins: Mapping[str, Path], dotted: str) -> Path | None:
    """Return the file that wrote a key, or else the nearest map around it."""
    while dotted and dotted not in origins:
        dotted = dotted.rpartition(".")[0]
    return origins.get(dotted)


def _read_text(path: Path) -> str:
    try:
        if path.exists() and not path.is_file():
            raise ConfigError(f"{path}: is not a file; name a YAML file")
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such file; check the path") from None
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path}: cannot be read ({error}); check the path") from error
    if len(raw) > MAX_BYTES:
        raise ConfigError(f"{path}: is larger than {MAX_BYTES} bytes, too large for a config")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ConfigError(f"{path}, line {line}: is not UTF-8; save it as UTF-8") from error


def dotted_keys(data: Mapping[str, Any], prefix: str = "") -> list[str]:
    """Return the dotted keys of all that is in a map, and in maps below it."""
    keys = []
    for key, value in data.items():
        keys.append(prefix + key)
        if isinstance(value, Mapping):
            keys += dotted_keys(value, f"{prefix}{key}.")
    return keys


def _assigned(target: Any, keys: list[str], value: Any, where: str) -> Any:
    """Return ``target`` with ``value`` laid on what ``keys`` lead to."""
    if not keys:
        return laid_on(target, value)
    if isinstance(target, list):
        index = _index(target, keys[0], where)
        item = _assigned(target[index], keys[1:], value, where)
        return [*target[:index], item, *target[index + 1 :]]
    if not isinstance(target, dict):
        raise ConfigError(f"{where}: '{keys[0]}' is looked up in {target!r}, which has no keys")
    if len(keys) == 1:
        return deep_merge(target, {keys[0]: value})
    inner = target.get(keys[0])
    if is_null(inner):  # what comes after null stands last, as in a file that extends
        target = {key: item for key, item in target.items() if key != keys[0]}
        inner = {}
    return {**target, keys[0]: _assigned(inner, keys[1:], value, where)}


def _index(items: list[Any], key: str, where: str) -> int:
    if not re.fullmatch("[0-9]{1,9}", key) or int(key) >= len(items):
        allowed = f"0 to {len(items) - 1}" if items else "none, the list is empty"
        raise ConfigError(f"{where}: got index '{key}', allowed: {allowed}")
    return int(key)
