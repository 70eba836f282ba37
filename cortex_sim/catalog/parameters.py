"""What each parameter means, where its value comes from and how sure it is.

The entries are in ``parameters.yaml``, which also defines the three grades of
certainty. They speak of the values in ``configs/base.yaml``.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import Any, Literal, get_args

from cortex_sim.catalog.citations import find_citation
from cortex_sim.catalog.files import read_catalog
from cortex_sim.errors import ConfigError
from cortex_sim.units import UNITS, parse_quantity

Status = Literal["measured", "fitted", "assumed"]
"""Grades of certainty; see the head of ``parameters.yaml``."""

Scalar = str | int | float | bool | None

PARAMETERS_FILE = "parameters.yaml"
SECTIONS = (
    "muscles",
    "network",
    "bdnf",
    "slow_clock",
    "sequences",
    "phases",
    "assessments",
    "cohort",
)
"""Sections of a study that hold parameters of the science."""

SOURCES: dict[str, str] = {
    "fitted": "hand-tuned on seeds 1-2 of a prototype, looking at overlap",
    "assumed": "value assumed",
}
"""Source of a value beside the works that its entry cites."""

NOT_LISTED = "not in the catalogue"
_WILDCARDS = re.compile(r"[*?\[\]]")


@dataclass(frozen=True)
class ParameterEntry:
    """What is known of all parameters whose path matches a pattern.

    Parameters
    ----------
    pattern
        Dotted path; each part may hold ``*`` (any text within the part).
    meaning
        In words, short.
    unit
        In which tables show the value; ``1`` for a pure number.
    status
        How sure the value is.
    citations
        Keys of works that support the value or its direction.
    value
        The value of which all this is said, as in a config; None if it
        is said of whatever ``configs/base.yaml`` holds.
    note
        What to know before quoting the value; may be empty.
    origin
        What was done to get the value, where `SOURCES` does not say it right.
    """

    pattern: str
    meaning: str
    unit: str = "1"
    status: Status = "assumed"
    citations: tuple[str, ...] = ()
    value: Scalar = None
    note: str = ""
    origin: str = ""

    @property
    def source(self) -> str:
        """Where the value comes from: works with DOI, and what was done beside them."""
        works = [find_citation(key).with_doi for key in self.citations]
        own = self.origin or SOURCES.get(self.status, "")
        return "; ".join(filter(None, [own, *works]))

    def matches(self, path: str) -> bool:
        """Return whether the entry speaks of the parameter at a dotted path."""
        parts, patterns = path.split("."), self.pattern.split(".")
        return len(parts) == len(patterns) and all(map(fnmatchcase, parts, patterns))

    @property
    def literal_characters(self) -> int:
        """Length of the pattern without wildcards: how specific it is."""
        return len(_WILDCARDS.sub("", self.pattern))


@dataclass(frozen=True)
class ParameterRow:
    """One line of a table of parameters; the value is in ``unit``."""

    path: str
    value: str
    unit: str
    status: Status
    source: str
    meaning: str


@cache
def load_entries() -> tuple[ParameterEntry, ...]:
    """Return all entries, in the order of the file.

    Raises
    ------
    ConfigError
        If the file of the package is damaged; the message says where.
    """
    data = read_catalog(PARAMETERS_FILE)
    return tuple(_entry(pattern, fields) for pattern, fields in data.items())


def describe(path: str) -> ParameterEntry:
    """Return the entry of a parameter: of those that match the most specific.

    Parameters
    ----------
    path
        Dotted path as in a config, list items by index, such as
        ``network.cells.pyramidal.bias`` or ``phases.clbp.practice.0.duration``.

    Raises
    ------
    ConfigError
        If no entry speaks of the path.

    Examples
    --------
    >>> describe("network.trace_decay.pre_fast").status
    'measured'
    """
    entry = _find(path)
    if entry is None:
        raise ConfigError(
            f"{PARAMETERS_FILE}: got path '{path}', of which no entry speaks; "
            "check the path or add an entry"
        )
    return entry


def parameter_table(
    study_dump: Mapping[str, Any], reference: Mapping[str, Any] | None = None
) -> list[ParameterRow]:
    """Return the parameters of a study with their sources.

    Parameters
    ----------
    study_dump
        A study as plain data, quantities as text with units.
    reference
        The study of ``configs/base.yaml`` as plain data. With it, a value that
        differs from the reference or is missing there is shown as assumed, set
        by the study: the catalogue says nothing of where it comes from.

    Returns
    -------
    list of ParameterRow
        In the order of the study: each number and quantity of the sections
        `SECTIONS`, and each other value of which an entry speaks.
    """
    known = None if reference is None else dict(leaves(reference))
    rows = []
    for path, value in leaves(study_dump):
        if path.split(".")[0] not in SECTIONS:
            continue
        entry = _find(path)
        if value is not None and (entry is not None or is_numeric(value)):
            # a section that the reference leaves out is judged by the entry's own value
            is_off = entry is not None and entry.value is not None and path not in (known or {})
            changed = known is not None and not is_off and not _same(known.get(path), value)
            rows.append(_row(path, value, entry, changed=changed))
    return rows


def leaves(data: object, path: str = "") -> Iterator[tuple[str, Scalar]]:
    """Yield dotted path and value of each scalar in nested maps and lists."""
    items: Iterator[tuple[object, object]]
    if isinstance(data, Mapping):
        items = iter(data.items())
    elif isinstance(data, (list, tuple)):
        items = iter(enumerate(data))
    else:
        yield path, data  # type: ignore[misc]
        return
    for key, value in items:
        yield from leaves(value, f"{path}.{key}" if path else str(key))


def is_numeric(value: Scalar) -> bool:
    """Return whether a value is a number (not true or false) or a quantity."""
    if isinstance(value, (bool, int, float)):
        return not isinstance(value, bool)
    return _si(value) is not None


def _entry(pattern: str, fields: dict[str, Any]) -> ParameterEntry:
    cites = tuple(fields.pop("cites", ()))
    try:
        entry = ParameterEntry(pattern=pattern, citations=cites, **fields)
    except TypeError as error:
        raise ConfigError(f"{PARAMETERS_FILE}: {pattern}: {error}") from error
    if entry.status not in get_args(Status):
        allowed = ", ".join(get_args(Status))
        raise ConfigError(
            f"{PARAMETERS_FILE}: {pattern}: got status '{entry.status}', allowed: {allowed}"
        )
    return entry


@cache
def _find(path: str) -> ParameterEntry | None:
    matching = [entry for entry in load_entries() if entry.matches(path)]
    return max(matching, key=lambda entry: entry.literal_characters, default=None)


def _row(path: str, value: Scalar, entry: ParameterEntry | None, *, changed: bool) -> ParameterRow:
    if entry is None:
        return ParameterRow(path, *_in_unit(value, None), "assumed", NOT_LISTED, "")
    shown, unit = _in_unit(value, entry.unit)
    if changed or (entry.value is not None and not _same(entry.value, value)):
        return ParameterRow(path, shown, unit, "assumed", "set by the study", entry.meaning)
    return ParameterRow(path, shown, unit, entry.status, entry.source, entry.meaning)


def _in_unit(value: Scalar, unit: str | None) -> tuple[str, str]:
    """Return a value as text in the unit, or as it is if it has another dimension."""
    quantity = _si(value)
    if quantity is None:
        return (f"{value:.6g}" if isinstance(value, float) else str(value)), unit or "1"
    dimension, size = quantity
    if unit not in UNITS[dimension]:
        number, _, unit = str(value).partition(" ")
        return number, unit
    return f"{size / UNITS[dimension][unit]:.6g}", unit


def _same(left: Scalar, right: Scalar) -> bool:
    return (_si(left) or left) == (_si(right) or right)


def _si(value: Scalar) -> tuple[str, float] | None:
    """Return dimension and SI value of a quantity, None of anything else."""
    if not isinstance(value, str):
        return None
    for dimension in UNITS:
        try:
            return dimension, parse_quantity(value, dimension)
        except ValueError:
            continue
    return None
