"""One finished session as one HDF5 file, complete and checked, or refused.

Spikes follow the SONATA layout (Dai et al. 2020, doi:10.1371/journal.pcbi.1007696), so that
libsonata and bmtk open a session as it is: spikes are not compressed, because libsonata is built
without gzip, and ``sorting`` is the enumeration of the standard.
Equal records give equal bytes: there are no times in the file. The attribute
``content_sha256`` covers the arrays only, so that two machines can compare results.
"""

import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from cortex_sim.config.canonical import canonical_json, content_hash
from cortex_sim.errors import ResultError
from cortex_sim.store.atomic import storage_error, write_bytes_atomic
from cortex_sim.store.hdf5_checks import checked_datasets, refusing
from cortex_sim.store.paths import SessionStore
from cortex_sim.store.record import RESERVED, Array, SessionRecord, Spikes
from cortex_sim.store.seal import REMEDY, SEAL_BYTES, check_seal, sealed

SCHEMA_VERSION = 1
"""Version of the layout; goes up whenever an older reader would misread a file."""
DAMAGED_SUFFIX = ".damaged"
"""Ends the name of a file that `quarantine` moved out of the way."""

_COMPLETE = "complete"
_JSON_NAMES = tuple(name for name in RESERVED if name != "spikes")
_MAX_ATTRIBUTE_BYTES = 60_000
_MIN_COMPRESSED_BYTES = 1_000
_COMPRESSION = {"chunks": True, "compression": "gzip", "compression_opts": 4, "shuffle": True}
_SONATA_MAGIC = 0x0A7A
_SONATA_VERSION = (0, 1)
_SORTING = h5py.enum_dtype({"none": 0, "by_id": 1, "by_time": 2}, basetype="u1")
_BY_TIME = 2


def write_session(store: SessionStore, record: SessionRecord) -> Path:
    """Write a session to the store and return its file.

    The file is built in memory and put in place in one step; a file of the same
    session is replaced.

    Parameters
    ----------
    store
        Where to.
    record
        The session.

    Raises
    ------
    StorageError
        If the file cannot be written, with what to do about it.
    ConfigError
        If ``spec`` or ``provenance`` are not plain data.
    """
    path = store.path(record.session_id)
    write_bytes_atomic(path, _to_bytes(record))
    return path


def read_session(
    source: SessionStore | Path,
    session_id: str | None = None,
    *,
    arrays: Sequence[str] | None = None,
    expected_id: str | None = None,
    verify: bool = True,
) -> SessionRecord:
    """Return a session that was written by `write_session`.

    Parameters
    ----------
    source
        A store, then ``session_id`` is needed; or a file.
    session_id
        The session; by default the name of the file.
    arrays
        Names to read, such as ``"state"`` for all below ``state/`` or
        ``"spikes/exc"`` for one population. Default all; ``()`` reads none.
    expected_id
        If given, the content hash that the file's ``spec`` must have.
    verify
        Whether to check the file's checksum first. Without it reading a part of
        a large file is faster, but a damaged file can hang or crash HDF5.

    Raises
    ------
    ResultError
        If there is no such file, or it is damaged, incomplete, of another
        version, another session or another program, or leads to other files.
    StorageError
        If the file may not be read.
    """
    if isinstance(source, SessionStore):
        if session_id is None:
            raise ResultError("read_session: got a store without a session id; name one")
        path = source.path(session_id)
    else:
        path = Path(source)
    with refusing(path):
        if verify:
            check_seal(path)
        with h5py.File(path, "r", locking=False) as file:
            _check_header(file, path, session_id or path.stem)
            record = _read(file, path, arrays)
        if expected_id is not None and content_hash(record.spec) != expected_id:
            raise ResultError(f"{path}: holds another spec than {expected_id}; {REMEDY}")
        return record


def read_provenance(store: SessionStore, session_id: str) -> dict[str, Any]:
    """Return with what a session was computed, without looking at its arrays.

    For files that `read_session` has checked before: neither checksum nor arrays are.

    Raises
    ------
    ResultError
        If there is no such file or it is damaged.
    """
    path = store.path(session_id)
    with refusing(path), h5py.File(path, "r", locking=False) as file:
        _check_header(file, path, session_id)
        return _read_json(file, "provenance")


def quarantine(path: Path) -> Path:
    """Rename a damaged file to ``*.damaged``, so that a rerun computes it again.

    Raises
    ------
    StorageError
        If the file cannot be renamed.
    """
    target = path.with_name(path.name + DAMAGED_SUFFIX)
    try:
        path.replace(target)
    except OSError as error:
        raise storage_error(error, path, "rename") from error
    return target


