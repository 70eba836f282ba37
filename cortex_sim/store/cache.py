"""What all results folders of a user share: compiled programs, and how fast they ran."""

import os
from pathlib import Path

from cortex_sim.errors import StorageError

VARIABLE = "CORTEX_SIM_CACHE"
"""The environment variable that names the folder."""


def cache_folder() -> Path | None:
    """Return the folder that all results folders of a user share, there or not.

    It is ``$CORTEX_SIM_CACHE``, else ``cortex_sim`` in the user's folder of caches; None where
    that cannot be made. It can be removed at any time: what was in it is compiled again.

    Raises
    ------
    StorageError
        If the folder that the variable names can be neither made nor written.
    """
    if chosen := os.environ.get(VARIABLE):
        folder = Path(chosen).absolute()
        if not _can_be_written(folder):
            raise StorageError(
                f"{VARIABLE}: got {chosen!r:.200}, expected a folder that can be written or made; "
                "name another one, or unset the variable"
            )
        return folder
    base = Path(os.environ.get("XDG_CACHE_HOME", ""))
    # by the standard of these folders a relative one does not count
    folder = (base if base.is_absolute() else Path("~/.cache").expanduser()) / "cortex_sim"
    return folder if _can_be_written(folder) else None


def _can_be_written(folder: Path) -> bool:
    """Return whether a folder, or where it is not yet the one that it would be in, is writable."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)
