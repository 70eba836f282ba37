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
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cortex_sim.config.canonical import content_hash
from cortex_sim.errors import SweepError
from cortex_sim.store.study import write_json_atomic, write_text_atomic
from cortex_sim.sweep.config import SlurmOptions
from cortex_sim.sweep.executors.local import worker_command
from cortex_sim.sweep.folder import SweepFolder, read_json
from cortex_sim.sweep.points import Point
from cortex_sim.sweep.shared import SharedPast

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


def submit(
    folder: SweepFolder,
    points: Sequence[Point],
    options: SlurmOptions,
    extra: str = "",
    pasts: Sequence[SharedPast] = (),
) -> list[str]:
    """Send points to the queue as arrays; return the ids of their submissions.

    Parameters
    ----------
    folder
        The sweep, its manifest and programs there.
    points
        What to do.
    options
        What to ask for.
    extra
        More options of ``sbatch``, which win over all others.
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
        _submit_array(folder, "pasts", parts[start : start + size], options, extra)
        for start in range(0, len(parts), size)
    ]
    if first:
        jobs = ":".join(job_of(folder, submission) for submission in first)
        # before the user's own: these win
        extra = f"--dependency=afterany:{jobs} {extra}"
    tasks = [
        [point.point_id for point in points[start : start + options.points_per_task]]
        for start in range(0, len(points), options.points_per_task)
    ]
    return [
        _submit_array(folder, "tasks", tasks[start : start + size], options, extra)
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
    folder: SweepFolder,
    kind: Literal["tasks", "pasts"],
    tasks: Sequence[object],
    options: SlurmOptions,
    extra: str,
) -> str:
    submission = f"{time.strftime('%Y%m%d-%H%M%S')}-{uuid.uuid4().hex[:6]}"
    home = folder.root / "submissions"
    # before the queue hears of it: a driver may die right after sbatch
    write_json_atomic(home / f"{submission}.json", {kind: list(tasks)})
    script = home / f"{submission}.sh"
    worker = shlex.join(worker_command(folder, "--submission", submission, "--task"))
    # exec: so that the warning before a time limit reaches the worker itself
    write_text_atomic(script, f'#!/bin/bash\nexec {worker} "$SLURM_ARRAY_TASK_ID"\n')
    command = _sbatch(folder, submission, len(tasks), options)
    try:
        job = call([*command, *shlex.split(extra), str(script)])
    except SweepError:
        (home / f"{submission}.json").unlink(missing_ok=True)
        raise
    write_text_atomic(home / f"{submission}.job", job.strip().partition(";")[0] + "\n")
    return submission


def _sbatch(folder: SweepFolder, submission: str, n_tasks: int, options: SlurmOptions) -> list[str]:
    wishes = {
        "--partition": options.partition,
        "--account": options.account,
        "--time": options.time,
        "--mem": options.memory,
    }
    return [
        "sbatch",
        "--parsable",
        f"--array=0-{n_tasks - 1}%{options.max_running}",
        f"--job-name={job_name(folder)}",
        f"--comment={submission}",
        f"--output={log_path(folder, submission, '%a').resolve()}",
        # a requeue must not wipe what the first try said
        "--open-mode=append",
        "--requeue",
        f"--chdir={os.getcwd()}",
        f"--cpus-per-task={options.cpus}",
        *(f"{name}={value}" for name, value in wishes.items() if value),
        *shlex.split(options.extra),
    ]


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
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=False)
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
