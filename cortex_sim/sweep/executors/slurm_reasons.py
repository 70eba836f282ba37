"""Why Slurm ended a task: by the task's log, and by accounting where there is one."""

from cortex_sim.sweep.executors.slurm_queue import call, job_of, log_path
from cortex_sim.sweep.folder import SweepFolder, tail

KILL_REASONS = (
    ("DUE TO TIME LIMIT", "it passed the time limit; raise execution.time"),
    ("exceeded memory limit", "out of memory; raise execution.memory"),
    ("oom", "out of memory; raise execution.memory"),
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
        job = job_of(folder, submission)
    except OSError:
        return ""
    said = call(["sacct", "-nPX", "-j", f"{job}_{index}", "-o", "State"])
    # such as "CANCELLED by 0": the state ends at the first blank
    return SACCT_REASONS.get((said.split() or [""])[0], "")
