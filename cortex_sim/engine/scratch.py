"""Private folders for temporary files: in memory where there is room, removed in any case."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cortex_sim.engine.machine import machine_id

PREFIX = "cortex_sim-"


@contextmanager
def private_folder() -> Iterator[Path]:
    """Give a folder that is gone after the ``with`` block."""
    prefix = f"{PREFIX}{machine_id()}-{os.getpid()}-"
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=scratch_root()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def scratch_root() -> Path:
    """Return where sessions keep temporary files: ``$CORTEX_SIM_SCRATCH``, memory, or temp."""
    chosen = os.environ.get("CORTEX_SIM_SCRATCH")
    if chosen:
        return Path(chosen)
    shared_memory = Path("/dev/shm")
    if os.access(shared_memory, os.W_OK) and shutil.disk_usage(shared_memory).free > 512e6:
        return shared_memory
    return Path(tempfile.gettempdir())


def remove_orphans() -> None:
    """Remove the temporary folders of processes of this machine that were killed.

    Where nodes share the folder, the others' are left to them: their process ids
    mean nothing here.
    """
    ours = f"{PREFIX}{machine_id()}-"
    for folder in scratch_root().glob(f"{ours}*-*"):
        owner = folder.name[len(ours) :].split("-")[0]
        if owner.isdigit() and not _is_alive(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
