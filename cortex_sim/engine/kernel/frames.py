"""Messages between this process and a worker: named arrays in one frame.

The layout is that of ``source/message.hpp``.
"""

import struct
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cortex_sim.errors import RunError

KINDS: dict[str, np.dtype[Any]] = {
    "d": np.dtype("<f8"),
    "i": np.dtype("<i4"),
    "t": np.dtype("u1"),
}
WIDTH = 8
"""Everything starts at a multiple of so many bytes."""

Values = Mapping[str, NDArray[Any] | str]
Piece = bytes | memoryview


def packed(entries: Values) -> list[Piece]:
    """Return the pieces of the frame of some arrays (double or int32) and texts.

    The arrays are not copied: they may be large.
    """
    pieces: list[Piece] = [struct.pack("<Q", len(entries))]
    for name, value in entries.items():
        kind, data = _data(value)
        label = name.encode()
        count = len(data) // KINDS[kind].itemsize
        head = struct.pack("<QQQ", ord(kind), len(label), count) + label + _padding(label)
        pieces += [head, data, _padding(data)]
    return [struct.pack("<Q", sum(map(len, pieces))), *pieces]


def unpacked(frame: bytes) -> dict[str, NDArray[Any] | str]:
    """Return the arrays of a frame, without its leading length.

    Raises
    ------
    RunError
        If the frame is not one.
    """
    try:
        return _entries(frame)
    except (struct.error, ValueError, KeyError):
        raise RunError("the kernel answered with a damaged frame; run again") from None


def _entries(frame: bytes) -> dict[str, NDArray[Any] | str]:
    (number,) = struct.unpack_from("<Q", frame)
    found: dict[str, NDArray[Any] | str] = {}
    at = WIDTH
    for _ in range(number):
        code, length, count = struct.unpack_from("<QQQ", frame, at)
        at += 3 * WIDTH
        name = frame[at : at + length].decode()
        at += _up(length)
        values = np.frombuffer(frame, KINDS[chr(code)], count, at)
        at += _up(values.nbytes)
        found[name] = values.tobytes().decode(errors="replace") if chr(code) == "t" else values
    return found


def _data(value: NDArray[Any] | str) -> tuple[str, Piece]:
    if isinstance(value, str):
        return "t", value.encode()
    kind = "i" if value.dtype == np.int32 else "d"
    values = np.ascontiguousarray(value, KINDS[kind])
    return kind, values.data.cast("B") if values.size else b""


def _padding(data: Piece) -> bytes:
    return bytes(_up(len(data)) - len(data))


def _up(length: int) -> int:
    return -(-length // WIDTH) * WIDTH
