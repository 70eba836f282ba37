"""Contrasts as text: lines for people, and CSV."""

import math
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from cortex_sim.analysis.effects import MIN_SUBJECTS
from cortex_sim.csv_cells import csv_text
from cortex_sim.outcome.contrasts import Compared


def contrasts_csv(rows: list[Compared]) -> str:
    """Return contrasts as CSV text, a row each; subjects' values apart by spaces."""
    words = ("name", "kind", "text", "assessment", "measure", "muscle", "unit")
    numbers = ("n", "estimate", "low", "high", "g_z", "p", "p_holm", "noise", "beyond_noise")
    names = (*words, *numbers, "verdict", "planned", "subjects")
    return csv_text([names, *([getattr(row, name) for name in names] for row in rows)], digits=6)


def contrast_rows(rows: list[Compared]) -> list[dict[str, Any]]:
    """Return contrasts as data, by the names of `Compared`."""
    return [asdict(row) for row in rows]


def contrast_lines(rows: list[Compared]) -> Iterator[str]:
    """Yield contrasts as lines for people."""
    for row in rows:
        where = f"{row.measure} of {row.muscle or 'the network'} ({row.assessment})"
        yield f"{row.name}: {row.text}; {where}, {row.kind}, n = {row.n}"
        yield f"  {number_text(row)}"
        notes = (same_text(row), noise_text(row), row.verdict, row.planned)
        yield from (f"  {text}" for text in notes if text)


def same_text(row: Compared) -> str:
    """Return a warning where nothing differs in any subject, empty otherwise."""
    if row.kind == "correlation" or not row.subjects or any(row.subjects):
        return ""
    if row.kind == "change":
        return "no change in any subject"
    return "equal in every subject: what is set otherwise in the one has no effect here"


def number_text(row: Compared) -> str:
    """Return the estimate with its interval, or of few subjects each one's value."""
    unit = f" {row.unit}" if row.unit else ""
    if row.kind == "correlation":
        if not math.isfinite(row.estimate):
            return f"r is undefined (n = {row.n}; it needs 3 subjects that differ in both)"
        ends = f" [{row.low:.2f}, {row.high:.2f}]" if math.isfinite(row.low) else ""
        return f"r = {row.estimate:+.2f}{ends}{_p_text(row)}"
    if row.n < MIN_SUBJECTS:
        return f"subjects: {'; '.join(f'{v:+.3g}{unit}' for v in row.subjects) or 'none'}"
    size = f", g_z {row.g_z:+.2f}" if math.isfinite(row.g_z) else ""
    return f"{row.estimate:+.3g}{unit} [{row.low:.3g}, {row.high:.3g}]{size}{_p_text(row)}"


def _p_text(row: Compared) -> str:
    """Return p, and with several tests the corrected one; empty without a p."""
    if not math.isfinite(row.p):
        return ""
    corrected = f", {row.p_holm:.2g} by Holm over {row.tests}" if row.tests > 1 else ""
    return f", p {row.p:.2g}{corrected}"


def noise_text(row: Compared) -> str:
    """Return what is known of the noise of one measurement, empty if nothing is."""
    if row.beyond_noise is None:
        return ""
    beyond = f"{row.beyond_noise} of {row.n} subjects beyond ±{row.smallest_change:.3g}"
    return f"retest SD {row.noise:.3g} ({row.noise_from}): {beyond}"
