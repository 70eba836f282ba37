"""What mechanisms gain and lose in the table of physiology, and which ones reach a missed row."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from cortex_sim.analysis.arrays import FloatArray
from cortex_sim.config.load import load_study
from cortex_sim.config.session_kinds import SessionKind
from cortex_sim.csv_cells import csv_of_maps
from cortex_sim.evidence.physiology import changes_for, table_of
from cortex_sim.outcome.result import StudyResult
from cortex_sim.report.experiment import Tell, finished_variants, variants_of
from cortex_sim.store.study import write_text_atomic

RATIO = "weight_ratio_exc_exc5"
"""Ratio of lateral weights between the zones of the primary pair to those within them."""

SHOWN = 3
"""Mechanisms that are named for each row."""

Cell = dict[str, Any]
"""A row of physiology of one variant at one visit, as a line of a table."""

Cells = dict[tuple[str, str], Cell]
"""The cells of one variant by quantity and visit."""


def reproduce_mechanisms(folder: Path, results: Path, tell: Tell) -> Path:
    """Examine each variant of an experiment as ``cortex-sim physiology`` does; write the tables.

    Parameters
    ----------
    folder
        Of the experiment: its study has the folder's name, ``variants.yaml`` says by label which
        fields each variant changes.
    results
        Folder of results.
    tell
        Gets a line for each variant and file.

    Returns
    -------
    Path
        The folder with ``mechanisms.csv`` (each row at each visit), ``by_mechanism.csv`` (rows
        that a mechanism brings into the band and takes out of it) and ``by_row.csv`` (which
        ones reach a row that is missed as configured).
    """
    name, out = folder.name, results / folder.name
    config = folder / f"{name}.yaml"
    examined = {
        label: [*changes, *changes_for(load_study(config, changes), None, None)]
        for label, changes in variants_of(folder).items()
    }
    found = finished_variants(config, results, f"{name}_table", examined, first=0, tell=tell)
    cells = [cell for label, result in found.items() for cell in cells_of(label, result)]
    tables = {
        "mechanisms": cells,
        "by_mechanism": list(mechanism_rows(cells)),
        "by_row": list(missed_rows(cells)),
    }
    out.mkdir(parents=True, exist_ok=True)
    for file, rows in tables.items():
        write_text_atomic(out / f"{file}.csv", csv_of_maps(rows))
        tell(str(out / f"{file}.csv"))
    return out


def cells_of(label: str, result: StudyResult) -> Iterator[Cell]:
    """Yield the rows of a variant: those with a band, then the ratio of weights by visit."""
    for cell in table_of(result):
        if not cell.row.shown_only:
            yield _cell(label, cell.row.quantity, cell.visit, cell.values, cell.verdict)
    for phase in result.study.course.phases:
        values = result.values(SessionKind.PRACTICE, RATIO, result.study.pair_name, "", phase)
        yield _cell(label, RATIO, phase, values)


def _cell(label: str, quantity: str, visit: str, values: FloatArray, verdict: str = "") -> Cell:
    known = values[np.isfinite(values)]
    mean = float(known.mean()) if known.size else float("nan")
    row = {"variant": label, "quantity": quantity, "visit": visit, "n": known.size, "value": mean}
    return {**row, "verdict": verdict, "subjects": " ".join(f"{value:.4g}" for value in values)}


def _by_variant(cells: Iterable[Cell]) -> Mapping[str, Cells]:
    found: dict[str, Cells] = defaultdict(dict)
    for cell in cells:
        found[cell["variant"]][cell["quantity"], cell["visit"]] = cell
    return found


def _rise(cells: Cells) -> float:
    """Return the change of the ratio of weights from health to CLBP."""
    return float(cells[RATIO, "clbp"]["value"] - cells[RATIO, "healthy"]["value"])


def _in_band(cells: Cells) -> set[tuple[str, str]]:
    return {row for row, cell in cells.items() if cell["verdict"] == "in range"}


def mechanism_rows(cells: Iterable[Cell]) -> Iterator[dict[str, Any]]:
    """Yield by variant how many rows it brings into the band and takes out of it.

    The first variant is the model as configured.
    """
    found = _by_variant(cells)
    base = _in_band(next(iter(found.values())))
    for label, own in found.items():
        now = _in_band(own)
        yield {
            "mechanism": label, "in_range": len(now), "gained": len(now - base),
            "lost": len(base - now), "ratio_healthy": own[RATIO, "healthy"]["value"],
            "ratio_clbp": own[RATIO, "clbp"]["value"], "rise": _rise(own),
        }  # fmt: skip


def missed_rows(cells: Iterable[Cell]) -> Iterator[dict[str, Any]]:
    """Yield each row that the first variant misses, with the mechanisms that reach its band.

    They stand in the order of what they leave of the rise of the ratio of weights. Where none
    reaches the band, those stand there that come nearest.
    """
    (_, base), *others = _by_variant(cells).items()
    for row, cell in base.items():
        if cell["verdict"] in ("in range", ""):
            continue
        there = [(label, own) for label, own in others if row in own and own[row]["n"]]
        reach = [(label, own) for label, own in there if row in _in_band(own)]
        sign = 1 if cell["verdict"] == "above" else -1
        nearest = sorted(there, key=lambda variant: sign * variant[1][row]["value"])
        shown = sorted(reach, key=lambda variant: -_rise(variant[1])) or nearest
        yield {
            "quantity": row[0], "visit": row[1], "value": cell["value"],
            "verdict": cell["verdict"], "tried": len(others), "reached_by": len(reach),
            "mechanisms": "; ".join(
                f"{label} {own[row]['value']:.3g} (rise {_rise(own):+.2f})"
                for label, own in shown[:SHOWN]
            ),
        }  # fmt: skip
