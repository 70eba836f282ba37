"""What all results folders of a user share: compiled programs, and how fast they ran."""

import os
from pathlib import Path

VARIABLE = "CORTEX_SIM_CACHE"
"""The environment variable that names the folder."""


def cache_folder() -> Path | None:
    """Return the folder that all results folders of a user share, there or not.

    It is ``$CORTEX_SIM_CACHE``, else ``cortex_sim`` in the user's folder of caches; None where
    that cannot be made. It can be removed at any time: what was in it is compiled again.
    """
    if chosen := os.environ.get(VARIABLE):
        return Path(chosen).absolute()
    base = Path(os.environ.get("XDG_CACHE_HOME", ""))
    # by the standard of these folders a relative one does not count
    folder = (base if base.is_absolute() else Path("~/.cache").expanduser()) / "cortex_sim"
    there = next(path for path in (folder, *folder.parents) if path.exists())
    return folder if os.access(there, os.W_OK | os.X_OK) and there.is_dir() else None
