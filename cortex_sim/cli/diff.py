"""``cortex-sim diff``: what differs between two studies or arms."""

from pathlib import Path

import click

from cortex_sim.analysis.effects import MIN_SUBJECTS
from cortex_sim.cli.options import STUDY_NAME, json_option, results_option
from cortex_sim.cli.output import as_columns, print_json, tell, with_subjects
from cortex_sim.config.load import load_study
from cortex_sim.errors import ResultError
from cortex_sim.outcome.differences import (
    Row,
    result_rows,
    setting_rows,
    shared_visits,
    visit_pairs,
)
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.sides import Side
from cortex_sim.outcome.stored import check_studies, locate_study, open_study, study_and_arm

SUBJECTS = {"a": "subjects_a", "b": "subjects_b", "b_minus_a": "subjects"}
"""Columns that show people each of few subjects, and those with their values."""

SPREAD = f"95 % interval over subjects, of fewer than {MIN_SUBJECTS} each one's value"


@click.command()
@click.argument("a", type=STUDY_NAME)
@click.argument("b", type=STUDY_NAME)
@results_option
@json_option
def diff(a: str, b: str, results: Path, is_json: bool) -> None:
    """Say what differs between two studies or arms: settings first, then results.

    A and B are configurations, names that 'cortex-sim list' shows, or studies' folders; with
    ':ARM' behind it one arm of it, as in 'arms:no_training'. Results are set beside each other
    where both have run, but for visits at which both have the same sessions; nothing is simulated.
    """
    check_studies((a, b), results)
    one, other = _side(a, results), _side(b, results)
    settings = list(setting_rows(one, other))
    pairs, same, rows = visit_pairs(one, other), list[str](), list[Row]()
    ours, theirs = one.result, other.result
    if ours is not None and theirs is not None:
        shared = shared_visits(ours, theirs, pairs)
        same = [visit.key for visit, _ in shared]
        rows = list(result_rows(ours, theirs, [pair for pair in pairs if pair not in shared]))
    if is_json:
        print_json({"a": a, "b": b, "settings": settings, "shared": same, "results": rows})
        return
    click.echo(f"a: {a}\nb: {b}\n\nsettings that differ: {len(settings) or 'none'}")
    click.echo(as_columns(settings), nl=False)
    if ours is not None and theirs is not None:
        click.echo(f"\nresults (b - a; {SPREAD}): {len(rows) or 'none'}")
        click.echo(as_columns(with_subjects(rows, SUBJECTS)), nl=False)
    if same:
        click.echo(f"left out, as both have the same sessions there: {', '.join(same)}")


def _side(name: str, results: Path) -> Side:
    study, arm = study_and_arm(name)
    config, _ = locate_study(Path(study), results)
    return Side(name, load_study(config), arm, _result(name, results)).checked()


def _result(name: str, results: Path) -> StudyResult | None:
    """Return the results behind one side; None, with a note, if it has not run."""
    try:
        return open_study(Path(study_and_arm(name)[0]), results)[0]
    except ResultError as error:
        reason = str(error).partition(";")[0]
        tell(f"{name}: no results to compare ({reason})")
        return None
