"""Feed sessions to threads as soon as what they need is done."""

import math
import threading
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path

from cortex_sim.course.laboratory import Laboratory
from cortex_sim.course.pace import note_pace
from cortex_sim.course.plan import Plan, Session
from cortex_sim.course.progress import Progress
from cortex_sim.course.session import do_session
from cortex_sim.engine.machine import available_cores, crowding
from cortex_sim.errors import CortexSimError, LockedError, StoppedError, StorageError
from cortex_sim.store.session_file import write_session
from cortex_sim.store.study import append_jsonl

POLL = 0.2
"""Seconds between two looks for an interruption."""

RETRY = 0.5
"""Seconds after which a session that another process works on is tried again."""


@dataclass
class RunReport:
    """How a run ended."""

    done_before: int
    finished: int = 0
    failed: dict[str, str] = field(default_factory=dict)
    """Message by session id."""

    skipped: int = 0
    """Sessions not tried because one that they need failed."""

    postponed: int = 0
    """Sessions left because other processes work on what is needed, see ``patience``."""

    is_interrupted: bool = False
    seconds: float = 0.0


class Scheduler:
    """Feeds sessions to threads as soon as what they need is done."""

    def __init__(
        self,
        plan: Plan,
        todo: list[Session],
        laboratory: Laboratory,
        progress: Progress,
        log: Path | None,
        report: RunReport,
        stop: threading.Event | None,
        patience: float,
    ) -> None:
        self.plan = plan
        self.laboratory = laboratory
        self.progress = progress
        self.log = log
        self.report = report
        self.stop = stop or threading.Event()
        self.waiting = {session.session_id: session for session in todo}
        self.running: dict[Future[float | None], Session] = {}
        self.not_before: dict[str, float] = {}
        self.patience = patience
        self.idle_since = math.inf
        self.storage_error: OSError | None = None
        self.timed: list[tuple[Session, float]] = []

    @property
    def workers(self) -> int:
        """Number of simulations at the same moment."""
        return self.plan.study.execution.workers or available_cores()

    def run(self) -> None:
        """Do all sessions, until none is left or the run is stopped.

        Raises
        ------
        StorageError
            If a result cannot be stored.
        """
        total = sum(session.model_time for session in self.plan.sessions)
        left = sum(session.model_time for session in self.waiting.values())
        self.progress.start(len(self.plan.sessions), self.report.done_before, total, total - left)
        if line := crowding(self.workers):
            self.progress.message(line)
        pool = ThreadPoolExecutor(max_workers=self.workers)
        try:
            self._loop(pool)
        except KeyboardInterrupt:
            self.report.is_interrupted = True
            self.progress.message("stopping: finishing the sessions in flight")
            self.stop.set()
            self._loop(pool)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
            note_pace(self.timed)
        if isinstance(self.storage_error, StorageError):
            raise self.storage_error
        if self.storage_error is not None:
            raise StorageError(
                f"{self.storage_error}; free some space or name another folder for temporary "
                "files with the variable CORTEX_SIM_SCRATCH"
            )

    def _loop(self, pool: ThreadPoolExecutor) -> None:
        while True:
            if self.stop.is_set():
                self.report.is_interrupted = True
            else:
                self._submit(pool)
            if not self.running:
                if not self._waits_for_others():
                    return
                time.sleep(POLL)
                continue
            finished, _ = wait(self.running, timeout=POLL, return_when=FIRST_COMPLETED)
            for future in finished:
                self._collect(future)

    def _waits_for_others(self) -> bool:
        """Return whether to stay although there is nothing to do right now."""
        if self.stop.is_set() or not self.waiting:
            return False
        self.idle_since = min(self.idle_since, time.monotonic())
        if time.monotonic() - self.idle_since <= self.patience:
            return True
        self.report.postponed = len(self.waiting)
        return False

    def _submit(self, pool: ThreadPoolExecutor) -> None:
        for session_id, session in list(self.waiting.items()):
            if len(self.running) >= self.workers:
                return
            if any(parent in self.report.failed for parent in session.parents.values()):
                self._give_up(session_id)
            elif self._is_ready(session):
                del self.waiting[session_id]
                self.progress.session_started(session)
                self.running[pool.submit(self._work, session)] = session

    def _is_ready(self, session: Session) -> bool:
        if time.monotonic() < self.not_before.get(session.session_id, 0.0):
            return False
        busy = {running.session_id for running in self.running.values()}
        return not any(p in self.waiting or p in busy for p in session.parents.values())

    def _give_up(self, session_id: str) -> None:
        del self.waiting[session_id]
        self.report.skipped += 1
        self.report.failed.setdefault(session_id, "")

    def _work(self, session: Session) -> float | None:
        """Do one session unless another process has; return the seconds it took.

        Returns 0 if it was there already, None if another process is at it.
        """
        started = time.monotonic()
        store = self.laboratory.store
        try:
            with store.lock(session.session_id, timeout=0.0):
                if store.has(session.session_id):
                    return 0.0
                record = do_session(session.spec, session.subject, self.laboratory)
                write_session(store, record)
        except LockedError:
            return None
        return time.monotonic() - started

    def _fail(self, session: Session, error: Exception) -> None:
        message = str(error) if isinstance(error, CortexSimError) else repr(error)
        if isinstance(error, MemoryError):
            message = "out of memory; use fewer execution.workers"
        self.report.failed[session.session_id] = message
        self.progress.session_failed(session, message)
        if isinstance(error, OSError):
            # what cannot be stored would be computed in vain: stop at once
            self.storage_error = error
            self.stop.set()

    def _collect(self, future: Future[float | None]) -> None:
        session = self.running.pop(future)
        try:
            seconds = future.result()
        except StoppedError as error:
            # whoever ends simulations (a time limit, preemption) wants the run to end
            self.waiting[session.session_id] = session
            self.progress.message(str(error))
            self.stop.set()
            return
        except (CortexSimError, OSError, MemoryError, ValueError, ArithmeticError) as error:
            self._fail(session, error)
            return
        if seconds is None:
            # to the end of the queue: what nobody works on comes first
            self.waiting[session.session_id] = session
            self.not_before[session.session_id] = time.monotonic() + RETRY
            return
        self.idle_since = math.inf
        self.report.finished += 1
        self.progress.session_finished(session, seconds)
        if seconds > 0:
            self.timed.append((session, seconds))
        if self.log is not None and seconds > 0:
            place = session.place
            append_jsonl(
                self.log,
                {
                    "session": session.session_id,
                    "subject": place.subject,
                    "arm": place.arm,
                    "phase": place.phase,
                    "name": place.name,
                    "model_seconds": session.model_time,
                    "seconds": round(seconds, 3),
                    "finished": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
                },
            )
