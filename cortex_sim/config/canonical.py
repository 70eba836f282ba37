"""One text for one meaning: canonical JSON and content hashes."""

import hashlib
import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from cortex_sim.errors import ConfigError


def to_plain(obj: object) -> Any:
    """Return ``obj`` as dict, list, str, int, float, bool or None only.

    Parameters
    ----------
    obj
        These types, tuples and numpy scalars, nested at will.

    Raises
    ------
    ConfigError
        If a number is not finite, a key is not text, a text is not valid
        Unicode, or a value is of another type. The message says where.
    """
    return _to_plain(obj, ())


def canonical_json(obj: object) -> str:
    """Return the JSON text that two objects share only if they mean the same.

    Keys are sorted, there is no white space, floats have the fewest digits that
    give the same float (``repr``), text stays UTF-8. ``1`` and ``1.0`` differ.

    Parameters
    ----------
    obj
        What `to_plain` accepts.

    Raises
    ------
    ConfigError
        As `to_plain`.

    Examples
    --------
    >>> canonical_json({"b": (1, 2.0), "a": None})
    '{"a":null,"b":[1,2.0]}'
    """
    return json.dumps(
        to_plain(obj),
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    )


def content_hash(obj: object) -> str:
    """Return the SHA-256 of `canonical_json`, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(obj).encode()).hexdigest()


_Where = tuple[Any, object]
"""Where something stands: where what holds it stands, and its key there; empty at the top."""


def _to_plain(obj: object, where: _Where | tuple[()]) -> Any:
    # every session's spec passes here, so places become text only in an error
    if isinstance(obj, np.generic):
        obj = obj.item()
    if isinstance(obj, str):
        return _text(obj, where)
    if obj is None or isinstance(obj, (bool, int)):
        return obj
    if isinstance(obj, float):
        if not math.isfinite(obj):
            raise ConfigError(f"{_shown(where)}: got {obj!r}, expected a finite number or null")
        return obj
    if isinstance(obj, (dict, Mapping)):
        return {_key(key, where): _to_plain(item, (where, key)) for key, item in obj.items()}
    if isinstance(obj, (list, tuple)):
        return [_to_plain(item, (where, index)) for index, item in enumerate(obj)]
    kind = type(obj).__name__
    allowed = "map, list, text, number, true, false or null"
    raise ConfigError(f"{_shown(where)}: got a {kind}, expected {allowed}")


def _key(key: object, where: _Where | tuple[()]) -> str:
    if not isinstance(key, str):
        raise ConfigError(f"{_shown(where)}: got key {key!r}, expected text")
    return _text(key, where)


def _text(text: str, where: _Where | tuple[()]) -> str:
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ConfigError(f"{_shown(where)}: got {text!a}, which is not Unicode") from error
    return text


def _shown(where: _Where | tuple[()]) -> str:
    keys = []
    while where:
        where, key = where
        keys.append(str(key))
    return ".".join(reversed(keys)).lstrip(".") or "config"
