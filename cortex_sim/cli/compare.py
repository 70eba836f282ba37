"""``cortex-sim compare``: arms of a finished study against each other."""

from pathlib import Path

import click

from cortex_sim.catalog.chosen_seeds import chosen_seeds_note
from cortex_sim.cli.options import json_option, results_option
from cortex_sim.cli.output import print_json, tell
from cortex_sim.config.contrasts import ArmsContrast
from cortex_sim.config.study import Study
from cortex_sim.errors import ResultError
from cortex_sim.names import nearest
from cortex_sim.outcome.contrast_text import contrast_lines, contrast_rows, contrasts_csv
from cortex_sim.outcome.contrasts import compare as compare_arms
from cortex_sim.outcome.contrasts import contrasts_of
from cortex_sim.outcome.stored import open_study
from cortex_sim.store.study import write_text_atomic


@click.command()
@click.argument("study", type=click.Path(path_type=Path))
@click.option("--arms", nargs=2, metavar="A B", help="B minus A in the same subjects.")
@click.option("--measure", default="overlap", show_default=True, help="As in measures.csv.")
@click.option("--muscle", default="", help="A muscle or pair; default: of the primary pair.")
@click.option("--assessment", help="This one alone; default: all that have the measure.")
@click.option("--at", help="The visit, by its phase; default: the last of each arm.")
@click.option("--before", help="Compare changes since this visit (group by time).")
@click.option("--bound", type=float, help="Test equivalence within this, in the measure's unit.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the table as CSV too.")
@json_option
@results_option
def compare(
    study: Path,
    arms: tuple[str, str] | None,
    measure: str,
    muscle: str,
    assessment: str | None,
    at: str | None,
    before: str | None,
    bound: float | None,
    out: Path | None,
    is_json: bool,
    results: Path,
) -> None:
    """Compare arms of a study that has run, in the same subjects.

    Without --arms it prints the contrasts that the study names itself. STUDY is a
    configuration, a name that 'cortex-sim list' shows, or a folder such as results/arms.
    """
    result, _ = open_study(study, results)
    if arms:
        _check_arms(arms, result.study)
        if bound is not None and bound <= 0:
            raise ResultError(f"--bound: got {bound:g}, expected a number above 0")
        contrast = ArmsContrast(
            arms=arms, measure=measure, muscle=muscle, assessment=assessment,
            at=at, before=before, bound=bound,
        )  # fmt: skip
        rows = compare_arms(result, {" against ".join(arms[::-1]): contrast})
    else:
        rows = contrasts_of(result)
        if not rows:
            raise ResultError(
                f"{study}: names no contrasts; give --arms A B, or write contrasts in the study"
            )
    if seeds := chosen_seeds_note(result.study):
        tell(seeds)
    if is_json:
        print_json(contrast_rows(rows))
    else:
        click.echo("\n".join(contrast_lines(rows)))
    if out is not None:
        write_text_atomic(out, contrasts_csv(rows))
        tell(str(out))


def _check_arms(arms: tuple[str, str], study: Study) -> None:
    for arm in arms:
        if arm not in study.course.arms:
            close = nearest(arm, study.course.arms)
            hint = f"did you mean {close!r}? " if close else ""
            known = ", ".join(study.course.arms) or "none"
            raise ResultError(f"--arms: unknown {arm!r}; {hint}the study has {known}")
