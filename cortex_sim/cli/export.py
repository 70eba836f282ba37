"""``cortex-sim export``: a finished study in a format of the field."""

from collections.abc import Callable
from pathlib import Path

import click

from cortex_sim.cli.options import FINITE, STUDY, Command, results_option, set_option
from cortex_sim.cli.output import tell


@click.group()
def export() -> None:
    """Write a study that has run in a format of the field.

    Spikes need no export to SONATA: a session file (results/sessions) that holds spikes is one.
    """


def _of_a_study(folder: str) -> Callable[[Command], Command]:
    """Add the study, its changes and results, and where its export goes."""

    def add(function: Command) -> Command:
        text = f"The folder; default: {folder} of the study."
        out = click.option("--out", type=click.Path(path_type=Path), help=text)
        study = click.argument("study", type=STUDY)
        return study(set_option(results_option(out(function))))

    return add


@export.command()
@_of_a_study("bids")
@click.option(
    "--noise", type=FINITE, default=0.005, show_default=True, metavar="MV",
    help="Standard deviation of the noise of the EMG.",
)  # fmt: skip
@click.option(
    "--rate", type=FINITE, default=4000.0, show_default=True, metavar="HZ",
    help="Samples of the EMG a second.",
)  # fmt: skip
def bids(
    study: Path,
    overrides: tuple[str, ...],
    results: Path,
    out: Path | None,
    noise: float,
    rate: float,
) -> None:
    """Write a BIDS data set: virtual EMG (BDF), pulses with responses, traits.

    STUDY is a configuration, a name that 'cortex-sim list' shows, or a folder such as
    results/smudging. The EMG needs the extra 'people'.
    """
    from cortex_sim.emg.surface import Electrode
    from cortex_sim.export.bids import export_bids
    from cortex_sim.outcome.stored import open_study

    electrode = Electrode(rate_hz=rate, noise_mv=noise)
    result, folder = open_study(study, results, overrides)
    click.echo(export_bids(result, out or folder / "bids", electrode, tell=tell))


@export.command()
@_of_a_study("nwb")
def nwb(study: Path, overrides: tuple[str, ...], results: Path, out: Path | None) -> None:
    """Write the spikes of a study as NWB files, one for each session that stores spikes.

    STUDY is as of 'export bids'. Needs the extra 'export'.
    """
    from cortex_sim.export.nwb import export_nwb
    from cortex_sim.outcome.stored import open_study

    result, folder = open_study(study, results, overrides)
    for path in export_nwb(result, out or folder / "nwb", tell=tell):
        click.echo(path)


@export.command()
@_of_a_study("tables")
def measures(study: Path, overrides: tuple[str, ...], results: Path, out: Path | None) -> None:
    """Write all measures with traits as CSV and Parquet, and a data dictionary (JSON).

    STUDY is as of 'export bids'. Needs the extra 'export'.
    """
    from cortex_sim.export.measures import export_measures
    from cortex_sim.outcome.stored import open_study

    result, folder = open_study(study, results, overrides)
    for path in export_measures(result, out or folder / "tables"):
        click.echo(path)
