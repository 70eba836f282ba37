"""The study and the sweep of the hostile runs, and what they leave."""

import os
import shutil
import sys
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STUDY = str(Path(__file__).with_name("study.yaml"))
RUN = ("run", STUDY, "--no-figures")
FIGURES = ("figures", STUDY)
REPORT = ("report", STUDY)
SWEEP = (str(ROOT / "configs" / "sweeps" / "tiny.yaml"),)
TOLD_APART = ("*builds/*", "*.jsonl", "*.lock", "*/points/*", "*.tmp")
"""Not compared: programs, logs with times, locks, and hidden files that a kill leaves."""


def enter_copy(folder: Path) -> None:
    """Run a copy of the package from here on: its commit is unknown to every user, at any time."""
    for name in ("cortex_sim", "configs", "experiments"):
        skipped = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, folder / name, ignore=skipped)
    os.chdir(folder)


def command(arguments: tuple[str, ...], results: Path) -> list[str]:
    """Return the whole command line."""
    return [sys.executable, "-m", "cortex_sim", *arguments, "--quiet", "--results", str(results)]


def contents(results: Path) -> dict[str, bytes]:
    """Return the files that must be equal, by their path."""
    files = (path.relative_to(results) for path in sorted(results.rglob("*")) if path.is_file())
    compared = (file for file in files if not any(fnmatch(str(file), row) for row in TOLD_APART))
    return {str(file): (results / file).read_bytes() for file in compared}


def first_difference(found: dict[str, bytes], expected: dict[str, bytes]) -> str:
    """Return what differs first, empty if nothing does."""
    for name in sorted(found.keys() | expected.keys()):
        if name not in found:
            return f"{name} is missing"
        if name not in expected:
            return f"{name} should not be there"
        if found[name] != expected[name]:
            return f"{name} differs"
    return ""
