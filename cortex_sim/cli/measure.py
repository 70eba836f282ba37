"""``cortex-sim measure``: the clinic's measures of sessions that were measured in people."""

from pathlib import Path
from typing import Literal

import click

from cortex_sim.analysis.emg import OnsetMethod
from cortex_sim.analysis.interpolation import METHODS, Interpolation
from cortex_sim.cli.options import POSITIVE, FiniteRange, json_option
from cortex_sim.cli.output import print_json, tell
from cortex_sim.errors import DataError
from cortex_sim.people.channels import RECORDS
from cortex_sim.people.found import MeasuredRow, as_csv
from cortex_sim.people.layout import load_layout
from cortex_sim.people.read_emg import read_emg
from cortex_sim.people.read_stimuli import read_stimuli
from cortex_sim.people.reading import Reading
from cortex_sim.people.session import measure as measured
from cortex_sim.people.session import notes_of, pulses_as_read
from cortex_sim.store.study import write_text_atomic

FILE = click.Path(path_type=Path)


@click.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--columns", type=FILE, help="A mapping file: what the columns are (YAML).")
@click.option("--emg", type=FILE, help="The EMG that the pulses of the one FILE stand in.")
@click.option("--emg-columns", type=FILE, help="A mapping file for the EMG.")
@click.option(
    "--state", type=click.Choice(["rest", "active"]), default="rest", show_default=True,
    help="At rest or during a contraction: RMT or AMT, 0.05 or 0.2 mV as criterion.",
)  # fmt: skip
@click.option(
    "--criterion", type=POSITIVE, metavar="MV", help="MEP from which a pulse was answered."
)
@click.option(
    "--floor", type=FiniteRange(min=0), default=0.0, show_default=True, metavar="MV",
    help="Smaller MEPs count as 0.",
)  # fmt: skip
@click.option(
    "--threshold", type=FiniteRange(0, 1), default=0.1, show_default=True,
    help="Share of a map's largest MEP from which a site is active.",
)  # fmt: skip
@click.option(
    "--spacing", type=POSITIVE, metavar="MM", help="Sort the pulses into cells this wide."
)
@click.option(
    "--mep-window", type=(FiniteRange(min=0), POSITIVE), metavar="START END",
    default=Reading.mep_ms, show_default=True,
    help="Where MEPs are looked for in an EMG, in ms after the pulse, e.g. 18 50 for a hand.",
)  # fmt: skip
@click.option(
    "--max-background", type=POSITIVE, metavar="MV",
    help="Leave out pulses of an EMG with a larger rms of the background, e.g. 0.01 at rest.",
)  # fmt: skip
@click.option(
    "--onset", type=click.Choice(["hodges-bui", "teager-kaiser"]), default="hodges-bui",
    show_default=True,
    help="How the onset of a movement is found; hodges-bui dates strong bursts some 25 ms early.",
)  # fmt: skip
@click.option(
    "--interpolate", type=click.Choice(list(METHODS)),
    help="Measure maps between their sites too (rows map_interpolated).",
)  # fmt: skip
@click.option("--out", type=FILE, help="Write the table here (CSV) instead of to the screen.")
@click.option("--page", type=FILE, help="Write a page with maps and notes here too (HTML).")
@json_option
def measure(
    files: tuple[Path, ...],
    columns: Path | None,
    emg: Path | None,
    emg_columns: Path | None,
    state: Literal["rest", "active"],
    criterion: float | None,
    floor: float,
    threshold: float,
    spacing: float | None,
    mep_window: tuple[float, float],
    max_background: float | None,
    onset: OnsetMethod,
    interpolate: Interpolation | None,
    out: Path | None,
    page: Path | None,
    is_json: bool,
) -> None:
    """Measure sessions of people as the virtual clinic measures its subjects.

    A FILE is a table with a row for each pulse (CSV, TSV, exports of Brainsight and Nexstim), or an
    EMG (EDF, BDF, MATLAB, Spike2) with its table `*_events.tsv` beside it. The result is a table
    with the columns of a study's measures.csv.
    """
    if mep_window[0] >= mep_window[1]:
        start, end = mep_window
        raise click.UsageError(f"--mep-window: got {start:g} {end:g}, expected START before END")
    reading = Reading(
        state, criterion, floor, threshold, spacing, mep_window,
        max_background_mv=max_background, onset=onset, interpolation=interpolate,
    )  # fmt: skip
    if len(files) > 1 and (emg or page):
        which = "--emg belongs" if emg else "--page belongs"
        raise click.UsageError(f"{which} to a single FILE; measure the others on their own")
    if is_json and out is not None:
        raise click.UsageError("--json cannot be had with --out, which writes CSV; leave out one")
    _keep_inputs((*files, columns, emg, emg_columns), (out, page))
    rows: list[MeasuredRow] = []
    for file in files:
        found = _of_file(file, columns, emg, emg_columns, reading, page)
        _keep_apart(rows, found, file)
        rows += found
    if is_json:
        print_json([row._asdict() for row in rows])
    elif out is None:
        click.echo(as_csv(rows), nl=False)
    else:
        write_text_atomic(out, as_csv(rows))
        click.echo(out)


def _keep_inputs(inputs: tuple[Path | None, ...], outputs: tuple[Path | None, ...]) -> None:
    """Refuse to write over what was measured."""
    there = {path.resolve() for path in inputs if path}
    for path in outputs:
        if path and path.resolve() in there:
            raise click.UsageError(f"{path} is read here; give --out and --page names of their own")


def _keep_apart(before: list[MeasuredRow], found: list[MeasuredRow], file: Path) -> None:
    """Refuse a second file with the same assessment of the same subject and session."""
    there = {(row.subject, row.phase, row.assessment): row.session for row in before}
    for row in found:
        if first := there.get((row.subject, row.phase, row.assessment)):
            session = f", session {row.phase!r}" if row.phase else ""
            raise DataError(
                f"{file}: {first} has {row.assessment!r} of subject {row.subject!r}{session} too; "
                "name subject and session in columns or in the names of the files (sub-01_ses-1), "
                "or measure each into a table of its own"
            )


def _of_file(
    file: Path,
    columns: Path | None,
    emg: Path | None,
    emg_columns: Path | None,
    reading: Reading,
    page: Path | None,
) -> list[MeasuredRow]:
    record = file if file.suffix.lower() in RECORDS else emg
    table = _events_of(file) if record is file else file
    stimuli = read_stimuli(table, load_layout(columns) if columns else None)
    signal = None
    if record is not None:
        signal = read_emg(record, load_layout(emg_columns) if emg_columns else None)
    pulses = pulses_as_read(stimuli, reading, signal)
    rows, notes = measured(pulses, reading, signal), notes_of(pulses, reading)
    for note in notes:
        tell(f"{file.name}: {note}")
    if page is not None:
        from cortex_sim.report.session_page import write_session_page  # slow to load

        tell(str(write_session_page(page, pulses, rows, notes, reading, signal)))
    return rows


def _events_of(emg: Path) -> Path:
    """Return the table of events beside a BIDS recording."""
    stem = emg.stem.rsplit("_", 1)[0] if "_" in emg.stem else emg.stem
    table = emg.with_name(f"{stem}_events.tsv")
    if not table.is_file():
        raise DataError(
            f"{emg}: the table of its pulses or cues, {table.name}, is not beside it; add it, or "
            f"measure your own table with '--emg {emg.name}'"
        )
    return table
