"""From a file to an `Emg`: text with a row for each sample, or a recording with channels."""

import re
from pathlib import Path

import numpy as np

from cortex_sim.errors import DataError
from cortex_sim.people.channels import RECORDS, Channel, read_channels
from cortex_sim.people.emg import Emg
from cortex_sim.people.layout import Layout, layout_of, load_layout
from cortex_sim.people.stimuli import Floats
from cortex_sim.people.text_table import TextTable, read_text_table

LARGEST_EMG_MV = 50.0
"""No surface EMG is larger; one that seems so is in another unit."""

_VOLTS = {"v": 1e3, "volt": 1e3, "volts": 1e3, "mv": 1.0, "uv": 1e-3, "\u03bcv": 1e-3, "nv": 1e-6}
"""Units of voltage in mV, as `_in_mv` writes them: Spike2 calls its own `` Volt``."""


def read_emg(path: Path | str, layout: Layout | Path | str | None = None) -> Emg:
    """Return the EMG of a file.

    Parameters
    ----------
    path
        ``.edf``, ``.bdf``, ``.mat`` (exports of LabChart and Spike2) or ``.smr`` (all with the
        extra ``people``), else text with a row for each sample.
    layout
        A `Layout` or its file: ``mep`` names the columns or channels by muscle, ``time`` or
        ``rate_hz`` the clock. By default the columns are ``time_s`` and ``emg_<muscle>_mV``, and
        the channels those in a unit of voltage.

    Raises
    ------
    DataError
        If something cannot be read or is impossible.
    MissingPackageError
        If the reader of the format is not installed.
    """
    path = Path(path)
    given = layout if layout is None or isinstance(layout, Layout) else load_layout(layout)
    if path.suffix.lower() in RECORDS:
        return _checked(_of_channels(path, read_channels(path), given))
    table = read_text_table(
        path, delimiter=given.delimiter if given else None, header=given.header if given else True
    )
    return _checked(_of_text(table, layout_of(list(table.columns), path, given)))


def _checked(emg: Emg) -> Emg:
    if not np.isfinite(emg.signal_mv).all():
        raise DataError(
            f"{emg.source}: holds samples that are no numbers, as of a pause in the record; export "
            "a part without pauses"
        )
    for muscle, signal in zip(emg.muscles, emg.signal_mv.T, strict=True):
        largest = float(np.abs(signal).max(initial=0.0))
        if largest > LARGEST_EMG_MV:
            raise DataError(
                f"{emg.source}: the EMG of {muscle} would reach {largest:g} mV, allowed is "
                f"{LARGEST_EMG_MV:g}; is its unit right, and is it an EMG? (channels are chosen "
                "under 'mep' in a mapping file)"
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
                f"{table.path}: nothing says when its samples were taken; call the column time_s, "
                "or say 'columns: {time: NAME}' or 'rate_hz' in the mapping file"
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


def _of_channels(path: Path, channels: list[Channel], layout: Layout | None) -> Emg:
    in_volts = [channel for channel in channels if _in_mv(channel.unit) is not None]
    named = {channel.label: channel for channel in in_volts}
    chosen = dict(layout.mep) if layout and layout.mep else _muscles(path, in_volts)
    gone = [label for label in chosen.values() if label not in named]
    if gone or not chosen:
        there = ", ".join(f"{c.label!r} ({c.unit})" for c in channels) or "none"
        what = f"no channel {gone[0]!r} in a unit of voltage" if gone else "no channel in volts"
        raise DataError(f"{path}: has {what}; its channels are {there}")
    taken = [named[label] for label in chosen.values()]
    rate, n_samples = taken[0].rate_hz, min(len(c.values) for c in taken)
    if not (0 < rate < np.inf and n_samples):
        raise DataError(
            f"{path}: has a channel of {n_samples} samples, or one of {rate:g} samples a second; "
            "export it anew"
        )
    if not _of_one_clock(taken):
        rates = ", ".join(f"{rate:g}" for rate in sorted({c.rate_hz for c in taken}))
        raise DataError(
            f"{path}: its channels have {rates} samples a second, or differ in start or length; "
            "choose channels of one clock under 'mep' in a mapping file"
        )
    data: Floats = np.column_stack([c.values[:n_samples] * (_in_mv(c.unit) or 1.0) for c in taken])
    return Emg(path.name, tuple(chosen), rate, data, taken[0].start_s)


def _in_mv(unit: str) -> float | None:
    """Return a unit in mV; None if it is no voltage."""
    return _VOLTS.get(unit.strip().casefold())


def _of_one_clock(channels: list[Channel]) -> bool:
    """Return whether channels differ by less than a sample, as those do that take turns."""
    rates = np.array([c.rate_hz for c in channels])
    starts = np.array([c.start_s for c in channels])
    lengths = np.array([len(c.values) for c in channels])
    return bool(
        np.allclose(rates, rates[0], rtol=1e-9)
        and np.ptp(starts) * rates[0] < 1
        and np.ptp(lengths) <= 1
    )


def _muscles(path: Path, channels: list[Channel]) -> dict[str, str]:
    """Return channels by muscle: the label without "EMG" and without signs."""
    found: dict[str, str] = {}
    for label in (channel.label for channel in channels):
        name = re.sub(r"[^A-Za-z0-9]", "", re.sub(r"^EMG[ _-]*", "", label))
        muscle = (name if name[:1].isalpha() else f"ch{name}")[:16]
        if muscle in found:
            raise DataError(
                f"{path}: the channels {found[muscle]!r} and {label!r} would both be {muscle}; "
                "name muscles under 'mep' in a mapping file"
            )
        found[muscle] = label
    return found
