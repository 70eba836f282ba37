"""The command ``cortex-sim``: a table of commands, each imported when it is used."""

from importlib import import_module
from typing import NoReturn

import click

from cortex_sim import __version__
from cortex_sim.cli.entry import enter
from cortex_sim.cli.options import habits, with_habits

COMMANDS = {
    "list": "Show what ships: studies, sweeps and experiments.",
    "init": "Write a study to start from: a short file that extends one that ships.",
    "run": "Run a study: every subject through the course, every arm.",
    "validate": "Check a configuration and say what it amounts to.",
    "chance": "Say which values a study's measures have where nothing answers.",
    "show": "Print the fully resolved configuration as YAML.",
    "info": "Print versions, or what a result holds and where it came from.",
    "figures": "Make the pictures of studies, each with a manifest of its sources.",
    "compare": "Compare arms of a study that has run, or studies, in the same subjects.",
    "report": "Write the report of a study that has run, as one HTML file.",
    "table": "Print a table of a study, or a CSV of this package, for a spreadsheet or a program.",
    "diff": "Say what differs between two studies or arms: settings first, then results.",
    "evidence": "Score published findings on studies that have run.",
    "physiology": "Hold a network against physiology: rates, bursts and responses to TMS.",
    "sweep": "Run a study at many points, on this machine or on a Slurm cluster.",
    "measure": "Measure sessions of people as the virtual clinic measures its subjects.",
    "beside": "Set measures of people beside the virtual subjects of a study.",
    "fit": "Fit a virtual subject to a measured session: muscle positions and traits. Exploratory.",
    "emg": "Measure a study's subjects by their surface EMG, in mV and mm, like people.",
    "export": "Write a study that has run in a format of the field.",
    "schema": "Write JSON schemas of studies and sweeps, for editors.",
    "doctor": "Check what simulations need here; print what belongs into a bug report.",
    "clean": "Say what old files take up room in the results, and remove them if told so.",
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
        members = vars(import_module(f"cortex_sim.cli.{cmd_name}")).values()
        return with_habits(
            next(c for c in members if isinstance(c, click.Command) and c.name == cmd_name)
        )

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


commands.params += habits()


def main() -> NoReturn:
    """Run the command line."""
    enter(commands)


if __name__ == "__main__":
    main()
