"""The executor for a Slurm cluster: arrays in the queue, and what became of them."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, ClassVar

from pydantic import Field, field_validator

from cortex_sim.errors import SweepError
from cortex_sim.sections import Section
from cortex_sim.sweep.config import SweepExecution
from cortex_sim.sweep.context import SweepContext
from cortex_sim.sweep.executors import slurm_queue as queue
from cortex_sim.sweep.executors.base import End, Executor, Order, Share, Standing, Width
from cortex_sim.sweep.executors.slurm_options import checked_options
from cortex_sim.sweep.executors.slurm_reasons import reason_in_accounting, reason_in_log
from cortex_sim.sweep.executors.slurm_submit import EXECUTOR, Request, submit
from cortex_sim.sweep.folder import SweepFolder
from cortex_sim.sweep.points import Point
from cortex_sim.sweep.shared import shared_pasts

MAX_QUESTIONS = 20
"""Questions to the cluster's accounting in one report: each takes a moment."""


class SlurmSite(Section):
    """A Slurm cluster, as the site file says; empty text means the cluster's default."""

    partition: str = ""
    """Partition in which tasks are queued."""

    account: str = ""
    """Account that is charged."""

    max_running: Annotated[int, Field(ge=1)] = 100
    """Largest number of tasks at once."""

    extra: str = ""
    """More options of ``sbatch``, as on a command line; see `slurm_options` for those allowed."""

    poll_seconds: Annotated[float, Field(gt=0)] = 5.0
    """Time between two looks at the queue."""

    grace_seconds: Annotated[float, Field(ge=0)] = 30.0
    """How long a result may need to show on a network file system."""

    @field_validator("extra")
    @classmethod
    def _is_allowed(cls, extra: str) -> str:
        try:
            checked_options(extra, "extra")
        except SweepError as error:
            raise ValueError(str(error)) from None
        return extra


class Slurm(Executor[SlurmSite]):
    """Array tasks on the nodes of a cluster."""

    name: ClassVar[str] = EXECUTOR
    summary: ClassVar[str] = "on a Slurm cluster"
    has_queue: ClassVar[bool] = True
    Site: ClassVar[type[Section]] = SlurmSite

    def __init__(
        self, site: SlurmSite, needs: SweepExecution | None = None, order: Order | None = None
    ) -> None:
        super().__init__(site, needs, order)
        self.request()  # what is not allowed is refused before anything is written

    def request(self) -> Request:
        """Return what is asked of Slurm; a later option wins over an earlier one.

        Raises
        ------
        SweepError
            If an option is not allowed.
        """
        wishes = {
            "--partition": self.site.partition,
            "--account": self.site.account,
            "--time": self.needs.time,
            "--mem": self.needs.memory,
            "--cpus-per-task": str(self.needs.cpus),
        }
        return Request(
            options=(
                *(f"{name}={value}" for name, value in wishes.items() if value),
                *checked_options(self.site.extra, "site file: slurm.extra"),
                *checked_options(self.order.extra, "--extra"),
            ),
            points_per_task=self.needs.points_per_task,
            max_running=self._at_once(),
        )

    def run(self, context: SweepContext, points: Sequence[Point]) -> End:
        """Send the points to the queue, what they share first, and wait for them."""
        folder, request = context.folder, self.request()
        waiting = queue.points_in(folder, queue.queued_tasks(folder))
        if mine := sum(point.point_id in waiting for point in points):
            context.tell(f"{mine} points are in the queue already")
        fresh = [point for point in points if point.point_id not in waiting]
        if fresh:
            pasts = shared_pasts(context.sweep, fresh, folder.store.has)
            submissions = submit(folder, fresh, request, pasts)
            first = f", after {len(pasts)} pasts that they share" if pasts else ""
            context.tell(
                f"{len(fresh)} points sent to the queue in {len(submissions)} arrays{first}"
            )
        if self.order.detach:
            return End.DETACHED
        self._wait(context, points)
        return End.STOPPED if folder.is_cancelled(context.run) else End.ENDED

    def width(self, points: int, course_width: int) -> Width:
        """Return the tasks at once, and what of their cores a course has use for."""
        tasks = -(-points // self.needs.points_per_task)
        return Width(max(1, min(self._at_once(), tasks)), min(self.needs.cpus, course_width))

    @classmethod
    def status(cls, folder: SweepFolder) -> Standing:
        """Ask the queue who is alive; why others ended is asked when somebody wants to know."""
        tasks = queue.last_tasks(folder)
        try:
            waiting = queue.points_in(folder, queue.queued_tasks(folder))
        except SweepError as error:
            return _SlurmStanding({}, str(error), folder=folder, tasks=tasks, questions=0)
        alive = {
            identity: "running" if task.state == "RUNNING" else "queued"
            for identity, task in waiting.items()
        }
        return _SlurmStanding(alive, folder=folder, tasks=tasks)

    @classmethod
    def cancel(cls, folder: SweepFolder) -> str:
        """Take all tasks of the sweep out of the queue."""
        if not queue.submission_ids(folder):
            return ""
        queue.cancel(folder)
        return "took the sweep's tasks out of the queue"

    @classmethod
    def share(cls, folder: SweepFolder, arguments: Sequence[str]) -> Share:
        """Return the points, or the shared past, of one task of a submission."""
        submission, index = arguments[0], int(arguments[1])
        # a requeued task tries again what the first one was killed over
        run = f"{submission}-{queue.restarts()}"
        past = queue.past_of_task(folder, submission, index)
        points = queue.points_of_task(folder, submission, index) if past is None else ()
        return Share(tuple(points), run, queue.allowed_cores(), past, failure_code=3)

    def _at_once(self) -> int:
        return self.order.jobs or self.site.max_running

    def _wait(self, context: SweepContext, todo: Sequence[Point]) -> None:
        """Wait until all points are done or the queue has none of them any more."""
        folder = context.folder
        empty_since: float | None = None
        last = ""
        while True:
            done = folder.done_ids()
            left = [point for point in todo if point.point_id not in done]
            try:
                tasks = queue.queued_tasks(folder)
                said = f"{len(todo) - len(left)} of {len(todo)} points done; {queue.summary(tasks)}"
            except SweepError as error:
                # no answer is no news: never take it for the end
                tasks, empty_since, said = None, None, f"the queue does not answer: {error}"
            if said != last:
                context.tell(said)
                last = said
            if tasks == []:
                now = time.monotonic()
                empty_since = now if empty_since is None else empty_since
                failed = all(folder.read_error(p.point_id) for p in left)
                failed = failed or folder.is_cancelled(context.run)
                if failed or now - empty_since >= self.site.grace_seconds:
                    return
            time.sleep(self.site.poll_seconds)


@dataclass
class _SlurmStanding(Standing):
    """What the queue, the logs of tasks and the cluster's accounting tell."""

    folder: SweepFolder = field(kw_only=True)
    tasks: Mapping[str, tuple[str, int]] = field(kw_only=True)
    """Last task that each point was in: submission and index."""

    questions: int = MAX_QUESTIONS

    def why(self, point_id: str) -> str:
        if point_id not in self.tasks:
            return ""
        reason, last_line = reason_in_log(self.folder, *self.tasks[point_id])
        if not reason and self.questions > 0:
            self.questions -= 1
            try:
                reason = reason_in_accounting(self.folder, *self.tasks[point_id])
            except SweepError:
                self.questions = 0
        return reason or last_line
