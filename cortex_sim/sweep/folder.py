"""The folder of a sweep: what is to do, what is done, what failed and why.

Files are the only truth. A point is done when its result is in ``done/``, and
that folder carries a tag of the code, so that results of older code do not count.
"""

import contextlib
import hashlib
import json
import os
import socket
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from cortex_sim import __version__
from cortex_sim.config.canonical import canonical_json
from cortex_sim.errors import LockedError, StorageError, SweepError
from cortex_sim.names import file_name
from cortex_sim.store.atomic import regular, storage_error, write_bytes_atomic
from cortex_sim.store.locks import file_lock
from cortex_sim.store.paths import SessionStore
from cortex_sim.store.study import write_json_atomic, write_text_atomic
from cortex_sim.sweep.code import code_tag
from cortex_sim.sweep.config import SweepFile
from cortex_sim.sweep.load import Sweep, base_identity
from cortex_sim.sweep.points import Point, point_from_data

HEAD = "# cortex_sim point result, sha256 of the rest: "
INTERRUPTED = "Interrupted"
"""Type of the error of a point that was stopped from outside; nothing is wrong with it."""

KILLED = "Killed"
CLAIM_WAIT = 0.25
"""Longest wait for a point's lock in s: longer than a look whether somebody has it."""

TAIL_BYTES = 2000


@dataclass(frozen=True)
class PointResult:
    """What a finished point found."""

    rows: str
    """CSV lines of its measures, without a head."""

    sessions: dict[str, int]
    """Size in bytes of the file of each of its sessions."""


