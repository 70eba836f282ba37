"""Texts wrap at 100 characters, as Python does; tables and addresses may be longer."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
WIDTH = 100
FOLDERS = ("docs", "configs", "experiments", "cortex_sim", "tests", "benchmarks")
ENDS = {".md", ".rst", ".yaml", ".cff", ".css", ".js", ".j2"}
HIDDEN = re.compile(r"<!--.*?-->")
FREE = re.compile(r"^\s*\||https?://")


def texts():
    """Return what people write, not what a build leaves."""
    found = [path for path in ROOT.iterdir() if path.is_file()]
    found += [path for folder in FOLDERS for path in (ROOT / folder).rglob("*")]
    built = ("_build", "gallery", "_api")
    return sorted(p for p in found if p.suffix in ENDS and not set(built) & set(p.parts))


def long_lines(path):
    """Return the numbers of lines whose visible part is too long."""
    lines = path.read_text(encoding="utf-8").splitlines()
    shown = [HIDDEN.sub("", line) for line in lines]
    return [n for n, line in enumerate(shown, 1) if len(line) > WIDTH and not FREE.search(line)]


def test_lines_are_short():
    found = {path.relative_to(ROOT).as_posix(): long_lines(path) for path in texts()}
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_what_nobody_sees_tables_and_addresses_do_not_count(tmp_path):
    page = tmp_path / "page.md"
    mark, word = f"<!-- n {'x' * WIDTH} -->1<!-- /n -->", "x" * (WIDTH + 1)
    page.write_text(f"{mark}\n| {word} |\nhttps://{word}\n{word}\n", encoding="utf-8")
    assert long_lines(page) == [4]
