"""A file of text in columns, read whole; what cannot be read is named by line and column."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cortex_sim.errors import DataError
from cortex_sim.units import counted

MOST_NAMED = 8
"""Bad cells that a message names; it counts the others."""


@dataclass
class TextTable:
    """Columns of text.

    Attributes
    ----------
    path
        The file.
    columns
        The cells of each column by its name, in the order of the file.
    lines
        Number of the line that each row ends on.
    """

    path: Path
    columns: dict[str, tuple[str, ...]]
    lines: NDArray[np.int64]
    _problems: list[str] = field(default_factory=list)
    _more: int = 0

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.lines)

    def numbers(
        self,
        name: str,
        *,
        missing: Sequence[str],
        decimal: str = ".",
        scale: float = 1.0,
        allowed: tuple[float, float] = (-np.inf, np.inf),
        in_words: str = "a number",
    ) -> NDArray[np.float64]:
        """Return a column as numbers, nan where nothing was measured.

        Parameters
        ----------
        name
            The column.
        missing
            What stands for nothing.
        decimal
            Decimal mark.
        scale
            The numbers are multiplied by it.
        allowed
            Smallest and largest, after scaling; others are bad cells.
        in_words
            What is allowed, for the message.
        """
        nothing, cells = set(missing), self.columns[name]
        values = _as_numbers(cells, nothing, decimal) * scale
        good = (values >= allowed[0]) & (values <= allowed[1]) & np.isfinite(values)
        for row in np.flatnonzero(np.isnan(values)):
            good[row] = cells[row].strip() in nothing
        self._name_bad(name, ~good, in_words)
        return values

    def words(self, name: str) -> NDArray[np.str_]:
        """Return a column as text without spaces around."""
        return np.array([cell.strip() for cell in self.columns[name]], dtype=np.str_)

    def check(self, name: str, good: Callable[[str], bool], in_words: str) -> None:
        """Name the cells of a column that are not as they should be."""
        bad = {cell: not good(cell.strip()) for cell in set(self.columns[name])}
        self._name_bad(name, np.array([bad[c] for c in self.columns[name]], dtype=bool), in_words)

    def refuse_bad(self) -> None:
        """Raise if a cell was bad.

        Raises
        ------
        DataError
            It names the first of them by line, column and what was got.
        """
        if self._problems:
            number = len(self._problems) + self._more
            more = f"\n  and {self._more} more" if self._more else ""
            raise DataError(
                f"{self.path}: {counted(number, 'cell')} cannot be used; correct them, or write "
                "n/a where nothing was measured:\n  " + "\n  ".join(self._problems) + more
            )

    def _name_bad(self, name: str, bad: NDArray[np.bool_], in_words: str) -> None:
        for row in np.flatnonzero(bad):
            if len(self._problems) == MOST_NAMED:
                self._more += int(np.count_nonzero(bad[row:]))
                return
            cell = self.columns[name][row]
            self._problems.append(
                f"line {self.lines[row]}, column {name!r}: got {cell[:40]!r}, expected {in_words}"
            )


def _as_numbers(cells: tuple[str, ...], nothing: set[str], decimal: str) -> NDArray[np.float64]:
    """Return cells as numbers: nan for nothing, infinite for what is no number."""
    if decimal == "." and not any("_" in cell or not cell.isascii() for cell in cells):
        try:
            return np.fromiter(map(float, cells), dtype=np.float64, count=len(cells))
        except ValueError:
            pass  # one of them is no number: each is looked at
    return np.array([_number(cell.strip(), nothing, decimal) for cell in cells], dtype=np.float64)


def _number(text: str, nothing: set[str], decimal: str) -> float:
    if text in nothing:
        return np.nan
    if "_" in text or not text.isascii():  # Python takes 1_0 and digits of other scripts
        return np.inf
    try:
        return float(text.replace(".", "?").replace(",", ".") if decimal == "," else text)
    except ValueError:
        return np.inf


def read_text_table(path: Path, *, delimiter: str | None = None, header: bool = True) -> TextTable:
    """Return the columns of a file of text.

    Parameters
    ----------
    path
        The file, UTF-8; empty lines are left out.
    delimiter
        Between columns; by default a tab in ``.tsv`` and a comma elsewhere.
    header
        Whether the first line names the columns.

    Raises
    ------
    DataError
        If it cannot be read, has no row, or a row has not as many cells as there are columns.
    """
    mark = delimiter or ("\t" if path.suffix.lower() == ".tsv" else ",")
    rows, lines = _rows(path, mark)
    if not rows:
        raise DataError(f"{path}: is empty; give a file with one line for each pulse or sample")
    names = [cell.strip() for cell in rows[0]] if header else []
    if header:
        rows, lines = rows[1:], lines[1:]
    else:
        names = [str(number) for number in range(1, len(rows[0]) + 1)]
    check_names(path, names)
    if not rows:
        raise DataError(f"{path}: has a line with names and no other; it holds no data")
    _check_lengths(path, rows, lines, len(names), mark)
    cells = list(zip(*rows, strict=True))
    return TextTable(path, dict(zip(names, cells, strict=True)), np.array(lines))


def check_names(path: Path, names: Sequence[str]) -> None:
    """Raise if two columns have one name.

    Raises
    ------
    DataError
        It names them.
    """
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise DataError(f"{path}: two columns are called {twice[0]!r}; rename one")


def text_of(path: Path, n_characters: int = -1) -> str:
    """Return a file of text in UTF-8, or its beginning.

    Raises
    ------
    DataError
        If it cannot be read, or is no regular file.
    """
    if path.exists() and not (path.is_file() or path.is_dir()):  # a pipe or a device has no end
        raise DataError(f"{path}: is no regular file; save what it gives to one")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return file.read(n_characters)
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise DataError(
            f"{path}: is no text in UTF-8 ({error.reason} at byte {error.start}); save it as "
            "CSV in UTF-8"
        ) from None


def _rows(path: Path, mark: str) -> tuple[list[list[str]], list[int]]:
    rows, lines = [], []
    try:
        reader = csv.reader(io.StringIO(text_of(path), newline=""), delimiter=mark)
        for row in reader:
            if row:
                rows.append(row)
                lines.append(reader.line_num)
    except csv.Error as error:
        raise DataError(f"{path}: after line {len(lines)}: {error}; save it as plain CSV") from None
    return rows, lines


def _check_lengths(
    path: Path, rows: list[list[str]], lines: list[int], expected: int, mark: str
) -> None:
    lengths = np.fromiter(map(len, rows), dtype=np.int64, count=len(rows))
    wrong = np.flatnonzero(lengths != expected)
    if len(wrong):
        first = int(wrong[0])
        raise DataError(
            f"{path}: line {lines[first]} has {counted(len(rows[first]), 'cell')}, expected "
            f"{expected} (between columns stands {mark!r}; is a decimal comma, or another "
            "delimiter, meant? say so in a mapping file)"
        )
