"""Locks between processes that vanish with the process that holds them."""

import errno
import fcntl
import os
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cortex_sim.errors import LockedError, StorageError

POLL = 0.05
"""Seconds between two tries while waiting with a time limit."""


@contextmanager
def file_lock(path: Path, *, timeout: float | None = None) -> Iterator[None]:
    """Hold an exclusive lock on ``path`` (created if needed) inside a ``with`` block.

    Parameters
    ----------
    path
        The lock file; it stays, empty, when the lock is gone.
    timeout
        Longest wait in s; None waits for ever, 0 does not wait.

    Raises
    ------
    LockedError
        If the wait is over.
    StorageError
        If the file cannot be opened.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StorageError(
            f"{path}: cannot create the lock file ({error.strerror}); make the folder writable"
        ) from error
    try:
        _acquire(descriptor, path, timeout)
        yield
    finally:
        os.close(descriptor)


def _acquire(descriptor: int, path: Path, timeout: float | None) -> None:
    deadline = None if timeout is None else time.monotonic() + timeout
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
