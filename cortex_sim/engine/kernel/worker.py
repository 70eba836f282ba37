"""Workers: processes of the kernel that stay alive and take one session after the other."""

import atexit
import os
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from cortex_sim.engine.endings import refuse_bad_end
from cortex_sim.engine.kernel.frames import Piece
from cortex_sim.errors import RunError

LENGTH = 8
"""Bytes of a frame's length."""

GOODBYE = 5.0
"""Seconds that an idle worker may take to end when its input does."""


ALLOCATION = ":".join(
    f"glibc.malloc.{name}"
    for name in ("hugetlb=1", "mmap_threshold=33554432", "trim_threshold=268435456")
)
"""glibc's settings: memory in large pages, kept from one session for the next; others ignore it.

32 MB is the largest threshold that glibc takes. An assessment of two minutes takes 6 to 10 % less
time than with memory that is given back, practice 1 to 5 %."""


class Worker:
    """One process; one session at a time."""

    def __init__(self, binary: Path) -> None:
        self.binary = binary
        # closed by close(); a file cannot fill up and block the process as a pipe can
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115
        try:
            self._process = subprocess.Popen(
                [str(binary)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._complaints,
                bufsize=0,
                env={
                    "LC_ALL": "C",
                    "LD_LIBRARY_PATH": os.environ.get("LD_LIBRARY_PATH", ""),
                    "GLIBC_TUNABLES": ALLOCATION,
                },
                # Ctrl+C in the terminal lets sessions in flight finish
                start_new_session=True,
            )
        except OSError as error:
            self._complaints.close()
            raise RunError(f"the simulation program {binary} does not start: {error}") from None

    @property
    def is_alive(self) -> bool:
        """Whether the process is there."""
        return self._process.poll() is None

    def ask(self, pieces: Sequence[Piece], timeout: float) -> bytes:
        """Send a frame and return the answer, without its length.

        Parameters
        ----------
        pieces
            The frame, in pieces.
        timeout
            Longest time in s; then the process is killed.

        Raises
        ------
        RunError
            If the process ends instead, by itself or by a signal, or if the time is over.
        """
        is_late = threading.Event()
        clock = threading.Timer(timeout, self._kill, [is_late])
        clock.daemon = True
        clock.start()
        try:
            return self._converse(pieces)
        except EOFError:
            if is_late.is_set():
                self._process.wait()
                raise RunError(
                    f"the simulation took longer than {timeout / 60:g} min and was stopped; "
                    "raise execution.session_timeout_minutes"
                ) from None
            raise self._ending() from None
        finally:
            clock.cancel()

    def close(self) -> None:
        """End the process: at once if it is busy, else by ending its input."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        try:
            self._process.wait(GOODBYE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._complaints.close()

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()
        self.close()

    def _kill(self, is_late: threading.Event) -> None:
        is_late.set()
        self._process.kill()

    def _converse(self, pieces: Sequence[Piece]) -> bytes:
        try:
            for piece in pieces:
                self._write(piece)
        except BrokenPipeError:
            raise EOFError from None
        return self._read(int.from_bytes(self._read(LENGTH), "little"))

    def _write(self, data: Piece) -> None:
        assert self._process.stdin is not None
        view = memoryview(data)
        while view:
            view = view[self._process.stdin.write(view) :]

    def _read(self, length: int) -> bytes:
        assert self._process.stdout is not None
        whole = bytearray(length)
        view = memoryview(whole)
        while view:
            got = self._process.stdout.readinto(view)  # type: ignore[attr-defined]
            if not got:
                raise EOFError
            view = view[got:]
        return bytes(whole)

    def _ending(self) -> RunError:
        """Return the error that says how the process has ended."""
        code = self._process.wait()
        self._complaints.seek(0)
        said = self._complaints.read().decode(errors="replace").strip()
        try:
            refuse_bad_end(code, said)
        except RunError as error:
            return error
        return RunError("the simulation ended before it had answered; run again")


class _Pool:
    """Idle workers, by executable; as many as there were sessions at one moment."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Know no worker, as in a process that was forked: they are the parent's."""
        self._lock = threading.Lock()
        self._idle: dict[Path, list[Worker]] = {}

    def take(self, binary: Path) -> Worker:
        """Return an idle worker, or a new one."""
        while True:
            with self._lock:
                idle = self._idle.get(binary)
                worker = idle.pop() if idle else None
            if worker is None:
                return Worker(binary)
            if worker.is_alive:
                return worker
            worker.close()

    def give_back(self, worker: Worker) -> None:
        """Keep a worker for the next session."""
        with self._lock:
            self._idle.setdefault(worker.binary, []).append(worker)

    def close(self) -> None:
        """End all idle workers."""
        with self._lock:
            workers = [worker for idle in self._idle.values() for worker in idle]
            self._idle.clear()
        for worker in workers:
            worker.close()


_POOL = _Pool()
atexit.register(_POOL.close)
os.register_at_fork(after_in_child=_POOL.forget)


@contextmanager
def worker_of(binary: Path) -> Iterator[Worker]:
    """Give a worker for one session; one that failed is not used again."""
    worker = _POOL.take(binary)
    try:
        yield worker
    except BaseException:
        worker.kill()
        raise
    _POOL.give_back(worker)


def close_workers() -> None:
    """End all idle workers of this process; the next session starts new ones."""
    _POOL.close()
