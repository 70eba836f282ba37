"""Where cells are: positions on the sheet, in mm, origin in its middle."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from cortex_sim.config.muscles import Muscle
from cortex_sim.config.network import Network, Population

Positions = NDArray[np.float64]
MM = 1e3

ZONE_RADIUS_MM = 0.5
"""A cell within this distance of a patch of a muscle is in its zone (of the nearest muscle), in mm:
less than half the 1.3 mm between neighbours, so that zones are apart in nearly every subject."""


def muscle_centres(centres_m: Positions, jitter_m: float, rng: np.random.Generator) -> Positions:
    """Return the subject's muscle positions in mm, shape (n_muscles, 2).

    Parameters
    ----------
    centres_m
        Positions of the muscles in the configuration, in m.
    jitter_m
        SD of the individual displacement of each coordinate, in m.
    rng
        Source of the displacement.
    """
    return (centres_m + rng.normal(0.0, jitter_m, centres_m.shape)) * MM


def muscle_patches(centres_mm: Positions, muscles: Iterable[Muscle]) -> tuple[Positions, ...]:
    """Return the places of each muscle's patches in mm, shape (n_patches, 2) each."""
    return tuple(
        centre + (np.array(muscle.places) - muscle.position) * MM
        for centre, muscle in zip(centres_mm, muscles, strict=True)
    )


def cell_positions(
    population: Population, network: Network, patches_mm: Sequence[Positions]
) -> Positions:
    """Return the positions of a population's cells in mm, shape (n_cells, 2).

    Cells of a pool are dealt out to the patches of their muscle in turn; cells in a line have
    no place and get nan. Sheet cells are numbered row by row from the lower left.
    """
    layout = population.layout
    if layout.kind == "pools":
        cell = np.arange(layout.per_muscle)
        return np.concatenate([patches[cell % len(patches)] for patches in patches_mm])
    if layout.kind == "line":
        return np.full((layout.size, 2), np.nan)
    columns, rows = layout.size
    width, height = network.sheet.width * MM, network.sheet.height * MM
    x = ((np.arange(columns) + 0.5) / columns - 0.5) * width
    y = ((np.arange(rows) + 0.5) / rows - 0.5) * height
    return np.column_stack([np.tile(x, rows), np.repeat(y, columns)])


def pool_of(population: Population, n_muscles: int) -> NDArray[np.int32]:
    """Return the muscle of each cell of a pool population, shape (n_cells,)."""
    if population.layout.kind != "pools":
        raise ValueError("only populations with the layout 'pools' belong to muscles")
    return np.repeat(np.arange(n_muscles, dtype=np.int32), population.layout.per_muscle)


def zones(
    distances_mm: NDArray[np.float64], radius_mm: float = ZONE_RADIUS_MM
) -> NDArray[np.int64]:
    """Return the nearest muscle of each cell, -1 beyond a radius; shape ``(n_cells,)``.

    Parameters
    ----------
    distances_mm
        Distance of each cell from each muscle, shape ``(n_cells, n_muscles)``.
    radius_mm
        Cells farther than this from every muscle belong to no zone.
    """
    nearest = distances_mm.argmin(axis=1)
    return np.asarray(np.where(distances_mm.min(axis=1) <= radius_mm, nearest, -1), dtype=np.int64)