@dataclass(frozen=True)
class SweepFolder:
    """Paths and states of a sweep.

    Parameters
    ----------
    root
        ``results/<sweep name>``.
    """

    root: Path

    @property
    def store(self) -> SessionStore:
        """The store that all sweeps and studies of the results folder share."""
        return SessionStore(self.root.parent)

    @property
    def log(self) -> Path:
        """Log with a line for every session that was computed for this sweep."""
        return self.root / "run.jsonl"

    @cached_property
    def done_folder(self) -> Path:
        """Folder with the results of finished points."""
        return self.root / "done" / code_tag()

    def result_path(self, point_id: str) -> Path:
        """Return the file of a point's result."""
        return self.done_folder / file_name(point_id, ".csv")

    def point_folder(self, point_id: str) -> Path:
        """Return the folder with a point's log and, if it failed, its error."""
        return self.root / "points" / file_name(point_id)

    def log_path(self, point_id: str) -> Path:
        """Return the log of a point."""
        return self.point_folder(point_id) / "log.txt"

    def write_manifest(self, sweep: Sweep) -> None:
        """Write what workers need: ``sweep.json`` and ``manifest.jsonl``.

        Keys stay in their order: that of ``muscles`` is the muscles' order.

        Raises
        ------
        SweepError
            If the folder is a study's.
        """
        if (self.root / "study.json").is_file():
            raise SweepError(f"{self.root}: holds a study; give the sweep another name")
        lines = [json.dumps(point.as_data(), ensure_ascii=False) for point in sweep.points]
        write_text_atomic(self.root / "manifest.jsonl", "".join(f"{line}\n" for line in lines))
        write_json_atomic(
            self.root / "sweep.json",
            {
                "sweep": sweep.file.model_dump(mode="json", exclude_none=True),
                "base": sweep.base,
                "python": sys.executable,
                "version": __version__,
                "code": code_tag(),
            },
        )

    def read_manifest(self) -> Sweep:
        """Return the sweep as `write_manifest` wrote it.

        Raises
        ------
        SweepError
            If there is no sweep in the folder, or it cannot be read.
        """
        try:
            data = json.loads(regular(self.root / "sweep.json").read_text(encoding="utf-8"))
            manifest = regular(self.root / "manifest.jsonl")
            lines = manifest.read_text(encoding="utf-8").splitlines()
            points = tuple(point_from_data(json.loads(line)) for line in lines)
            file = SweepFile.model_validate_json(canonical_json(data["sweep"]))
            return Sweep(file, data["base"], base_identity(data["base"]), points)
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise SweepError(
                f"{self.root}: holds no readable sweep ({error}); start it with "
                "'cortex-sim sweep run FILE'"
            ) from None

    def done_ids(self) -> set[str]:
        """Return the ids of all finished points, from one look at one folder."""
        try:
            with os.scandir(self.done_folder) as entries:
                names = [entry.name for entry in entries]
        except FileNotFoundError:
            return set()
        except OSError as error:
            raise storage_error(error, self.done_folder, "read") from error
        return {name[:-4] for name in names if name.endswith(".csv") and name[0] != "."}

    def tried_ids(self) -> set[str]:
        """Return the ids of all points that were ever started."""
        try:
            with os.scandir(self.root / "points") as entries:
                return {entry.name for entry in entries}
        except FileNotFoundError:
            return set()

    def write_result(self, point_id: str, result: PointResult) -> None:
        """Write a point's result, whole or not at all."""
        write_bytes_atomic(self.result_path(point_id), result_bytes(result))

    def read_result(self, point_id: str) -> PointResult | None:
        """Return a point's result; None if there is none, or its file is damaged."""
        try:
            content = regular(self.result_path(point_id)).read_bytes()
        except OSError:
            return None
        head, _, body = content.partition(b"\n")
        if head.decode(errors="replace") != HEAD + hashlib.sha256(body).hexdigest():
            return None
        sessions, _, rows = body.decode().partition("\n")
        return PointResult(rows, json.loads(sessions))

    def drop_result(self, point_id: str) -> None:
        """Remove a result that is damaged or whose sessions are gone."""
        self.result_path(point_id).unlink(missing_ok=True)

    def read_error(self, point_id: str) -> dict[str, Any] | None:
        """Return a point's error (``type``, ``message``, ...), None if it has none."""
        return read_json(self.point_folder(point_id) / "error.json")

    def write_error(self, point_id: str, kind: str, message: str, trace: str = "") -> None:
        """Note why a point has no result; on a full disk the log has to do."""
        data = {"type": kind, "message": message, "traceback": trace, "host": socket.gethostname()}
        with contextlib.suppress(StorageError):
            write_json_atomic(self.point_folder(point_id) / "error.json", data)

    def write_exception(self, point_id: str, error: BaseException) -> None:
        """Note the exception that ended a point."""
        trace = "".join(traceback.format_exception(error))
        self.write_error(point_id, type(error).__name__, str(error), trace)

    def read_attempt(self, point_id: str) -> dict[str, Any] | None:
        """Return who tries or tried a point last, None if that try came to an end."""
        return read_json(self.point_folder(point_id) / "attempt.json")

    @contextlib.contextmanager
    def claim(self, point_id: str) -> Iterator[None]:
        """Have a point for oneself; what is left of it in ``attempt.json`` tells of a kill.

        Raises
        ------
        LockedError
            If another process has it.
        """
        folder = self.point_folder(point_id)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise storage_error(error, folder, "create the folder") from error
        with file_lock(folder / "lock", timeout=CLAIM_WAIT):
            yield

    def begin_attempt(self, point_id: str, run: str) -> None:
        """Note that a point starts; forget an earlier error."""
        folder = self.point_folder(point_id)
        who = {"run": run, "pid": os.getpid(), "host": socket.gethostname(), "time": time.time()}
        write_json_atomic(folder / "attempt.json", who)
        (folder / "error.json").unlink(missing_ok=True)

    def forget_errors(self, points: Sequence[Point]) -> None:
        """Remove the errors of points that are about to be run again."""
        tried = self.tried_ids()
        for point in points:
            if point.point_id in tried:
                (self.point_folder(point.point_id) / "error.json").unlink(missing_ok=True)

    def end_attempt(self, point_id: str) -> None:
        """Note that a try of a point came to an end, whichever."""
        (self.point_folder(point_id) / "attempt.json").unlink(missing_ok=True)

    def is_claimed(self, point_id: str) -> bool:
        """Return whether a live process (of this machine) works on a point."""
        path = self.point_folder(point_id) / "lock"
        if not path.exists():
            return False
        try:
            with file_lock(path, timeout=0.0):
                return False
        except LockedError:
            return True

    def is_cancelled(self, run: str) -> bool:
        """Return whether a run was asked to stop."""
        noted = read_json(self.root / "cancel.json")
        return noted is not None and run in noted.get("runs", [])


def result_bytes(result: PointResult) -> bytes:
    """Return the file of a result: a checksum, the sessions, the rows."""
    body = f"{canonical_json(result.sessions)}\n{result.rows}".encode()
    return f"{HEAD}{hashlib.sha256(body).hexdigest()}\n".encode() + body


def read_json(path: Path) -> dict[str, Any] | None:
    """Return the map in a JSON file, None if there is none that can be read."""
    try:
        data = json.loads(regular(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return data if isinstance(data, dict) else None


def tail(path: Path) -> str:
    """Return the end of a text file, empty if it cannot be read."""
    try:
        with regular(path).open("rb") as file:
            file.seek(max(0, path.stat().st_size - TAIL_BYTES))
            return file.read().decode(errors="replace").strip()
    except OSError:
        return ""
