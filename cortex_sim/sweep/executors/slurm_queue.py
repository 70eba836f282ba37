"""A thin layer over ``sbatch`` and ``squeue``: submit arrays, ask who is alive.

Result files are the truth. The queue only tells which tasks may still bring one,
and a queue that does not answer says nothing at all.
"""

import getpass
import json
import os
import re
import shlex
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from cortex_sim.config.canonical import content_hash
from cortex_sim.errors import SweepError
from cortex_sim.store.study import write_json_atomic, write_text_atomic
from cortex_sim.sweep.context import new_run
from cortex_sim.sweep.executors.base import worker_command
from cortex_sim.sweep.folder import SweepFolder, read_json
from cortex_sim.sweep.points import Point
from cortex_sim.sweep.shared import SharedPast

EXECUTOR = "slurm"
"""Name of the executor whose share its tasks are."""

TIMEOUT = 30.0
"""Longest wait for an answer of Slurm in s."""

DEFAULT_MAX_ARRAY = 1001
"""Slurm's own default of MaxArraySize."""


class QueueUnknownError(SweepError):
    """The queue did not answer; nothing follows from that about the tasks."""


@dataclass(frozen=True)
class Task:
    """One task of an array that is in the queue."""

    job_id: str
    submission: str
    index: int
    state: str
    reason: str


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


def queued_tasks(folder: SweepFolder) -> list[Task]:
    """Return the sweep's tasks in the queue, also those of a driver that died.

    Raises
    ------
    QueueUnknownError
        If the queue does not answer.
    """
    if not (folder.root / "submissions").is_dir():
        return []
    form = "%i|%K|%T|%r|%k"
    command = ["squeue", "-h", "-r", f"--name={job_name(folder)}", "-u", getpass.getuser()]
    try:
        text = call([*command, "-o", form])
    except SweepError as error:
        raise QueueUnknownError(str(error)) from None
    tasks = []
    for line in text.splitlines():
        fields = line.split("|")
        if len(fields) == 5 and fields[1].isdigit():
            job_id, index, state, reason, submission = fields
            tasks.append(Task(job_id, submission, int(index), state, reason))
    return tasks


def points_in(folder: SweepFolder, tasks: Sequence[Task]) -> dict[str, Task]:
    """Return the task in the queue that stands for each point."""
    lists: dict[str, list[list[str]]] = {}
    found = {}
    for task in tasks:
        if task.submission not in lists:
            lists[task.submission] = _task_lists(folder, task.submission)
        chunks = lists[task.submission]
        if task.index < len(chunks):
            found.update(dict.fromkeys(chunks[task.index], task))
    return found


def points_of_task(folder: SweepFolder, submission: str, index: int) -> list[str]:
    """Return the ids of the points of one task.

    Raises
    ------
    SweepError
        If there is no such submission or task.
    """
    chunks = _task_lists(folder, submission)
    if not 0 <= index < len(chunks):
        raise SweepError(f"{folder.root}: submission {submission} has no task {index}")
    return chunks[index]


def cancel(folder: SweepFolder) -> None:
    """Take all tasks of the sweep out of the queue.

    Raises
    ------
    SweepError
        If Slurm does not answer.
    """
    call(["scancel", f"--name={job_name(folder)}", "-u", getpass.getuser()])


def last_tasks(folder: SweepFolder) -> dict[str, tuple[str, int]]:
    """Return submission and index of the last task that each point was in."""
    found: dict[str, tuple[str, int]] = {}
    for submission in submission_ids(folder):
        for index, chunk in enumerate(_task_lists(folder, submission)):
            found.update(dict.fromkeys(chunk, (submission, index)))
    return found


def max_array_size() -> int:
    """Return the largest number of tasks that the cluster takes in one array."""
    match = re.search(r"MaxArraySize\s*=\s*(\d+)", call(["scontrol", "show", "config"]))
    return max(1, int(match[1]) if match else DEFAULT_MAX_ARRAY)


def job_name(folder: SweepFolder) -> str:
    """Return the name by which the queue knows the sweep of a folder."""
    return f"sweep-{content_hash(str(folder.root.resolve()))[:12]}"


def log_path(folder: SweepFolder, submission: str, index: int | str) -> Path:
    """Return where a task writes what it says."""
    return folder.root / "submissions" / f"{submission}-{index}.log"


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


def allowed_cores() -> int:
    """Return how many cores Slurm gave to the task of this process."""
    return int(os.environ.get("SLURM_CPUS_PER_TASK", "1"))


def restarts() -> int:
    """Return how often the task of this process was put back into the queue."""
    return int(os.environ.get("SLURM_RESTART_COUNT", "0"))


def past_of_task(folder: SweepFolder, submission: str, index: int) -> SharedPast | None:
    """Return the shared past that one task of a submission is to do; None if it has points."""
    data = read_json(folder.root / "submissions" / f"{submission}.json") or {}
    pasts = data.get("pasts", [])
    if not 0 <= index < len(pasts):
        return None
    return SharedPast(pasts[index]["point"], tuple(pasts[index]["sessions"]))


def job_of(folder: SweepFolder, submission: str) -> str:
    """Return the id that Slurm gave to a submission.

    Raises
    ------
    OSError
        If it was not noted, as the driver died right after ``sbatch``.
    """
    return (folder.root / "submissions" / f"{submission}.job").read_text().strip()


def _task_lists(folder: SweepFolder, submission: str) -> list[list[str]]:
    data = read_json(folder.root / "submissions" / f"{submission}.json")
    return data.get("tasks", []) if data is not None else []


def call(command: list[str]) -> str:
    """Run one of Slurm's programs and return what it says.

    Raises
    ------
    SweepError
        If there is no Slurm, it does not answer, or it refuses; with what it said.
    """
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=False,
            env=environment_of_jobs(),
        )
    except FileNotFoundError:
        raise SweepError(
            f"{command[0]} was not found: this machine has no Slurm; "
            "use --executor local, or log in to the cluster"
        ) from None
    except subprocess.TimeoutExpired:
        raise SweepError(f"{command[0]} did not answer for {TIMEOUT:.0f} s") from None
    if done.returncode != 0:
        said = done.stderr.strip() or done.stdout.strip()
        raise SweepError(f"{command[0]} failed (exit code {done.returncode}): {said}")
    return done.stdout


def environment_of_jobs() -> dict[str, str]:
    """Return this process's environment without what makes a shell run other code.

    ``sbatch`` hands the environment on to the tasks. A function that a shell exported
    (``BASH_FUNC_...``) would replace a command of that name in every bash that a task
    starts, and the file in ``BASH_ENV`` or ``ENV`` would run first.
    """
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("BASH_FUNC_") and name not in ("BASH_ENV", "ENV")
    }


def submission_ids(folder: SweepFolder) -> list[str]:
    """Return the ids of all submissions, oldest first."""
    return sorted(path.stem for path in (folder.root / "submissions").glob("*.json"))


def summary(tasks: Sequence[Task]) -> str:
    """Return the states in the queue in words."""
    counts: dict[str, int] = {}
    for task in tasks:
        state = task.state.lower()
        text = f"{state} ({task.reason})" if state == "pending" else state
        counts[text] = counts.get(text, 0) + 1
    return json.dumps(counts)[1:-1].replace('"', "") or "nothing queued"
