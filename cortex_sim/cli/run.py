"""``cortex-sim run``: run a study, or what is missing of it."""

import shlex
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from cortex_sim.api.progress import make_progress
from cortex_sim.catalog.chosen_seeds import chosen_seeds_note
from cortex_sim.cli.options import config_argument, json_option, results_option, set_option
from cortex_sim.cli.output import is_quiet, print_json, program, tell
from cortex_sim.config.study import Study
from cortex_sim.course.acting import load_acting_study
from cortex_sim.course.estimate import estimate
from cortex_sim.course.notes import notes_on
from cortex_sim.course.plan import Plan, make_plan
from cortex_sim.course.runner import run_plan
from cortex_sim.course.scheduler import RunReport
from cortex_sim.outcome.contraction import loose_contraction
from cortex_sim.outcome.contrast_text import contrast_lines, contrast_rows
from cortex_sim.outcome.contrasts import contrasts_of
from cortex_sim.outcome.folder import claimed_folder, outdated_line, write_study_outputs
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.story import story
from cortex_sim.outcome.summary import summary_table
from cortex_sim.outcome.tables import change_rows, visit_rows
from cortex_sim.store.paths import SessionStore
from cortex_sim.units import counted, duration_text


@click.command()
@config_argument
@set_option
@results_option
@click.option("--dry-run", is_flag=True, help="Say what would run, and what it would cost.")
@click.option("--no-figures", is_flag=True, help="Do not draw pictures at the end.")
@click.option("--table", is_flag=True, help="Print the table of all main measures too.")
@json_option
def run(
    config: Path,
    overrides: tuple[str, ...],
    results: Path,
    dry_run: bool,
    no_figures: bool,
    table: bool,
    is_json: bool,
) -> int:
    """Run a study: every subject through the course, every arm.

    Interrupt it with Ctrl+C when you like; the same command goes on where it stopped.
    """
    started = time.monotonic()
    study = load_acting_study(config, overrides)
    plan = make_plan(study)
    store = SessionStore(results)
    folder = claimed_folder(store, study)
    for note in notes_on(study, config, overrides):
        tell(note)
    if dry_run:
        cost = estimate(plan, store)
        print_json(cost.as_data()) if is_json else click.echo(cost.as_text())
        return 0
    progress = make_progress(quiet=is_quiet(), study=study)
    report = run_plan(plan, store, progress=progress, log=folder / "run.jsonl")
    if report.is_interrupted:
        click.echo(_interrupted(plan, report), err=True)
        return 130
    if report.failed:
        click.echo(_failed(plan, report), err=True)
        return 3
    tell("writing tables")
    result = write_study_outputs(plan, store)
    pictures = [] if no_figures else _draw(result, folder / "figures")
    report.seconds = time.monotonic() - started  # with tables and pictures, as a user waits
    if is_json:
        print_json(_as_data(result, folder, report, pictures))
    else:
        _tell_story(result, folder, report, pictures, table=table)
        typed = dict(change.split("=", 1) for change in overrides)
        source = click.get_current_context().get_parameter_source("results")
        where = () if source is ParameterSource.DEFAULT else ("--results", str(results))
        click.echo("\nwhat next:")
        for words, meaning in next_steps(result.study, (str(config), *where), typed, folder):
            click.echo(f"  {program()} {shlex.join(words)}  # {meaning}")
    return 0


def next_steps(
    study: Study, typed: Sequence[str], overrides: Mapping[str, str], folder: Path
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the words of three commands for after a first look, each with its meaning.

    Parameters
    ----------
    study
        That has run.
    typed
        What followed ``run``: the study and its options but for changes.
    overrides
        The changes that were typed, by path; those of the next step take their place.
    folder
        The study's folder of results.
    """
    yield ("report", str(folder)), "one page with everything"
    phase, name = study.course.phases[-1], _next_name(study.name)
    load = study.phases[phase].nociceptive_load
    change = {f"phases.{phase}.nociceptive_load": f"{load / 2:g}"}
    if study.slow_clock is None or not load:
        change = {f"phases.{phase}.gaba_gain": "0.7"}
    changes = {**overrides, "name": name, **change}
    words = [word for path, value in changes.items() for word in ("--set", f"{path}={value}")]
    yield ("run", *typed, *words), "change one number"
    yield ("diff", str(folder), str(folder.with_name(name))), "see what that changed"


def _next_name(name: str) -> str:
    """Return a name for a variant: ``demo_2`` after ``demo``, ``demo_3`` after ``demo_2``."""
    stem, _, number = name.rpartition("_")
    return f"{stem}_{int(number) + 1}" if stem and number.isdecimal() else f"{name}_2"


def _as_data(
    result: StudyResult, folder: Path, report: RunReport, pictures: list[Path]
) -> dict[str, Any]:
    """Return what a finished run has to say, for programs."""
    return {
        "study": result.study.name,
        "folder": folder,
        "sessions": {"run": report.finished, "there_already": report.done_before},
        "seconds": report.seconds,
        "story": story(result),
        "measures": visit_rows(result),
        "changes": change_rows(result),
        "contrasts": contrast_rows(contrasts_of(result)),
        "seeds": chosen_seeds_note(result.study),
        "pictures": pictures,
    }


def _tell_story(
    result: StudyResult, folder: Path, report: RunReport, pictures: list[Path], *, table: bool
) -> None:
    click.echo(
        f"{counted(report.finished, 'session')} run, {report.done_before} were there already "
        f"({duration_text(report.seconds)})\n"
    )
    if seeds := chosen_seeds_note(result.study):
        click.echo(f"{seeds}\n")
    click.echo("\n".join(story(result)))
    if compared := contrasts_of(result):
        click.echo("\n" + "\n".join(contrast_lines(compared)))
    if table:
        click.echo(f"\n{summary_table(result)}")
    click.echo(f"\ntable:    {folder / 'summary.txt'}")
    click.echo(f"measures: {folder / 'measures.csv'}")
    if pictures:
        _name_pictures(pictures, folder / "figures")
    if old := outdated_line(folder, result.study):
        tell(old)
    if (loose := loose_contraction(result)) is not None:
        tell(loose)


def _draw(result: StudyResult, folder: Path) -> list[Path]:
    from cortex_sim.pictures.study import draw_study  # slow to load

    tell("drawing pictures")
    return draw_study(result, folder)


def _name_pictures(written: list[Path], folder: Path) -> None:
    """Name the picture that tells the story, and the folder of all."""
    from cortex_sim.pictures.story import STORY  # slow to load

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
