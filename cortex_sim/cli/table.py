"""``cortex-sim table``: numbers of a study as text, JSON or CSV for a spreadsheet."""

import csv
import io
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from cortex_sim.cli.options import STUDY, results_option
from cortex_sim.cli.output import (
    DECIMALS,
    SEPARATORS,
    as_columns,
    for_spreadsheet,
    print_json,
    tell,
    with_subjects,
)
from cortex_sim.csv_cells import cell_text, csv_of_maps
from cortex_sim.errors import ConfigError, ResultError
from cortex_sim.outcome.contrast_text import contrast_rows
from cortex_sim.outcome.contrasts import contrasts_of
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.stored import open_study
from cortex_sim.outcome.tables import change_rows, measure_rows, visit_rows
from cortex_sim.store.study import write_text_atomic

TABLES: dict[str, Callable[[StudyResult], Iterable[dict[str, Any]]]] = {
    "visits": visit_rows,
    "changes": change_rows,
    "contrasts": lambda result: contrast_rows(contrasts_of(result)),
    "measures": measure_rows,
}
"""What can be printed of a study, by the value of ``--of``."""

SUBJECTS = {"mean": "subjects", "change": "subjects"}
"""Columns that show people each of few subjects, and the column with their values."""

FORMATS = ("text", "csv", "json")


@click.command()
@click.argument("study", type=STUDY)
@click.option(
    "--of", "which", type=click.Choice(list(TABLES)), default="visits", show_default=True,
    help="Means by visit, changes within subjects, contrasts that the study names, or every "
    "measure of every subject.",
)  # fmt: skip
@click.option("--csv", "form", flag_value="csv", help="Print CSV.")
@click.option("--json", "form", flag_value="json", help="Print JSON, for programs.")
@click.option(
    "--separator", type=click.Choice(list(SEPARATORS)), default="comma", show_default=True,
    help="Between the fields of a CSV.",
)  # fmt: skip
@click.option(
    "--decimal", type=click.Choice(list(DECIMALS)), default="point", show_default=True,
    help="Before the decimals in a CSV.",
)  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), help="A file to write instead; CSV.")
@results_option
def table(
    study: Path,
    which: str,
    form: str | None,
    separator: str,
    decimal: str,
    out: Path | None,
    results: Path,
) -> None:
    """Print a table of a study, or a CSV of this package, for a spreadsheet or a program.

    STUDY is a configuration, a name that 'cortex-sim list' shows, a study's folder, or a CSV that
    this package wrote, such as the numbers behind a picture. A spreadsheet in most languages of
    Europe wants --separator semicolon --decimal comma.
    """
    is_csv = form == "csv" or out is not None or (separator, decimal) != ("comma", "point")
    if is_csv and form == "json":
        raise ConfigError("--json: cannot be had with --separator, --decimal or --out; leave out")
    text, rows = _read(study) if study.suffix == ".csv" else _of_study(study, results, which)
    if form == "json":
        print_json(rows)
    elif is_csv:
        _give(for_spreadsheet(text, separator, decimal), out)
    else:
        means = SUBJECTS if which in ("visits", "changes") else {}
        click.echo(as_columns(with_subjects(rows, means)), nl=False)


def _of_study(study: Path, results: Path, which: str) -> tuple[str, list[dict[str, Any]]]:
    rows = list(TABLES[which](open_study(study, results)[0]))
    return csv_of_maps(rows, missing=""), rows


def _read(path: Path) -> tuple[str, list[dict[str, Any]]]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ResultError(f"{path}: cannot be read ({error}); name a CSV of this package") from None
    rows = csv.DictReader(io.StringIO(text))
    return text, [
        {name: cell_text(cell) if isinstance(cell, str) else cell for name, cell in row.items()}
        for row in rows
    ]


def _give(text: str, out: Path | None) -> None:
    if out is None:
        click.echo(text, nl=False)
        return
    write_text_atomic(out, text)
    tell(str(out))
