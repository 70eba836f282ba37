"""Spikes of one trial: all populations stacked, with their rates below."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.typing import ColorType

from cortex_sim.analysis.arrays import FloatArray, IntArray
from cortex_sim.figures.drawing import Drawing
from cortex_sim.figures.layout import points
from cortex_sim.figures.palette import MuscleStyle, muscle_styles
from cortex_sim.figures.populations import (
    RasterPopulation,
    RateKind,
    all_muscles,
    check_populations,
    drawn_cells,
    raster_table,
)
from cortex_sim.figures.rate_traces import BIN_MS, draw_events, draw_rates
from cortex_sim.figures.style import ONE_COLUMN_MM, fix_layout, new_figure, use_style
from cortex_sim.figures.text import (
    CAPTION_POINTS,
    add_caption,
    mark_single_subject,
    narrow_text,
)

__all__ = [
    "RasterPopulation",
    "draw_raster",
    "make_raster",
    "raster_table",
]

NO_MUSCLE_COLOUR = "0.35"
"""Of cells that belong to no muscle."""

_GAP_ROWS = 8
_HEIGHT_MM = 105.0
_RATE_HEIGHT_MM = 27.0
_FRAME_MM = 20.0
_BAND_POINTS = 45.0
_MARK_ROWS = 1.5
_NAME_POINTS = 1.2 * CAPTION_POINTS
"""Least distance of the names of two muscles of a band."""


def draw_raster(
    axes: Axes, populations: Sequence[RasterPopulation], *, prime_mover_ms: float | None = None
) -> None:
    """Draw the spikes of one trial, a band per population and a row per cell.

    Parameters
    ----------
    axes
        Gets time relative to the go cue on x, bands from top to bottom.
    populations
        In the order of the bands.
    prime_mover_ms
        Onset of the prime mover after the go cue in ms; None: not drawn.

    Raises
    ------
    ResultError
        If there is nothing to draw, or cells and muscles do not fit together.
    """
    check_populations(populations)
    muscles = all_muscles(populations)
    styles = muscle_styles(muscles)
    top, ticks, labels = 0, [], []
    drawn = [drawn_cells(one, muscles) for one in populations]
    n_rows = sum(map(len, drawn)) + _GAP_ROWS * (len(drawn) - 1)
    for one, cells in zip(populations, drawn, strict=True):
        _draw_band(axes, one, cells, top, styles)
        _name_muscles(axes, one, cells, top, styles, gap=n_rows * _NAME_POINTS / points(_HEIGHT_MM))
        ticks.append(top + (len(cells) - 1) / 2)
        labels.append(_band_label(one, len(cells)))
        top += len(cells) + _GAP_ROWS
        if one is not populations[-1]:
            axes.axhline(top - (_GAP_ROWS + 1) / 2, color="0.8", linewidth=0.5)
    axes.set_yticks(ticks, labels, fontsize=CAPTION_POINTS)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(top - _GAP_ROWS, -1)
    axes.set_ylabel("cell (one row each), by population")
    axes.set_xlabel("time after go cue (ms)")
    draw_events(axes, prime_mover_ms)


def _band_label(population: RasterPopulation, n_rows: int) -> str:
    part = "" if n_rows == population.n_cells else f"{n_rows} of "
    name = narrow_text(population.label, _BAND_POINTS, CAPTION_POINTS)
    return f"{name}\n({part}{population.n_cells})"


def _draw_band(
    axes: Axes,
    population: RasterPopulation,
    cells: IntArray,
    top: int,
    styles: dict[str, MuscleStyle],
) -> None:
    """Draw the spikes of one band."""
    row_of = np.full(population.n_cells, -1)
    row_of[cells] = np.arange(len(cells))
    row = row_of[population.cell]
    owner = np.array(population.muscle or [""] * population.n_cells)
    for name in dict.fromkeys(owner[cells].tolist()):
        mine = (row >= 0) & (owner[population.cell] == name)
        colour = styles[name].colour if name else NO_MUSCLE_COLOUR
        _draw_spikes(axes, population.time_ms[mine], top + row[mine], colour)


def _name_muscles(
    axes: Axes,
    population: RasterPopulation,
    cells: IntArray,
    top: int,
    styles: dict[str, MuscleStyle],
    *,
    gap: float,
) -> None:
    """Write the muscles of one band at its right, at their rows and at least ``gap`` rows apart."""
    owner = np.array(population.muscle or [""] * population.n_cells)[cells]
    names = [name for name in dict.fromkeys(owner.tolist()) if name]
    rows = [top + float(np.flatnonzero(owner == name).mean()) for name in names]
    for name, row in zip(names, _apart(rows, gap), strict=True):
        axes.text(
            1.01, row, name, va="center", color=styles[name].colour, fontsize=CAPTION_POINTS,
            fontweight="bold", transform=axes.get_yaxis_transform(),
        )  # fmt: skip


def _apart(rows: Sequence[float], gap: float) -> list[float]:
    """Return ascending rows moved apart to a least distance, with their mean kept."""
    moved: list[float] = []
    for row in rows:
        moved.append(max(row, moved[-1] + gap) if moved else row)
    return [row + float(np.mean(rows) - np.mean(moved)) for row in moved]


def _draw_spikes(axes: Axes, time_ms: FloatArray, row: IntArray, colour: ColorType) -> None:
    half = _MARK_ROWS / 2
    axes.vlines(time_ms, row - half, row + half, color=colour, linewidth=0.8)


def _caption(populations: Sequence[RasterPopulation], note: str) -> str:
    rates = f" Rates: all cells, bins of {BIN_MS:g} ms." if _rate_kinds(populations) else ""
    text = (
        "n = 1 subject, one trial, so no interval. Every mark is a spike. Dashed lines: events of "
        "the trial."
    )
    return f"{text}{rates} {note}".strip()


def _rate_kinds(populations: Sequence[RasterPopulation]) -> list[RateKind]:
    asked = {one.rate for one in populations}
    kinds: tuple[RateKind, ...] = ("total", "by_muscle")
    return [kind for kind in kinds if kind in asked]


def make_raster(
    populations: Sequence[RasterPopulation],
    *,
    window_ms: tuple[float, float],
    prime_mover_ms: float | None = None,
    highest: Mapping[RateKind, float] | None = None,
    note: str = "",
) -> Drawing:
    """Return a figure of one trial: raster, rates, caption.

    Parameters
    ----------
    populations
        In the order of the bands.
    window_ms
        Start and end of the trial, relative to the go cue in ms.
    prime_mover_ms
        Onset of the prime mover after the go cue in ms; None: not drawn.
    highest
        Upper ends of the axes of rates in spikes/s, by kind; None: what these rates need.
    note
        Ends the caption, e.g. which subject, phase and trial.
    """
    check_populations(populations)
    kinds, caption = _rate_kinds(populations), _caption(populations, note)
    heights = [_HEIGHT_MM] + [_RATE_HEIGHT_MM] * len(kinds)
    with use_style():
        figure = new_figure(ONE_COLUMN_MM, sum(heights) + _FRAME_MM)
        grid = figure.subplots(len(heights), 1, sharex=True, height_ratios=heights, squeeze=False)
        panels = list(grid[:, 0])
        draw_raster(panels[0], populations, prime_mover_ms=prime_mover_ms)
        panels[0].set_xlim(*window_ms)
        for axes, kind in zip(panels[1:], kinds, strict=True):
            draw_rates(
                axes, populations, kind, window_ms=window_ms, prime_mover_ms=prime_mover_ms,
                highest=(highest or {}).get(kind),
            )  # fmt: skip
        for axes in panels[:-1]:
            axes.set_xlabel("")
        figure.align_ylabels(panels)
        mark_single_subject(figure, 1)
        add_caption(figure, caption)
        fix_layout(figure)
    return Drawing(figure, caption)
