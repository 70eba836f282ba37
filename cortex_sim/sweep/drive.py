"""Run a sweep: find what is missing, compile, hand it to an executor, say how it ended."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cortex_sim.store.study import write_json_atomic
from cortex_sim.sweep.context import SweepContext
from cortex_sim.sweep.executors.base import End, Executor
from cortex_sim.sweep.executors.table import EXECUTORS
from cortex_sim.sweep.folder import INTERRUPTED, SweepFolder, read_json
from cortex_sim.sweep.pending import build_programs, driver_path, driving, missing_points
from cortex_sim.sweep.points import Point


@dataclass(frozen=True)
class SweepRun:
    """How a run of a sweep ended."""

    points: int
    done: int
    failed: tuple[str, ...]
    """Ids of points that have an error or were killed."""

    compiled: int
    end: End = End.ENDED


def run_sweep(
    context: SweepContext, points: Sequence[Point], executor: Executor[Any], *, alone: bool = False
) -> SweepRun:
    """Do what is missing of some points.

    Parameters
    ----------
    context
        The sweep, its folder and who watches; its manifest is written.
    points
        What to do.
    executor
        Where.
    alone
        Without being the only driver, for one point of many that another
        program starts.

    Raises
    ------
    SweepError
        If another driver is at it, or the executor cannot start.
    BuildError
        If a program cannot be compiled.
    """
    folder = context.folder
    with contextlib.nullcontext() if alone else driving(context, executor.name):
        folder.store.check_writable()
        if not (alone and (folder.root / "manifest.jsonl").exists()):
            folder.write_manifest(context.sweep)
        return _execute(context, points, executor)


def cancel_sweep(folder: SweepFolder) -> list[str]:
    """Stop a running sweep, whoever runs it; return what was done, a line each.

    Raises
    ------
    SweepError
        If a queue does not answer.
    """
    said = []
    driver = read_json(driver_path(folder)) or {}
    if driver.get("run"):
        write_json_atomic(folder.root / "cancel.json", {"runs": [driver["run"]]})
        said.append(f"asked process {driver['pid']} on {driver['host']} to stop")
    said += [executor.cancel(folder) for executor in EXECUTORS.values()]
    return [line for line in said if line]


def _execute(context: SweepContext, points: Sequence[Point], executor: Executor[Any]) -> SweepRun:
    folder, tell = context.folder, context.tell
    todo = missing_points(context, points)
    tell(f"{len(points)} points, {len(points) - len(todo)} of them done already")
    compiled = build_programs(context, todo)
    folder.forget_errors(todo)
    end = executor.run(context, todo) if todo else End.ENDED
    done = folder.done_ids()
    left = [point.point_id for point in points if point.point_id not in done]
    return SweepRun(
        points=len(points),
        done=len(points) - len(left),
        failed=tuple(identity for identity in left if _has_failed(folder, identity)),
        compiled=compiled,
        end=end,
    )


def _has_failed(folder: SweepFolder, identity: str) -> bool:
    error = folder.read_error(identity)
    if error is not None:
        return error.get("type") != INTERRUPTED
    return folder.read_attempt(identity) is not None
