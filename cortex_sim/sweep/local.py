"""Executors for one machine: in this process, or a few worker processes."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cortex_sim.engine.machine import available_cores
from cortex_sim.errors import SweepError
from cortex_sim.store.study import write_json_atomic
from cortex_sim.sweep.folder import SweepFolder
from cortex_sim.sweep.load import Sweep
from cortex_sim.sweep.pending import Tell
from cortex_sim.sweep.points import Point
from cortex_sim.sweep.work import Worker, note_killed, watch, work_through

POLL = 0.1
"""Seconds between two looks at the workers."""

TELL_EVERY = 10.0
"""Seconds between two lines about how far it is."""

TAIL_BYTES = 2000


def run_serial(folder: SweepFolder, sweep: Sweep, run: str, points: Sequence[Point]) -> bool:
    """Do the points in this process; return whether it was stopped."""
    worker = Worker(folder, sweep, run, threading.Event())
    watch(worker, None)
    try:
        work_through(worker, points)
        return worker.stop.is_set()
    finally:
        worker.stop.set()


def run_local(
    folder: SweepFolder, run: str, points: Sequence[Point], jobs: int, tell: Tell
) -> bool:
    """Do the points in worker processes; return whether it was stopped.

    Parameters
    ----------
    folder
        The sweep, its manifest written.
    run
        Id of this run.
    points
        What to do.
    jobs
        Number of processes; 0 means one for each core.
    tell
        Shows lines.

    Raises
    ------
    SweepError
        If workers end without having done anything.
    """
    jobs = min(jobs or available_cores(), max(len(points), 1))
    write_json_atomic(run_path(folder, run), {"points": [point.point_id for point in points]})
    pool = _Pool(folder, run, tuple(points), jobs, tell)
    try:
        pool.run()
    except KeyboardInterrupt:
        pool.stop()
        return True
    finally:
        run_path(folder, run).unlink(missing_ok=True)
    return pool.is_stopped


def run_path(folder: SweepFolder, run: str) -> Path:
    """Return the file that lists the points of a run."""
    return folder.root / "runs" / f"{run}.json"


def worker_command(folder: SweepFolder, *arguments: str) -> list[str]:
    """Return the command line of a worker."""
    root = str(folder.root.resolve())
    return [sys.executable, "-m", "cortex_sim.cli.worker", root, *arguments]


@dataclass
class _Pool:
    """Worker processes, started anew where a point kills one."""

    folder: SweepFolder
    run_id: str
    points: tuple[Point, ...]
    jobs: int
    tell: Tell
    processes: dict[int, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    done_at_start: dict[int, int] = field(default_factory=dict)
    is_stopped: bool = False
    told: float = 0.0

    def run(self) -> None:
        started = time.monotonic()
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
        self.tell("stopping: finishing the sessions in flight")
        self.is_stopped = True
        for process in self.processes.values():
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
        for process in self.processes.values():
            process.wait()

    def _start(self, number: int) -> None:
        arguments = ["--run", self.run_id, "--worker", str(number), "--jobs", str(self.jobs)]
        command = worker_command(self.folder, *arguments, "--parent", str(os.getpid()))
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
        if self.folder.is_cancelled(self.run_id):
            self.is_stopped = True
            return
        if code == 0:
            return
        killed = self._mark_killed()
        if killed:
            self.tell(f"worker {number} was killed while it worked on {', '.join(killed)}")
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
            ours = attempt is not None and attempt.get("run") == self.run_id
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
        self.tell(f"{self._done()} of {len(self.points)} points done after {passed:.0f} s")

    def _done(self) -> int:
        done = self.folder.done_ids()
        return sum(point.point_id in done for point in self.points)

    def _log(self, number: int) -> Path:
        return self.folder.root / "workers" / f"{self.run_id}-{number}.log"


def tail(path: Path) -> str:
    """Return the end of a text file, empty if it cannot be read."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - TAIL_BYTES))
            return file.read().decode(errors="replace").strip()
    except OSError:
        return ""
