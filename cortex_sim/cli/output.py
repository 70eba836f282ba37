"""How commands print: results on stdout as text, JSON or CSV, notes on stderr."""

import contextlib
import csv
import io
import json
import logging
import math
import re
import shlex
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from cortex_sim.cli.log import begin_logging, show_from
from cortex_sim.csv_cells import cell_text, csv_line, text_cell
from cortex_sim.errors import ConfigError

PROGRAM = "cortex-sim"
"""Name of the program that an installation has."""

QUIET = "cortex_sim.quiet"
"""Key in the context of a command, true under ``--quiet``."""

SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t"}
"""What may stand between the fields of a CSV, by name."""

DECIMALS = {"point": ".", "comma": ","}
"""What may stand before decimals, by name."""

_NUMBER = re.compile(r"[-+]?\d+\.\d+(e[-+]?\d+)?")
_LOG = logging.getLogger(__name__)


def program() -> str:
    """Return what starts this command line when it is typed in the current folder."""
    started = Path(sys.argv[0])
    if shutil.which(PROGRAM):
        return PROGRAM
    if started.name != PROGRAM:
        return f"{shlex.quote(sys.executable)} -m cortex_sim"
    with contextlib.suppress(ValueError):
        started = started.absolute().relative_to(Path.cwd())
    return shlex.quote(str(started))


def is_quiet() -> bool:
    """Return whether the running command was asked to say nothing but its result."""
    context = click.get_current_context(silent=True)
    return context is not None and bool(context.meta.get(QUIET))


def begin_worker(quiet: bool) -> None:
    """Be as quiet as the command that started this process."""
    begin_logging()
    if quiet:
        show_from(logging.ERROR)
    context = click.Context(click.Command(PROGRAM))
    context.meta[QUIET] = quiet
    click.globals.push_context(context)


def tell(text: str) -> None:
    """Write a note to stderr, unless the command is quiet; the log file has it in any case."""
    _LOG.debug(text)
    if not is_quiet():
        click.echo(text, err=True)


def print_json(data: Any) -> None:
    """Print data as one JSON document; paths become text, and numbers that are none null."""
    click.echo(json.dumps(_plain(data), indent=2, ensure_ascii=False))


def _plain(data: Any) -> Any:
    """Return data in the types of JSON."""
    if isinstance(data, Mapping):
        return {str(key): _plain(value) for key, value in data.items()}
    if isinstance(data, str):  # an enumeration's member too
        return str(data)
    if isinstance(data, Iterable):
        return [_plain(item) for item in data]
    if data is None or isinstance(data, bool | int):
        return data
    if isinstance(data, float):
        return data if math.isfinite(data) else None
    return str(data)


def for_spreadsheet(text: str, separator: str, decimal: str) -> str:
    r"""Return a CSV of the package with other separators.

    Parameters
    ----------
    text
        With commas between fields and decimal points.
    separator, decimal
        Keys of `SEPARATORS` and `DECIMALS`.

    Raises
    ------
    ConfigError
        If both would be a comma.

    Examples
    --------
    >>> for_spreadsheet("a,b\nx,1.5\n", "semicolon", "comma")
    'a;b\nx;1,5\n'
    """
    if separator == decimal == "comma":
        raise ConfigError(
            "--decimal comma: fields are separated by commas too; add --separator semicolon"
        )
    rows = csv.reader(io.StringIO(text, newline=""))
    quoted = ([text_cell(cell_text(cell)) for cell in row] for row in rows)
    shown = ([_with_decimal(cell, DECIMALS[decimal]) for cell in row] for row in quoted)
    return "".join(csv_line(row, SEPARATORS[separator]) for row in shown)


def _with_decimal(cell: str, decimal: str) -> str:
    """Return a cell with another decimal mark if it is a number; DOIs and versions stay."""
    return cell.replace(".", decimal) if _NUMBER.fullmatch(cell) else cell


def as_columns(rows: Sequence[Mapping[str, object]]) -> str:
    """Return rows as aligned columns, for people; empty without rows."""
    if not rows:
        return ""
    names = list(dict.fromkeys(name for row in rows for name in row))
    cells = [names, *([_shown(row.get(name)) for name in names] for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(names))]
    lines = ("  ".join(map(str.ljust, line, widths)).rstrip() for line in cells)
    return "".join(f"{line}\n" for line in lines)


def with_subjects(
    rows: Iterable[Mapping[str, Any]], values: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return rows for people: where a row has the values of its few subjects, these for the mean.

    Parameters
    ----------
    rows
        Of `cortex_sim.outcome.tables` or `cortex_sim.outcome.differences`.
    values
        For each column with a mean the one that may have the subjects' values; it is left out.

    Examples
    --------
    >>> with_subjects([{"mean": 0.5, "subjects": (0.4, 0.6)}], {"mean": "subjects"})
    [{'mean': (0.4, 0.6)}]
    >>> with_subjects([{"mean": 0.5, "subjects": None}], {"mean": "subjects"})
    [{'mean': 0.5}]
    """
    shown = []
    for row in rows:
        few = {mean: row[name] for mean, name in values.items() if row.get(name) is not None}
        kept = {key: value for key, value in row.items() if key not in values.values()}
        shown.append(kept | few)
    return shown


def _shown(value: object) -> str:
    if isinstance(value, tuple | list):
        return "; ".join(map(_shown, value)) or "-"
    if value is None or value != value:
        return "-"
    return f"{value:.4g}" if isinstance(value, float) else str(value)
