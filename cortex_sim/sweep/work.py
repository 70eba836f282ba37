"""What a worker does: take points, run what is missing of each, note how it ended."""

import contextlib
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType
from typing import Literal

from cortex_sim.course.plan import Plan, Session, make_plan
from cortex_sim.course.progress import Progress, where
from cortex_sim.course.runner import run_plan
from cortex_sim.course.scheduler import RunReport
from cortex_sim.errors import LockedError, StorageError
from cortex_sim.outcome.result import StudyResult
from cortex_sim.sweep.context import SweepContext
from cortex_sim.sweep.folder import INTERRUPTED, KILLED, PointResult, SweepFolder
from cortex_sim.sweep.points import Point

Outcome = Literal["done", "failed", "postponed", "interrupted", "taken"]

PATIENCE = 2.0
"""Seconds to wait for sessions that others compute before turning to another point."""

WATCH = 0.5
"""Seconds between two looks for a reason to stop."""

STOPPED = "stopped from outside (time limit, preemption or cancel); 'sweep run' goes on from here"


@dataclass(frozen=True)
class Worker:
    """Who works, and with what."""

    context: SweepContext
    stop: threading.Event
    threads: int = 0
    """Sessions of one point to run at once; 0 leaves it to the study."""

    @property
    def folder(self) -> SweepFolder:
        """The folder of the sweep."""
        return self.context.folder

    def plan(self, point: Point) -> Plan:
        """Return the plan of a point, for this worker's number of threads."""
        return make_plan(self.context.sweep.study(point, self.threads))


def work_through(worker: Worker, points: Sequence[Point]) -> list[str]:
    """Do points, one after the other; return the ids of those that failed.

    Points whose sessions others work on are put off. A point that another
    worker has is left to it.
    """
    queue, failed = deque(points), []
    with _stopping_on_signals(worker) as current:
        while queue and not worker.stop.is_set():
            point = queue.popleft()
            current[:] = [point.point_id]
            outcome = do_point(worker, point, PATIENCE if queue else float("inf"))
            current.clear()
            if outcome == "postponed":
                queue.append(point)
            elif outcome == "interrupted":
                worker.stop.set()
            elif outcome == "failed":
                failed.append(point.point_id)
    return failed


def do_point(worker: Worker, point: Point, patience: float = float("inf")) -> Outcome:
    """Do what is missing of a point and write its result, or why there is none.

    Raises
    ------
    StorageError
        If not even that can be written.
    """
    folder, identity = worker.folder, point.point_id
    if folder.result_path(identity).exists():
        return "done"
    try:
        with folder.claim(identity):
            if folder.result_path(identity).exists():
                return "done"
            if (left := folder.read_attempt(identity)) and left.get("run") == worker.context.run:
                note_killed(folder, identity)
                return "failed"
            error = folder.read_error(identity)
            if error is not None and error.get("type") != INTERRUPTED:
                # older errors were cleared when the run began: this one is of this run
                return "failed"
            folder.begin_attempt(identity, worker.context.run)
            outcome = _try(worker, point, patience)
            folder.end_attempt(identity)
            return outcome
    except LockedError:
        return "taken" if _is_of_this_run(worker, identity) else _wait_a_bit(worker)


def _is_of_this_run(worker: Worker, identity: str) -> bool:
    attempt = worker.folder.read_attempt(identity)
    return attempt is not None and attempt.get("run") == worker.context.run


def _wait_a_bit(worker: Worker) -> Outcome:
    """Put off a point that a worker of another run, maybe without a driver, still has."""
    worker.stop.wait(WATCH)
    return "postponed"


def do_past(worker: Worker, point: Point, sessions: Collection[str]) -> None:
    """Do those sessions of a point that other points need too; its own are left.

    What fails here fails again in the points, which say so.
    """
    plan = worker.plan(point)
    part = replace(plan, sessions=tuple(s for s in plan.sessions if s.session_id in sessions))
    with _stopping_on_signals(worker):
        run_plan(part, worker.folder.store, log=worker.folder.log, stop=worker.stop)


