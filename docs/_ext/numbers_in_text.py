"""Numbers of stored studies in the text of pages: by name, and never stale.

A page marks a number or a table in comments, which no reader sees:

- ``<!-- n smudging visits measure=overlap visit=clbp : mean .2f -->0.31<!-- /n -->``: the column
  ``mean`` of the one row of ``numbers/smudging-visits.csv`` that has these values, in a format.
  Instead of a column: ``interval change .3f`` is the column with ``low`` and ``high`` behind it,
  ``effect change .3f`` has Hedges' g_z and the number of subjects behind that,
  ``count`` is ``same_sign`` of ``n``, and ``said Yes / No / Not clearly`` is the first of three
  answers where the interval is above 0, the second where it is below, else the third;
- ``<!-- t smudging visits measure=overlap,onset : measure visit n mean sd -->`` and, some lines
  below, ``<!-- /t -->``: these columns of all such rows, as a table. ``change`` has its interval
  and ``same_sign`` the number of subjects; ``visit:mean`` is a column for each visit.

Values that are separated by commas are alternatives, ``_`` stands for a space; a table has its rows
in their order. Several studies are cohorts of one row each; ``rises`` and ``falls`` are how many of
them have an interval above or below 0. A study without a table says "not run".

``python docs/_ext/numbers_in_text.py`` says which pages are stale; with ``--write`` it fills them
anew. ``make numbers`` writes the tables from stored results first (`number_tables`).
"""

import csv
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "numbers"
NUMBER = re.compile(r"(<!-- n ([^>]*?) -->)(.*?)(<!-- /n -->)", re.S)
CODE = re.compile(r"(^```.*?^```)", re.S | re.M)
"""Blocks of code, whose marks are examples."""

TABLE = re.compile(r"(<!-- t ([^>]*?) -->\n)(.*?)(<!-- /t -->)", re.S)

Row = dict[str, str]


NOT_RUN = "not run"
"""What stands where a study has no table."""


class Mark(NamedTuple):
    """What a mark names: a table of a study, values of its columns, and what to show."""

    study: str
    table: str
    where: Row
    shown: str


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


def marks(text: str) -> Iterator[Mark]:
    """Yield the marks of a page, without those in blocks of code.

    Raises
    ------
    MarkError
        If a mark cannot be read.
    """
    for part in CODE.split(text):
        if not CODE.fullmatch(part):
            for pattern in (NUMBER, TABLE):
                yield from (read_mark(found[2]) for found in pattern.finditer(part))


def read_mark(mark: str) -> Mark:
    """Return what a mark names.

    Raises
    ------
    MarkError
        If it cannot be read.
    """
    head, colon, tail = mark.partition(" : ")
    words = head.split()
    if not colon or len(words) < 2 or not all("=" in word for word in words[2:]):
        raise MarkError(f"{mark!r}: expected 'STUDY TABLE COLUMN=VALUE ... : COLUMN ...'")
    return Mark(words[0], words[1], dict(word.split("=", 1) for word in words[2:]), tail)


def _rows(mark: str, folder: Path) -> tuple[list[Row] | None, str]:
    """Return the rows that a mark names, None if the study was not run, and what it shows."""
    studies, table, where, tail = read_mark(mark)
    rows: list[Row] = []
    for study in studies.split(","):
        path = folder / f"{study}-{table}.csv"
        if not path.is_file():
            return None, tail
        with path.open(encoding="utf-8", newline="") as file:
            rows += [{"cohort": study, **row} for row in csv.DictReader(file) if fits(row, where)]
    for column, values in reversed(where.items()):
        order = values.split(",")
        rows.sort(key=lambda row: order.index(_as_named(row[column])))
    return rows, tail


def fits(row: Row, where: Row) -> bool:
    """Return whether a row has one of the values that are wanted of each column."""
    return all(
        column in row and _as_named(row[column]) in values.split(",")
        for column, values in where.items()
    )


def _as_named(value: str) -> str:
    """Return a value as a mark names it, where a space ends a word."""
    return value.replace(" ", "_")


def _number(mark: str, folder: Path) -> str:
    rows, tail = _rows(mark, folder)
    if rows is None:
        return NOT_RUN
    how, _, rest = tail.partition(" ")
    if how in COUNTED:
        return f"{sum(COUNTED[how](row) for row in rows)} of {len(rows)}"
    try:
        (row,) = rows
        return SHOWN[how](row, rest) if how in SHOWN else _shown(row[how], rest)
    except (KeyError, ValueError):
        raise MarkError(
            f"{mark!r}: names {len(rows)} rows, one is needed, a column and a format"
        ) from None


def _interval(row: Row, tail: str) -> str:
    column, form = tail.split()
    ends = (row.get(f"{column}_{end}", row.get(end, "")) for end in ("low", "high"))
    low, high = (_shown(end, form.removeprefix("+")) for end in ends)
    return f"{_shown(row[column], form)} [{low}, {high}]"


def _effect(row: Row, tail: str) -> str:
    return f"{_interval(row, tail)}, g_z {_shown(row['g_z'], '+.1f')}, n {row['n']}"


