"""Exports of navigation systems as tables of pulses: Brainsight and Nexstim.

Both hold places in mm and peak-to-peak MEPs in microvolt; what the pulses were for they do not say,
so a mapping file must (``constant: {protocol: map}``).
"""

import re
from pathlib import Path

import numpy as np

from cortex_sim.errors import DataError
from cortex_sim.people.layout import Layout
from cortex_sim.people.text_table import TextTable, check_names, text_of
from cortex_sim.units import counted

HEAD = 10_000
"""Characters from the start of a file in which an export shows itself."""

_NEXSTIM_EMG = re.compile(r"EMG ?(\d+) ?\(([^)]*)\)")
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")

NULL = "(null)"
"""What Brainsight writes where there is nothing."""


def read_navigation(path: Path, layout: Layout | None) -> tuple[TextTable, Layout] | None:
    """Return the pulses of an export and what its columns are; None if the file is none.

    Parameters
    ----------
    path
        The file.
    layout
        What the user says; roles that it leaves open are those of the export.

    Raises
    ------
    DataError
        If it is an export and holds no pulse, or Nexstim's and holds several peeling depths of
        which the layout chooses none.
    """
    if path.suffix.lower() not in (".txt", ".csv", ".tsv"):
        return None
    head = text_of(path, HEAD)
    for mark, read in (("Created by: Brainsight", _brainsight), ("Peeling depth", _nexstim)):
        if mark in head:
            return read(path, text_of(path).splitlines(), layout)
    return None


def _brainsight(path: Path, lines: list[str], layout: Layout | None) -> tuple[TextTable, Layout]:
    start = next((n for n, line in enumerate(lines) if line.startswith("# Sample Name\t")), None)
    if start is None:
        raise DataError(f"{path}: a Brainsight export without samples; export the samples too")
    names = lines[start].removeprefix("# ").split("\t")
    check_names(path, names)
    rows, numbers = [], []
    for number, line in enumerate(lines[start + 1 :], start=start + 2):
        if line.startswith("#"):
            break
        if not line.strip():
            continue
        cells = line.split("\t")
        if len(cells) != len(names):
            raise DataError(
                f"{path}: line {number} has {counted(len(cells), 'cell')}, expected {len(names)}; "
                "export anew"
            )
        rows.append(cells)
        numbers.append(number)
    if not rows:
        raise DataError(f"{path}: a Brainsight export whose table of samples is empty")
    table = TextTable(
        path, dict(zip(names, zip(*rows, strict=True), strict=True)), np.array(numbers)
    )
    roles = {
        "x": "Loc. X", "y": "Loc. Y", "z": "Loc. Z", "site": "Assoc. Target",
        "intensity": "Stim. Power A", "session": "Session Name",
    }  # fmt: skip
    columns = {role: name for role, name in roles.items() if name in names}
    meps = {
        f"EMG{match[1]}": name
        for name in names
        if (match := re.fullmatch(r"EMG Peak-to-peak (\d+)", name))
    }
    return table, _merged(layout, columns, meps)


def _nexstim(path: Path, lines: list[str], layout: Layout | None) -> tuple[TextTable, Layout]:
    depth, found = "", []
    for number, line in enumerate(lines, start=1):
        if "Peeling depth" in line:
            depth = str(float((_NUMBER.search(line.split("Peeling depth")[1]) or ["nan"])[0]))
        elif "ID(" in line and "MRI coord" in line:
            found.append((number, depth, line))
    depths = sorted({depth for _, depth, _ in found})
    wanted = None if layout is None else layout.peeling_mm
    if len(depths) > 1 and wanted is None:
        raise DataError(
            f"{path}: a Nexstim export with peeling depths {', '.join(depths)}; say which one in a "
            "mapping file, such as 'peeling_mm: 25'"
        )
    chosen = [row for row in found if wanted is None or float(row[1]) == wanted]
    if not chosen:
        there = ", ".join(depths) or "none at all"
        raise DataError(f"{path}: no stimulation at that peeling depth; it has {there}")
    muscles = sorted({f"EMG{m[1]}" for _, _, line in chosen for m in _NEXSTIM_EMG.finditer(line)})
    columns: dict[str, list[str]] = {name: [] for name in ("x", "y", "z", *muscles)}
    for number, _, line in chosen:
        place = _NUMBER.findall(line[line.index("MRI coord") + len("MRI coord") :])
        if len(place) < 3:
            raise DataError(f"{path}: line {number} has no three coordinates behind 'MRI coord'")
        for axis, cell in zip("xyz", place, strict=False):
            columns[axis].append(cell)
        meps = {f"EMG{m[1]}": _NUMBER.findall(m[2]) for m in _NEXSTIM_EMG.finditer(line)}
        for muscle in muscles:
            # amplitude and latency; a lone "-" or nothing where no MEP was marked
            cells = meps.get(muscle, [])
            columns[muscle].append(cells[0] if cells else "n/a")
    table = TextTable(
        path, {name: tuple(cells) for name, cells in columns.items()},
        np.array([number for number, _, _ in chosen]),
    )  # fmt: skip
    return table, _merged(layout, {axis: axis for axis in "xyz"}, {m: m for m in muscles})


def _merged(layout: Layout | None, columns: dict[str, str], meps: dict[str, str]) -> Layout:
    given = layout or Layout()
    missing = given.missing if NULL in given.missing else (*given.missing, NULL)
    units = given.units.model_copy(update={"mep": "uV"})
    kept = {role: name for role, name in columns.items() if role not in given.constant}
    return given.model_copy(
        update={
            "columns": {**kept, **given.columns},
            "mep": given.mep or meps,
            "missing": missing,
            "units": units,
        }
    )
