"""What a finished session leaves behind, in memory."""

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cortex_sim.config.canonical import canonical_json, content_hash
from cortex_sim.config.session_kinds import SessionKind
from cortex_sim.errors import ResultError
from cortex_sim.store.paths import check_session_id

RESERVED = ("spikes", "spec", "provenance", "parent_ids")
"""Names that no array may start with."""

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_NUMBER_KINDS = "biuf"
_MAX_ITEM_BYTES = 8


@dataclass(frozen=True, eq=False)
class Array:
    """Numbers with their unit and the names of their axes.

    Parameters
    ----------
    values
        Booleans, integers or floats of at most 8 bytes; of any shape.
    unit
        Such as ``"mV"``; empty if dimensionless.
    dims
        One name per axis, such as ``("muscle", "neuron")``.
    description
        What the numbers are.

    Raises
    ------
    ResultError
        If ``values`` are not such numbers or ``dims`` do not fit their shape.
    """

    values: NDArray[Any]
    unit: str
    dims: tuple[str, ...]
    description: str

    def __post_init__(self) -> None:
        """Check and bring the numbers into little-endian C order."""
        values = np.asarray(self.values)
        if values.dtype.kind not in _NUMBER_KINDS or values.dtype.itemsize > _MAX_ITEM_BYTES:
            allowed = "booleans, integers or floats of at most 8 bytes"
            raise ResultError(f"array: got dtype {values.dtype}, expected {allowed}")
        dims = tuple(self.dims)
        if len(dims) != values.ndim or not all(map(_NAME.fullmatch, dims)):
            raise ResultError(
                f"array: got dims {dims} for shape {values.shape}, expected one name per axis"
            )
        values = np.asarray(values, dtype=values.dtype.newbyteorder("<"), order="C")
        object.__setattr__(self, "values", values)
        object.__setattr__(self, "dims", dims)

    def digest(self) -> str:
        """Return the SHA-256 of the numbers and of what is said about them."""
        values = self.values
        head = [values.dtype.str, values.shape, self.unit, self.dims, self.description]
        sha = hashlib.sha256(canonical_json(head).encode())
        sha.update(values.tobytes())
        return sha.hexdigest()


@dataclass(frozen=True, eq=False)
class Spikes:
    """The spikes of one population, in the order of time.

    Parameters
    ----------
    timestamps_ms
        Spike times, in ms from the start of the session, finite, not falling;
        shape ``(n_spikes,)``.
    node_ids
        The cell of each spike, from 0; shape ``(n_spikes,)``.

    Raises
    ------
    ResultError
        If the two differ in shape or the times fall; see `sort_spikes`.
    """

    timestamps_ms: NDArray[np.float64]
    node_ids: NDArray[np.uint64]

    def __post_init__(self) -> None:
        """Check order and shape."""
        times = np.asarray(self.timestamps_ms, dtype="<f8")
        cells = np.asarray(self.node_ids)
        if times.ndim != 1 or times.shape != cells.shape:
            shapes = f"{times.shape} times for {cells.shape} cells"
            raise ResultError(f"spikes: got shapes {shapes}, expected two equal (n_spikes,)")
        if not np.all(np.isfinite(times)) or np.any(np.diff(times) < 0):
            raise ResultError("spikes: times are not finite or fall; use sort_spikes")
        if cells.size and (cells.dtype.kind not in "iu" or cells.min() < 0):
            raise ResultError("spikes: node_ids are not integers from 0 on")
        object.__setattr__(self, "timestamps_ms", times)
        object.__setattr__(self, "node_ids", cells.astype("<u8"))


def sort_spikes(timestamps_ms: ArrayLike, node_ids: ArrayLike) -> Spikes:
    """Return spikes ordered by time, and by cell where times are equal.

    Parameters
    ----------
    timestamps_ms
        Spike times in any order, in ms, shape ``(n_spikes,)``.
    node_ids
        The cell of each spike, shape ``(n_spikes,)``.

    Raises
    ------
    ResultError
        If the two differ in shape.
    """
    times, cells = np.asarray(timestamps_ms), np.asarray(node_ids)
    if times.shape != cells.shape:
        raise ResultError(f"spikes: got {times.shape} times for {cells.shape} cells")
    order = np.lexsort((cells, times))
    return Spikes(times[order], cells[order])


@dataclass(frozen=True, eq=False)
class SessionRecord:
    """One finished session: what it was, where it was made, what came out.

    Parameters
    ----------
    session_id
        Content hash that names the session.
    kind
        Value of a `SessionKind`.
    parent_ids
        Role to the id of the session that this one starts from.
    spec
        The science fields that are hashed into the id; plain data.
    provenance
        Where and with what it was computed; plain data, not part of the id.
    arrays
        Results under slash names such as ``"state/weights/exc_exc"``.
    spikes
        Spikes by population.

    Raises
    ------
    ResultError
        If the id, the kind or a name is not allowed.
    """

    session_id: str
    kind: str
    parent_ids: Mapping[str, str]
    spec: Mapping[str, Any]
    provenance: Mapping[str, Any]
    arrays: Mapping[str, Array] = field(default_factory=dict)
    spikes: Mapping[str, Spikes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Check id, kind and names."""
        check_session_id(self.session_id)
        if self.kind not in list(SessionKind):
            allowed = " or ".join(SessionKind)
            raise ResultError(f"session kind: got {self.kind!r}, expected {allowed}")
        for name in self.arrays:
            _check_array_name(name, self.arrays)
        for name in self.spikes:
            if not _NAME.fullmatch(name):
                allowed = "letters, digits, '_', '.', '-'"
                raise ResultError(f"population: got {name!r}, expected {allowed}")

    def flat_arrays(self) -> dict[str, Array]:
        """Return all arrays by name, in order, spikes in the SONATA layout."""
        flat = dict(self.arrays)
        for population, spikes in self.spikes.items():
            group = f"spikes/{population}"
            times = Array(spikes.timestamps_ms, "ms", ("spike",), "time of each spike")
            cells = Array(spikes.node_ids, "", ("spike",), "cell of each spike")
            flat[f"{group}/timestamps"], flat[f"{group}/node_ids"] = times, cells
        return dict(sorted(flat.items()))

    def content_digest(self) -> str:
        """Return the SHA-256 of all arrays; equal on two machines if the numbers are."""
        return content_hash({name: array.digest() for name, array in self.flat_arrays().items()})


def _check_array_name(name: str, names: Collection[str]) -> None:
    parts = name.split("/")
    outer = {"/".join(parts[:n]) for n in range(1, len(parts))}
    if not all(map(_NAME.fullmatch, parts)) or parts[0] in RESERVED or outer & set(names):
        allowed = "words of letters, digits, '_', '.', '-' joined by '/'"
        reserved = f"not inside another array, nor below {', '.join(RESERVED)}"
        raise ResultError(f"array name: got {name!r}, expected {allowed}, {reserved}")
