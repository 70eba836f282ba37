"""One tidy table of all that a sweep found, as CSV and as HDF5.

The bytes depend on the results alone: not on the order in which points ran, nor
on how often the run was interrupted, nor on where and when.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np
from numpy.typing import NDArray

from cortex_sim.config.canonical import canonical_json
from cortex_sim.csv_cells import cell_text, csv_text
from cortex_sim.names import file_name
from cortex_sim.outcome.result import Row
from cortex_sim.store.atomic import write_bytes_atomic
from cortex_sim.sweep.folder import SweepFolder
from cortex_sim.sweep.points import Point
from cortex_sim.sweep.values import number_and_unit

NUMBERS = {"number": np.int64, "subject": np.int64, "day": np.float64, "value": np.float64}
"""Columns of numbers; the others are text."""

FORMAT_VERSION = 1


@dataclass(frozen=True)
class Table:
    """The collected measures, a line for each."""

    columns: tuple[str, ...]
    text: str
    """CSV, with a head."""

    points: int
    missing: tuple[Point, ...]
    """Points without a good result; they are not in the table."""

    def rows(self) -> Iterator[dict[str, str]]:
        """Return the lines, each as column -> text."""
        for row in csv.DictReader(io.StringIO(self.text)):
            yield {name: cell_text(cell) for name, cell in row.items()}


def collect(folder: SweepFolder, points: Sequence[Point], keys: Sequence[str]) -> Table:
    """Return the table of some points, in the order of the sweep.

    Parameters
    ----------
    folder
        Where the results are.
    points
        Which ones.
    keys
        Fields that vary; each is a column.
    """
    done = folder.done_ids()
    columns = ("point", "number", *keys, *Row._fields)
    parts, missing = [csv_text([columns])], []
    for point in points:
        result = folder.read_result(point.point_id) if point.point_id in done else None
        if result is None:
            missing.append(point)
        else:
            parts.append(_prefixed(point, keys, result.rows))
    return Table(columns, "".join(parts), len(points) - len(missing), tuple(missing))


def write_table(folder: Path, table: Table, name: str = "table") -> tuple[Path, Path]:
    """Write the table as CSV and HDF5; return the two files."""
    csv_path, hdf5_path = folder / file_name(name, ".csv"), folder / file_name(name, ".h5")
    write_bytes_atomic(csv_path, table.text.encode())
    write_bytes_atomic(hdf5_path, as_hdf5(table))
    return csv_path, hdf5_path


def as_hdf5(table: Table) -> bytes:
    """Return the table as an HDF5 file: a dataset for each column, all of one length.

    Text columns hold UTF-8 of fixed length. Fields that vary and are numbers, or
    numbers with one unit, are numbers here; the unit is an attribute.
    """
    reader = csv.reader(io.StringIO(table.text))
    next(reader)
    columns = list(zip(*reader, strict=True)) or [()] * len(table.columns)
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        file.attrs["format_version"] = FORMAT_VERSION
        file.attrs["columns"] = canonical_json(table.columns)
        for name, texts in zip(table.columns, columns, strict=True):
            values, unit = _as_array(name, texts)
            options = {"compression": "gzip", "compression_opts": 1, "shuffle": True}
            dataset = file.create_dataset(
                name, data=values, track_times=False, **(options if len(values) else {})
            )
            dataset.attrs["units"] = unit
    return buffer.getvalue()


def _as_array(name: str, texts: Sequence[str]) -> tuple[NDArray[np.generic], str]:
    if name in NUMBERS:
        return np.array(texts, dtype=NUMBERS[name]), ""
    different = dict.fromkeys(texts)
    if "." in name and (found := _numbers(list(different))) is not None:
        by_text, unit = found
        return np.array([by_text[text] for text in texts], dtype=np.float64), unit
    encoded = {text: cell_text(text).encode() for text in different}
    width = max(map(len, encoded.values()), default=1) or 1
    return np.array([encoded[text] for text in texts], dtype=f"S{width}"), ""


def _numbers(texts: list[str]) -> tuple[dict[str, float], str] | None:
    """Return the numbers and the unit of a column of values; None if it has others."""
    try:
        pairs = {text: number_and_unit(text) for text in texts}
    except ValueError:
        return None
    units = {unit for _, unit in pairs.values()}
    if len(units) != 1:
        return None
    return {text: number for text, (number, _) in pairs.items()}, units.pop()


def _prefixed(point: Point, keys: Sequence[str], rows: str) -> str:
    """Return a point's rows with its id, number and values in front of each."""
    overrides = point.overrides
    values = (overrides.get(key) for key in keys)
    texts = [value if isinstance(value, str) else canonical_json(value) for value in values]
    head = csv_text([(point.point_id, point.number, *texts)])[:-1]
    return "".join(f"{head},{row}\n" for row in rows.splitlines())
