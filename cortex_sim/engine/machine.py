"""What this machine is: its cores, its CPU, and the name that tells it from others."""

import math
import os
import platform
from functools import cache
from pathlib import Path

from cortex_sim.config.canonical import content_hash
from cortex_sim.units import counted

NOTICEABLE = 1.25
"""Times as long that are worth a word; load is an average and no promise."""


def available_cores() -> int:
    """Return the number of cores that this process may use."""
    allowed = os.environ.get("SLURM_CPUS_PER_TASK")
    if allowed and allowed.isdigit():
        return max(1, int(allowed))
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def crowding(simulations: int) -> str:
    """Return what to say where simulations at once have to share cores; empty if each has its own.

    Parameters
    ----------
    simulations
        At the same moment, on this machine.
    """
    cores = available_cores()
    if simulations <= cores:
        return ""
    at_once = f"{simulations} simulations at once, but {counted(cores, 'core')} for this process"
    return f"{at_once}: they take turns and end no sooner than {cores} at once"


def slower_text(load: float, simulations: int, load_then: float = math.nan) -> str:
    """Return how much longer work takes while the machine is as busy as now; empty if hardly.

    Parameters
    ----------
    load
        Processes that want a core now, see `load_average`.
    simulations
        That would come on top.
    load_then
        Load under which the time was taken that the estimate rests on; nan: none.

    Examples
    --------
    >>> slower_text(0.0, 1)
    ''
    """
    cores = os.cpu_count() or 1
    now, then = (max(1.0, wanted / cores) for wanted in (load + simulations, load_then))
    if now / then < NOTICEABLE:
        return ""
    return (
        f"other work is on this machine: {now / then:.1f} times as long while it lasts, "
        "which the time above leaves out"
    )


def load_average() -> float:
    """Return how many processes of this machine want a core, over the last minute."""
    return os.getloadavg()[0]


@cache
def cpu_model() -> str:
    """Return the name of this machine's CPU and a hash of its features."""
    try:
        text = Path("/proc/cpuinfo").read_text()
    except OSError:
        return f"{platform.machine()} {platform.processor()}"
    pairs = (line.partition(":") for line in text.splitlines())
    lines = {key.strip(): value.strip() for key, _, value in pairs}
    name = lines.get("model name", platform.machine())
    return f"{name} {content_hash(lines.get('flags', ''))[:8]}"


def machine_tag(optimisation: str) -> str:
    """Return what tells programs apart that must not be shared between machines."""
    cpu = cpu_model() if optimisation == "native" else platform.machine()
    return content_hash([cpu, platform.system(), platform.libc_ver()])[:8]


@cache
def machine_id() -> str:
    """Return 8 hexadecimal digits that name this machine, or this container on it."""
    try:
        processes = os.readlink("/proc/self/ns/pid")
    except OSError:
        processes = ""
    return content_hash([platform.node(), processes])[:8]
