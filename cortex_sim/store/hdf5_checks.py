"""Refuse HDF5 files that are damaged, or that lead out of themselves."""

import contextlib
import math
from collections.abc import Iterator
from pathlib import Path

import h5py

from cortex_sim.errors import ResultError
from cortex_sim.store.atomic import regular, storage_error
from cortex_sim.store.seal import REMEDY

_NUMBER_KINDS = "biuf"
_TEXT_KIND = "S"
_FILTERS = {h5py.h5z.FILTER_DEFLATE, h5py.h5z.FILTER_SHUFFLE}
_MOST_PER_STORED_BYTE = 1100
"""Numbers' bytes that one stored byte can hold: gzip packs at most 1032."""
_MOST_BYTES = 2**31
"""Largest dataset that is read, in bytes; no session comes near."""
_H5PY_ERRORS = (
    OSError,
    RuntimeError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    MemoryError,
    OverflowError,
)


@contextlib.contextmanager
def refusing(path: Path) -> Iterator[None]:
    """Turn whatever h5py raises over a bad file into one kind of error.

    Parameters
    ----------
    path
        The file that the ``with`` block reads.

    Raises
    ------
    ResultError
        If there is no such file, or anything in the block fails over it.
    StorageError
        If the file may not be read.
    """
    try:
        regular(path)
        yield
    except ResultError:
        raise
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
        raise ResultError(f"{path}: there is no such session file; run the session") from error
    except PermissionError as error:
        raise storage_error(error, path, "read") from error
    except _H5PY_ERRORS as error:
        raise ResultError(f"{path}: is damaged ({error}); {REMEDY}") from error


def checked_datasets(file: h5py.File, path: Path) -> dict[str, h5py.Dataset]:
    """Return all datasets by name, in order, each checked to be plain numbers or text.

    No link is followed before it is known to stay inside the file. (A loop and
    not h5py's ``visititems``, whose callbacks cannot raise safely.)

    Parameters
    ----------
    file
        The open file.
    path
        What error messages call it.

    Raises
    ------
    ResultError
        If there is a soft, external or user-defined link, or one thing under two
        names; or if a dataset keeps its data elsewhere, claims more numbers than
        its bytes can hold, needs a filter other than gzip and shuffle, or holds
        anything but numbers and text.
    """
    found: dict[str, h5py.Dataset] = {}
    pending, seen = [("", file)], set()
    while pending:
        prefix, group = pending.pop()
        for name in group:
            full_name = prefix + name
            _check_link(full_name, group.get(name, getlink=True), path)
            item = group[name]
            address = h5py.h5o.get_info(item.id).addr
            if address in seen:
                raise ResultError(f"{path}: '{full_name}' is there under two names")
            seen.add(address)
            if isinstance(item, h5py.Group):
                pending.append((f"{full_name}/", item))
            else:
                _check_dataset(full_name, item, path)
                found[full_name] = item
    return dict(sorted(found.items()))


def _check_link(name: str, link: object, path: Path) -> None:
    if not isinstance(link, h5py.HardLink):
        kind = type(link).__name__
        raise ResultError(f"{path}: '{name}' is a {kind}; links are not followed")


def _check_dataset(name: str, dataset: object, path: Path) -> None:
    if not isinstance(dataset, h5py.Dataset):
        raise ResultError(f"{path}: '{name}' is a {type(dataset).__name__}")
    properties = dataset.id.get_create_plist()
    filters = {properties.get_filter(n)[0] for n in range(properties.get_nfilters())}
    if properties.get_external_count() or dataset.is_virtual:
        raise ResultError(f"{path}: '{name}' keeps its data in another file")
    if filters - _FILTERS:
        raise ResultError(f"{path}: '{name}' needs filter {sorted(filters - _FILTERS)}")
    if dataset.dtype.kind not in _NUMBER_KINDS + _TEXT_KIND:
        raise ResultError(f"{path}: '{name}' has dtype {dataset.dtype}, expected numbers")
    claimed = math.prod(dataset.shape or (0,)) * dataset.dtype.itemsize
    stored = dataset.id.get_storage_size()
    if claimed > min(_MOST_PER_STORED_BYTE * stored, _MOST_BYTES):
        raise ResultError(f"{path}: '{name}' claims {claimed} bytes but holds {stored}; {REMEDY}")
