"""Two values of each subject against each other, by cohort or condition."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from cortex_sim.analysis.arrays import FloatArray
from cortex_sim.errors import ResultError
from cortex_sim.figures.conditions import OKABE_ITO, YELLOW
from cortex_sim.figures.drawing import Drawing
from cortex_sim.figures.layout import points
from cortex_sim.figures.style import ONE_COLUMN_MM, fix_layout, new_figure, use_style
from cortex_sim.figures.text import (
    CAPTION_POINTS,
    LABEL_POINTS,
    add_caption,
    caption_height_mm,
    fit_text,
)

_HEIGHT_MM = 74.0
_LABEL_MM = 50.0
_MARKERS = "os^Dv<>ph"
_COLOURS = tuple(colour for colour in OKABE_ITO if colour != YELLOW)  # too pale for a dot


@dataclass(frozen=True, eq=False)
class ScatterGroup:
    """The subjects of one cohort or condition."""

    label: str
    """What a reader sees."""

    x: FloatArray
    """Shape ``(n_subjects,)``."""

    y: FloatArray
    """Shape ``(n_subjects,)``, in the same order."""


def draw_scatter(axes: Axes, groups: Sequence[ScatterGroup]) -> None:
    """Draw a symbol for each subject, and a line at 0 if values lie on both of its sides.

    Parameters
    ----------
    axes
        Gets the subjects and a legend of the groups.
    groups
        In the order of the legend; at least one, none of them empty.

    Raises
    ------
    ResultError
        If there is no group, or one is empty or has unequal numbers of values.
    """
    if not groups or any(not len(one.x) or one.x.shape != one.y.shape for one in groups):
        raise ResultError(
            "scatter: got no group, an empty one or one with unequal numbers of values; "
            "give each as many x as y"
        )
    values = np.concatenate([one.y for one in groups])
    if np.nanmin(values) < 0 < np.nanmax(values):
        axes.axhline(0.0, color="0.6", linewidth=0.6, zorder=1)
    for number, one in enumerate(groups):
        axes.plot(
            one.x,
            one.y,
            _MARKERS[number % len(_MARKERS)],
            color=_COLOURS[number % len(_COLOURS)],
            markersize=3.5,
            markeredgewidth=0.0,
            alpha=0.85,
            label=one.label,
        )
    if len(groups) > 1:
        axes.legend(fontsize=CAPTION_POINTS, loc="best")


def make_scatter(groups: Sequence[ScatterGroup], *, x: str, y: str, caption: str) -> Drawing:
    """Return a figure of `draw_scatter`.

    Parameters
    ----------
    groups
        As in `draw_scatter`.
    x, y
        What the axes say, with unit.
    caption
        Must say n and how the two values go together.
    """
    with use_style():
        height = _HEIGHT_MM + caption_height_mm(caption, ONE_COLUMN_MM)
        figure = new_figure(ONE_COLUMN_MM, height)
        axes = figure.add_subplot()
        draw_scatter(axes, groups)
        axes.set_xlabel(fit_text(x, points(_LABEL_MM), LABEL_POINTS, lines=2))
        axes.set_ylabel(fit_text(y, points(_LABEL_MM), LABEL_POINTS, lines=2))
        add_caption(figure, caption)
        fix_layout(figure)
    return Drawing(figure, caption)


def scatter_table(groups: Sequence[ScatterGroup]) -> list[dict[str, object]]:
    """Return the numbers behind `make_scatter`: a row for each subject."""
    return [
        {"group": one.label, "subject": number, "x": float(x), "y": float(y)}
        for one in groups
        for number, (x, y) in enumerate(zip(one.x, one.y, strict=True), start=1)
    ]
