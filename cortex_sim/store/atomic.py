"""Files that are there whole or not at all, and errors that say what to do."""

import contextlib
import errno
import os
import uuid
from pathlib import Path

from cortex_sim.errors import StorageError

TEMPORARY_SUFFIX = ".tmp"
"""Ends the name of a file that is still being written."""

_FULL = "free some space and run again; what is finished is kept"
_DENIED = "choose another folder or change its permissions"
_REMEDIES = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: "raise the limit on file sizes (ulimit -f) and run again",
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.EROFS: "choose a folder on a file system that can be written",
    errno.ENOTDIR: "a part of the path is a file; choose another folder",
    errno.EEXIST: "a file is where a folder should be; choose another folder",
    errno.ENOENT: "check the path",
    errno.ENAMETOOLONG: "choose a shorter path",
}
_NO_FSYNC_OF_FOLDERS = {errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EBADF}


def storage_error(error: OSError, path: Path, action: str) -> StorageError:
    """Return the error to raise where the system refused to do something.

    Parameters
    ----------
    error
        What the system said.
    path
        The file or folder in question.
    action
        What was tried: ``"write"`` gives ``cannot write``.
    """
    reason = error.strerror or str(error) or type(error).__name__
    remedy = _REMEDIES.get(error.errno or 0, "check the disk and the path")
    return StorageError(f"{path}: cannot {action}: {reason}; {remedy}")


def regular(path: Path) -> Path:
    """Return the path of a file to read, unless reading it could be without end.

    Raises
    ------
    OSError
        If a pipe, a device or a folder stands there, or a link to one.
    """
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "a folder, not a file", str(path))
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "not a regular file", str(path))
    return path


def write_bytes_atomic(path: Path, content: bytes) -> None:
    """Write a file so that it appears complete, on disk, and in one step.

    The content goes to a temporary file in the same folder, which is flushed to
    disk and then renamed. An existing file is replaced. Whatever goes wrong, an
    interrupt included, the old file stays and the temporary one is removed; a
    killed process can leave a hidden ``*.tmp`` file, which nobody reads.

    Parameters
    ----------
    path
        The file; its folder is created.
    content
        All of the file.

    Raises
    ------
    StorageError
        If the file cannot be written, with what to do about it.
    """
    temporary = path.with_name(
        f".{path.name}.{os.getpid()}-{uuid.uuid4().hex[:8]}{TEMPORARY_SUFFIX}"
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            _write_synced(temporary, content)
            os.replace(temporary, path)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise
        _sync_folder(path.parent)
    except OSError as error:
        raise storage_error(error, path, "write") from error


def _write_synced(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make a rename last; some network file systems cannot and need not."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_FSYNC_OF_FOLDERS:
            raise
    finally:
        os.close(descriptor)
