"""``cortex-sim compare``: arms of finished studies, or studies, against each other."""

from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from cortex_sim.catalog.chosen_seeds import chosen_seeds_note
from cortex_sim.cli.options import POSITIVE, STUDY_NAME, json_option, results_option
from cortex_sim.cli.output import print_json, tell
from cortex_sim.errors import ResultError
from cortex_sim.outcome.between_studies import change_within, compare_sides
from cortex_sim.outcome.contrast_text import contrast_lines, contrast_rows, contrasts_csv
from cortex_sim.outcome.contrasts import Compared, contrasts_of
from cortex_sim.outcome.sides import Side
from cortex_sim.outcome.stored import check_studies, open_study, study_and_arm
from cortex_sim.store.study import write_text_atomic


@click.command()
@click.argument("study", type=STUDY_NAME)
@click.argument("others", nargs=-1, metavar="[OTHER]...", type=STUDY_NAME)
@click.option("--arms", nargs=2, metavar="A B", help="B minus A in the same subjects.")
@click.option("--measure", default="overlap", show_default=True, help="As in measures.csv.")
@click.option("--muscle", default="", help="A muscle or pair; default: of the primary pair.")
@click.option("--assessment", help="This one alone; default: all that have the measure.")
@click.option("--at", help="The visit, by its phase; default: the last of each arm.")
@click.option("--before", help="Compare changes since this visit; of one arm: its change.")
@click.option("--bound", type=POSITIVE, help="Test equivalence within this, in the measure's unit.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the table as CSV too.")
@json_option
@results_option
def compare(
    study: str,
    others: tuple[str, ...],
    arms: tuple[str, str] | None,
    out: Path | None,
    is_json: bool,
    results: Path,
    **what: Any,
) -> None:
    """Compare arms of a study that has run, or studies, in the same subjects.

    Without --arms it prints the contrasts that the study names itself, or with --before the change
    in STUDY:ARM, or in the past that arms share. Each OTHER is compared with STUDY, whose subjects
    it must have: the same seeds and traits. STUDY and OTHER are configurations, names that
    'cortex-sim list' shows, or folders such as results/arms; with ':ARM' behind it one arm of it,
    as in 'arms:no_training'. A table of measured people is set beside a study by 'cortex-sim
    beside'.
    """
    if others and arms:
        raise ResultError(
            "--arms: got other studies too; name the arm of each behind it, as in "
            f"'{study}:{arms[0]} {others[0]}:{arms[1]}'"
        )
    if others:
        check_studies((study, *others), results)
        first, *rest = (_side(name, results) for name in (study, *others))
        studies = [side.study for side in (first, *rest)]
        rows = compare_sides(first, rest, **what)
    else:
        side = _side(study, results)
        studies, rows = [side.study], _within(side, arms, what)
    for note in dict.fromkeys(filter(None, map(chosen_seeds_note, studies))):
        tell(note)
    if is_json:
        print_json(contrast_rows(rows))
    else:
        click.echo("\n".join(contrast_lines(rows)))
    if out is not None:
        write_text_atomic(out, contrasts_csv(rows))
        tell(str(out))


def _within(side: Side, arms: tuple[str, str] | None, what: dict[str, Any]) -> list[Compared]:
    """Return two arms against each other, a change in one, or the contrasts that a study names."""
    if arms and side.arm is None:
        first, second = (Side.of(arm, side.run, arm) for arm in arms)
        return compare_sides(first, [second], **what)
    if what["before"] and not arms:
        return change_within(side, **what)
    if side.arm is not None:
        raise ResultError(
            f"{side.name}: is one arm; give --before for its change, or another arm to compare"
        )
    is_given = click.get_current_context().get_parameter_source
    if given := [f"--{name}" for name in what if is_given(name) is ParameterSource.COMMANDLINE]:
        raise ResultError(
            f"{', '.join(given)}: needs --arms A B, --before VISIT or another study; alone "
            f"{side.name} shows the contrasts that it names itself"
        )
    if rows := contrasts_of(side.run):
        return rows
    raise ResultError(
        f"{side.name}: names no contrasts; give --arms A B, --before or another study, or write "
        "contrasts in it"
    )


def _side(name: str, results: Path) -> Side:
    """Return a study, or an arm of it, as one side of a comparison."""
    path, arm = study_and_arm(name)
    return Side.of(name, open_study(Path(path), results)[0], arm)
