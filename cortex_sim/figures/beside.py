"""Measured people beside virtual subjects: a dot for each subject, a diamond for each person."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from cortex_sim.analysis.arrays import FloatArray
from cortex_sim.figures.dots import DotGroup, draw_dots
from cortex_sim.figures.drawing import Drawing
from cortex_sim.figures.style import ONE_COLUMN_MM, fix_layout, new_figure, use_style
from cortex_sim.figures.text import (
    LABEL_POINTS,
    add_caption,
    caption_height_mm,
    cut_text,
    figure_width,
    mark_single_subject,
)

PER_PAGE = 4
"""Panels in one picture; more go on to a second one."""

MOST_NAMED = 5
"""People with a place and a name of their own; more stand above each other."""

_PANEL_MM, _TICKS_MM, _UPRIGHT_MM = 36.0, 14.0, 20.0
_CROWDED = 7
"""Places on the x axis from which on labels stand upright."""

_PLOT_SHARE, _UPRIGHT_POINTS, _TITLE_POINTS, _Y_POINTS = 0.8, 80.0, 190.0, 80.0
_PERSON = "#D55E00"


@dataclass(frozen=True, eq=False)
class BesidePanel:
    """One measure with its own axis."""

    title: str
    """What was measured, and in which assessment."""

    measure: str
    """What the y axis says, with unit."""

    visits: tuple[FloatArray, ...]
    """Values of the virtual subjects at each visit, nan where missing."""

    people: FloatArray
    """Value of each person, nan where missing."""


def make_beside(
    panels: Sequence[BesidePanel], *, visits: Sequence[str], people: Sequence[str], caption: str
) -> Drawing:
    """Return a figure with a panel for each measure: visits from left to right, then people.

    Parameters
    ----------
    panels
        From top to bottom, at most `PER_PAGE`.
    visits, people
        What a reader sees of each, in the order of a panel's values.
    caption
        Must say n, and what was measured differently.
    """
    if len(people) > MOST_NAMED:
        names = [f"{len(people)} measured"]
        columns = np.zeros(len(people), dtype=int)
    else:
        names, columns = list(people), np.arange(len(people))
    labels = [*visits, *names]
    upright = len(labels) >= _CROWDED
    with use_style():
        below = _UPRIGHT_MM if upright else _TICKS_MM
        height = len(panels) * _PANEL_MM + below + caption_height_mm(caption, ONE_COLUMN_MM)
        figure = new_figure(ONE_COLUMN_MM, height)
        width = figure_width(figure) * _PLOT_SHARE / len(labels)
        rows = figure.subplots(len(panels), 1, squeeze=False, sharex=True)[:, 0]
        for axes, panel in zip(rows, panels, strict=True):
            _draw(axes, panel, labels, columns, _UPRIGHT_POINTS if upright else width)
            axes.set_xlabel("")
        rows[-1].set_xlabel("visit of virtual subjects; right of the line: measured people")
        if upright:
            rows[-1].tick_params(axis="x", labelrotation=90)
        mark_single_subject(figure, len(panels[0].visits[0]))
        add_caption(figure, caption)
        fix_layout(figure)
    return Drawing(figure, caption)


def _draw(
    axes: Axes,
    panel: BesidePanel,
    labels: Sequence[str],
    columns: np.ndarray[tuple[int], np.dtype[np.int_]],
    label_width: float,
) -> None:
    nobody = np.array([np.nan])
    values = [each[np.isfinite(each)] for each in panel.visits]
    values += [nobody] * (len(labels) - len(values))
    groups = [
        DotGroup(label, (each if len(each) else nobody,))
        for label, each in zip(labels, values, strict=True)
    ]
    draw_dots(axes, groups, label_width=label_width)
    first = len(panel.visits)
    axes.axvline(first - 0.5, color="0.8", linewidth=0.6)
    axes.set_xlim(-0.5, len(labels) - 0.5)
    if len(set(columns)) == len(columns):
        for x, value in zip(columns + first, panel.people, strict=True):
            axes.hlines(value, -0.5, x, color=_PERSON, linewidth=0.8, linestyle="--")
    axes.plot(
        columns + first, panel.people, "D", color=_PERSON, markersize=5, markeredgecolor="white"
    )
    axes.set_title(cut_text(panel.title, _TITLE_POINTS, 8.0))
    axes.set_ylabel(cut_text(panel.measure, _Y_POINTS, LABEL_POINTS))
