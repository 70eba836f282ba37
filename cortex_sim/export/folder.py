"""Where an export goes: a folder of its own."""

from pathlib import Path

from cortex_sim.errors import StorageError


def check_new(folder: Path) -> None:
    """Refuse a folder that holds something: two exports in one would be taken for one.

    Raises
    ------
    StorageError
        If it is a file, or not empty.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StorageError(f"{folder}: is there and not empty; name a new folder")
