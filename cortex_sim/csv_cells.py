"""Text in the cells of a CSV: a spreadsheet that opens the file must not run it."""

import re

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
