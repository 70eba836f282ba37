"""``cortex-sim sweep``: many courses that differ in a few fields."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from cortex_sim.cli.options import SWEEP, json_option, results_option
from cortex_sim.cli.output import print_json, tell
from cortex_sim.errors import SweepError
from cortex_sim.sweep.collect import collect as collect_table
from cortex_sim.sweep.collect import write_table
from cortex_sim.sweep.context import SweepContext
from cortex_sim.sweep.drive import SweepRun, cancel_sweep, run_sweep
from cortex_sim.sweep.estimate import estimate_sweep
from cortex_sim.sweep.executors.base import End, Order
from cortex_sim.sweep.executors.serial import Serial
from cortex_sim.sweep.executors.table import EXECUTORS
from cortex_sim.sweep.folder import SweepFolder
from cortex_sim.sweep.load import Sweep, load_sweep
from cortex_sim.sweep.points import Point, choose_subset, find_point
from cortex_sim.sweep.site import Site, load_site
from cortex_sim.sweep.status import failed_points, sweep_status

Command = Callable[..., Any]


@click.group()
def sweep() -> None:
    """Run a study at many points, on this machine or on a Slurm cluster."""


def _sweep_options(function: Command) -> Command:
    subset = click.option("--subset", metavar="NAME", help="Only a subset that the file names.")
    argument = click.argument("file", type=SWEEP)
    return argument(subset(results_option(function)))


def _executor_options(function: Command) -> Command:
    where = "; ".join(f"{name}: {kind.summary}" for name, kind in EXECUTORS.items())
    executor = click.option(
        "--executor",
        type=click.Choice(list(EXECUTORS)),
        help=f"Where points run ({where}); default: as in the site file, else {Site.executor}.",
    )
    jobs = click.option("--jobs", type=int, help="How many at once: processes, tasks or sessions.")
    return executor(jobs(function))


def _run_options(function: Command) -> Command:
    extra = click.option("--extra", default="", help="More options for the queue, in quotes.")
    detach = click.option("--detach", is_flag=True, help="Do not wait for the end of the queue.")
    return _executor_options(extra(detach(function)))


@sweep.command()
@_sweep_options
@_run_options
@click.option("--only", metavar="POINT", help="One point alone: its id, or '#0', '#1', ...")
def run(file: Path, results: Path, subset: str | None, only: str | None, **options: Any) -> int:
    """Run what is missing of a sweep.

    Interrupt it when you like; the same command goes on where it stopped.
    """
    loaded, folder, points = _open(file, results, subset)
    if only is not None:
        points = (find_point(loaded.points, only),)
        options["executor"] = options["executor"] or Serial.name
    return _run(loaded, folder, points, alone=only is not None, **options)


@sweep.command()
@_sweep_options
@_run_options
def retry(file: Path, results: Path, subset: str | None, **options: Any) -> int:
    """Run the points again that failed or were killed, and no others."""
    loaded, folder, points = _open(file, results, subset)
    return _run(loaded, folder, failed_points(folder, points), **options)


@sweep.command()
@_sweep_options
@_executor_options
@json_option
def plan(
    file: Path,
    results: Path,
    subset: str | None,
    executor: str | None,
    jobs: int | None,
    is_json: bool,
) -> None:
    """Say what would run, and what it would cost."""
    loaded, folder, points = _open(file, results, subset)
    chosen = load_site().choose(executor, loaded.file.execution, Order(jobs))
    cost = estimate_sweep(SweepContext(folder, loaded), points, chosen)
    print_json(cost.as_data()) if is_json else click.echo(cost.as_text())


@sweep.command()
@_sweep_options
@json_option
def status(file: Path, results: Path, subset: str | None, is_json: bool) -> None:
    """Say how many points are done, running, failed, and why."""
    _, folder, points = _open(file, results, subset)
    state = sweep_status(folder, points)
    print_json(state.as_data()) if is_json else click.echo(state.as_text())


@sweep.command()
@_sweep_options
@json_option
def collect(file: Path, results: Path, subset: str | None, is_json: bool) -> int:
    """Write one tidy table of all finished points, as CSV and HDF5."""
    loaded, folder, points = _open(file, results, subset)
    table = collect_table(folder, points, loaded.keys)
    if not table.points:
        click.echo("no point has a result yet; see 'cortex-sim sweep status'", err=True)
        return 3
    name = "table" if subset is None else f"table-{subset}"
    paths = list(write_table(folder.root, table, name))
    if is_json:
        print_json({"tables": paths, "points": table.points, "of": len(points)})
    else:
        click.echo("".join(f"table: {path}\n" for path in paths), nl=False)
        click.echo(f"{table.points} of {len(points)} points")
    if table.missing:
        click.echo("the others have no result; see 'cortex-sim sweep status'", err=True)
        return 3
    return 0


@sweep.command()
@_sweep_options
def cancel(file: Path, results: Path, subset: str | None) -> None:
    """Stop a running sweep; what is finished is kept."""
    _, folder, _ = _open(file, results, subset)
    for line in cancel_sweep(folder):
        click.echo(line)


def _open(
    file: Path, results: Path, subset: str | None
) -> tuple[Sweep, SweepFolder, tuple[Point, ...]]:
    loaded = load_sweep(file)
    points = loaded.points
    if subset is not None:
        if subset not in loaded.file.subsets:
            known = ", ".join(loaded.file.subsets) or "none"
            raise SweepError(f"--subset: got {subset!r}; the file names: {known}")
        points = choose_subset(points, loaded.file.subsets[subset])
    return loaded, SweepFolder(results / loaded.file.name), points


def _run(
    loaded: Sweep,
    folder: SweepFolder,
    points: tuple[Point, ...],
    *,
    executor: str | None,
    alone: bool = False,
    **order: Any,
) -> int:
    chosen = load_site().choose(executor, loaded.file.execution, Order(**order))
    ended = run_sweep(SweepContext(folder, loaded, tell), points, chosen, alone=alone)
    return _report(ended, folder, points)


def _report(ended: SweepRun, folder: SweepFolder, points: tuple[Point, ...]) -> int:
    if ended.end is End.DETACHED:
        click.echo("the points are in the queue; watch them with 'cortex-sim sweep status'")
        return 0
    click.echo(f"{ended.done} of {ended.points} points are done")
    if ended.done == ended.points:
        return 0
    click.echo(sweep_status(folder, points).as_text(), err=True)
    if ended.end is End.STOPPED and not ended.failed:
        click.echo("interrupted; the same command goes on from here", err=True)
        return 130
    return 3
