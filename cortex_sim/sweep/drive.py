"""Run a sweep: find what is missing, compile, hand it to an executor, say how it ended."""

import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from cortex_sim.errors import SweepError
from cortex_sim.sweep.config import SlurmOptions, SweepExecution
from cortex_sim.sweep.executors import slurm
from cortex_sim.sweep.executors.local import run_local, run_serial
from cortex_sim.sweep.folder import INTERRUPTED, SweepFolder
from cortex_sim.sweep.load import Sweep
from cortex_sim.sweep.pending import Tell, build_programs, driving, missing_points
from cortex_sim.sweep.points import Point
from cortex_sim.sweep.shared import shared_pasts


@dataclass(frozen=True)
class SweepRun:
    """How a run of a sweep ended."""

    points: int
    done: int
    failed: tuple[str, ...]
    """Ids of points that have an error or were killed."""

    compiled: int
    is_stopped: bool = False
    is_detached: bool = False


def run_sweep(
    folder: SweepFolder,
    sweep: Sweep,
    points: Sequence[Point],
    execution: SweepExecution,
    *,
    tell: Tell,
    sbatch: str = "",
    detach: bool = False,
    alone: bool = False,
) -> SweepRun:
    """Do what is missing of some points.

    Parameters
    ----------
    folder
        Where the sweep lies.
    sweep
        All of it; its manifest is written.
    points
        What to do.
    execution
        Where.
    tell
        Shows lines.
    sbatch
        More options of ``sbatch``.
    detach
        With Slurm: return when the points are in the queue.
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
    run = f"{time.strftime('%Y%m%d-%H%M%S')}-{uuid.uuid4().hex[:6]}"
    if alone:
        folder.store.check_writable()
        if not (folder.root / "manifest.jsonl").exists():
            folder.write_manifest(sweep)
        return _execute(folder, sweep, points, execution, run, tell, sbatch, detach)
    with driving(folder, run, execution.executor):
        folder.store.check_writable()
        folder.write_manifest(sweep)
        return _execute(folder, sweep, points, execution, run, tell, sbatch, detach)


def _execute(
    folder: SweepFolder,
    sweep: Sweep,
    points: Sequence[Point],
    execution: SweepExecution,
    run: str,
    tell: Tell,
    sbatch: str,
    detach: bool,
) -> SweepRun:
    todo = missing_points(folder, points, tell)
    tell(f"{len(points)} points, {len(points) - len(todo)} of them done already")
    compiled = build_programs(folder, sweep, todo, tell)
    folder.forget_errors(todo)
    stopped = False
    if execution.executor == "slurm" and todo:
        _run_slurm(folder, sweep, run, todo, execution.slurm, tell, sbatch, detach)
        stopped = folder.is_cancelled(run)
    elif execution.executor == "local" and todo:
        stopped = run_local(folder, run, todo, execution.jobs, tell)
    elif todo:
        stopped = run_serial(folder, sweep, run, todo)
    done = folder.done_ids()
    left = [point.point_id for point in points if point.point_id not in done]
    return SweepRun(
        points=len(points),
        done=len(points) - len(left),
        failed=tuple(identity for identity in left if _has_failed(folder, identity)),
        compiled=compiled,
        is_stopped=stopped,
        is_detached=detach and execution.executor == "slurm",
    )


def _has_failed(folder: SweepFolder, identity: str) -> bool:
    error = folder.read_error(identity)
    if error is not None:
        return error.get("type") != INTERRUPTED
    return folder.read_attempt(identity) is not None


def _run_slurm(
    folder: SweepFolder,
    sweep: Sweep,
    run: str,
    todo: Sequence[Point],
    options: SlurmOptions,
    tell: Tell,
    sbatch: str,
    detach: bool,
) -> None:
    waiting = slurm.points_in(folder, slurm.queued_tasks(folder))
    if mine := sum(point.point_id in waiting for point in todo):
        tell(f"{mine} points are in the queue already")
    fresh = [point for point in todo if point.point_id not in waiting]
    if fresh:
        pasts = shared_pasts(sweep, fresh, folder.store.has)
        submissions = slurm.submit(folder, fresh, options, sbatch, pasts)
        first = f", after {len(pasts)} pasts that they share" if pasts else ""
        tell(f"{len(fresh)} points sent to the queue in {len(submissions)} arrays{first}")
    if not detach:
        _wait(folder, run, todo, options, tell)


def _wait(
    folder: SweepFolder, run: str, todo: Sequence[Point], options: SlurmOptions, tell: Tell
) -> None:
    """Wait until all points are done or the queue has none of them any more."""
    empty_since: float | None = None
    last = ""
    while True:
        done = folder.done_ids()
        left = [point for point in todo if point.point_id not in done]
        try:
            tasks = slurm.queued_tasks(folder)
            said = f"{len(todo) - len(left)} of {len(todo)} points done; {slurm.summary(tasks)}"
        except SweepError as error:
            # no answer is no news: never take it for the end
            tasks, empty_since, said = None, None, f"the queue does not answer: {error}"
        if said != last:
            tell(said)
            last = said
        if tasks == []:
            now = time.monotonic()
            empty_since = now if empty_since is None else empty_since
            failed = all(folder.read_error(p.point_id) for p in left)
            failed = failed or folder.is_cancelled(run)
            if failed or now - empty_since >= options.grace_seconds:
                return
        time.sleep(options.poll_seconds)
