"""Locks between processes that vanish with the process that holds them."""

import errno
import fcntl
import os
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cortex_sim.errors import LockedError, StorageError

POLL = 0.05
"""Seconds between two tries while waiting with a time limit."""


@contextmanager
def file_lock(path: Path, *, timeout: float | None = None, remove: bool = False) -> Iterator[None]:
    """Hold an exclusive lock on ``path`` (created if needed) inside a ``with`` block.

    Parameters
    ----------
    path
        The lock file, which is empty.
    timeout
        Longest wait in s; None waits for ever, 0 does not wait.
    remove
        Whether the file goes with the lock. Else it stays, as it does after a killed process;
        a file that stays locks nothing.

    Raises
    ------
    LockedError
        If the wait is over.
    StorageError
        If the file cannot be opened.
    """
    deadline = None if timeout is None else time.monotonic() + timeout
    descriptor = None
    while descriptor is None:
        descriptor = _locked(path, timeout, deadline)
    try:
        yield
    finally:
        if remove:
            # while the lock is held, so that whoever waits for it sees that the file is gone
            with suppress(OSError):
                path.unlink()
        os.close(descriptor)


def _locked(path: Path, timeout: float | None, deadline: float | None) -> int | None:
    """Return the locked file; None if its last holder has removed it, so it keeps nobody out."""
    descriptor = _open(path)
    held = False
    try:
        _acquire(descriptor, path, timeout, deadline)
        held = _is_at(path, descriptor)
    finally:
        if not held:
            os.close(descriptor)
    return descriptor if held else None


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StorageError(
            f"{path}: cannot create the lock file ({error.strerror}); make the folder writable"
        ) from error


def _is_at(path: Path, descriptor: int) -> bool:
    """Return whether an open file is the one that the path names now."""
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(path))
    except FileNotFoundError:
        return False


def _acquire(descriptor: int, path: Path, timeout: float | None, deadline: float | None) -> None:
    flags = fcntl.LOCK_EX if deadline is None else fcntl.LOCK_EX | fcntl.LOCK_NB
    while True:
        try:
            fcntl.flock(descriptor, flags)
            return
        except BlockingIOError:
            if deadline is not None and time.monotonic() >= deadline:
                raise LockedError(
                    f"{path}: another process has held this lock for over {timeout:g} s; "
                    "end it, or wait and try again"
                ) from None
            time.sleep(POLL)
        except OSError as error:
            if error.errno in (errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS):
                warnings.warn(
                    f"{path}: this file system has no locks; two runs of one study at the "
                    "same moment may compute a session twice",
                    stacklevel=3,
                )
                return
            raise
