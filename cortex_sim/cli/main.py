"""The command ``cortex-sim``."""

import logging
import signal
import sys
from types import FrameType
from typing import NoReturn

import click

from cortex_sim import __version__
from cortex_sim.cli.evidence import evidence
from cortex_sim.cli.figures import figures
from cortex_sim.cli.info import info
from cortex_sim.cli.report import report
from cortex_sim.cli.run import run
from cortex_sim.cli.show import show
from cortex_sim.cli.sweep import sweep
from cortex_sim.cli.validate import validate
from cortex_sim.errors import CortexSimError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96})
@click.version_option(__version__, prog_name="cortex-sim")
def commands() -> None:
    """Simulate the motor cortex in chronic low back pain, and examine it like a clinic.

    A study is a YAML file: try `cortex-sim run configs/demo.yaml`.
    """


for command in (run, validate, show, info, figures, report, evidence, sweep):
    commands.add_command(command)


def main() -> NoReturn:
    """Run the command line; errors of ours become one message and an exit code."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s")
    logging.captureWarnings(True)
    # a scheduler's time limit ends a run like Ctrl+C does; a shell that starts this in the
    # background makes it ignore SIGINT, and then nothing could interrupt it gently
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGINT, _interrupt)
    try:
        code = commands.main(standalone_mode=False)
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


if __name__ == "__main__":
    main()
