"""Tables of the site, as plain rows: nothing here knows Sphinx."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import get_args

from cortex_sim.catalog.citations import load_citations
from cortex_sim.catalog.findings import Finding, Ledger, Part, load_findings
from cortex_sim.catalog.measures import measure_meanings
from cortex_sim.catalog.parameters import ParameterRow, Status, describe, parameter_table
from cortex_sim.config.load import load_study, study_as_data
from cortex_sim.engine.fingerprint import EXEMPT
from cortex_sim.evidence.table import contrast, muscles, published
from cortex_sim.units import UNITS

ROOT = Path(__file__).resolve().parents[2]
BASE = ROOT / "configs" / "base.yaml"
Row = tuple[str, ...]

SIGNS = {-1: "falls", 0: "unchanged", 1: "rises", None: ""}


@dataclass(frozen=True)
class Table:
    """A titled table: head, rows, and an anchor for links."""

    title: str
    head: Row
    rows: Sequence[Row]


def parameter_rows() -> list[ParameterRow]:
    """Return all parameters of ``configs/base.yaml``."""
    return parameter_table(study_as_data(load_study(BASE)))


def parameter_tables() -> Iterator[Table]:
    """Yield the parameters by section; paths are relative to the title."""
    head = ("path", "value", "unit", "status", "meaning", "source")
    for section, rows in groupby(parameter_rows(), key=lambda row: _section(row.path)):
        yield Table(section, head, [_parameter_cells(row, section) for row in rows])


def _section(path: str) -> str:
    parts = path.split(".")
    if parts[0] == "network" and parts[1] in ("cells", "populations", "projections"):
        return ".".join(parts[:3])
    return ".".join(parts[:2]) if parts[0] in ("sequences", "phases", "assessments") else parts[0]


def _parameter_cells(row: ParameterRow, section: str) -> Row:
    note = describe(row.path).note
    meaning = f"{row.meaning} ({note})" if note else row.meaning
    shown = f"`{row.path.removeprefix(section + '.')}`"
    unit = "" if row.unit == "1" else row.unit
    return shown, row.value, unit, row.status, meaning, row.source


def status_counts() -> Table:
    """Return how many parameters are measured, fitted and assumed."""
    counts = Counter(row.status for row in parameter_rows())
    rows = [(status, str(counts[status])) for status in get_args(Status)]
    return Table("", ("status", "parameters"), rows)


def unit_rows() -> Table:
    """Return the units that YAML may use."""
    rows = [(dimension, ", ".join(f"`{u}`" for u in units)) for dimension, units in UNITS.items()]
    return Table("", ("quantity", "units"), rows)


def science_rows() -> Table:
    """Return the code that a session uses without being part of its identity."""
    rows = [(f"`cortex_sim/{place}`", reason) for place, reason in EXEMPT.items()]
    return Table("", ("not part of a session's id", "because"), rows)


def measure_rows() -> Table:
    """Return what each measure means."""
    rows = [
        (
            ", ".join(f"`{name}`" for name in row.names),
            row.unit,
            row.meaning,
            ", ".join(f"`{kind}`" for kind in row.kinds),
            ", ".join(row.of),
        )
        for row in measure_meanings()
    ]
    return Table("", ("measure", "unit", "meaning", "assessment", "of a"), rows)


def reference_rows() -> Table:
    """Return all works that docstrings and parameters cite."""
    works = sorted(load_citations().values(), key=lambda work: work.key)
    rows = [
        (f"`{work.key}`", work.reference, "" if work.doi is None or work.doi_verified else "no")
        for work in works
    ]
    return Table("", ("key", "work", "DOI confirmed"), rows)


def ledger() -> Ledger:
    """Return the findings of the package."""
    return load_findings()


def finding_title(finding: Finding) -> str:
    """Return the heading of a finding: its number, if it has one, and its name."""
    name = finding.id.replace("_", " ")
    return name if finding.number is None else f"{finding.number}. {name}"


def finding_facts(finding: Finding) -> Table:
    """Return what is known of a finding beside its parts."""
    known = ledger()
    sources = "; ".join(f"{known.reference(k)} [{mark}]" for k, mark in finding.sources.items())
    rows = [
        ("strength", finding.strength),
        ("sources", sources),
        ("rests on", ", ".join(f"`{name}`" for name in finding.rests_on)),
        ("contradicted by", ", ".join(f"`{name}`" for name in finding.contradicted_by)),
        ("notes", finding.notes),
    ]
    return Table("", (), [row for row in rows if row[1]])


def part_rows(finding: Finding) -> Table:
    """Return the tests of a finding."""
    head = ("claim", "test", "measure", "contrast", "expected", "published", "role")
    return Table("", head, [_part_cells(part) for part in finding.parts.values()])


def _part_cells(part: Part) -> Row:
    known = _published(part)
    if part.not_modelled:
        return part.claim, "", "", "", "", known, f"not modelled: {part.not_modelled}"
    reading = next(iter(part.readings.values()))
    measure = " ".join(filter(None, [reading.measure, muscles(part)]))
    role = "decides" if part.decides else "shown"
    role += ", primary" if part.primary else ""
    return part.claim, part.test, measure, contrast(part), SIGNS[part.sign], known, role


def _published(part: Part) -> str:
    """Return band, number of subjects and how well both are known."""
    groups = " v ".join(map(str, part.published.n))
    more = ", ".join(filter(None, [f"n {groups}" if groups else "", part.published.mark]))
    note = f"; {part.published.note}" if part.published.note else ""
    return f"{published(part.published)} ({more}{note})".strip()


def linked(text: str) -> Iterator[tuple[str, str]]:
    """Yield pieces of a text, each with the address that it leads to, or nothing.

    Examples
    --------
    >>> list(linked("Pfister 2006 (doi 10.1/x)"))
    [('Pfister 2006 (', ''), ('doi 10.1/x', 'https://doi.org/10.1/x'), (')', '')]
    """
    end = 0
    for match in re.finditer(r"(?:doi )?(10\.\d+/[^\s;,]*[^\s;,.)])", text):
        yield text[end : match.start()], ""
        yield match[0], f"https://doi.org/{match[1]}"
        end = match.end()
    yield text[end:], ""
