"""Recordings in the formats of the field as channels: EDF and BDF, MATLAB, CED Spike2.

edfio reads EDF and BDF in numpy alone (pyedflib needs a compiler where there is no wheel),
pymatreader reads MATLAB files of all versions, which scipy does not, and neo reads Spike2 without
the maker's library. mne would read the first two as well and brings much else.
"""

import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from cortex_sim.errors import DataError
from cortex_sim.extras import extra_package
from cortex_sim.people.stimuli import Floats

ELSEWHERE = {
    ".smrx": "save it as .smr, or export it to MATLAB, in Spike2",
    ".adicht": "export it to MATLAB (or to EDF) in LabChart",
}
"""Formats that only their maker's library reads, and what to do."""


class Channel(NamedTuple):
    """One signal of a recording."""

    label: str
    unit: str
    rate_hz: float
    start_s: float
    values: Floats


def read_channels(path: Path) -> list[Channel]:
    """Return the signals of a recording, in any unit.

    Raises
    ------
    DataError
        If the file cannot be read, or is of a format that only its maker's library reads.
    MissingPackageError
        If the reader is not installed.
    """
    kind = path.suffix.lower()
    if kind in ELSEWHERE:
        raise DataError(f"{path}: {kind} cannot be read here; {ELSEWHERE[kind]}")
    if not path.is_file():
        raise DataError(f"{path}: no such file")
    return READERS[kind](path)


def _read(path: Path, what: str, read: Callable[[], Any]) -> Any:
    """Return what a library makes of a file; whatever it raises is an error of the file."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # edfio shortens a truncated file and warns
            warnings.simplefilter("ignore", DeprecationWarning)
            return read()
    except Exception as error:
        raise DataError(
            f"{path}: is no whole {what} file ({type(error).__name__}: {error}); export it anew"
        ) from None


def _edf(path: Path) -> list[Channel]:
    edfio = extra_package("edfio", "EDF and BDF", "people")
    read = edfio.read_bdf if path.suffix.lower() == ".bdf" else edfio.read_edf
    return [
        Channel(s.label, s.physical_dimension, float(s.sampling_frequency), 0.0, s.data)
        for s in _read(path, "EDF or BDF", lambda: read(path)).signals
    ]


def _matlab(path: Path) -> list[Channel]:
    """Return the channels of a MATLAB file as LabChart or Spike2 export it."""
    reader = extra_package("pymatreader", "MATLAB files", "people")
    content = _read(path, "MATLAB", lambda: reader.read_mat(path))
    try:
        if {"data", "datastart", "dataend", "samplerate"} <= set(content):
            return list(_labchart(path, content))
        found = list(_spike2_export(content))
    except DataError:
        raise
    except (KeyError, TypeError, ValueError, IndexError, ArithmeticError) as error:
        raise DataError(
            f"{path}: looks like an export of LabChart or Spike2 and is none "
            f"({type(error).__name__}: {error}); export it anew"
        ) from None
    if not found:
        names = ", ".join(n for n in content if not n.startswith("__"))
        raise DataError(
            f"{path}: is neither LabChart's export (data, datastart, dataend, samplerate, titles) "
            f"nor Spike2's (structures with title, interval, values, units); it has {names}; save "
            "the EMG as text with time_s and emg_<muscle>_mV"
        )
    return found


def _labchart(path: Path, content: dict[str, Any]) -> Iterator[Channel]:
    starts, ends = (np.atleast_1d(content[name]) for name in ("datastart", "dataend"))
    if starts.ndim > 1 and starts.shape[1] > 1:
        raise DataError(
            f"{path}: holds {starts.shape[1]} blocks with pauses between them; export one block"
        )
    data = np.ravel(content["data"]).astype(np.float64)
    titles, units = _texts(content.get("titles")), _texts(content.get("unittext"))
    rates = np.broadcast_to(np.ravel(content["samplerate"]), starts.size)
    which = np.ravel(content.get("unittextmap", np.arange(1, starts.size + 1))).astype(int)
    for number, (first, last) in enumerate(zip(starts.ravel(), ends.ravel(), strict=True)):
        if first < 1:
            continue  # LabChart's mark of a channel without data
        unit = units[which[number] - 1] if 0 < which[number] <= len(units) else ""
        if not first <= last <= data.size:
            raise IndexError(f"{titles[number]}: samples {first:g} to {last:g} of {data.size}")
        values = data[int(first) - 1 : int(last)]
        yield Channel(titles[number], unit, float(rates[number]), 0.0, values)


def _spike2_export(content: dict[str, Any]) -> Iterator[Channel]:
    for variable in content.values():
        if isinstance(variable, dict) and {"title", "interval", "values"} <= set(variable):
            yield Channel(
                str(variable["title"]).strip(), str(variable.get("units", "")).strip(),
                1.0 / float(variable["interval"]), float(variable.get("start", 0.0)),
                np.ravel(variable["values"]).astype(np.float64),
            )  # fmt: skip


def _texts(cells: Any) -> list[str]:
    if cells is None:
        return []
    return [str(cell).strip() for cell in np.atleast_1d(cells)]


def _spike2(path: Path) -> list[Channel]:
    """Return the waveforms of a Spike2 file without pauses."""
    neo = extra_package("neo.rawio", "Spike2 files", "people")

    def read() -> list[Channel]:
        raw = neo.Spike2RawIO(str(path))
        raw.parse_header()
        pieces = raw.segment_count(0)
        if pieces != 1:
            raise ValueError(f"it holds {pieces} pieces with pauses between them; save one")
        found = []
        for stream in range(len(raw.header["signal_streams"])):
            chunk = raw.get_analogsignal_chunk(block_index=0, seg_index=0, stream_index=stream)
            values = raw.rescale_signal_raw_to_float(chunk, "float64", stream_index=stream)
            rate = float(raw.get_signal_sampling_rate(stream_index=stream))
            start = float(raw.get_signal_t_start(0, 0, stream_index=stream))
            identity = raw.header["signal_streams"][stream]["id"]
            rows = raw.header["signal_channels"]
            for row, column in zip(rows[rows["stream_id"] == identity], values.T, strict=True):
                found.append(Channel(str(row["name"]), str(row["units"]), rate, start, column))
        return found

    return list(_read(path, "Spike2", read))


READERS: dict[str, Callable[[Path], list[Channel]]] = {
    ".edf": _edf,
    ".bdf": _edf,
    ".mat": _matlab,
    ".smr": _spike2,
}
"""By ending of the file's name, what reads its channels."""

RECORDS = (*READERS, *ELSEWHERE)
"""Endings of recordings, other than text."""
