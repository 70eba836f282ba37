"""Run a study in odd surroundings: what it leaves is what it leaves in ordinary ones.

``python tests/hostile/environment.py [NAME ...]``. Without names all of `PLACES` (Linux; as root,
two of them become another user: `AS_NOBODY`). Each runs a tiny study, its pictures and its report
without a traceback, and compares all files with those of an ordinary run, byte for byte.
"""

import argparse
import functools
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from studies import FIGURES, REPORT, RUN, command, contents, enter_copy, first_difference

NOBODY = "65534"
READS_ALL = "-all,+dac_read_search"
AS_NOBODY = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups",
             f"--inh-caps={READS_ALL}", f"--ambient-caps={READS_ALL}")  # fmt: skip
"""Before a command of root: a user who reads all (this Python may be root's) and writes little."""

ODD_NAME = Path("with space") / "ünï💥" / "new\nline" / "$(x) 'q' \"Q\" %s"
MOST_ATTEMPTS = 60
"""Runs that a disk may need that is full at every tenth write."""


class PlaceError(Exception):
    """A command did not do in this place what it does elsewhere."""


Place = Callable[[Path, Path], None]
PLACES: dict[str, Place] = {}
"""By name: run everything into the first folder; the second is for what it needs beside."""


def place(function: Place) -> Place:
    """List a place under the name of its function."""
    PLACES[function.__name__.replace("_", "-")] = function
    return function


def main() -> int:
    """Visit the places and print what came of each; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help=f"of {', '.join(PLACES)}; default: all")
    names = parser.parse_args().names or list(PLACES)
    with tempfile.TemporaryDirectory(prefix="cortex_sim-places-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        os.environ["CORTEX_SIM_CACHE"] = str(folder / "cache")
        enter_copy(folder / "copy")
        ordinary = folder / "ordinary"
        run_all(ordinary)
        expected = contents(ordinary)
        wrong = [each for each in names if not is_same(each, folder, ordinary, expected)]
    print(f"{len(names) - len(wrong)} of {len(names)} places: {len(expected)} equal files")
    return 1 if wrong else 0


def is_same(name: str, folder: Path, ordinary: Path, expected: dict[str, bytes]) -> bool:
    """Visit one place; print and return whether all is as in the ordinary one."""
    beside = folder / name
    results = beside / (ODD_NAME if name == "odd-path" else "results")
    results.mkdir(parents=True)
    try:
        PLACES[name](results, beside)
        found = first_difference(contents(results), expected)
    except PlaceError as error:
        found = str(error)
    print(f"{name:18} {found or 'equal'}", flush=True)
    return not found


@place
def odd_path(results: Path, _: Path) -> None:
    run_all(results)


@place
def strict_umask(results: Path, _: Path) -> None:
    run_all(results, umask=0o077)
    readable = [path for path in results.rglob("*.csv") if path.stat().st_mode & 0o077]
    if readable:
        raise PlaceError(f"{readable[0].name} can be read by others")


@place
def ascii_locale(results: Path, _: Path) -> None:
    run_all(results, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0", LANG="C")


@place
def clock_going_back(results: Path, beside: Path) -> None:
    run_all(results, LD_PRELOAD=preload(beside), HOSTILE_CLOCK="1")


@place
def unprivileged_user(results: Path, _: Path) -> None:
    # no home, so no cache: this user compiles as well
    run_all(results, is_nobody=True, HOME="/nonexistent", CORTEX_SIM_CACHE="")


@place
def read_only_home(results: Path, beside: Path) -> None:
    home = beside / "home"
    home.mkdir(mode=0o555)
    run_all(results, is_nobody=True, HOME=str(home), CORTEX_SIM_CACHE="")
    if list(home.iterdir()):
        raise PlaceError(f"{next(home.iterdir()).name} was written into the home folder")


@place
def two_runs_at_once(results: Path, _: Path) -> None:
    for arguments in (RUN, FIGURES, REPORT):
        both = [start(arguments, results) for _ in range(2)]
        for process in both:
            ended(process)


@place
def full_disk(results: Path, beside: Path) -> None:
    hostile = {"LD_PRELOAD": preload(beside), "HOSTILE_DISK": "1"}
    for _ in range(MOST_ATTEMPTS):
        process = start(RUN, results, **hostile)
        said = process.communicate()[1]
        if process.returncode == 0:
            break
        if process.returncode not in (2, 3) or "space" not in said or "Traceback" in said:
            raise PlaceError(f"exit code {process.returncode}:\n{said}")
    else:
        raise PlaceError(f"not through after {MOST_ATTEMPTS} runs")
    run_all(results)


def run_all(results: Path, **around: object) -> None:
    """Run the study, draw its pictures and write its report."""
    for arguments in (RUN, FIGURES, REPORT):
        ended(start(arguments, results, **around))


def start(
    arguments: tuple[str, ...], results: Path, *, umask: int = -1, is_nobody: bool = False,
    **variables: object,
) -> "subprocess.Popen[str]":  # fmt: skip
    """Start a command with other variables, as another user if this one is root."""
    words = command(arguments, results)
    if is_nobody and os.getuid() == 0:
        os.chown(results, int(NOBODY), int(NOBODY))
        words = [*AS_NOBODY, *words]
    return subprocess.Popen(
        words, env=os.environ | {k: str(v) for k, v in variables.items()}, umask=umask,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace",
    )  # fmt: skip


def ended(process: "subprocess.Popen[str]") -> None:
    """Wait for a command that must succeed."""
    said = process.communicate()[1]
    if process.returncode or "Traceback" in said:
        raise PlaceError(f"exit code {process.returncode}: {process.args}\n{said}")


@functools.cache
def preload(folder: Path) -> str:
    """Return the library to preload, compiled here."""
    library = folder / "preload.so"
    source = Path(__file__).with_name("preload.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    return str(library)


if __name__ == "__main__":
    sys.exit(main())
