"""What an executor is: where the points of a sweep run, how many at once, who is alive.

Files are the only truth about what is done (see `cortex_sim.sweep.folder`). An executor
starts the work, and tells of its points what no file can tell.
"""

import sys
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import ClassVar, Generic, TypeVar

from cortex_sim.errors import SweepError
from cortex_sim.sections import Section
from cortex_sim.sweep.config import SweepExecution
from cortex_sim.sweep.context import SweepContext
from cortex_sim.sweep.folder import SweepFolder
from cortex_sim.sweep.points import Point
from cortex_sim.sweep.shared import SharedPast


class End(Enum):
    """How an executor came back from its points."""

    ENDED = "ended"
    """All were tried."""

    STOPPED = "stopped"
    """Somebody asked it to stop."""

    DETACHED = "detached"
    """They are in a queue, and nobody waits for them."""


@dataclass(frozen=True)
class Order:
    """What the person who starts a run says beside the name of the executor."""

    jobs: int | None = None
    """How many at once; None: as in the site file."""

    extra: str = ""
    """More options for a queue, as on a command line."""

    detach: bool = False
    """Whether to come back as soon as the points are in the queue."""


@dataclass(frozen=True)
class Width:
    """How many simulations run at once: processes, and threads in each."""

    processes: int
    threads: int = 1
    cores: int = 0
    """Cores that they share; 0: each has its own."""

    @property
    def total(self) -> int:
        """Return the number of simulations at the same moment."""
        return self.processes * self.threads


@dataclass(frozen=True)
class Share:
    """What one worker process is to do."""

    points: tuple[str, ...]
    """Ids of points, in order."""

    run: str
    threads: int = 1
    past: SharedPast | None = None
    """What to do instead: sessions that several points share."""

    failure_code: int = 0
    """Exit code of the worker where a point failed."""


@dataclass
class Standing:
    """What an executor knows of its points beside the files."""

    alive: dict[str, str] = field(default_factory=dict)
    """Point id -> ``running`` or ``queued``."""

    problem: str = ""
    """Why it could not look; then nothing follows about any point."""

    def why(self, point_id: str) -> str:
        """Return why a point ended without a result, empty if that is not known."""
        del point_id
        return ""


class NoSettings(Section):
    """An executor that a site file has nothing to say about."""


SiteT = TypeVar("SiteT", bound=Section)


class Executor(ABC, Generic[SiteT]):
    """Where the points of a sweep run; nothing here changes a number in a result.

    Parameters
    ----------
    site
        The executor's section of the site file.
    needs
        What a point needs, as the sweep file says.
    order
        What the command line says; it wins over both.
    """

    name: ClassVar[str]
    """How people call it: in ``--executor``, and its section of the site file."""

    summary: ClassVar[str]
    """Where the points run, in a few words."""

    start_seconds: ClassVar[float] = 2.0
    """Time until the first worker is ready."""

    has_queue: ClassVar[bool] = False
    """Whether points wait in a queue of others, which takes options and can be left."""

    Site: ClassVar[type[Section]] = NoSettings
    """Its section of the site file."""

    def __init__(
        self, site: SiteT, needs: SweepExecution | None = None, order: Order | None = None
    ) -> None:
        self.site = site
        self.needs = needs or SweepExecution()
        self.order = order or Order()
        if self.order.jobs is not None and self.order.jobs < 1:
            raise SweepError(f"--jobs: got {self.order.jobs}, expected at least 1")
        for option, given in (("--extra", self.order.extra), ("--detach", self.order.detach)):
            if given and not self.has_queue:
                raise SweepError(
                    f"{option}: is for executors with a queue, and '{self.name}' has none; "
                    f"leave it out, or name another --executor"
                )

    @abstractmethod
    def run(self, context: SweepContext, points: Sequence[Point]) -> End:
        """Do the points; programs are compiled and the manifest is written.

        Raises
        ------
        SweepError
            If the executor cannot start or go on.
        """

    @abstractmethod
    def width(self, points: int, course_width: int) -> Width:
        """Return how many simulations would run at once.

        Parameters
        ----------
        points
            Points to do.
        course_width
            Sessions of one point that can run at once, on average.
        """

    @classmethod
    def status(cls, folder: SweepFolder) -> Standing:
        """Return what the executor knows of the points of a sweep, whoever started them."""
        del folder
        return Standing()

    @classmethod
    def cancel(cls, folder: SweepFolder) -> str:
        """Take a sweep's points out of the queue; return what was done, empty if nothing.

        Drivers and workers that run are asked by a file; this is for what no file reaches.
        """
        del folder
        return ""

    @classmethod
    def share(cls, folder: SweepFolder, arguments: Sequence[str]) -> Share:
        """Return what a worker is to do that was started with some arguments.

        Raises
        ------
        SweepError
            If the executor starts no workers, or not with these arguments.
        """
        raise SweepError(f"{folder.root}: '{cls.name}' starts no workers, got {list(arguments)!r}")


def worker_command(
    folder: SweepFolder, executor: str, *share: str, parent: int | None = None
) -> list[str]:
    """Return the command line of a worker.

    Parameters
    ----------
    folder
        The sweep.
    executor
        Who starts it.
    share
        What `Executor.share` gets in the worker.
    parent
        Process without which the worker stops; None if nobody minds.
    """
    root = str(folder.root.resolve())
    minded = [] if parent is None else ["--parent", str(parent)]
    return [sys.executable, "-m", "cortex_sim.cli.worker", *minded, root, executor, *share]
