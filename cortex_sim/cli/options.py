"""Arguments and options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

Command = Callable[..., Any]


def config_argument(function: Command) -> Command:
    """Add the argument CONFIG."""
    return click.argument("config", type=click.Path(path_type=Path))(function)


def set_option(function: Command) -> Command:
    """Add the option --set."""
    return click.option(
        "--set",
        "overrides",
        multiple=True,
        metavar="KEY=VALUE",
        help="Change a field, e.g. --set cohort.subjects=4; can be given several times.",
    )(function)


def results_option(function: Command) -> Command:
    """Add the option --results."""
    return click.option(
        "--results",
        type=click.Path(path_type=Path),
        default=Path("results"),
        show_default=True,
        help="Folder of results; studies share their sessions in it.",
    )(function)
