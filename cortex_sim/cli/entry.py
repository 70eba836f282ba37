"""How a process of the command line starts, is interrupted and ends."""

import logging
import signal
import sys
from types import FrameType
from typing import NoReturn

import click

from cortex_sim.errors import CortexSimError, refuse_windows


def enter(command: click.Command) -> NoReturn:
    """Run a command as this process; errors of ours become one message and an exit code."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s")
    logging.captureWarnings(True)
    # a scheduler's time limit ends a run like Ctrl+C does; a shell that starts this in the
    # background makes it ignore SIGINT, and then nothing could interrupt it gently
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGINT, _interrupt)
    try:
        refuse_windows()
        code = command.main(standalone_mode=False)
    except CortexSimError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    sys.exit(code if isinstance(code, int) else 0)


def _interrupt(_: int, __: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
