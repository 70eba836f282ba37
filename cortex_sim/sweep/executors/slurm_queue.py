"""A thin layer over ``squeue`` and its kin: which tasks are alive, what each is to do.

Result files are the truth. The queue only tells which tasks may still bring one,
and a queue that does not answer says nothing at all.
"""

import getpass
import json
import os
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cortex_sim.config.canonical import content_hash
from cortex_sim.errors import SweepError
from cortex_sim.sweep.folder import SweepFolder, read_json
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
    latest: dict[str, tuple[str, int]] = {}
    for submission in submission_ids(folder):
        for index, chunk in enumerate(_task_lists(folder, submission)):
            latest.update(dict.fromkeys(chunk, (submission, index)))
    return latest


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
