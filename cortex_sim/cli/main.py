"""The command ``cortex-sim``: a table of commands, each imported when it is used."""

from importlib import import_module
from typing import NoReturn

import click

from cortex_sim import __version__
from cortex_sim.cli.entry import enter

COMMANDS = {
    "list": "Show what ships: studies, sweeps and experiments.",
    "init": "Write a study to start from: a short file that extends one that ships.",
    "run": "Run a study: every subject through the course, every arm.",
    "validate": "Check a configuration and say what it amounts to.",
    "show": "Print the fully resolved configuration as YAML.",
    "info": "Print versions, or what a result holds and where it came from.",
    "figures": "Make the pictures of studies, each with a manifest of its sources.",
    "report": "Write the report of a study that has run, as one HTML file.",
    "evidence": "Score published findings on studies that have run.",
    "physiology": "Hold a network against physiology: rates, bursts, responses to TMS.",
    "sweep": "Run a study at many points, on this machine or on a Slurm cluster.",
    "measure": "Measure sessions of people (TMS, EMG) like virtual ones.",
    "export": "Write a study that has run as a BIDS data set.",
    "schema": "Write JSON schemas of studies and sweeps, for editors.",
}
"""What each command does, by name; the module of a command has its name."""


class Commands(click.Group):
    """The commands of `COMMANDS`; listing them imports none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, in the order of `COMMANDS`."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name after importing its module, None if there is none."""
        if cmd_name not in COMMANDS:
            return None
        found = vars(import_module(f"cortex_sim.cli.{cmd_name}")).values()
        return next(c for c in found if isinstance(c, click.Command) and c.name == cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table of commands into the help."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96}
)
@click.version_option(__version__, prog_name="cortex-sim")
def commands() -> None:
    """Simulate the motor cortex in chronic low back pain, and examine it like a clinic.

    A study is a YAML file, or the name of one that ships: try `cortex-sim run demo`.
    """


def main() -> NoReturn:
    """Run the command line."""
    enter(commands)


if __name__ == "__main__":
    main()
