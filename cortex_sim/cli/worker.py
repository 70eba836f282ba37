"""A worker of a sweep, started by a driver or by Slurm; people never call it.

It is no sub-command of ``cortex-sim``: that would import all pictures and reports
for every task of an array, which takes longer than many a session.
"""

import os
import threading
from pathlib import Path

import click

from cortex_sim.cli.entry import enter
from cortex_sim.errors import SweepError
from cortex_sim.sweep.executors import slurm
from cortex_sim.sweep.executors.local import run_path
from cortex_sim.sweep.folder import SweepFolder, read_json
from cortex_sim.sweep.work import Worker, do_past, watch, work_through


@click.command()
@click.argument("root", type=click.Path(path_type=Path))
@click.option("--run", "run_id", default="")
@click.option("--worker", type=int, default=0)
@click.option("--jobs", type=int, default=1)
@click.option("--parent", type=int)
@click.option("--submission")
@click.option("--task", type=int, default=0)
def work(
    root: Path,
    run_id: str,
    worker: int,
    jobs: int,
    parent: int | None,
    submission: str | None,
    task: int,
) -> int:
    """Do a share of the points of the sweep in the folder ROOT."""
    folder = SweepFolder(root)
    loaded = folder.read_manifest()
    by_id = {point.point_id: point for point in loaded.points}
    threads = int(os.environ.get("SLURM_CPUS_PER_TASK", "1"))
    past = None if submission is None else slurm.past_of_task(folder, submission, task)
    if submission is not None and past is not None:
        wanted = [past.point_id]
    elif submission is not None:
        wanted = slurm.points_of_task(folder, submission, task)
        # a requeued task tries again what the first one was killed over
        run_id = f"{submission}-{os.environ.get('SLURM_RESTART_COUNT', '0')}"
    else:
        wanted = (read_json(run_path(folder, run_id)) or {}).get("points", [])
        start = worker * len(wanted) // max(jobs, 1)
        # each worker begins elsewhere, so that they seldom want the same
        wanted = wanted[start:] + wanted[:start]
    if unknown := [p for p in wanted if p not in by_id]:
        raise SweepError(f"{root}: the sweep has changed; it has no point {unknown[0]} any more")
    who = Worker(folder, loaded, run_id, threading.Event(), threads)
    watch(who, parent)
    if past is not None:
        do_past(who, by_id[past.point_id], past.sessions)
        return 0
    failed = work_through(who, [by_id[p] for p in wanted])
    return 3 if failed and submission is not None else 0


if __name__ == "__main__":
    enter(work)
