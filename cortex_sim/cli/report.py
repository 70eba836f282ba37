"""``cortex-sim report``: a finished study as one HTML file."""

from pathlib import Path

import click

from cortex_sim.cli.options import STUDY, results_option, set_option
from cortex_sim.cli.output import tell
from cortex_sim.config.load import load_study
from cortex_sim.config.shipped import find_beside
from cortex_sim.errors import ConfigError
from cortex_sim.outcome.stored import open_study

BASE = "base.yaml"
"""What a report sets a study beside: the one in its folder, or the one that ships."""


@click.command()
@click.argument("study", type=STUDY)
@set_option
@results_option
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="The file; default: report.html or film.html of the study.",
)
@click.option("--film", is_flag=True, help="Write the film of one subject instead: film.html.")
@click.option(
    "--subject", type=int, metavar="SEED", help="Whose film; default: the one nearest to the means."
)
def report(
    study: Path,
    overrides: tuple[str, ...],
    results: Path,
    out: Path | None,
    film: bool,
    subject: int | None,
) -> None:
    """Write the report of a study that has run, as one HTML file.

    The file needs nothing else: pictures and numbers are inside. STUDY is a configuration, a
    name that 'cortex-sim list' shows, or a folder such as results/smudging. With --film it is the
    course of one virtual patient: maps, spikes, muscles, weights and levels, with one slider.
    """
    from cortex_sim.report import write_film, write_report  # slow to load

    if subject is not None and not film:
        raise ConfigError("--subject: a report is of all subjects; add --film for one of them")
    tell(f"{study}: checking its sessions")
    result, folder = open_study(study, results, overrides)
    if film:
        click.echo(write_film(result, out or folder / "film.html", subject))
        return
    reference = load_study(find_beside(BASE, study))
    path = write_report(result, out or folder / "report.html", reference, tell=tell)
    click.echo(path)
