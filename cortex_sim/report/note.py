"""One warning of a report."""

from typing import NamedTuple


class Note(NamedTuple):
    """One warning."""

    kind: str
    """``failed``, ``small`` (sample), ``missing``, ``limit`` or ``origin``."""

    text: str
