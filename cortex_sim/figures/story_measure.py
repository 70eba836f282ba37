"""One measure of all subjects by visit, as the picture of a story draws it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes

from cortex_sim.analysis.arrays import FloatArray
from cortex_sim.figures.conditions import ConditionStyle
from cortex_sim.figures.layout import points
from cortex_sim.figures.map_panel import MapPanel
from cortex_sim.figures.odd import mark_odd
from cortex_sim.figures.palette import condition_styles
from cortex_sim.figures.subjects import draw_mean, mean_with_interval
from cortex_sim.figures.text import CAPTION_POINTS, fit_text

PLOT_MM, TICK_MM = 23.0, 2.5
"""Heights of the plot and of its ticks."""

_SPREAD, _HEADROOM, _COUNT_ROOM = 0.2, 0.06, 0.08


@dataclass(frozen=True, eq=False)
class StoryMeasure:
    """A measure of all subjects by visit."""

    label: str
    """What the y axis says, with unit."""

    title: str
    """What stands above."""

    values: Sequence[FloatArray]
    """For each visit one value per subject, nan where missing."""

    why_empty: str = "no subject has a value"
    """What stands in the panel if no value is there."""

    beside: Sequence[FloatArray] = ()
    """For each visit a second measure in the same unit, drawn hollow; empty: none."""


def draw_story_measure(
    axes: Axes, panels: Sequence[MapPanel], one: StoryMeasure, *, control: str = "", index: int
) -> None:
    """Draw a thin line for each subject through its visits, and the mean of each visit.

    Parameters
    ----------
    axes
        Gets the visits at x = 0, 1, ...
    panels
        Their phases and names.
    one
        The values.
    control, index
        As in `make_story`.
    """
    styles = condition_styles([panel.phase for panel in panels])
    looks = [styles[panel.phase] for panel in panels]
    apart = [number for number, panel in enumerate(panels) if panel.phase == control]
    way = [number for number in range(len(panels)) if number not in apart]
    steps = [*pairwise(way), *((min(1, number - 1), number) for number in apart)]
    for start, end in steps:
        lines = np.stack([one.values[start], one.values[end]])
        style, alpha = looks[end], 0.55
        axes.plot(
            [start, end], lines, color=style.colour, linewidth=0.6, alpha=alpha,
            linestyle=":" if end in apart else "-", zorder=1,
        )  # fmt: skip
    for x, (values, style) in enumerate(zip(one.values, looks, strict=True)):
        _draw_visit(axes, x, values, style, one.values)
        if one.beside:
            _draw_beside(axes, x, one.beside[x], style)
        axes.plot(
            x, values[index], "o", color="none", markersize=4.5, markeredgecolor="black",
            markeredgewidth=0.7, zorder=6,
        )  # fmt: skip
    axes.set_xlim(-0.5, len(panels) - 0.5)
    is_there, is_beside = (
        any(np.isfinite(values).any() for values in shown) for shown in (one.values, one.beside)
    )
    if is_there or is_beside:
        low, high = axes.get_ylim()
        axes.set_ylim(min(0.0, low), high + _HEADROOM * (high - min(0.0, low)))
        _draw_counts(axes, one.values)
    else:
        axes.set_yticks([])
    if not is_there:
        axes.text(
            0.5, 0.05 if is_beside else 0.5, one.why_empty, transform=axes.transAxes, ha="center",
            va="bottom" if is_beside else "center", fontsize=CAPTION_POINTS,
        )  # fmt: skip
    axes.tick_params(labelsize=CAPTION_POINTS)
    label = fit_text(one.label, points(PLOT_MM + TICK_MM), lines=2)
    axes.set_ylabel(label, fontsize=CAPTION_POINTS, labelpad=1.5)


def _draw_visit(
    axes: Axes, x: int, values: FloatArray, style: ConditionStyle, shown: Sequence[FloatArray]
) -> None:
    across = np.full(len(values), x)
    axes.scatter(across, values, s=4, color=[style.colour], alpha=0.6, zorder=2)
    mark_odd(axes, across, values, values, shown)
    mean = mean_with_interval(values)
    at = x + _SPREAD
    if np.isfinite(mean.low):
        axes.vlines(at, mean.low, mean.high, color=style.colour, linewidth=1.4, zorder=3)
    if mean.n:
        draw_mean(axes, at, mean.value, style, 5.0)


def _draw_counts(axes: Axes, shown: Sequence[FloatArray]) -> None:
    """Write above all symbols of a visit how many subjects its mean is of, where some are not."""
    counts = [(int(np.isfinite(values).sum()), len(values)) for values in shown]
    partial = {x: f"{n} of {total}" for x, (n, total) in enumerate(counts) if 0 < n < total}
    low, high = axes.get_ylim()
    axes.set_ylim(low, high + (_COUNT_ROOM * (high - low) if partial else 0.0))
    for x, text in partial.items():
        axes.annotate(
            text, (x + _SPREAD, 1.0), xycoords=axes.get_xaxis_transform(), ha="center", va="top",
            fontsize=CAPTION_POINTS,
        )  # fmt: skip


def _draw_beside(axes: Axes, x: int, values: FloatArray, style: ConditionStyle) -> None:
    """Draw subjects and mean of the second measure hollow, left of those of the first."""
    colours, across = [style.colour], np.full(len(values), x - _SPREAD)
    axes.scatter(
        across, values, s=5, marker=style.marker, facecolors="none", edgecolors=colours,
        linewidths=0.5, alpha=0.6, zorder=2,
    )  # fmt: skip
    mean = mean_with_interval(values)
    if np.isfinite(mean.low):
        axes.vlines(across[0], mean.low, mean.high, color=style.colour, linewidth=0.8, zorder=3)
    if mean.n:
        axes.scatter(
            across[0], mean.value, s=26, marker=style.marker, facecolors="none", edgecolors=colours,
            linewidths=1.1, zorder=4,
        )  # fmt: skip
