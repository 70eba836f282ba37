"""Columns whose names are almost those that are known, so that none is dropped in silence."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

_MEP = re.compile(r"(mep|emg)[^a-z0-9]+(.+)", re.IGNORECASE)
_SIZED = re.compile(r"(x|y|z|interval|time)[^a-z]*(mm|cm|m|ms|us|s)?[^a-z]*", re.IGNORECASE)
_UNITS = {"mv": "mV", "uv": "uV"}
_OF_NO_MUSCLE = {
    "ms", "s", "us", "hz", "latency", "onset", "area", "duration", "rms", "file", "channel",
    "unit", "units", "n", "number", "id", "valid", "comment", "note", "notes",
}  # fmt: skip
"""What the last word of a column says that holds something else of an MEP or an EMG."""

SHORTEST = 6
"""Letters from which a name with a slip of the pen is taken for a known one."""

LIKENESS = 0.85
"""Share of letters in common (`difflib`) from which it is."""


def slips(names: Iterable[str], own: Mapping[str, str], held: Iterable[str]) -> dict[str, str]:
    """Return columns that look like known ones and are not, with what to call them.

    Parameters
    ----------
    names
        Of the columns.
    own
        From known names to what they hold.
    held
        What columns with known names, or a mapping file, hold already.
    """
    there, found = set(held), {}
    for name in names:
        if meant := _mep(name) or _other(name, own, there):
            found[name] = meant
    return found


def _mep(name: str) -> str:
    """Return what a column of MEPs or of an EMG should be called; empty if it is none."""
    match = _MEP.fullmatch(_plain(name))
    if match is None:
        return ""
    words = re.findall(r"[A-Za-z0-9]+", match[2])
    if not words or words[-1].casefold() in _OF_NO_MUSCLE:
        return ""
    unit = _UNITS.get(words[-1].casefold())
    muscle = "".join(words[:-1] if unit or words[-1] in ("v", "V") else words)[:16]
    if not muscle[:1].isalpha():
        if unit is None:
            return ""
        muscle = "<muscle>"
    stem = f"{match[1].lower()}_{muscle}"
    return f"{stem}_{unit}" if unit else f"{stem}_mV or {stem}_uV"


def _other(name: str, own: Mapping[str, str], held: set[str]) -> str:
    """Return the known name that a column's name is almost; empty if there is none."""
    plain, letters = _plain(name).strip(), _letters(name)
    by_letters = {_letters(known): known for known, what in own.items() if what not in held}
    if letters in by_letters:
        return by_letters[letters]
    if sized := _SIZED.fullmatch(plain):
        stem = sized[1].lower()
        known = [k for k, what in own.items() if what == stem and what not in held]
        return known[0] if known else ""
    near = get_close_matches(letters, by_letters, 1, LIKENESS) if len(letters) >= SHORTEST else []
    return by_letters[near[0]] if near else ""


def _plain(name: str) -> str:
    """Return a name with u for both signs of micro."""
    return name.replace("\u00b5", "u").replace("\u03bc", "u")


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", _plain(name).casefold())
