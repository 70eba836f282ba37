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

from cortex_sim.config.canonical import content_hash
from cortex_sim.errors import SweepError
from cortex_sim.store.study import write_json_atomic, write_text_atomic
from cortex_sim.sweep.config import SlurmOptions
from cortex_sim.sweep.folder import SweepFolder, read_json
from cortex_sim.sweep.local import tail, worker_command
from cortex_sim.sweep.points import Point

TIMEOUT = 30.0
"""Longest wait for an answer of Slurm in s."""

DEFAULT_MAX_ARRAY = 1001
"""Slurm's own default of MaxArraySize."""

KILL_REASONS = (
    ("DUE TO TIME LIMIT", "it passed the time limit; raise execution.slurm.time"),
    ("exceeded memory limit", "out of memory; raise execution.slurm.memory"),
    ("oom", "out of memory; raise execution.slurm.memory"),
    ("DUE TO NODE FAILURE", "its node failed"),
    ("DUE TO PREEMPTION", "it was preempted"),
    ("CANCELLED", "it was cancelled"),
)
"""What the log of a task says when Slurm ended it, and what that means."""

SACCT_REASONS = {
    "TIMEOUT": KILL_REASONS[0][1],
    "OUT_OF_MEMORY": KILL_REASONS[1][1],
    "NODE_FAIL": KILL_REASONS[3][1],
    "PREEMPTED": KILL_REASONS[4][1],
    "CANCELLED": KILL_REASONS[5][1],
}


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
    folder: SweepFolder, points: Sequence[Point], options: SlurmOptions, extra: str = ""
) -> list[str]:
    """Send points to the queue as arrays; return the ids of the submissions.

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

    Raises
    ------
    SweepError
        If there is no Slurm, or it refuses; with what it said.
    """
    tasks = [
        [point.point_id for point in points[start : start + options.points_per_task]]
        for start in range(0, len(points), options.points_per_task)
    ]
    size = max_array_size()
    return [
        _submit_array(folder, tasks[start : start + size], options, extra)
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
        text = _call([*command, "-o", form])
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
    _call(["scancel", f"--name={job_name(folder)}", "-u", getpass.getuser()])


def last_tasks(folder: SweepFolder) -> dict[str, tuple[str, int]]:
    """Return submission and index of the last task that each point was in."""
    found: dict[str, tuple[str, int]] = {}
    for submission in submission_ids(folder):
        for index, chunk in enumerate(_task_lists(folder, submission)):
            found.update(dict.fromkeys(chunk, (submission, index)))
    return found


def reason_in_log(folder: SweepFolder, submission: str, index: int) -> tuple[str, str]:
    """Return why Slurm ended a task, empty if its log does not tell; and the log's last line."""
    text = tail(log_path(folder, submission, index))
    known = (meaning for phrase, meaning in KILL_REASONS if phrase in text)
    return next(known, ""), text.splitlines()[-1] if text else ""


def reason_in_accounting(folder: SweepFolder, submission: str, index: int) -> str:
    """Return why a task ended by Slurm's accounting, empty if it sees nothing wrong.

    Raises
    ------
    SweepError
        If the cluster has no accounting, or it does not answer.
    """
    try:
        job = (folder.root / "submissions" / f"{submission}.job").read_text().strip()
    except OSError:
        return ""
    said = _call(["sacct", "-nPX", "-j", f"{job}_{index}", "-o", "State"])
    # such as "CANCELLED by 0": the state ends at the first blank
    return SACCT_REASONS.get((said.split() or [""])[0], "")


def max_array_size() -> int:
    """Return the largest number of tasks that the cluster takes in one array."""
    match = re.search(r"MaxArraySize\s*=\s*(\d+)", _call(["scontrol", "show", "config"]))
    return max(1, int(match[1]) if match else DEFAULT_MAX_ARRAY)


def job_name(folder: SweepFolder) -> str:
    """Return the name by which the queue knows the sweep of a folder."""
    return f"sweep-{content_hash(str(folder.root.resolve()))[:12]}"


def log_path(folder: SweepFolder, submission: str, index: int | str) -> Path:
    """Return where a task writes what it says."""
    return folder.root / "submissions" / f"{submission}-{index}.log"


def _submit_array(
    folder: SweepFolder, tasks: list[list[str]], options: SlurmOptions, extra: str
) -> str:
    submission = f"{time.strftime('%Y%m%d-%H%M%S')}-{uuid.uuid4().hex[:6]}"
    home = folder.root / "submissions"
    # before the queue hears of it: a driver may die right after sbatch
    write_json_atomic(home / f"{submission}.json", {"tasks": tasks})
    script = home / f"{submission}.sh"
    worker = shlex.join(worker_command(folder, "--submission", submission, "--task"))
    # exec: so that the warning before a time limit reaches the worker itself
    write_text_atomic(script, f'#!/bin/bash\nexec {worker} "$SLURM_ARRAY_TASK_ID"\n')
    command = _sbatch(folder, submission, len(tasks), options)
    try:
        job = _call([*command, *shlex.split(extra), str(script)])
    except SweepError:
        (home / f"{submission}.json").unlink(missing_ok=True)
        raise
    write_text_atomic(home / f"{submission}.job", job.strip().partition(";")[0] + "\n")
    return submission


def _sbatch(
    folder: SweepFolder, submission: str, n_tasks: int, options: SlurmOptions
) -> list[str]:
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


def _task_lists(folder: SweepFolder, submission: str) -> list[list[str]]:
    data = read_json(folder.root / "submissions" / f"{submission}.json")
    return data.get("tasks", []) if data is not None else []


def _call(command: list[str]) -> str:
    """Run one of Slurm's programs and return what it says."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=TIMEOUT, check=False
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
