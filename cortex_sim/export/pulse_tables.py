"""Stored TMS sessions as rows of BIDS tables of pulses, by kind of assessment."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cortex_sim.config.study import Study
from cortex_sim.store.record import SessionRecord


class Pulse(NamedTuple):
    """One pulse, or pair of pulses."""

    protocol: str
    interval_ms: float
    """nan for single pulses."""

    intensity_mv: float
    """nan where the record holds none: pairs are relative to each muscle's threshold."""

    place_mm: tuple[float, float] | None
    """Nominal place of the coil; None where the record holds none."""

    responses: dict[str, float]
    """By muscle, the MEP above background in spikes of the mean unit."""


Pulses = Callable[[SessionRecord, Study, str], list[Pulse]]


def _map(record: SessionRecord, study: Study, _: str) -> list[Pulse]:
    mep, sites = record.arrays["mep"].values, record.arrays["site"].values
    intensity = float(record.arrays["intensity"].values)
    return [
        Pulse(
            "map", np.nan, intensity, (float(x), float(y)),
            dict(zip(study.muscle_names, map(float, response), strict=True)),
        )
        for (x, y), pulses in zip(sites, mep, strict=True)
        for response in pulses
    ]  # fmt: skip


def _recruitment(record: SessionRecord, study: Study, _: str) -> list[Pulse]:
    arrays = record.arrays
    pulses = []
    for row, index in enumerate(arrays["measured"].values):
        muscle, spot = study.muscle_names[int(index)], arrays["hot_spot"].values[int(index)]
        levels = zip(arrays["intensity"].values, arrays["mep"].values[row], strict=True)
        pulses += [
            Pulse("recruitment", np.nan, float(s), _place(spot), {muscle: float(mep)})
            for s, meps in levels
            for mep in meps
        ]
    return pulses


def _pairs(record: SessionRecord, study: Study, name: str) -> list[Pulse]:
    protocols = getattr(study.assessments[name], "protocols")  # noqa: B009
    kind, interval = record.arrays["protocol"].values, record.arrays["interval"].values
    pulses = []
    for row, index in enumerate(record.arrays["measured"].values):
        muscle, meps = study.muscle_names[int(index)], record.arrays["mep"].values[row]
        pulses += [
            Pulse(
                protocols[int(k)], float(ms) if ms > 0 else np.nan, np.nan, None,
                {muscle: float(mep)},
            )
            for k, ms, mep in zip(kind, interval, meps, strict=True)
        ]  # fmt: skip
    return pulses


def _place(spot: NDArray[np.float64]) -> tuple[float, float]:
    return float(spot[0]), float(spot[1])


PULSES: dict[str, Pulses] = {
    "tms_map": _map,
    "recruitment": _recruitment,
    "paired_pulse": _pairs,
    "lici": _pairs,
}
"""By kind of assessment, its pulses."""
