"""The command ``cortex-sim``."""

from typing import NoReturn

import click

from cortex_sim import __version__
from cortex_sim.cli.entry import enter
from cortex_sim.cli.evidence import evidence
from cortex_sim.cli.figures import figures
from cortex_sim.cli.info import info
from cortex_sim.cli.report import report
from cortex_sim.cli.run import run
from cortex_sim.cli.show import show
from cortex_sim.cli.sweep import sweep
from cortex_sim.cli.validate import validate


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96})
@click.version_option(__version__, prog_name="cortex-sim")
def commands() -> None:
    """Simulate the motor cortex in chronic low back pain, and examine it like a clinic.

    A study is a YAML file: try `cortex-sim run configs/demo.yaml`.
    """


for command in (run, validate, show, info, figures, report, evidence, sweep):
    commands.add_command(command)


def main() -> NoReturn:
    """Run the command line."""
    enter(commands)


if __name__ == "__main__":
    main()
