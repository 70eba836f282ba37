"""A worker of a sweep, started by an executor; people never call it.

It is no sub-command of ``cortex-sim``: that would import all pictures and reports
for every task of an array, which takes longer than many a session.
"""

import threading
from pathlib import Path

import click

from cortex_sim.cli.entry import enter
from cortex_sim.errors import SweepError
from cortex_sim.sweep.context import SweepContext
from cortex_sim.sweep.executors.table import EXECUTORS
from cortex_sim.sweep.folder import SweepFolder
from cortex_sim.sweep.work import Worker, do_past, watch, work_through


@click.command()
@click.argument("root", type=click.Path(path_type=Path))
@click.argument("executor", type=click.Choice(list(EXECUTORS)))
@click.argument("arguments", nargs=-1)
@click.option("--parent", type=int)
def work(root: Path, executor: str, arguments: tuple[str, ...], parent: int | None) -> int:
    """Do a share of the points of the sweep in the folder ROOT."""
    folder = SweepFolder(root)
    loaded = folder.read_manifest()
    by_id = {point.point_id: point for point in loaded.points}
    share = EXECUTORS[executor].share(folder, arguments)
    wanted = share.points if share.past is None else (share.past.point_id,)
    if unknown := [p for p in wanted if p not in by_id]:
        raise SweepError(f"{root}: the sweep has changed; it has no point {unknown[0]} any more")
    who = Worker(SweepContext(folder, loaded, run=share.run), threading.Event(), share.threads)
    watch(who, parent)
    if share.past is not None:
        do_past(who, by_id[share.past.point_id], share.past.sessions)
        return 0
    failed = work_through(who, [by_id[p] for p in wanted])
    return share.failure_code if failed else 0


if __name__ == "__main__":
    enter(work)
