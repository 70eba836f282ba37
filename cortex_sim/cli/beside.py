"""``cortex-sim beside``: measured people among the virtual subjects of a study."""

from pathlib import Path

import click

from cortex_sim.cli.options import json_option, results_option, set_option
from cortex_sim.cli.output import print_json, rows_as_csv

CAUTION = (
    "exploratory: overlaps and ratios alone are set side by side, and a person's coil, intensity, "
    "sites and electrodes are not those of the model"
)


@click.command()
@click.argument("study", type=click.Path(path_type=Path))
@click.argument("measured", nargs=-1, required=True, type=click.Path(path_type=Path))
@set_option
@results_option
@json_option
def beside(
    study: Path,
    measured: tuple[Path, ...],
    overrides: tuple[str, ...],
    results: Path,
    is_json: bool,
) -> None:
    """Set measures of people beside the virtual subjects of a study.

    MEASURED are tables of 'cortex-sim measure FILE --out TABLE'. Each overlap and each ratio
    stands beside mean and SD of the cohort at every visit, with the share of virtual subjects
    below it.
    """
    from cortex_sim.outcome.stored import open_study  # slow to load
    from cortex_sim.people.beside import beside as side_by_side
    from cortex_sim.people.beside import read_measured

    rows = [row for path in measured for row in read_measured(path)]
    result, _ = open_study(study, results, overrides)
    click.echo(CAUTION, err=True)
    found = [row._asdict() for row in side_by_side(rows, result)]
    print_json(found) if is_json else click.echo(rows_as_csv(found), nl=False)
