"""The executor for one machine: a few worker processes."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import Field

from cortex_sim.engine.machine import available_cores, crowding
from cortex_sim.errors import SweepError
from cortex_sim.sections import Section
from cortex_sim.store.study import write_json_atomic
from cortex_sim.sweep.context import SweepContext
from cortex_sim.sweep.executors.base import End, Executor, Share, Width, worker_command
from cortex_sim.sweep.folder import SweepFolder, read_json, tail
from cortex_sim.sweep.points import Point
from cortex_sim.sweep.work import note_killed

POLL = 0.1
"""Seconds between two looks at the workers."""

TELL_EVERY = 10.0
"""Seconds between two lines about how far it is."""


class LocalSite(Section):
    """Worker processes of this machine, as the site file says."""

    jobs: Annotated[int, Field(ge=0, le=4096)] = 0
    """Worker processes; 0 means one for each core."""


class Local(Executor[LocalSite]):
    """Worker processes on this machine."""

    name: ClassVar[str] = "local"
    summary: ClassVar[str] = "in worker processes"
    Site: ClassVar[type[Section]] = LocalSite

    def run(self, context: SweepContext, points: Sequence[Point]) -> End:
        """Do the points in worker processes and wait for them."""
        file = run_path(context.folder, context.run)
        write_json_atomic(file, {"points": [point.point_id for point in points]})
        pool = _Pool(context, tuple(points), self._jobs(len(points)))
        try:
            pool.run()
        except KeyboardInterrupt:
            pool.stop()
        finally:
            file.unlink(missing_ok=True)
        return End.STOPPED if pool.is_stopped else End.ENDED

    def width(self, points: int, course_width: int) -> Width:
        """Return the number of worker processes; each does one session at a time."""
        del course_width
        return Width(self._jobs(points), cores=available_cores())

    @classmethod
    def share(cls, folder: SweepFolder, arguments: Sequence[str]) -> Share:
        """Return all points of a run, from another one on for each worker."""
        run, number, jobs = arguments[0], int(arguments[1]), int(arguments[2])
        wanted = (read_json(run_path(folder, run)) or {}).get("points", [])
        start = number * len(wanted) // max(jobs, 1)
        # each worker begins elsewhere, so that they seldom want the same
        return Share((*wanted[start:], *wanted[:start]), run)

    def _jobs(self, points: int) -> int:
        jobs = self.order.jobs or self.site.jobs or available_cores()
        return max(1, min(jobs, points))


def run_path(folder: SweepFolder, run: str) -> Path:
    """Return the file that lists the points of a run."""
    return folder.root / "runs" / f"{run}.json"


@dataclass
class _Pool:
    """Worker processes, started anew where a point kills one."""

    context: SweepContext
    points: tuple[Point, ...]
    jobs: int
    processes: dict[int, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    done_at_start: dict[int, int] = field(default_factory=dict)
    is_stopped: bool = False
    told: float = 0.0

    @property
    def folder(self) -> SweepFolder:
        return self.context.folder

    def run(self) -> None:
        started = time.monotonic()
        if line := crowding(self.jobs):
            self.context.tell(line)
        for number in range(self.jobs):
            self._start(number)
        while self.processes:
            time.sleep(POLL)
            for number, process in list(self.processes.items()):
                if process.poll() is not None:
                    del self.processes[number]
                    self._ended(number, process.returncode)
            self._tell(started)

    def stop(self) -> None:
        """Ask all workers to stop and wait for their sessions in flight."""
        self.context.tell("stopping: finishing the sessions in flight")
        self.is_stopped = True
        for process in self.processes.values():
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
        for process in self.processes.values():
            process.wait()

    def _start(self, number: int) -> None:
        share = (self.context.run, str(number), str(self.jobs))
        command = worker_command(self.folder, Local.name, *share, parent=os.getpid())
        self.done_at_start[number] = self._done()
        log = self._log(number)
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as output:
            self.processes[number] = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                # Ctrl+C in the terminal reaches the driver, which tells the workers
                start_new_session=True,
            )

    def _ended(self, number: int, code: int) -> None:
        if self.folder.is_cancelled(self.context.run):
            self.is_stopped = True
            return
        if code == 0:
            return
        killed = self._mark_killed()
        if killed:
            self.context.tell(f"worker {number} was killed while it worked on {', '.join(killed)}")
        if (killed or self._done() > self.done_at_start[number]) and self._left():
            self._start(number)
        elif not killed and not self.processes and self._left():
            raise SweepError(
                f"worker {number} ended with exit code {code}; {self._log(number)} says:\n"
                f"{tail(self._log(number))}"
            )

    def _mark_killed(self) -> list[str]:
        """Give an error to points whose worker is gone; return their ids."""
        killed = []
        for point in self.points:
            attempt = self.folder.read_attempt(point.point_id)
            ours = attempt is not None and attempt.get("run") == self.context.run
            if ours and not self.folder.is_claimed(point.point_id):
                note_killed(self.folder, point.point_id)
                killed.append(point.point_id)
        return killed

    def _left(self) -> bool:
        done = self.folder.done_ids()
        open_ids = (p.point_id for p in self.points if p.point_id not in done)
        return any(
            self.folder.read_error(p) is None and not self.folder.is_claimed(p) for p in open_ids
        )

    def _tell(self, started: float) -> None:
        if time.monotonic() - self.told < TELL_EVERY:
            return
        self.told = time.monotonic()
        passed = time.monotonic() - started
        self.context.tell(f"{self._done()} of {len(self.points)} points done after {passed:.0f} s")

    def _done(self) -> int:
        done = self.folder.done_ids()
        return sum(point.point_id in done for point in self.points)

    def _log(self, number: int) -> Path:
        return self.folder.root / "workers" / f"{self.context.run}-{number}.log"
