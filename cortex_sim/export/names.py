"""Labels of a BIDS data set, which hold letters and digits alone."""

import re
from collections.abc import Sequence


def labels(names: Sequence[str]) -> dict[str, str]:
    """Return a label for each name, all different.

    Examples
    --------
    >>> labels(["no_training", "notraining", "clbp"])
    {'no_training': 'notraining', 'notraining': 'notraining2', 'clbp': 'clbp'}
    """
    by_name: dict[str, str] = {}
    for name in names:
        plain = re.sub(r"[^A-Za-z0-9]", "", name) or "x"
        label, number = plain, 2
        while label.casefold() in {other.casefold() for other in by_name.values()}:
            label, number = f"{plain}{number}", number + 1
        by_name[name] = label
    return by_name


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return rows as TSV text; nan and None are ``n/a``."""
    lines = ["\t".join(header), *("\t".join(map(_cell, row)) for row in rows)]
    return "\n".join(lines) + "\n"


def _cell(value: object) -> str:
    if value is None or value != value:
        return "n/a"
    return f"{value:.9g}" if isinstance(value, float) else str(value)
