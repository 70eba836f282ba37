"""A measure over a grid of two parameters."""

from collections.abc import Sequence

import numpy as np

from cortex_sim.analysis.arrays import FloatArray
from cortex_sim.errors import ResultError
from cortex_sim.figures.drawing import Drawing
from cortex_sim.figures.layout import points
from cortex_sim.figures.style import ONE_COLUMN_MM, fix_layout, new_figure, use_style
from cortex_sim.figures.text import LABEL_POINTS, add_caption, caption_height_mm, fit_text

_HEIGHT_MM = 72.0
_X_POINTS, _Y_POINTS = points(ONE_COLUMN_MM - 40.0), points(_HEIGHT_MM - 20.0)


def make_heat_map(
    values: FloatArray,
    x: Sequence[object],
    y: Sequence[object],
    *,
    x_label: str,
    y_label: str,
    measure: str,
    caption: str,
) -> Drawing:
    """Return a figure with one cell per combination, its value written in it.

    Parameters
    ----------
    values
        Shape ``(len(y), len(x))``; nan where there is no result.
    x, y
        What the columns and rows stand for.
    x_label, y_label
        Names of the two parameters, with unit where the steps do not carry it.
    measure
        What the colour means, with unit.
    caption
        Must say n and what is averaged.

    Raises
    ------
    ResultError
        If the shape does not fit the steps.
    """
    if values.shape != (len(y), len(x)):
        raise ResultError(f"heat map: got shape {values.shape}, allowed is {(len(y), len(x))}")
    with use_style():
        figure = new_figure(ONE_COLUMN_MM, _HEIGHT_MM + caption_height_mm(caption, ONE_COLUMN_MM))
        axes = figure.subplots()
        image = axes.imshow(values, origin="lower", cmap="viridis", aspect="auto")
        axes.set_xticks(range(len(x)), [str(step) for step in x])
        axes.set_yticks(range(len(y)), [str(step) for step in y])
        axes.set_xlabel(fit_text(x_label, _X_POINTS, LABEL_POINTS, lines=2))
        axes.set_ylabel(fit_text(y_label, _Y_POINTS, LABEL_POINTS, lines=2))
        middle = float(np.nanmean(values)) if np.isfinite(values).any() else 0.0
        for row, column in np.argwhere(np.isfinite(values)):
            value = values[row, column]
            colour = "white" if value < middle else "black"
            axes.text(column, row, f"{value:.2f}", ha="center", va="center", color=colour)
        title = fit_text(measure, _Y_POINTS, LABEL_POINTS, lines=2)
        figure.colorbar(image, ax=axes, label=title)
        add_caption(figure, caption)
        fix_layout(figure)
    return Drawing(figure, caption)


def heat_map_table(
    values: FloatArray, x: Sequence[object], y: Sequence[object], *, x_label: str, y_label: str
) -> list[dict[str, object]]:
    """Return the numbers behind `make_heat_map`, one row per cell."""
    return [
        {y_label: str(y[row]), x_label: str(x[column]), "value": float(values[row, column])}
        for row in range(len(y))
        for column in range(len(x))
    ]
