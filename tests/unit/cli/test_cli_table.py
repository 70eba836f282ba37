"""The table of commands is true, and no command imports another or anything heavy at the start."""

import ast
import subprocess
import sys
from pathlib import Path

import click
import pytest

import cortex_sim.cli
from cortex_sim.cli.main import COMMANDS, commands

FOLDER = Path(cortex_sim.cli.__file__).parent
HEAVY = ("brian2", "h5py", "matplotlib", "numpy", "pandas", "pydantic", "rich", "scipy", "yaml")
SLOW_TO_LOAD = (
    "brian2", "matplotlib", "pandas", "scipy.linalg", "scipy.ndimage", "scipy.optimize",
    "scipy.special", "scipy.stats", "xarray",
)  # fmt: skip
"""What a command loads only when it needs it, not to print its help."""


def context():
    return click.Context(commands)


def imported_by(path):
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    found = [node for node in nodes if isinstance(node, ast.ImportFrom)]
    return {f"{node.module}.{alias.name}" for node in found for alias in node.names} | {
        str(node.module) for node in found
    }


def loaded(code, *arguments):
    """Return the modules that a fresh Python has loaded after some code."""
    code += "\nimport sys; print('LOADED', *sys.modules)"
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.rpartition("LOADED")[2].split())


def loaded_by_command(*arguments):
    run = "from cortex_sim.cli.main import commands; import sys\n"
    return loaded(f"{run}commands.main(sys.argv[1:], standalone_mode=False)", *arguments)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_table_says_what_the_help_of_a_command_says(name):
    command = commands.get_command(context(), name)
    assert command is not None
    assert command.help.partition("\n\n")[0] == COMMANDS[name]


def test_every_command_is_in_the_table():
    shared = {"__init__", "entry", "log", "main", "options", "output", "worker"}
    assert {path.stem for path in FOLDER.glob("*.py")} - shared == set(COMMANDS)


def test_an_unknown_command_is_none():
    assert commands.get_command(context(), "nothing") is None


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda p: p.stem)
def test_no_command_imports_another(path):
    others = {f"cortex_sim.cli.{name}" for name in COMMANDS if name != path.stem}
    assert imported_by(path) & others == set()


def test_importing_the_package_loads_nothing_else():
    assert loaded("import cortex_sim") & {"click", *HEAVY} == set()


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_version_and_help_load_no_command(option):
    assert loaded_by_command(option) & set(HEAVY) == set()


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_starts_without_what_only_its_work_needs(name):
    assert loaded_by_command(name, "--help") & set(SLOW_TO_LOAD) == set()
