"""``cortex-sim beside``: measured people among the virtual subjects of a study."""

import csv
import io
from pathlib import Path

import click

from cortex_sim.cli.options import results_option, set_option

CAUTION = (
    "exploratory: overlaps and ratios alone are set side by side, and a person's coil, intensity, "
    "sites and electrodes are not those of the model"
)


@click.command()
@click.argument("study", type=click.Path(path_type=Path))
@click.argument("measured", nargs=-1, required=True, type=click.Path(path_type=Path))
@set_option
@results_option
def beside(
    study: Path, measured: tuple[Path, ...], overrides: tuple[str, ...], results: Path
) -> None:
    """Set measures of people beside the virtual subjects of a study.

    MEASURED are tables of 'cortex-sim measure FILE --out TABLE'. Each overlap and each ratio
    stands beside mean and SD of the cohort at every visit, with the share of virtual subjects
    below it.
    """
    from cortex_sim.outcome.stored import open_study  # slow to load
    from cortex_sim.people.beside import Beside, read_measured
    from cortex_sim.people.beside import beside as side_by_side

    rows = [row for path in measured for row in read_measured(path)]
    result, _ = open_study(study, results, overrides)
    click.echo(CAUTION, err=True)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(Beside._fields)
    for row in side_by_side(rows, result):
        writer.writerow([f"{cell:.4g}" if isinstance(cell, float) else cell for cell in row])
    click.echo(text.getvalue(), nl=False)
