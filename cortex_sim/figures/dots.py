"""A dot for each case by condition, beside the published band."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from cortex_sim.analysis.arrays import FloatArray
from cortex_sim.errors import ResultError
from cortex_sim.figures.drawing import Drawing
from cortex_sim.figures.layout import points
from cortex_sim.figures.style import ONE_COLUMN_MM, fix_layout, new_figure, use_style
from cortex_sim.figures.text import (
    CAPTION_POINTS,
    LABEL_POINTS,
    add_caption,
    caption_height_mm,
    figure_width,
    fit_text,
)

_HEIGHT_MM = 66.0
_GROUP_WIDTH = 0.8
_PLOT_SHARE = 0.8


@dataclass(frozen=True, eq=False)
class DotGroup:
    """One condition: a place on the x axis."""

    label: str
    """What a reader sees."""

    columns: tuple[FloatArray, ...]
    """Values of the cases, side by side within the group; each of shape ``(n_cases,)``."""

    published: tuple[float, float] | None = None
    """Low and high end of the published band; None: none published."""


def draw_dots(axes: Axes, groups: Sequence[DotGroup], *, label_width: float = 60.0) -> None:
    """Draw a dot per case, a line for the mean of each column, and the published bands.

    Parameters
    ----------
    axes
        Gets the groups at x = 0, 1, ...
    groups
        From left to right; at least one.
    label_width
        Room for labels, in points; longer ones wrap.

    Raises
    ------
    ResultError
        If there is no group or a column is empty.
    """
    if not groups or any(not len(column) for group in groups for column in group.columns):
        raise ResultError("dots: got no group or an empty column; give each at least one case")
    axes.axhline(0.0, color="0.6", linewidth=0.6, zorder=1)
    for x, group in enumerate(groups):
        if group.published is not None:
            half = [x - _GROUP_WIDTH / 2, x + _GROUP_WIDTH / 2]
            axes.fill_between(half, *group.published, color="0.85", linewidth=0, zorder=0)
        step = _GROUP_WIDTH / len(group.columns)
        for number, values in enumerate(group.columns):
            centre = x - _GROUP_WIDTH / 2 + (number + 0.5) * step
            axes.plot(np.full(len(values), centre), values, "o", color="0.4", markersize=2.5)
            mean, ends = float(np.mean(values)), [centre - step / 3, centre + step / 3]
            axes.plot(ends, [mean, mean], color="black")
    labels = [fit_text(group.label, label_width, lines=4) for group in groups]
    axes.set_xticks(range(len(groups)), labels, fontsize=CAPTION_POINTS)
    axes.set_xlabel("condition")


def make_dots(groups: Sequence[DotGroup], *, measure: str, caption: str) -> Drawing:
    """Return a figure of `draw_dots`.

    Parameters
    ----------
    groups
        As in `draw_dots`.
    measure
        What the y axis says, with unit.
    caption
        Must say n and what the band is.
    """
    with use_style():
        height = _HEIGHT_MM + caption_height_mm(caption, ONE_COLUMN_MM)
        figure = new_figure(ONE_COLUMN_MM, height)
        axes = figure.add_subplot()
        width = figure_width(figure) * _PLOT_SHARE / max(1, len(groups))
        draw_dots(axes, groups, label_width=width)
        axes.set_ylabel(fit_text(measure, points(_HEIGHT_MM - 20.0), LABEL_POINTS, lines=2))
        add_caption(figure, caption)
        fix_layout(figure)
    return Drawing(figure, caption)
