"""``cortex-sim report``: a finished study as one HTML file."""

from pathlib import Path

import click

from cortex_sim.cli.figures import CONFIGS, open_study
from cortex_sim.cli.options import results_option, set_option
from cortex_sim.config.load import load_study
from cortex_sim.config.study import Study
from cortex_sim.report import write_report

BASE = "base.yaml"


@click.command()
@click.argument("study", type=click.Path(path_type=Path))
@set_option
@results_option
@click.option(
    "--out", type=click.Path(path_type=Path), help="The file; default: report.html of the study."
)
def report(study: Path, overrides: tuple[str, ...], results: Path, out: Path | None) -> None:
    """Write the report of a study that has run: one HTML file that needs nothing else.

    STUDY is a configuration, a name (configs/NAME.yaml) or a folder such as results/smudging.
    """
    _tell(f"{study}: checking its sessions")
    result, folder = open_study(study, results, overrides)
    path = write_report(result, out or folder / "report.html", _reference(study), tell=_tell)
    click.echo(path)


def _tell(text: str) -> None:
    click.echo(text, err=True)


def _reference(study: Path) -> Study | None:
    """Return the base configuration beside the study's file or in ``configs/``, if there."""
    for folder in (study.parent, CONFIGS):
        if (folder / BASE).is_file():
            return load_study(folder / BASE)
    return None
