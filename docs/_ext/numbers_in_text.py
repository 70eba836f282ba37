"""Numbers of stored studies in the text of pages: by name, and never stale.

A page marks a number or a table in comments, which no reader sees:

- ``<!-- n smudging visits measure=overlap visit=clbp : mean .2f -->0.31<!-- /n -->``: the column
  ``mean`` of the one row of ``numbers/smudging-visits.csv`` that has these values, in a format;
- ``<!-- t smudging visits assessment=map_structural : title visit n mean sd -->`` and, some lines
  below, ``<!-- /t -->``: these columns of all such rows, as a table.

``python docs/_ext/numbers_in_text.py`` says which pages are stale; with ``--write`` it fills them
anew. ``make numbers`` writes the tables from stored results first.
"""

import csv
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "numbers"
NUMBER = re.compile(r"(<!-- n ([^>]*?) -->)(.*?)(<!-- /n -->)", re.S)
CODE = re.compile(r"(^```.*?^```)", re.S | re.M)
"""Blocks of code, whose marks are examples."""

TABLE = re.compile(r"(<!-- t ([^>]*?) -->\n)(.*?)(<!-- /t -->)", re.S)

Row = dict[str, str]


class MarkError(ValueError):
    """A mark names what no table has, or more than one row of it."""


def pages() -> list[Path]:
    """Return all pages that may hold numbers."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


def refreshed(text: str, folder: Path = FOLDER) -> str:
    """Return a page with its marked numbers and tables as the stored tables have them.

    Raises
    ------
    MarkError
        If a mark cannot be read, or a number is not one of one row.
    """
    parts = CODE.split(text)
    return "".join(part if CODE.fullmatch(part) else _filled(part, folder) for part in parts)


def _filled(text: str, folder: Path) -> str:
    text = NUMBER.sub(lambda m: f"{m[1]}{_number(m[2], folder)}{m[4]}", text)
    return TABLE.sub(lambda m: f"{m[1]}{_table(m[2], folder)}{m[4]}", text)


def stale(paths: Sequence[Path], folder: Path = FOLDER) -> Iterator[Path]:
    """Yield the pages whose numbers are not those of the tables."""
    for path in paths:
        text = path.read_text(encoding="utf-8")
        if refreshed(text, folder) != text:
            yield path


def _parts(mark: str, folder: Path) -> tuple[list[Row], list[str]]:
    """Return the rows that a mark names, and what stands behind its colon."""
    head, colon, tail = mark.partition(" : ")
    words = head.split()
    if not colon or len(words) < 2:
        raise MarkError(f"{mark!r}: expected 'STUDY TABLE COLUMN=VALUE ... : COLUMN ...'")
    path = folder / f"{words[0]}-{words[1]}.csv"
    if not path.is_file():
        raise MarkError(f"{mark!r}: there is no {path.name}; 'make numbers' writes it")
    wanted = dict(word.split("=", 1) for word in words[2:])
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if wanted.items() <= row.items()]
    return rows, tail.split()


def _number(mark: str, folder: Path) -> str:
    rows, tail = _parts(mark, folder)
    if len(rows) != 1 or len(tail) != 2 or tail[0] not in rows[0]:
        raise MarkError(f"{mark!r}: names {len(rows)} rows, one is needed, a column and a format")
    return _shown(rows[0][tail[0]], tail[1])


def _shown(value: str, form: str) -> str:
    """Return a value in a format; text and what is missing stay."""
    try:
        return format(float(value), form).replace("-", "\N{MINUS SIGN}")
    except ValueError:
        return value or "\N{EN DASH}"


def _table(mark: str, folder: Path) -> str:
    rows, columns = _parts(mark, folder)
    if not rows or not set(columns) <= set(rows[0]):
        raise MarkError(f"{mark!r}: names no row, or a column that the table lacks")
    lines = [columns, ["---"] * len(columns)]
    lines += [[_shown(row[column], ".3g") for column in columns] for row in rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def main(arguments: Sequence[str]) -> int:
    """Say which pages are stale, or write them anew; return the exit code."""
    found = list(stale(pages()))
    for path in found:
        if "--write" in arguments:
            path.write_text(refreshed(path.read_text(encoding="utf-8")), encoding="utf-8")
        print(f"{path.relative_to(ROOT)}: {'written' if '--write' in arguments else 'stale'}")
    return 1 if found and "--write" not in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
