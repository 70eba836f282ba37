"""From a file to an `Emg`: text with a row for each sample, EDF or BDF."""

import re
import warnings
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from cortex_sim.errors import DataError, MissingPackageError
from cortex_sim.people.emg import Emg
from cortex_sim.people.layout import Layout, layout_of, load_layout
from cortex_sim.people.stimuli import Floats
from cortex_sim.people.text_table import TextTable, read_text_table

LARGEST_EMG_MV = 50.0
"""No surface EMG is larger; one that seems so is in another unit."""

_VOLTS = {"V": 1e3, "mV": 1.0, "uV": 1e-3, "µV": 1e-3, "nV": 1e-6}


def read_emg(path: Path | str, layout: Layout | Path | str | None = None) -> Emg:
    """Return the EMG of a file.

    Parameters
    ----------
    path
        ``.edf`` or ``.bdf`` (needs the extra ``people``), else text with a row for each sample.
    layout
        A `Layout` or its file: ``mep`` names the columns or channels by muscle, ``time`` or
        ``rate_hz`` the clock. By default the columns are ``time_s`` and ``emg_<muscle>_mV``, and
        the channels those in a unit of voltage.

    Raises
    ------
    DataError
        If something cannot be read or is impossible.
    MissingPackageError
        If the reader of EDF is not installed.
    """
    path = Path(path)
    given = layout if layout is None or isinstance(layout, Layout) else load_layout(layout)
    if path.suffix.lower() in (".edf", ".bdf"):
        return _checked(_of_edf(path, given))
    table = read_text_table(
        path, delimiter=given.delimiter if given else None, header=given.header if given else True
    )
    return _checked(_of_text(table, given or layout_of(list(table.columns), path)))


def _checked(emg: Emg) -> Emg:
    largest = float(np.abs(emg.signal_mv).max(initial=0.0))
    if largest > LARGEST_EMG_MV:
        raise DataError(
            f"{emg.source}: the EMG would reach {largest:g} mV, allowed is {LARGEST_EMG_MV:g}; is "
            "its unit right?"
        )
    return emg


def _of_text(table: TextTable, layout: Layout) -> Emg:
    if not layout.mep:
        raise DataError(
            f"{table.path}: no column holds an EMG; call them emg_<muscle>_mV, or name them under "
            "'mep' in a mapping file"
        )
    gone = [name for name in layout.mep.values() if name not in table.columns]
    if gone:
        there = ", ".join(map(repr, table.columns))
        raise DataError(f"{table.path}: has no column {gone[0]!r}; it has {there}")
    size = layout.units.size("mep")
    signal = np.column_stack(
        [
            table.numbers(name, missing=(), decimal=layout.decimal, scale=size)
            for name in layout.mep.values()
        ]
    )
    rate, start = _clock(table, layout)
    table.refuse_bad()
    return Emg(table.path.name, tuple(layout.mep), rate, signal, start)


def _clock(table: TextTable, layout: Layout) -> tuple[float, float]:
    """Return samples a second, and the time of the first."""
    name = layout.columns.get("time")
    if name is None:
        if layout.rate_hz is None:
            raise DataError(
                f"{table.path}: has no column time_s; add it, or 'rate_hz' to the mapping file"
            )
        return layout.rate_hz, 0.0
    size = layout.units.size("time")
    time = table.numbers(name, missing=(), decimal=layout.decimal, scale=size)
    table.refuse_bad()
    steps = np.diff(time)
    if len(steps) == 0 or not np.all(np.abs(steps - steps.mean()) < 0.1 * steps.mean()):
        worst = int(np.argmax(np.abs(steps - np.median(steps)))) if len(steps) else 0
        raise DataError(
            f"{table.path}: line {table.lines[worst] + 1}, column {name!r}: the times are not "
            "equally spaced; an EMG without gaps is needed"
        )
    return float((len(time) - 1) / (time[-1] - time[0])), float(time[0])


def _of_edf(path: Path, layout: Layout | None) -> Emg:
    file = _opened(path)
    named = {s.label: s for s in file.signals if s.physical_dimension in _VOLTS}
    chosen = dict(layout.mep) if layout and layout.mep else _muscles(list(named))
    gone = [label for label in chosen.values() if label not in named]
    if gone or not chosen:
        there = ", ".join(f"{s.label!r} ({s.physical_dimension})" for s in file.signals)
        what = f"no channel {gone[0]!r} in a unit of voltage" if gone else "no channel in volts"
        raise DataError(f"{path}: has {what}; it has {there}")
    signals = [named[label] for label in chosen.values()]
    rates = {float(s.sampling_frequency) for s in signals}
    if len(rates) > 1:
        raise DataError(
            f"{path}: its channels have {', '.join(f'{r:g}' for r in sorted(rates))} samples a "
            "second; choose channels of one rate under 'mep' in a mapping file"
        )
    data: Floats = np.column_stack([s.data * _VOLTS[s.physical_dimension] for s in signals])
    return Emg(path.name, tuple(chosen), rates.pop(), data)


def _opened(path: Path) -> Any:
    edfio = edf_package()
    if not path.is_file():
        raise DataError(f"{path}: no such file")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # the library shortens a truncated file and warns
            return (edfio.read_bdf if path.suffix.lower() == ".bdf" else edfio.read_edf)(path)
    except Exception as error:
        raise DataError(
            f"{path}: is no whole EDF or BDF file ({type(error).__name__}: {error}); export it anew"
        ) from None


def edf_package() -> Any:
    """Return edfio, which reads and writes EDF and BDF.

    Raises
    ------
    MissingPackageError
        If it is not installed.
    """
    try:
        return import_module("edfio")
    except ImportError as error:
        raise MissingPackageError(
            f"EDF and BDF need edfio, which cannot be imported ({error}); install it: "
            "pip install 'cortex_sim[people]'"
        ) from None


def _muscles(labels: list[str]) -> dict[str, str]:
    """Return channels by muscle: the label without "EMG" and without signs."""
    found = {}
    for label in labels:
        name = re.sub(r"[^A-Za-z0-9]", "", re.sub(r"^EMG[ _-]*", "", label))
        found[(name if name[:1].isalpha() else f"ch{name}")[:16]] = label
    return found
