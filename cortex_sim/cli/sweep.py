"""``cortex-sim sweep``: many courses that differ in a few fields."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from cortex_sim.cli.options import results_option
from cortex_sim.errors import SweepError
from cortex_sim.store.study import write_json_atomic
from cortex_sim.sweep.collect import collect as collect_table
from cortex_sim.sweep.collect import write_table
from cortex_sim.sweep.config import SweepExecution
from cortex_sim.sweep.drive import SweepRun, run_sweep
from cortex_sim.sweep.estimate import estimate_sweep
from cortex_sim.sweep.executors import slurm
from cortex_sim.sweep.folder import SweepFolder, read_json
from cortex_sim.sweep.load import Sweep, load_sweep
from cortex_sim.sweep.pending import driver_path
from cortex_sim.sweep.points import Point, choose_subset, find_point
from cortex_sim.sweep.status import as_json, failed_points, sweep_status

Command = Callable[..., Any]
EXECUTORS = ("serial", "local", "slurm")


@click.group()
def sweep() -> None:
    """Run a study at many points, on this machine or on a Slurm cluster."""


def _sweep_options(function: Command) -> Command:
    subset = click.option("--subset", metavar="NAME", help="Only a subset that the file names.")
    argument = click.argument("file", type=click.Path(path_type=Path))
    return argument(subset(results_option(function)))


def _run_options(function: Command) -> Command:
    executor = click.option(
        "--executor",
        type=click.Choice(EXECUTORS),
        help="In this process, in worker processes, or on Slurm; default: as in the file.",
    )
    jobs = click.option("--jobs", type=int, help="Worker processes; on Slurm: tasks at once.")
    sbatch = click.option("--sbatch", default="", help="More options of sbatch, in quotes.")
    detach = click.option("--detach", is_flag=True, help="Slurm: do not wait for the end.")
    quiet = click.option("-q", "--quiet", is_flag=True, help="Show no progress.")
    for option in (quiet, detach, sbatch, jobs, executor):
        function = option(function)
    return function


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
        options["executor"] = options["executor"] or "serial"
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
@click.option("--executor", type=click.Choice(EXECUTORS))
@click.option("--jobs", type=int)
def plan(
    file: Path, results: Path, subset: str | None, executor: str | None, jobs: int | None
) -> None:
    """Say what would run, and what it would cost."""
    loaded, folder, points = _open(file, results, subset)
    execution = _execution(loaded, executor, jobs)
    click.echo(estimate_sweep(folder, loaded, points, execution).as_text())


@sweep.command()
@_sweep_options
@click.option("--json", "is_json", is_flag=True, help="For programs.")
def status(file: Path, results: Path, subset: str | None, is_json: bool) -> None:
    """Say how many points are done, running, failed, and why."""
    _, folder, points = _open(file, results, subset)
    found = sweep_status(folder, points)
    click.echo(as_json(found) if is_json else found.as_text())


@sweep.command()
@_sweep_options
def collect(file: Path, results: Path, subset: str | None) -> int:
    """Write one tidy table of all finished points, as CSV and HDF5."""
    loaded, folder, points = _open(file, results, subset)
    table = collect_table(folder, points, loaded.keys)
    if not table.points:
        click.echo("no point has a result yet; see 'cortex-sim sweep status'", err=True)
        return 3
    name = "table" if subset is None else f"table-{subset}"
    for path in write_table(folder.root, table, name):
        click.echo(f"table: {path}")
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
    driver = read_json(driver_path(folder)) or {}
    if driver.get("run"):
        write_json_atomic(folder.root / "cancel.json", {"runs": [driver["run"]]})
        click.echo(f"asked process {driver['pid']} on {driver['host']} to stop")
    if slurm.submission_ids(folder):
        slurm.cancel(folder)
        click.echo("took the sweep's tasks out of the queue")


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


def _execution(loaded: Sweep, executor: str | None, jobs: int | None) -> SweepExecution:
    execution = loaded.file.execution
    chosen: dict[str, Any] = {"executor": executor} if executor is not None else {}
    if jobs is not None and jobs < 1:
        raise SweepError(f"--jobs: got {jobs}, expected at least 1")
    if jobs is not None:
        chosen |= {"jobs": jobs, "slurm": execution.slurm.model_copy(update={"max_running": jobs})}
    return execution.model_copy(update=chosen)


def _run(
    loaded: Sweep,
    folder: SweepFolder,
    points: tuple[Point, ...],
    *,
    executor: str | None,
    jobs: int | None,
    sbatch: str,
    detach: bool,
    quiet: bool,
    alone: bool = False,
) -> int:
    def tell(text: str) -> None:
        if not quiet:
            click.echo(text, err=True)

    ended = run_sweep(
        folder,
        loaded,
        points,
        _execution(loaded, executor, jobs),
        tell=tell,
        sbatch=sbatch,
        detach=detach,
        alone=alone,
    )
    return _report(ended, folder, points)


def _report(ended: SweepRun, folder: SweepFolder, points: tuple[Point, ...]) -> int:
    if ended.is_detached:
        click.echo("the points are in the queue; watch them with 'cortex-sim sweep status'")
        return 0
    click.echo(f"{ended.done} of {ended.points} points are done")
    if ended.done == ended.points:
        return 0
    click.echo(sweep_status(folder, points).as_text(), err=True)
    if ended.is_stopped and not ended.failed:
        click.echo("interrupted; the same command goes on from here", err=True)
        return 130
    return 3
