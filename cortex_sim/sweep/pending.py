"""What a run has to do, and what must be there before it starts."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from cortex_sim.engine.backends import ensure_program, is_built
from cortex_sim.errors import ConfigError, LockedError, SweepError
from cortex_sim.model.structure import structure_of
from cortex_sim.store.locks import file_lock
from cortex_sim.store.study import write_json_atomic
from cortex_sim.sweep.context import SweepContext
from cortex_sim.sweep.folder import SweepFolder, read_json
from cortex_sim.sweep.points import Point
from cortex_sim.sweep.survey import structure_examples


def missing_points(context: SweepContext, points: Sequence[Point]) -> tuple[Point, ...]:
    """Return the points without a good result, in order.

    A result counts if its file is whole and the files of its sessions are there
    with their sizes. What does not count is removed and said.
    """
    folder = context.folder
    done = folder.done_ids()
    sizes: dict[str, int] = {}
    missing = []
    for point in points:
        if point.point_id in done:
            problem = result_problem(folder, point.point_id, sizes)
            if problem is None:
                continue
            folder.drop_result(point.point_id)
            context.tell(f"point {point.point_id}: {problem}; it is run again")
        missing.append(point)
    return tuple(missing)


def build_programs(context: SweepContext, points: Sequence[Point]) -> int:
    """Compile what the points need, each network structure once; return how many were compiled.

    A point whose study is impossible is left out here; it fails by itself.
    """
    builds = context.folder.store.builds
    seen, compiled = set(), 0
    for point in structure_examples(context.sweep, points):
        try:
            study = context.sweep.study(point)
        except ConfigError:
            continue
        for plastic in (True, False):
            structure = structure_of(study, plastic=plastic)
            key = (repr(structure), study.compiler)
            if key in seen:
                continue
            seen.add(key)
            if is_built(structure, study.compiler, builds):
                continue
            context.tell("compiling a program (once for all points with this network structure)")
            timeout = study.execution.build_timeout_minutes * 60
            ensure_program(structure, study.compiler, builds, timeout=timeout)
            compiled += 1
    return compiled


@contextmanager
def driving(context: SweepContext, executor: str) -> Iterator[None]:
    """Be the only driver of a sweep inside a ``with`` block.

    Raises
    ------
    SweepError
        If another driver is at it.
    """
    folder = context.folder
    folder.root.mkdir(parents=True, exist_ok=True)
    try:
        with file_lock(folder.root / "driver.lock", timeout=0.0):
            info = {"run": context.run, "pid": os.getpid(), "host": os.uname().nodename}
            write_json_atomic(driver_path(folder), {**info, "executor": executor})
            try:
                yield
            finally:
                driver_path(folder).unlink(missing_ok=True)
    except LockedError:
        other = read_json(driver_path(folder)) or {}
        who = f"process {other.get('pid', '?')} on {other.get('host', '?')}"
        raise SweepError(
            f"{folder.root}: {who} is running this sweep; watch it with 'cortex-sim sweep "
            "status', end it with 'cortex-sim sweep cancel', or wait"
        ) from None


def driver_path(folder: SweepFolder) -> Path:
    """Return the file that names the driver."""
    return folder.root / "driver.json"


def result_problem(folder: SweepFolder, point_id: str, sizes: dict[str, int]) -> str | None:
    """Return why the result of a done point does not count, None if it does.

    Parameters
    ----------
    folder
        The sweep.
    point_id
        The point.
    sizes
        Sizes of session files in bytes that were looked up already; it grows.
    """
    result = folder.read_result(point_id)
    if result is None:
        return "its result file is damaged"
    for session_id, size in result.sessions.items():
        if session_id not in sizes:
            sizes[session_id] = _size(folder.store.path(session_id))
        if sizes[session_id] != size:
            return f"the file of its session {session_id[:12]} is missing or cut off"
    return None


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1
