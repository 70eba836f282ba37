"""``cortex-sim chance``: what noise alone makes of a study's measures."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from cortex_sim.cli.options import config_argument, json_option, set_option
from cortex_sim.cli.output import as_columns, print_json, tell
from cortex_sim.config.study import Study
from cortex_sim.course.acting import load_acting_study
from cortex_sim.outcome.chance import DRAWS, chances

COLUMNS = """\
n                 muscles, or pairs, examined over all subjects
share             part of n that has a value at all
low, median, high 2.5th, 50th and 97.5th percentile of these values
share_in_silence  part of n that has a value where motoneurons do not fire
"""
"""What stands above the table."""


@click.command()
@config_argument
@set_option
@click.option("--draws", default=DRAWS, show_default=True, type=click.IntRange(1, 10_000),
              help="Subjects of noise for each assessment.")  # fmt: skip
@json_option
def chance(config: Path, overrides: tuple[str, ...], draws: int, is_json: bool) -> None:
    """Say which values a study's measures have where nothing answers.

    For measures of responses to pulses and to the go cue. Motoneurons that fire at random, or not
    at all, are examined with the study's own numbers of pulses, sites and trials. Nothing is
    simulated. Columns: n is how many muscles, or pairs, were examined over all subjects; share is
    the part of n that has a value; low, median and high are the 2.5th, 50th and 97.5th percentile
    of these values; share_in_silence is the part of n that has one where motoneurons do not fire.
    """
    rows = list(_rows(load_acting_study(config, overrides), draws))
    if is_json:
        print_json(rows)
        return
    tell(f"{draws} subjects that answer nothing\n{COLUMNS}")
    click.echo(as_columns(rows), nl=False)


def _rows(study: Study, draws: int) -> Iterator[dict[str, Any]]:
    """Yield what noise makes of each measure, with the share that has a value in silence."""
    silent = {(c.assessment, c.measure): c.share for c in chances(study, 1, silent=True)}
    for found in chances(study, draws):
        yield {**asdict(found), "share_in_silence": silent[found.assessment, found.measure]}
