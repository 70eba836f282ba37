"""Spikes of one trial by population: what the raster and the rates below it draw."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from cortex_sim.analysis.arrays import FloatArray, IntArray
from cortex_sim.errors import ResultError

RateKind = Literal["total", "by_muscle"]
"""One line per population, or one per muscle."""


@dataclass(frozen=True, eq=False)
class RasterPopulation:
    """Spikes of one population in one trial: one band of the raster."""

    label: str
    """Name of the band, e.g. ``PV cells``."""

    time_ms: FloatArray
    """Spike times relative to the go cue in ms, shape ``(n_spikes,)``."""

    cell: IntArray
    """Which cell fired, 0 to ``n_cells`` - 1, shape ``(n_spikes,)``."""

    n_cells: int
    """Cells in the population, silent ones included."""

    muscle: Sequence[str] | None = None
    """Muscle of each cell, length ``n_cells``: the pool of a motoneuron, or the muscle whose
    centre is nearest. Gives order and colour. None: the population belongs to no muscle."""

    order: FloatArray | None = None
    """Cells are sorted by this value within their muscle, e.g. a position; by index if None."""

    max_rows: int = 120
    """Rows to draw; of more cells, evenly spaced ones in the sorted order."""

    rate: RateKind | None = None
    """Whether and how its rate is drawn below the raster; None: not."""


def check_populations(populations: Sequence[RasterPopulation]) -> None:
    """Raise `ResultError` unless spikes, cells and muscles fit together."""
    if not populations:
        raise ResultError("raster: got no population; pass at least one")
    for one in populations:
        outside = np.any((one.cell < 0) | (one.cell >= one.n_cells))
        if len(one.cell) != len(one.time_ms) or outside:
            raise ResultError(
                f"raster, {one.label}: {len(one.time_ms)} times, {len(one.cell)} cells; "
                f"allowed is one cell from 0 to {one.n_cells - 1} per time"
            )
        if one.muscle is not None and len(one.muscle) != one.n_cells:
            raise ResultError(
                f"raster, {one.label}: muscle has {len(one.muscle)} entries, allowed is one "
                f"for each of the {one.n_cells} cells"
            )


def all_muscles(populations: Sequence[RasterPopulation]) -> list[str]:
    """Return the muscles of all populations in the order of their first cell."""
    names = (name for one in populations for name in one.muscle or ())
    return list(dict.fromkeys(names))


def drawn_cells(population: RasterPopulation, muscles: Sequence[str]) -> IntArray:
    """Return the cells of a band from top to bottom: sorted, at most ``max_rows``."""
    n = population.n_cells
    key = np.arange(n, dtype=float) if population.order is None else population.order
    rank = {name: index for index, name in enumerate(muscles)}
    group = [0] * n if population.muscle is None else [rank[name] for name in population.muscle]
    ordered = np.lexsort((np.asarray(key), np.asarray(group)))
    rows = min(n, population.max_rows)
    return np.asarray(ordered[np.linspace(0, n - 1, rows).round().astype(int)], dtype=np.intp)


def raster_table(populations: Sequence[RasterPopulation]) -> list[dict[str, object]]:
    """Return the drawn spikes: population, muscle, cell and time."""
    check_populations(populations)
    muscles = all_muscles(populations)
    rows: list[dict[str, object]] = []
    for one in populations:
        drawn = set(drawn_cells(one, muscles).tolist())
        for cell, time in zip(one.cell.tolist(), one.time_ms.tolist(), strict=True):
            if cell in drawn:
                muscle = None if one.muscle is None else one.muscle[cell]
                rows.append(
                    {"population": one.label, "muscle": muscle, "cell": cell, "time_ms": time}
                )
    return rows
