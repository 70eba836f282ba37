"""Where the sessions lie: one file per session, named by its content hash."""

import contextlib
import os
import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cortex_sim.errors import ResultError, StorageError
from cortex_sim.names import BUILDS_FOLDER, SESSIONS_FOLDER, STORE_FOLDERS, file_name
from cortex_sim.store.atomic import TEMPORARY_SUFFIX, storage_error, write_bytes_atomic
from cortex_sim.store.cache import cache_folder
from cortex_sim.store.locks import file_lock

MIN_FREE_BYTES = 50_000_000
"""Free space below which a run is not started, in bytes."""
LEFTOVER_AGE_S = 600.0
"""Age at which a temporary file counts as left by a killed process, in s."""

_SESSION_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{2,127}")


def check_session_id(session_id: str) -> str:
    """Return ``session_id`` if it is fit for a file name.

    Raises
    ------
    ResultError
        If it is not 3 to 128 letters, digits, ``_`` or ``-``.
    """
    if not _SESSION_ID.fullmatch(session_id):
        allowed = "3 to 128 letters, digits, '_' or '-'"
        raise ResultError(f"session id: got {session_id!r}, expected {allowed}")
    return session_id


def half_written(root: Path) -> list[Path]:
    """Return the temporary files below a results folder: of writers at work, and of killed ones."""
    return sorted(root.rglob(f".*{TEMPORARY_SUFFIX}"))


@dataclass(frozen=True)
class SessionStore:
    """A folder of session files.

    Parameters
    ----------
    root
        The results folder; it is created when something is written.
    """

    root: Path

    def path(self, session_id: str) -> Path:
        """Return the file of a session, there or not.

        Raises
        ------
        ResultError
            If ``session_id`` is not fit for a file name.
        """
        return self._folder(session_id) / file_name(session_id, ".h5")

    @property
    def builds(self) -> Path:
        """The folder of compiled programs: the user's own for all stores, else one of the store."""
        return (cache_folder() or self.root) / BUILDS_FOLDER

    def named_folder(self, name: str) -> Path:
        """Return the folder of a study or sweep beside those of the store, there or not.

        Raises
        ------
        StorageError
            If ``name`` could lead elsewhere, or is one of the store's own.
        """
        if name.casefold() in STORE_FOLDERS:
            raise StorageError(f"{self.root / name}: is the store's own; take another name")
        return self.root / file_name(name)

    def has(self, session_id: str) -> bool:
        """Return whether the session is finished; its file is not opened."""
        return os.path.isfile(self.path(session_id))

    @contextlib.contextmanager
    def lock(self, session_id: str, timeout: float | None = None) -> Iterator[None]:
        """Let one process at a time work on a session, see `file_lock`.

        The lock ends with the process, however that ends. A process must not ask
        twice for a lock that it holds.

        Parameters
        ----------
        session_id
            The session.
        timeout
            Longest time to wait, in s; None waits for ever.

        Raises
        ------
        StorageError
            If the lock file cannot be created, or the time is over.
        """
        folder = self._folder(session_id)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise storage_error(error, folder, "create the folder") from error
        with file_lock(folder / f"{session_id}.lock", timeout=timeout, remove=True):
            yield

    def check_writable(self, needed_bytes: int = MIN_FREE_BYTES) -> None:
        """Write and remove a small file, to fail before the work and not after it.

        Parameters
        ----------
        needed_bytes
            Free space to ask for, in bytes.

        Raises
        ------
        StorageError
            If the folder cannot be written or has less space, with what to do.
        """
        probe = self.root / f".writable-{os.getpid()}{TEMPORARY_SUFFIX}"
        try:
            write_bytes_atomic(probe, b"\n")
            probe.unlink(missing_ok=True)
            free = shutil.disk_usage(self.root).free
        except StorageError as error:
            # the name of the probe would say nothing to a user
            cause = error.__cause__ if isinstance(error.__cause__, OSError) else error
            raise storage_error(cause, self.root, "write into this folder") from error
        except OSError as error:
            raise storage_error(error, self.root, "write into this folder") from error
        if free < needed_bytes:
            sizes = f"{free / 1e6:.0f} MB are free, {needed_bytes / 1e6:.0f} MB are needed"
            remedy = "free some space or choose another folder"
            raise StorageError(f"{self.root}: {sizes}; {remedy}")

    def remove_leftovers(self, older_than_s: float = LEFTOVER_AGE_S) -> list[Path]:
        """Remove temporary files that killed processes left, and return them.

        Parameters
        ----------
        older_than_s
            Age below which a file may still be in work, in s.
        """
        removed = []
        for path in half_written(self.root):
            with contextlib.suppress(OSError):
                if time.time() - path.stat().st_mtime > older_than_s:
                    path.unlink()
                    removed.append(path)
        return removed

    def _folder(self, session_id: str) -> Path:
        return self.root / SESSIONS_FOLDER / check_session_id(session_id)[:2]
