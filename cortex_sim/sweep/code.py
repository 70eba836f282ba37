"""Which code made a result."""

from functools import cache
from importlib import metadata
from pathlib import Path

from cortex_sim.config.canonical import content_hash
from cortex_sim.course.code import code_of_all
from cortex_sim.engine.fingerprint import bare_code

ROOMS_OF_ROWS = ("analysis", "config", "course", "outcome")
"""Folders of the package that decide, beside the simulation, what a point's result says."""


@cache
def code_tag() -> str:
    """Return what tells apart results of code that computes different numbers.

    Beside the simulation that is all that plans sessions or makes rows of them: a
    default that changes, or a measure, makes other results of the same point.
    """
    package = Path(__file__).resolve().parent.parent
    files = sorted(file for room in ROOMS_OF_ROWS for file in (package / room).rglob("*.py"))
    code = [bare_code(file.read_text(encoding="utf-8")) for file in files]
    return content_hash([code_of_all(), metadata.version("brian2"), code])[:12]
