"""``cortex-sim clean``: what old files take up room, and away with them if told so."""

from collections.abc import Sequence
from pathlib import Path

import click

from cortex_sim.cli.options import FiniteRange, json_option, results_option
from cortex_sim.cli.output import print_json
from cortex_sim.errors import ResultError
from cortex_sim.sweep.old_files import KINDS, OldFile, old_files, remove_old
from cortex_sim.units import counted


@click.command()
@results_option
@click.option("--older-than", type=FiniteRange(min=0), default=30.0, show_default=True,
              metavar="DAYS", help="Keep what was written later.")  # fmt: skip
@click.option("--only", type=click.Choice(list(KINDS)), multiple=True, help="One kind alone.")
@click.option("--remove", is_flag=True, help="Remove them; without it nothing is removed.")
@json_option
def clean(
    results: Path, older_than: float, only: tuple[str, ...], remove: bool, is_json: bool
) -> None:
    """Say what old files take up room in the results, and remove them if told so.

    Old is what no study and no sweep of the folder names, and nothing needs: results, measures and
    logs are never touched. Without --remove this is a dry run.
    """
    if not results.is_dir():
        raise ResultError(f"{results}: no such folder; name one with --results")
    files = [f for f in old_files(results, older_than) if f.kind in (only or KINDS)]
    if remove:
        files = list(remove_old(files))
    if is_json:
        print_json({"removed": remove, "files": [vars(file) for file in files]})
        return
    for line in _lines(files):
        click.echo(line)
    verb = "removed" if remove else "could be removed"
    size = sum(file.bytes for file in files) / 1e6
    noun = "file or folder" if len(files) == 1 else "files or folders"
    click.echo(f"{len(files)} {noun}, {size:.1f} MB {verb}")
    if files and not remove:
        click.echo("nothing was removed; the same command with --remove does it")


def _lines(files: Sequence[OldFile]) -> list[str]:
    """Return a line for each kind: how many, how large, how old."""
    lines = []
    for kind, meaning in KINDS.items():
        mine = [file for file in files if file.kind == kind]
        if mine:
            size, days = sum(f.bytes for f in mine) / 1e6, round(max(f.days for f in mine))
            age = f"up to {counted(days, 'day')} old"
            lines.append(f"{kind:10} {len(mine):6}  {size:9.1f} MB  {age}: {meaning}")
    return lines
