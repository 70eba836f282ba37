"""Send points to the queue of a Slurm cluster, as arrays of tasks."""

import os
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from cortex_sim.errors import SweepError
from cortex_sim.store.study import write_json_atomic, write_text_atomic
from cortex_sim.sweep.context import new_run
from cortex_sim.sweep.executors.base import worker_command
from cortex_sim.sweep.executors.slurm_queue import (
    call,
    job_name,
    job_of,
    log_path,
    max_array_size,
)
from cortex_sim.sweep.folder import SweepFolder
from cortex_sim.sweep.points import Point
from cortex_sim.sweep.shared import SharedPast

EXECUTOR = "slurm"
"""Name of the executor whose share its tasks are."""


@dataclass(frozen=True)
class Request:
    """What is asked of Slurm for each task of an array."""

    options: tuple[str, ...] = ()
    """Options of ``sbatch``; a later one wins over an earlier one."""

    points_per_task: int = 1
    max_running: int = 100
    """Largest number of tasks at once."""


def submit(
    folder: SweepFolder,
    points: Sequence[Point],
    request: Request,
    pasts: Sequence[SharedPast] = (),
) -> list[str]:
    """Send points to the queue as arrays; return the ids of their submissions.

    Parameters
    ----------
    folder
        The sweep, its manifest and programs there.
    points
        What to do.
    request
        What to ask for.
    pasts
        What points share: arrays of their own, which the points wait for in the
        queue, where that costs nothing. However they end, the points start then.

    Raises
    ------
    SweepError
        If there is no Slurm, or it refuses; with what it said.
    """
    size = max_array_size()
    parts = [past.as_data() for past in pasts]
    first = [
        _submit_array(folder, "pasts", parts[start : start + size], request)
        for start in range(0, len(parts), size)
    ]
    if first:
        jobs = ":".join(job_of(folder, submission) for submission in first)
        # before the user's own: these win
        options = (f"--dependency=afterany:{jobs}", *request.options)
        request = replace(request, options=options)
    tasks = [
        [point.point_id for point in points[start : start + request.points_per_task]]
        for start in range(0, len(points), request.points_per_task)
    ]
    return [
        _submit_array(folder, "tasks", tasks[start : start + size], request)
        for start in range(0, len(tasks), size)
    ]


def _submit_array(
    folder: SweepFolder, kind: Literal["tasks", "pasts"], tasks: Sequence[object], request: Request
) -> str:
    submission = new_run()
    home = folder.root / "submissions"
    # before the queue hears of it: a driver may die right after sbatch
    write_json_atomic(home / f"{submission}.json", {kind: list(tasks)})
    script = home / f"{submission}.sh"
    write_text_atomic(script, worker_script(folder, submission))
    try:
        job = call([*_sbatch(folder, submission, len(tasks), request), str(script)])
    except SweepError:
        (home / f"{submission}.json").unlink(missing_ok=True)
        raise
    write_text_atomic(home / f"{submission}.job", job.strip().partition(";")[0] + "\n")
    return submission


def worker_script(folder: SweepFolder, submission: str) -> str:
    """Return the batch script of an array's tasks."""
    worker = shlex.join(worker_command(folder, EXECUTOR, submission))
    # -p: no function of the submitting shell replaces a command, no BASH_ENV is read;
    # exec: so that the warning before a time limit reaches the worker itself
    return f'#!/bin/bash -p\nexec {worker} "$SLURM_ARRAY_TASK_ID"\n'


def _sbatch(folder: SweepFolder, submission: str, n_tasks: int, request: Request) -> list[str]:
    return [
        "sbatch",
        "--parsable",
        f"--array=0-{n_tasks - 1}%{request.max_running}",
        f"--job-name={job_name(folder)}",
        f"--comment={submission}",
        f"--output={log_path(folder, submission, '%a').resolve()}",
        # a requeue must not wipe what the first try said
        "--open-mode=append",
        "--requeue",
        f"--chdir={os.getcwd()}",
        *request.options,
    ]
