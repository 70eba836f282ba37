"""``cortex-sim run``: run a study, or what is missing of it."""

from pathlib import Path

import click

from cortex_sim.api.progress import make_progress
from cortex_sim.cli.options import config_argument, results_option, set_option
from cortex_sim.course.acting import load_acting_study
from cortex_sim.course.estimate import estimate
from cortex_sim.course.plan import Plan, make_plan
from cortex_sim.course.runner import RunReport, run_plan
from cortex_sim.course.unused import unused_line
from cortex_sim.outcome.contraction import loose_contraction
from cortex_sim.outcome.folder import claimed_folder, outdated_outputs, write_study_outputs
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.story import next_steps, story
from cortex_sim.outcome.summary import summary_table
from cortex_sim.store.paths import SessionStore
from cortex_sim.units import counted, duration_text


@click.command()
@config_argument
@set_option
@results_option
@click.option("--dry-run", is_flag=True, help="Say what would run, and what it would cost.")
@click.option("--no-figures", is_flag=True, help="Do not draw pictures at the end.")
@click.option("--table", is_flag=True, help="Print the table of all main measures too.")
@click.option("-q", "--quiet", is_flag=True, help="Show no progress.")
def run(
    config: Path,
    overrides: tuple[str, ...],
    results: Path,
    dry_run: bool,
    no_figures: bool,
    table: bool,
    quiet: bool,
) -> int:
    """Run a study: every subject through the course, every arm.

    Interrupt it with Ctrl+C when you like; the same command goes on where it stopped.
    """
    study = load_acting_study(config, overrides)
    plan = make_plan(study)
    store = SessionStore(results)
    folder = claimed_folder(store, study)
    if not quiet and (line := unused_line(study)):
        click.echo(line, err=True)
    if dry_run:
        click.echo(estimate(plan, store).as_text())
        return 0
    progress = make_progress(quiet=quiet, study=study)
    report = run_plan(plan, store, progress=progress, log=folder / "run.jsonl")
    if report.is_interrupted:
        click.echo(_interrupted(plan, report), err=True)
        return 130
    if report.failed:
        click.echo(_failed(plan, report), err=True)
        return 3
    _finish(plan, store, folder, report, draw=not no_figures, table=table)
    return 0


def _finish(
    plan: Plan, store: SessionStore, folder: Path, report: RunReport, *, draw: bool, table: bool
) -> None:
    result = write_study_outputs(plan, store)
    click.echo(
        f"{counted(report.finished, 'session')} run, {report.done_before} were there already "
        f"({duration_text(report.seconds)})\n"
    )
    click.echo("\n".join(story(result)))
    if table:
        click.echo(f"\n{summary_table(result)}")
    click.echo(f"\ntable:    {folder / 'summary.txt'}")
    click.echo(f"measures: {folder / 'measures.csv'}")
    if draw:
        _draw(result, folder / "figures")
    if old := outdated_outputs(folder, plan.study):
        click.echo(f"of an earlier configuration, make them anew: {', '.join(old)}", err=True)
    if (loose := loose_contraction(result)) is not None:
        click.echo(loose, err=True)
    click.echo("\nwhat next:")
    for line in next_steps(result.study):
        click.echo(f"  {line}")


def _draw(result: StudyResult, folder: Path) -> None:
    """Draw all pictures and name the one that tells the story, else their folder."""
    from cortex_sim.pictures.story import STORY  # slow to load
    from cortex_sim.pictures.study import draw_study

    written = draw_study(result, folder)
    first = [path for path in written if path.name == f"{STORY}.png"]
    for path in first:
        click.echo(f"picture:  {path}")
    click.echo(f"pictures: {folder}")


def _interrupted(plan: Plan, report: RunReport) -> str:
    done = report.done_before + report.finished
    return (
        f"interrupted: {done} of {len(plan.sessions)} sessions are done and kept; "
        "the same command goes on from here"
    )


def _failed(plan: Plan, report: RunReport) -> str:
    reasons = sorted({message for message in report.failed.values() if message})
    done = report.done_before + report.finished
    return (
        f"error: {len(report.failed)} of {len(plan.sessions)} sessions failed or could not start, "
        f"{done} are done and kept. Reasons:\n  " + "\n  ".join(reasons)
    )