def _count(row: Row, tail: str) -> str:
    return f"{row['same_sign']} of {row['n']}"


def _said(row: Row, tail: str) -> str:
    """Return the answer that an interval gives: above 0, below 0, or neither."""
    above, below, neither = tail.split(" / ")
    return above if float(row["low"]) > 0 else below if float(row["high"]) < 0 else neither


COUNTED: dict[str, Callable[[Row], bool]] = {
    "rises": lambda row: float(row["low"]) > 0,
    "falls": lambda row: float(row["high"]) < 0,
}
"""What a mark counts among its rows: intervals above or below 0."""

SHOWN: dict[str, Callable[[Row, str], str]] = {
    "interval": _interval,
    "effect": _effect,
    "count": _count,
    "said": _said,
}
"""What a mark shows beside a column."""


def _shown(value: str, form: str) -> str:
    """Return a value in a format; ``%`` is per cent; text and what is missing stay."""
    try:
        return format(float(value), form).replace("-", "\N{MINUS SIGN}").replace("%", " %")
    except ValueError:
        return value or "\N{EN DASH}"


def _table(mark: str, folder: Path) -> str:
    rows, tail = _rows(mark, folder)
    if rows is None:
        return f"({NOT_RUN})\n"
    *columns, last = tail.split()
    across, is_wide, value = last.partition(":")
    needed = {*columns, *((across, value) if is_wide else (last,))}
    if not rows or not needed <= set(rows[0]):
        raise MarkError(f"{mark!r}: names no row, or a column that the table lacks")
    if is_wide:
        heads = [*columns, *dict.fromkeys(row[across] for row in rows)]
        found: dict[tuple[str, ...], Row] = {}
        for row in rows:
            key = tuple(_cell(row, column) for column in columns)
            found.setdefault(key, {})[row[across]] = _cell(row, value)
        body = [[*key, *(cells.get(head, "") for head in heads[len(columns) :])]
                for key, cells in found.items()]  # fmt: skip
    else:
        heads = [*columns, last]
        body = [[_cell(row, column) for column in heads] for row in rows]
    lines = [[in_words(head) for head in heads], ["---"] * len(heads), *body]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _cell(row: Row, column: str) -> str:
    """Return a value as a table shows it: a change with its interval, names in words."""
    if column in ("change", "share", "against") and "low" in row and row[column]:
        return _interval(row, f"{column} {'.0%' if column == 'share' else '+.3g'}")
    if column == "same_sign":
        return _count(row, "")
    return _shown(in_words(row[column]), ".3g")


def in_words(name: str) -> str:
    """Return a name of the tables as a reader of a page knows it."""
    return WORDS.get(name, name.replace("_", " "))


WORDS = {
    "clbp": "CLBP",
    "gaba_gain": "GABA_A gain",
    "recovered": "share of the loss gone",
    "physiology_together_0": "physiology together",
    "cog_distance": "distance of centres (mm)",
    "weight_ratio_exc_exc5": "ratio of weights",
    "weight_ratio_exc_exc": "ratio of weights, horizontal",
    "raw_volume": "volume (spikes)",
    "own_rate_exc": "L2/3 rate (Hz)",
    "own_rate_exc5": "L5 rate (Hz)",
    "own_short_intervals_exc": "L2/3 short intervals",
    "own_short_intervals_exc5": "L5 short intervals",
    "onset": "onset (ms)",
    "centre_of_mass": "centre of mass (ms)",
    "amt": "active motor threshold (mV)",
    "by_emg": "by EMG",
    "change": "change [95 % interval]",
    "share": "share [95 % interval]",
    "against": "less the change as configured [95 % interval]",
    "same_sign": "same sign",
    "g_z": "Hedges g_z",
    "p_holm": "p (Holm)",
    "gaba_alone": "loss of GABA_A alone",
    "delay_alone": "late deep muscles alone",
    "bdnf_alone": "less BDNF alone",
    "co_contraction_alone": "co-contraction alone",
    "without_delay": "all but late deep muscles",
    "without_gaba": "all but loss of GABA_A",
    "without_bdnf": "all but less BDNF",
    "without_co_contraction": "all but co-contraction",
    "training_without_bdnf": "training without BDNF",
    "motor_control_training_retention": "training, half a year later",
    "bdnf_0_retention": "training, BDNF 0, four weeks later",
    "bdnf_1_retention": "training, BDNF 1, four weeks later",
    "bdnf_0": "training, BDNF 0",
    "bdnf_04": "training, BDNF 0.4",
    "bdnf_1": "training, BDNF 1",
    "bdnf_15": "training, BDNF 1.5",
    "motor_control_training": "training",
    "movement_resumed": "movement resumed",
    "gaba_100": "GABA_A gain 1",
    "gaba_085": "GABA_A gain .85",
    "gaba_070": "GABA_A gain .7",
    "gaba_055": "GABA_A gain .55",
    "gaba_040": "GABA_A gain .4",
    "delay_000": "delay 0 ms",
    "delay_040": "delay 40 ms",
    "delay_080": "delay 80 ms",
    "delay_120": "delay 120 ms",
}
"""Names that are not their own words."""


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
