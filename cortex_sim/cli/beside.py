"""``cortex-sim beside``: measured people among the virtual subjects of a study."""

from pathlib import Path

import click

from cortex_sim.cli.options import STUDY, json_option, results_option, set_option
from cortex_sim.cli.output import print_json, tell
from cortex_sim.csv_cells import csv_of_maps

CAUTION = (
    "exploratory: overlaps and ratios alone are set side by side, and a person's coil, intensity, "
    "sites and electrodes are not those of the model"
)


@click.command()
@click.argument("study", type=STUDY)
@click.argument("measured", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--figures", type=click.Path(path_type=Path),
    help="Draw it into this folder too: PNG, PDF, CSV and a manifest.",
)  # fmt: skip
@set_option
@results_option
@json_option
def beside(
    study: Path,
    measured: tuple[Path, ...],
    figures: Path | None,
    overrides: tuple[str, ...],
    results: Path,
    is_json: bool,
) -> None:
    """Set measures of people beside the virtual subjects of a study.

    MEASURED are tables of 'cortex-sim measure FILE --out TABLE'. Each overlap and each ratio
    stands beside mean and SD of the cohort at every visit, with the share of virtual subjects
    below it, and how either was examined. Interpolated maps are left out: virtual ones are not.
    """
    from cortex_sim.outcome.stored import open_study  # slow to load
    from cortex_sim.people.beside import beside as side_by_side
    from cortex_sim.people.beside import read_measured

    rows = [row for path in measured for row in read_measured(path)]
    result, _ = open_study(study, results, overrides)
    tell(CAUTION)
    found = side_by_side(rows, result)
    table = [row._asdict() for row in found]
    print_json(table) if is_json else click.echo(csv_of_maps(table, missing=""), nl=False)
    if figures is not None:
        from cortex_sim.pictures.beside import beside_pictures  # slow to load
        from cortex_sim.pictures.manifest import save_picture

        for picture in beside_pictures(found, result):
            for path in save_picture(picture, figures, [result]):
                tell(str(path))