def _to_bytes(record: SessionRecord) -> bytes:
    buffer = io.BytesIO()
    with h5py.File(buffer, "w", userblock_size=SEAL_BYTES) as file:
        for name, array in record.flat_arrays().items():
            _write_array(file, name, array)
        for population in sorted(record.spikes):
            group = file[f"spikes/{population}"]
            group.attrs.create("sorting", _BY_TIME, dtype=_SORTING)
        for name in _JSON_NAMES:
            _write_json(file, name, getattr(record, name))
        file.attrs["magic"] = np.uint32(_SONATA_MAGIC)
        file.attrs["version"] = np.array(_SONATA_VERSION, dtype=np.uint32)
        file.attrs["schema_version"] = SCHEMA_VERSION
        file.attrs["session_id"] = record.session_id
        file.attrs["kind"] = record.kind
        file.attrs["content_sha256"] = record.content_digest()
        file.attrs["status"] = _COMPLETE
    return sealed(buffer.getvalue())


def _write_array(file: h5py.File, name: str, array: Array) -> None:
    options: dict[str, Any] = {"track_times": False}
    if array.values.nbytes > _MIN_COMPRESSED_BYTES and not name.startswith("spikes/"):
        options |= _COMPRESSION
    dataset = file.create_dataset(name, data=array.values, **options)
    dataset.attrs["units"] = array.unit
    dataset.attrs["dims"] = ",".join(array.dims)
    dataset.attrs["description"] = array.description


def _write_json(file: h5py.File, name: str, value: Mapping[str, Any]) -> None:
    text = canonical_json(value)
    raw = text.encode()
    if len(raw) <= _MAX_ATTRIBUTE_BYTES:
        file.attrs[name] = text
    else:
        dtype = h5py.string_dtype("utf-8", len(raw))
        file.create_dataset(name, data=raw, dtype=dtype, track_times=False)


def _check_header(file: h5py.File, path: Path, session_id: str) -> None:
    if "schema_version" not in file.attrs:
        raise ResultError(f"{path}: was not written by cortex_sim (it has no schema_version)")
    version = int(file.attrs["schema_version"])
    if version != SCHEMA_VERSION:
        raise ResultError(
            f"{path}: has schema version {version}, this cortex_sim reads {SCHEMA_VERSION}; "
            "use the version that wrote it, or compute it again"
        )
    status = file.attrs["status"]
    if status != _COMPLETE:
        raise ResultError(f"{path}: status is {status!r}, not '{_COMPLETE}'; {REMEDY}")
    found = _text(file, "session_id")
    if found != session_id:
        raise ResultError(f"{path}: holds session {found}, expected {session_id}; {REMEDY}")


def _read(file: h5py.File, path: Path, prefixes: Sequence[str] | None) -> SessionRecord:
    arrays = {
        name: _read_array(dataset)
        for name, dataset in checked_datasets(file, path).items()
        if name not in _JSON_NAMES and _is_wanted(name, prefixes)
    }
    return _to_record(file, arrays)


def _to_record(file: h5py.File, arrays: dict[str, Array]) -> SessionRecord:
    names = [name for name in arrays if name.startswith("spikes/")]
    flat = {name: arrays.pop(name).values for name in names}
    populations = sorted({name.split("/")[1] for name in names})
    spikes = {
        p: Spikes(flat[f"spikes/{p}/timestamps"], flat[f"spikes/{p}/node_ids"]) for p in populations
    }
    metadata = {name: _read_json(file, name) for name in _JSON_NAMES}
    return SessionRecord(
        session_id=_text(file, "session_id"),
        kind=_text(file, "kind"),
        arrays=arrays,
        spikes=spikes,
        **metadata,
    )


def _read_array(dataset: h5py.Dataset) -> Array:
    dims = _text(dataset, "dims")
    return Array(
        values=dataset[()],
        unit=_text(dataset, "units"),
        dims=tuple(dims.split(",")) if dims else (),
        description=_text(dataset, "description"),
    )


def _read_json(file: h5py.File, name: str) -> dict[str, Any]:
    raw = file.attrs[name] if name in file.attrs else file[name][()]
    value = json.loads(raw)
    if not isinstance(value, dict):
        raise ResultError(f"{file.filename}: {name} is not a map; {REMEDY}")
    return value


def _text(item: h5py.HLObject, name: str) -> str:
    value = item.attrs[name]
    if not isinstance(value, str):
        raise ResultError(f"{item.file.filename}: attribute '{name}' is not text; {REMEDY}")
    return value


def _is_wanted(name: str, prefixes: Sequence[str] | None) -> bool:
    if prefixes is None:
        return True
    return any(name == p or name.startswith(p.rstrip("/") + "/") for p in prefixes)