def note_killed(folder: SweepFolder, point_id: str) -> None:
    """Note that the process which worked on a point ended without a word."""
    attempt = folder.read_attempt(point_id) or {}
    who = f"process {attempt.get('pid', '?')} on {attempt.get('host', '?')}"
    message = f"{who} was killed while it worked on this point; was memory exhausted?"
    folder.write_error(point_id, KILLED, message)
    folder.end_attempt(point_id)


def _try(worker: Worker, point: Point, patience: float) -> Outcome:
    folder, identity = worker.folder, point.point_id
    log = _LogProgress(folder.log_path(identity))
    try:
        plan = worker.plan(point)
        report = run_plan(
            plan,
            folder.store,
            progress=log,
            log=folder.log,
            stop=worker.stop,
            patience=patience,
        )
        return _conclude(folder, identity, plan, report)
    except KeyboardInterrupt:
        folder.write_error(identity, INTERRUPTED, STOPPED)
        folder.end_attempt(identity)
        raise
    except Exception as error:
        # whatever ends one point must not end the others, but a full disk would end them all
        if isinstance(error, StorageError):
            worker.stop.set()
        log.message(f"failed: {type(error).__name__}: {error}")
        folder.write_exception(identity, error)
        return "failed"


def _conclude(folder: SweepFolder, identity: str, plan: Plan, report: RunReport) -> Outcome:
    if report.failed:
        reasons = sorted({message for message in report.failed.values() if message})
        folder.write_error(identity, "RunError", "\n".join(reasons))
        return "failed"
    if report.is_interrupted:
        folder.write_error(identity, INTERRUPTED, STOPPED)
        return "interrupted"
    if report.postponed:
        return "postponed"
    folder.write_result(identity, result_of(plan, folder))
    (folder.point_folder(identity) / "error.json").unlink(missing_ok=True)
    return "done"


def result_of(plan: Plan, folder: SweepFolder) -> PointResult:
    """Return the measures of a finished plan."""
    store = folder.store
    text = StudyResult(plan, store).as_csv().partition("\n")[2]
    sizes = {s.session_id: store.path(s.session_id).stat().st_size for s in plan.sessions}
    return PointResult(text, sizes)


class _LogProgress(Progress):
    """Writes what happens to a point's log."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.message(f"process {os.getpid()} starts")

    def building(self, number: int, total: int) -> None:
        self.message(f"compiling program {number} of {total}")

    def session_finished(self, session: Session, seconds: float) -> None:
        self.message(f"{where(session.place)}: done in {seconds:.2f} s")

    def session_failed(self, session: Session, message: str) -> None:
        self.message(f"{where(session.place)}: FAILED: {message}")

    def message(self, text: str) -> None:
        # a full disk is noticed where it matters: at the result
        with contextlib.suppress(OSError), self.path.open("a", encoding="utf-8") as file:
            file.write(f"{time.strftime('%Y-%m-%dT%H:%M:%S%z')} {text}\n")


@contextlib.contextmanager
def _stopping_on_signals(worker: Worker) -> Iterator[list[str]]:
    """Turn SIGTERM into an orderly stop; the list names the point in work."""
    current: list[str] = []

    def stop(_: int, __: FrameType | None) -> None:
        worker.stop.set()
        # a scheduler kills soon after its warning: say why now
        for identity in current:
            worker.folder.write_error(identity, INTERRUPTED, STOPPED)

    if threading.current_thread() is not threading.main_thread():
        yield current
        return
    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield current
    finally:
        signal.signal(signal.SIGTERM, before)


def watch(worker: Worker, parent: int | None) -> threading.Thread:
    """Start a thread that stops the worker when it is cancelled or loses its driver.

    Parameters
    ----------
    worker
        Who is watched.
    parent
        Process id of the driver; None if nobody minds.
    """

    def look() -> None:
        while not worker.stop.wait(WATCH):
            lost = parent is not None and os.getppid() != parent
            if lost or worker.folder.is_cancelled(worker.context.run):
                worker.stop.set()

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    return thread
