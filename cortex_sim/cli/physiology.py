"""``cortex-sim physiology``: rates, bursts and responses to TMS against published bands."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cortex_sim.api.progress import make_progress
from cortex_sim.catalog.findings import load_findings
from cortex_sim.catalog.physiology import PhysiologyRow
from cortex_sim.cli.options import STUDY, json_option, results_option, set_option
from cortex_sim.cli.output import is_quiet, print_json
from cortex_sim.config.load import load_study
from cortex_sim.course.plan import make_plan
from cortex_sim.course.runner import run_plan
from cortex_sim.csv_cells import csv_of_maps
from cortex_sim.errors import RunError
from cortex_sim.evidence.physiology import Cell, changes_for, table_of
from cortex_sim.outcome.folder import claimed_folder, write_study_outputs
from cortex_sim.outcome.stored import locate_study
from cortex_sim.store.paths import SessionStore
from cortex_sim.store.study import write_text_atomic

FEW = 6
"""Below so many subjects the table shows each of them."""

PLAIN_WIDTH = 140
STYLES = {"in range": "green", "below": "red", "above": "red", "no value": "yellow"}
NOTE = (
    "Mean over subjects, each subject's value in brackets where there are few. Mark: found (read "
    "in a text), derived (from printed figures), recalled (from memory), chosen (a band of ours)."
)


@click.command()
@click.argument("study", type=STUDY)
@set_option
@results_option
@click.option("--subjects", type=click.IntRange(1, 1000), help="Number of subjects.")
@click.option("--arm", help="Arm shown beside the common past; default: the first.")
@json_option
def physiology(
    study: Path,
    overrides: tuple[str, ...],
    results: Path,
    subjects: int | None,
    arm: str | None,
    is_json: bool,
) -> int:
    """Hold a network against physiology: rates, bursts and responses to TMS.

    STUDY is a configuration, a name that 'cortex-sim list' shows, or a study's folder. Practice
    sessions of the study that have run serve; what is missing is simulated.
    """
    config, root = locate_study(study, results)
    plain = load_study(config, overrides)
    examined = load_study(config, [*overrides, *changes_for(plain, subjects, arm)])
    plan, store = make_plan(examined), SessionStore(root)
    folder = claimed_folder(store, examined)
    progress = make_progress(quiet=is_quiet(), study=examined)
    report = run_plan(plan, store, progress=progress, log=folder / "run.jsonl")
    if report.is_interrupted:
        click.echo("interrupted: what is done is kept; the same command goes on", err=True)
        return 130
    if report.failed:
        raise RunError("\n  ".join(sorted(set(report.failed.values()))))
    cells = table_of(write_study_outputs(plan, store))
    path, rows = folder / "physiology.csv", _rows(cells)
    write_text_atomic(path, csv_of_maps(rows, missing=""))
    if is_json:
        print_json({"rows": rows, "file": path})
    else:
        _print(cells)
        click.echo(path)
    return 0


def _print(cells: Sequence[Cell]) -> None:
    console = Console()
    if not console.is_terminal:
        console = Console(width=PLAIN_WIDTH)
    table = Table(title="Physiology", box=box.SIMPLE_HEAD, title_justify="left", expand=True)
    for title, ratio in (("quantity", 4), ("visit", 3), ("simulated", 4), ("published", 3)):
        table.add_column(title, ratio=ratio, overflow="fold")
    table.add_column("verdict", no_wrap=True)
    before = None
    for cell in cells:
        row = cell.row
        first = row is not before
        table.add_row(
            row.quantity if first else "",
            cell.visit,
            _simulated(cell),
            f"{_band(row)} ({row.mark})" if first and not row.shown_only else "",
            Text(cell.verdict, STYLES.get(cell.verdict, "")),
        )
        before = row
    console.print(table)
    console.print(NOTE, highlight=False)
    verdicts = [cell.verdict for cell in cells if cell.verdict]
    in_range = verdicts.count("in range")
    console.print(f"\n{in_range} of {len(verdicts)} in range", highlight=False)


def _simulated(cell: Cell) -> Text:
    """Return mean and subjects; not as markup, which would take brackets away."""
    if not np.isfinite(cell.mean):
        return Text("none")
    text = f"{cell.mean:.3g} {cell.row.unit}".strip()
    if 1 < len(cell.values) < FEW:
        each = (f"{value:.3g}" if np.isfinite(value) else "none" for value in cell.values)
        text += f" [{', '.join(each)}]"
    return Text(text)


def _band(row: PhysiologyRow) -> str:
    if row.low is None:
        return f"up to {row.high:g} {row.unit}".strip()
    if row.high is None:
        return f"from {row.low:g} {row.unit}".strip()
    return f"{row.low:g} to {row.high:g} {row.unit}".strip()


def _rows(cells: Sequence[Cell]) -> list[dict[str, Any]]:
    """Return the table with all subjects' values, sources and notes."""
    ledger = load_findings()
    return [
        {
            "quantity": cell.row.quantity,
            "visit": cell.visit,
            "mean": cell.mean,
            "unit": cell.row.unit,
            "low": cell.row.low,
            "high": cell.row.high,
            "verdict": cell.verdict,
            "mark": cell.row.mark,
            "source": "; ".join(ledger.reference(key) for key in cell.row.sources),
            "note": cell.row.note,
            "subjects": tuple(float(value) for value in cell.values),
        }
        for cell in cells
    ]
