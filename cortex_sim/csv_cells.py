"""CSV as this package writes it: a spreadsheet that opens the file must not run a cell of it."""

import csv
import io
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from numbers import Integral, Real

_RUN = re.compile(r"'*[=+\-@\t\r]")
_NUMBER = r"[-+]?(\d+(\.\d*)?|\.\d+|inf|nan)(e[-+]?\d+)?"
_NUMBERS = re.compile(rf"{_NUMBER}( +{_NUMBER})* ?[A-Za-zµ%]*", re.ASCII)


def text_cell(text: str) -> str:
    """Return a text as a cell that no spreadsheet takes for a formula; numbers and units stay.

    A single quote goes before a text that begins with ``=``, ``+``, ``-``, ``@``, a tab or a
    carriage return, behind single quotes or not; `cell_text` takes it off.

    Examples
    --------
    >>> text_cell("=1+1"), text_cell("-70 mV"), text_cell("DM-LES")
    ("'=1+1", '-70 mV', 'DM-LES')
    """
    runs = _RUN.match(text) and not _NUMBERS.fullmatch(text)
    return f"'{text}" if runs else text


def cell_text(cell: str) -> str:
    """Return the text that `text_cell` made a cell of.

    Examples
    --------
    >>> cell_text("'=1+1"), cell_text("'quoted'")
    ('=1+1', "'quoted'")
    """
    return cell[1:] if cell.startswith("'") and _RUN.match(cell) else cell


def csv_text(rows: Iterable[Iterable[object]], *, digits: int = 9, missing: str = "nan") -> str:
    r"""Return rows as CSV text: commas, decimal points, a line feed after each row.

    Parameters
    ----------
    rows
        The first one is the header. Text is as of `text_cell`, several values of one cell stand
        apart by spaces, None is empty.
    digits
        Significant digits of numbers that are not whole.
    missing
        What stands for nan.

    Examples
    --------
    >>> csv_text([("a", "b"), ("=1", 1 / 3), (None, (0.5, 2.0))])
    "a,b\n'=1,0.333333333\n,0.5 2\n"
    """
    return "".join(csv_line([_cell(value, digits, missing) for value in row]) for row in rows)


def csv_line(cells: Iterable[str], separator: str = ",") -> str:
    r"""Return cells as a line of CSV, quoted where they hold what would end a cell or a line.

    Examples
    --------
    >>> csv_line(["a", "b;c"], ";")
    'a;"b;c"\n'
    """
    line = io.StringIO()
    # Python before 3.13 quotes the line ends of its own ending alone
    csv.writer(line, delimiter=separator, lineterminator="\r\n").writerow(cells)
    return f"{line.getvalue()[:-2]}\n"


def csv_of_maps(rows: Sequence[Mapping[str, object]], *, missing: str = "nan") -> str:
    r"""Return maps as CSV text; the columns are all keys, in the order of their appearance.

    Examples
    --------
    >>> csv_of_maps([{"a": 1}, {"b": "x"}])
    'a,b\n1,\n,x\n'
    """
    columns = list(dict.fromkeys(key for row in rows for key in row))
    cells = ([row.get(column) for column in columns] for row in rows)
    return csv_text([columns, *cells], missing=missing)


def _cell(value: object, digits: int, missing: str) -> str:
    if isinstance(value, tuple | list):
        return text_cell(" ".join(_shown(each, digits, missing) for each in value))
    return text_cell(_shown(value, digits, missing))


def _shown(value: object, digits: int, missing: str) -> str:
    if value is None:
        return ""
    if isinstance(value, Real) and not isinstance(value, Integral):
        number = float(value)
        return missing if math.isnan(number) else f"{number:.{digits}g}"
    return str(value)
