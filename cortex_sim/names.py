"""Names and texts of configurations: what may stand in them, and what may name a file.

Every name (study, phase, arm, assessment, sequence, muscle, cell type, population, projection,
sweep, subset, direction, area) follows `NAME`: a file may come from somebody else, and names
become names of files. Those of muscles and of parts of the network are narrower. Texts for people
are of one line (`Label`) or of several (`Text`).
"""

import difflib
import re
from collections.abc import Collection, Iterable
from typing import Annotated

from pydantic import AfterValidator, Field

from cortex_sim.errors import StorageError

NAME = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$"
"""What every name looks like."""

MUSCLE = r"^[A-Za-z][A-Za-z0-9]{0,15}$"
"""Names of muscles: measures join those of two with a hyphen."""

IDENTIFIER = r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$"
"""Names in the network: variables of generated code."""

FIELD_KEY = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}(\.[A-Za-z0-9][A-Za-z0-9_-]{0,63}){0,29}$"
"""Dotted keys: names joined by dots."""

_UNSHOWN = r"\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff"
LABEL = rf"^([^_\x00-\x1f{_UNSHOWN}][^\x00-\x1f{_UNSHOWN}]*)?$"
"""No control characters or marks that turn text round, and no underscore first: legends drop it."""

TEXT = rf"^[^\x00-\x08\x0b-\x1f{_UNSHOWN}]*$"
"""As `LABEL`, but line breaks and tabs are allowed."""

LONGEST_LABEL = 120
LONGEST_TEXT = 4000

IN_WORDS = {
    NAME: "a name of letters, digits, '_' and '-', at most 64, the first a letter or digit",
    MUSCLE: "letters and digits, at most 16, the first a letter",
    IDENTIFIER: "words of small letters and digits joined by '_', the first a letter",
    FIELD_KEY: "a field such as 'phases.clbp.gaba_gain'",
    LABEL: "one line of text that does not begin with '_', without control characters",
    TEXT: "text without control characters",
}
"""What a pattern asks for, for messages and documentation."""

SESSIONS_FOLDER = "sessions"
BUILDS_FOLDER = "builds"
STORE_FOLDERS = (SESSIONS_FOLDER, BUILDS_FOLDER)
"""Folders of the store, beside which studies and sweeps have theirs."""

_FILE_STEM = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,199}")


def _not_of_the_store(name: str) -> str:
    if name.casefold() in STORE_FOLDERS:
        taken = " and ".join(repr(folder) for folder in STORE_FOLDERS)
        raise ValueError(f"got {name!r}, but {taken} are folders of the store; take another name")
    return name


Name = Annotated[str, Field(pattern=NAME)]
"""A name, see `NAME`."""
FolderName = Annotated[str, Field(pattern=NAME), AfterValidator(_not_of_the_store)]
"""A name of a folder beside those of the store."""
MuscleName = Annotated[str, Field(pattern=MUSCLE)]
"""A name of a muscle, see `MUSCLE`."""
Identifier = Annotated[str, Field(pattern=IDENTIFIER, max_length=40)]
"""A name in the network, see `IDENTIFIER`."""
FieldKey = Annotated[str, Field(pattern=FIELD_KEY)]
"""A dotted field of a study."""
Label = Annotated[str, Field(pattern=LABEL, max_length=LONGEST_LABEL)]
"""A line of text for people."""
Text = Annotated[str, Field(pattern=TEXT, max_length=LONGEST_TEXT)]
"""Text for people."""
ReadPath = Annotated[str, Field(pattern=LABEL, max_length=LONGEST_TEXT)]
"""A path of a file that is read, never written."""


def file_name(stem: str, suffix: str = "") -> str:
    """Return the name of a file or folder of ours: the only way from a name to a path.

    Parameters
    ----------
    stem
        Names, perhaps joined by ``_``.
    suffix
        Such as ``.csv``; empty for a folder.

    Raises
    ------
    StorageError
        If ``stem`` could lead elsewhere or is no name.

    Examples
    --------
    >>> file_name("tms_map_structural", ".png")
    'tms_map_structural.png'
    """
    if not isinstance(stem, str) or not _FILE_STEM.fullmatch(stem):
        raise StorageError(
            f"file name: got {stem!r:.100}, expected letters, digits, '_' and '-', at most 200, "
            "the first a letter or digit; rename what the file is named by"
        )
    return stem + suffix


def in_words(name: str) -> str:
    """Return a name of a configuration for people, e.g. ``no training``."""
    return name.replace("_", " ")


def same_but_for_case(names: Iterable[str]) -> tuple[str, str] | None:
    """Return the first two names that differ in nothing but case; None if there are none."""
    seen: dict[str, str] = {}
    for name in names:
        if (other := seen.setdefault(name.casefold(), name)) != name:
            return other, name
    return None


def nearest(name: str, names: Collection[str]) -> str | None:
    """Return the most similar of some names, None if none is similar."""
    close = similar(name, names, most=1)
    return close[0] if close else None


def one_of(name: str, known: Collection[str]) -> str:
    """Return the end of an error: which of the known names may be meant, and all of them.

    Examples
    --------
    >>> one_of("dopamin", ["dopamine", "fear"])
    "did you mean 'dopamine'? known: dopamine, fear"
    """
    close = nearest(name, known)
    return f"{f'did you mean {close!r}? ' if close else ''}known: {', '.join(known) or 'none'}"


def similar(name: str, names: Collection[str], most: int = 3) -> list[str]:
    """Return the names that are most like one: of the same parts in another order, then in letters.

    Examples
    --------
    >>> similar("LES-DM", ["DM-LES", "LES", "OE"])
    ['DM-LES', 'LES']
    """
    turned = [other for other in sorted(names) if _parts(other) == _parts(name) != [name]]
    close = difflib.get_close_matches(name, sorted(set(names) - set(turned)), n=most)
    return [*turned, *close][:most]


def _parts(name: str) -> list[str]:
    return sorted(name.split("-"))


def slip_of(name: str, names: Iterable[str]) -> str | None:
    """Return the name that ``name`` is a slip of the pen of, None if there is none.

    A slip is one letter wrong, missing, too many or swapped, in names of eight and more two; not
    a number that differs, as of ``week_2`` and ``week_4``, or stands at one of them alone.

    Examples
    --------
    >>> slip_of("clpb", ["healthy", "clbp"]), slip_of("week_2", ["week_4"])
    ('clbp', None)
    """
    return next((other for other in names if other != name and _is_slip(name, other)), None)


def _is_slip(name: str, other: str) -> bool:
    if _without_digits(name) == _without_digits(other):
        return False  # numbers are no slips
    shortest = min(len(name), len(other))
    allowed = 0 if shortest < 4 else 1 if shortest < 8 else 2
    if allowed < abs(len(name) - len(other)):
        return False
    return _edits(name.casefold(), other.casefold(), allowed) <= allowed


def _without_digits(name: str) -> str:
    return re.sub(r"[0-9]", "", name)


def _edits(one: str, other: str, most: int) -> int:
    """Return the number of letters wrong, missing, too many, or swapped with their neighbour.

    A number above ``most`` says no more than that there are more.
    """
    before, row = [0] * (len(other) + 1), list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        above, before, row = before, row, [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
        if min(*before, *row) > most:
            break
    return row[-1]
