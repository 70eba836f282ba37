"""Activity of cells at rest, and in the zone of each muscle while that muscle moves.

A muscle's own time is that in which the sequence activates it, trial by trial; a cortical
population's own cells are those within ``zone_mm`` of the muscle's place, a motoneuron's own
muscle is that of its pool. Onset curves are aligned to each activation.
"""

import numpy as np
from numpy.typing import NDArray

from cortex_sim.analysis.activity import (
    peak_rate,
    short_interval_share,
    silent_share,
    volley_index,
)
from cortex_sim.analysis.spikes import cv_isi
from cortex_sim.clinic.needs import Needs
from cortex_sim.clinic.probe import Probe
from cortex_sim.clinic.result import AssessmentResult
from cortex_sim.config.assessments.activity import Activity
from cortex_sim.config.assessments.base import SETTLE
from cortex_sim.config.muscles import Sequence
from cortex_sim.config.network import population_size
from cortex_sim.model.sequences import TrialTable, draw_trials
from cortex_sim.store.record import Array

BIN = 0.005
"""Width of the bins of the onset curves, in s."""

Raster = tuple[NDArray[np.float64], NDArray[np.int64]]


def examine(probe: Probe, settings: Activity, needs: Needs) -> AssessmentResult:
    """Record rest and, if the subject has a sequence to move, movements of that sequence."""
    stop = SETTLE + settings.rest
    rest = probe.record("activity/rest", stop)
    arrays: dict[str, Array] = {}
    for name, size in _cells(probe).items():
        times, cells = rest.spikes[name]
        late = times >= SETTLE
        arrays |= _at_rest(name, size, (times[late], cells[late]), settings)
    if needs.sequence is None:
        return AssessmentResult(arrays, {}, stop)
    moving, duration = _in_movement(probe, settings, needs.sequence)
    return AssessmentResult(arrays | moving, {}, stop + duration)


def _at_rest(name: str, size: int, raster: Raster, settings: Activity) -> dict[str, Array]:
    times, cells = raster
    found = {
        "rate": (len(times) / size / settings.rest, "Hz", "mean rate"),
        "cv": (cv_isi(times, cells), "", "mean CV of interspike intervals"),
        "silent": (silent_share(cells, size), "", "share of cells without a spike"),
    }
    return {
        f"rest/{key}/{name}": Array(np.array(value), unit, (), f"{text} at rest")
        for key, (value, unit, text) in found.items()
    }


def _in_movement(
    probe: Probe, settings: Activity, sequence: Sequence
) -> tuple[dict[str, Array], float]:
    """Return what movements of a sequence show, and the model time."""
    period, duration = sequence.trial_duration, settings.trials * sequence.trial_duration
    trials = draw_trials(
        sequence,
        probe.subject.muscle_names,
        settings.trials,
        delay_factor=probe.individual.delay,
        rng=probe.rng("activity/trials"),
    )
    recording = probe.record(
        "activity/movement",
        duration,
        trials=trials,
        trial_duration=period,
        cue_factor=1.0 if sequence.cue else 0.0,
    )
    windows = _own_windows(trials, period)
    edges = np.arange(-settings.before, 2 * settings.before + BIN / 2, BIN)
    arrays = {
        "onset_time": Array((edges[:-1] + BIN / 2) * 1e3, "ms", ("time",), "time after activation")
    }
    for name in _cells(probe):
        own = _own_cells(probe, name, settings.zone_mm)
        arrays |= _population(name, recording.spikes[name], own, windows, edges, settings)
    return arrays, duration


def _population(
    name: str,
    raster: Raster,
    own: NDArray[np.bool_],
    windows: list[NDArray[np.float64]],
    edges: NDArray[np.float64],
    settings: Activity,
) -> dict[str, Array]:
    """Return what a population does in each muscle's movement."""
    rows = [
        _muscle(_kept(raster, mask), int(mask.sum()), window, edges, settings)
        for mask, window in zip(own, windows, strict=True)
    ]
    rate, short, highest, volley, curve = map(np.array, zip(*rows, strict=True))
    dims = ("muscle",)
    return {
        f"own/rate/{name}": Array(rate, "Hz", dims, "rate of own cells in own time"),
        f"own/short_intervals/{name}": Array(short, "", dims, "share of intervals in a burst"),
        f"own/peak_rate/{name}": Array(highest, "Hz", dims, "highest rate of one cell"),
        f"own/volley/{name}": Array(volley, "", dims, "peak of the autocorrelation over trough"),
        f"own/onset/{name}": Array(curve, "Hz", (*dims, "time"), "rate around activation"),
    }


def _muscle(
    raster: Raster,
    size: int,
    windows: NDArray[np.float64],
    edges: NDArray[np.float64],
    settings: Activity,
) -> tuple[float, float, float, float, NDArray[np.float64]]:
    """Return rate, burst share, highest rate, volleys and onset curve of a muscle's own cells."""
    times, cells = raster
    inside = np.zeros(len(times), dtype=bool)
    counts = np.zeros(len(edges) - 1)
    for start, stop in windows:
        first, last = np.searchsorted(times, (start, stop))
        inside[first:last] = True
        first, last = np.searchsorted(times, (start + edges[0], start + edges[-1]))
        counts += np.histogram(times[first:last] - start, edges)[0]
    total, trials = float((windows[:, 1] - windows[:, 0]).sum()), len(windows)
    none = size == 0 or trials == 0
    return (
        np.nan if none else float(inside.sum()) / size / total,
        short_interval_share(times[inside], cells[inside], settings.short_interval),
        np.nan if none else peak_rate(times, cells, settings.rate_window),
        volley_index(times[inside]),
        np.full(len(counts), np.nan) if none else counts / size / trials / BIN,
    )


def _own_windows(trials: TrialTable, period: float) -> list[NDArray[np.float64]]:
    """Return start and stop (s) of each activation, by muscle, shape (n, 2) each."""
    found = []
    for muscle in range(trials.onset.shape[1]):
        active = np.flatnonzero(trials.drive[:, muscle] > 0)
        start = active * period + trials.onset[active, muscle]
        found.append(np.column_stack([start, start + trials.length[active, muscle]]))
    return found


def _own_cells(probe: Probe, name: str, zone_mm: float) -> NDArray[np.bool_]:
    """Return which cells are each muscle's own, shape (n_muscles, n_cells)."""
    subject, anatomy = probe.subject, probe.anatomy
    layout = subject.network.populations[name].layout
    if layout.kind == "pools":
        pool = np.repeat(np.arange(len(subject.muscles)), layout.per_muscle)
        return np.asarray(pool == np.arange(len(subject.muscles))[:, None])
    return np.asarray((anatomy.distances_mm(name) <= zone_mm).T)


def _kept(raster: Raster, mask: NDArray[np.bool_]) -> Raster:
    times, cells = raster
    kept = mask[cells]
    return times[kept], cells[kept]


def _cells(probe: Probe) -> dict[str, int]:
    """Return the size of every population with membrane equations."""
    n_muscles = len(probe.subject.muscles)
    populations = probe.subject.network.populations
    return {n: population_size(r, n_muscles) for n, r in populations.items() if r.cell is not None}
