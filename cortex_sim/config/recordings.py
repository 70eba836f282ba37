"""Recorded spikes that a study names by file: read once, when the study is loaded."""

import csv
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cortex_sim.config.merge import settled
from cortex_sim.config.yaml_loader import MAX_BYTES, origin_of
from cortex_sim.errors import ConfigError

COLUMNS = ["cell", "time_s"]
MOST_CELLS = 20_000


def with_recordings(data: Mapping[str, Any], origins: Mapping[str, Path]) -> dict[str, Any]:
    """Return the data of a study with recorded spikes in place of the files that hold them.

    Parameters
    ----------
    data
        A study as it is merged from files, unchecked; what is no pattern is left as it is.
    origins
        Dotted key to the file that wrote it: recordings lie in that file's folder or below.

    Raises
    ------
    ConfigError
        If a file is elsewhere, cannot be read, or is no table of cells and times.
    """
    sequences = data.get("sequences")
    if not isinstance(sequences, Mapping):
        return dict(data)
    found = {}
    for name, sequence in sequences.items():
        patterns = sequence.get("spikes") if isinstance(sequence, Mapping) else None
        if isinstance(patterns, Mapping):
            where = f"sequences.{name}.spikes"
            read = {p: _read(row, f"{where}.{p}", origins) for p, row in patterns.items()}
            sequence = {**sequence, "spikes": read}
        found[name] = sequence
    return {**data, "sequences": found}


def _read(pattern: Any, where: str, origins: Mapping[str, Path]) -> Any:
    said = settled(pattern, idle=None)
    file = said.get("file") if isinstance(said, Mapping) else None
    if not isinstance(file, str) or not file:
        return pattern
    if "trains" in said:
        raise ConfigError(f"{where}: has a file and trains; give one of the two")
    writer = origin_of(origins, f"{where}.file")
    if writer is None:
        raise ConfigError(f"{where}.file: name a recording in the study's own file")
    folder = writer.resolve().parent
    path = (folder / file).resolve()
    if not path.is_relative_to(folder):
        raise ConfigError(
            f"{where}.file: got {file!r}, which is outside of the study's folder; copy it there"
        )
    kept = {key: value for key, value in pattern.items() if key != "file"}
    return {**kept, "trains": _trains(path, f"{where}.file")}


def _trains(path: Path, where: str) -> list[list[str]]:
    """Return the times of each cell, written with their unit."""
    if path.exists() and not path.is_file():  # to open a pipe would wait for a writer
        raise ConfigError(f"{where}: {path.name} is not a file")
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ConfigError(f"{where}: {path.name} is larger than {MAX_BYTES} bytes")
        with path.open(encoding="utf-8-sig", newline="") as opened:
            rows = list(csv.reader(opened))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigError(f"{where}: {path.name} cannot be read ({error})") from error
    if not rows or rows[0] != COLUMNS:
        got = ",".join(rows[0]) if rows else "nothing"
        raise ConfigError(
            f"{where}: {path.name} begins with {got!r:.80}; expected {','.join(COLUMNS)}"
        )
    trains: list[list[float]] = []
    for number, row in enumerate(rows[1:], start=2):
        cell, time = _spike(row, f"{where}: {path.name}, line {number}")
        trains += [[] for _ in range(cell + 1 - len(trains))]
        trains[cell].append(time)
    return [[f"{time!r} s" for time in sorted(train)] for train in trains]


def _spike(row: list[str], where: str) -> tuple[int, float]:
    try:
        cell, time = int(row[0]), float(row[1])
        if len(row) == len(COLUMNS) and 0 <= cell < MOST_CELLS and 0 <= time < math.inf:
            return cell, time
    except (ValueError, IndexError):
        pass
    raise ConfigError(
        f"{where}: got {','.join(row)!r:.80}, expected a cell (0 to {MOST_CELLS - 1}) and a time "
        "in s, 0 or later"
    )
