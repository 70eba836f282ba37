"""Arguments and options that several commands share."""

import logging
import math
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from cortex_sim import __version__
from cortex_sim.cli.log import log_to, show_from
from cortex_sim.cli.output import QUIET

Command = Callable[..., Any]
_LOG = logging.getLogger(__name__)


class FiniteRange(click.FloatRange):
    """A range of finite numbers: ``nan`` passes any comparison of `click.FloatRange`."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return the number, or refuse it."""
        number: float = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value} is no finite number.", param, ctx)
        return number


FINITE = FiniteRange()
"""Neither nan nor infinite."""

POSITIVE = FiniteRange(min=0, min_open=True)
"""Finite and above 0."""


class Named(click.Path):
    """A file, or the name of what ships; a shell completes both.

    Parameters
    ----------
    below
        Folders of what ships, as of `cortex_sim.config.shipped.shipped_names`.
    kind
        What a command gets: `pathlib.Path`, or text where an arm may stand behind the name.
    """

    def __init__(self, *below: str, kind: type[Path] | type[str] = Path) -> None:
        super().__init__(path_type=kind)
        self.below = below

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the mark for files, then the names that begin so."""
        from cortex_sim.config.shipped import shipped_names  # slow to load

        names = [n for folder in self.below for n in shipped_names(folder)]
        found = [CompletionItem(name) for name in names if name.startswith(incomplete)]
        return [*super().shell_complete(ctx, param, incomplete), *found]


STUDIES = ("", "protocols")
"""Folders of the studies that ship."""

STUDY = Named(*STUDIES)
"""A study's configuration, its folder, or its name."""

STUDY_NAME = Named(*STUDIES, kind=str)
"""The same as text, behind which an arm may stand."""

SWEEP = Named("sweeps")
"""A sweep's configuration, or its name."""

STUDY_OR_SWEEP = Named(*STUDIES, "sweeps")
"""Either of them."""


def config_argument(function: Command) -> Command:
    """Add the argument CONFIG."""
    return click.argument("config", type=STUDY)(function)


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


def json_option(function: Command) -> Command:
    """Add the option --json."""
    return click.option(
        "--json", "is_json", is_flag=True, help="Print JSON, for programs; notes go to stderr."
    )(function)


def with_habits(command: click.Command) -> click.Command:
    """Add --quiet, --verbose and --log-file to a command, of a group to all below it."""
    if isinstance(command, click.Group):
        for below in command.commands.values():
            with_habits(below)
        return command
    names = {parameter.name for parameter in command.params}
    command.params += [option for option in habits() if option.name not in names]
    return command


def habits() -> list[click.Option]:
    """Return the options that every command has."""
    return [
        click.Option(
            ["-q", "--quiet"], is_flag=True, expose_value=False, callback=_be_quiet,
            help="Show no progress and no notes, only the result and errors.",
        ),
        click.Option(
            ["-v", "--verbose"], is_flag=True, expose_value=False, callback=_be_verbose,
            help="Show what is done, session by session.",
        ),
        click.Option(
            ["--log-file"], type=click.Path(path_type=Path), expose_value=False,
            callback=_log_to, metavar="FILE", help="Write all of it, with times, to this file too.",
        ),
    ]  # fmt: skip


def _be_quiet(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        context.meta[QUIET] = True
        show_from(logging.ERROR)


def _be_verbose(_: click.Context, __: click.Parameter, wanted: bool) -> None:
    if wanted:
        show_from(logging.INFO)


def _log_to(_: click.Context, __: click.Parameter, path: Path | None) -> None:
    if path is not None:
        log_to(path)
        _LOG.info("cortex_sim %s: cortex-sim %s", __version__, shlex.join(sys.argv[1:]))
