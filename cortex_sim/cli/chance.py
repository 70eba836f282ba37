"""``cortex-sim chance``: what noise alone makes of a study's measures."""

from pathlib import Path

import click

from cortex_sim.cli.options import config_argument, set_option
from cortex_sim.course.acting import load_acting_study
from cortex_sim.outcome.chance import DRAWS, Chance, chances


@click.command()
@config_argument
@set_option
@click.option("--draws", default=DRAWS, show_default=True, type=click.IntRange(1, 10_000),
              help="Subjects of noise for each assessment.")  # fmt: skip
def chance(config: Path, overrides: tuple[str, ...], draws: int) -> None:
    """Say which values a study's measures have where nothing answers.

    For measures of responses to pulses and to the go cue. Motoneurons that fire at random, or not
    at all, are examined with the study's own numbers of pulses, sites and trials. Nothing is
    simulated.
    """
    study = load_acting_study(config, overrides)
    silent = {(c.assessment, c.measure): c for c in chances(study, 1, silent=True)}
    click.echo(f"{draws} subjects that answer nothing; values are median [2.5 %, 97.5 %]\n")
    click.echo(f"| {'measure':44} | silent | noise: has a value | value of noise |")
    click.echo(f"|{'-' * 46}|--------|--------------------|----------------|")
    for found in chances(study, draws):
        share = silent[found.assessment, found.measure].share
        name = f"{found.assessment}: {found.measure}" + f" ({found.unit})" * bool(found.unit)
        click.echo(f"| {name:44} | {share:6.0%} | {found.share:18.1%} | {_values(found)} |")


def _values(found: Chance) -> str:
    if not found.share:
        return "–"
    return f"{found.median:.3g} [{found.low:.3g}, {found.high:.3g}]"
