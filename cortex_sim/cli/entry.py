"""How a process of the command line starts, is interrupted and ends."""

import logging
import signal
import sys
import time
import traceback
from types import FrameType
from typing import NoReturn

import click

from cortex_sim.cli.log import begin_logging
from cortex_sim.errors import CortexSimError, refuse_windows

DEFECT = 1
"""Exit code of what should not happen."""

_LOG = logging.getLogger(__name__)


def enter(command: click.Command) -> NoReturn:
    """Run a command as this process; errors of ours become one message and an exit code."""
    begin_logging()
    started = time.monotonic()
    # a scheduler's time limit ends a run like Ctrl+C does; a shell that starts this in the
    # background makes it ignore SIGINT, and then nothing could interrupt it gently
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGINT, _interrupt)
    code = _code_of(command)
    _LOG.info("exit code %d after %.1f s", code, time.monotonic() - started)
    sys.exit(code)


def _code_of(command: click.Command) -> int:
    """Run a command and return its exit code; what went wrong is told."""
    try:
        refuse_windows()
        code = command.main(standalone_mode=False)
    except CortexSimError as error:
        _LOG.debug("refused", exc_info=True)
        click.echo(f"error: {error}", err=True)
        return error.exit_code
    except click.ClickException as error:
        _LOG.debug("refused: %s", error.format_message())
        error.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception:
        _LOG.debug("defect", exc_info=True)
        traceback.print_exc()
        click.echo("This is a defect; please report it with 'cortex-sim doctor'.", err=True)
        return DEFECT
    return code if isinstance(code, int) else 0


def _interrupt(_: int, __: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
