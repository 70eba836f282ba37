"""What everything that runs a sweep shares: its folder, its points, the run, who watches."""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from cortex_sim.sweep.folder import SweepFolder
from cortex_sim.sweep.load import Sweep

Tell = Callable[[str], None]
"""Shows a line to whoever watches."""


def say_nothing(_: str) -> None:
    """Show a line to nobody."""


def new_run() -> str:
    """Return the id of a run: when it started, and six digits of chance."""
    return f"{time.strftime('%Y%m%d-%H%M%S')}-{uuid.uuid4().hex[:6]}"


@dataclass(frozen=True)
class SweepContext:
    """One run of a sweep, as drivers, executors and workers see it."""

    folder: SweepFolder
    """Where the sweep lies."""

    sweep: Sweep
    """All of it, also the points that this run leaves out."""

    tell: Tell = say_nothing
    run: str = field(default_factory=new_run)
    """Id of the run; a point that killed a worker is not tried again in the same run."""
