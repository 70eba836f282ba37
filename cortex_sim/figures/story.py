"""One idea in one picture: the maps of one subject by visit, and below it all subjects."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes

from cortex_sim.analysis.arrays import FloatArray
from cortex_sim.errors import ResultError
from cortex_sim.figures.conditions import ConditionStyle
from cortex_sim.figures.drawing import Drawing
from cortex_sim.figures.layout import LINE_MM, axes_at, free_figure, points, text_at, top_mm
from cortex_sim.figures.map_legends import add_muscle_legend
from cortex_sim.figures.map_panel import MapPanel, draw_overlay, overlap_text, pair_overlap
from cortex_sim.figures.odd import mark_odd
from cortex_sim.figures.palette import condition_styles, muscle_styles
from cortex_sim.figures.style import ONE_COLUMN_MM, fix_layout, use_style
from cortex_sim.figures.subjects import draw_mean, mean_with_interval
from cortex_sim.figures.text import (
    CAPTION_POINTS,
    LABEL_POINTS,
    AnyFigure,
    cut_text,
    fit_text,
    line_count,
)

_LEFT_MM, _RIGHT_MM, _GAP_MM, _MOST_MM = 12.5, 1.5, 2.0, 26.0
_TITLE_MM, _AXIS_MM, _LEGEND_MM = 4.2, 8.0, 5.0
_PLOT_MM, _TICK_MM, _BELOW_MM = 23.0, 2.5, 0.5
_MOST_LINES = 3
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


def make_story(
    panels: Sequence[MapPanel],
    muscles: Sequence[str],
    pair: Sequence[str],
    measures: Sequence[StoryMeasure],
    *,
    subject: str,
    index: int,
    control: str = "",
    caption: str,
) -> Drawing:
    """Return the picture of a story: maps of one subject above, measures of all below.

    Parameters
    ----------
    panels
        Maps of one subject, by visit; at most four fit.
    muscles, pair
        Columns of the maps, and the two that are laid over each other.
    measures
        At most two, each with values for the visits of ``panels``.
    subject, index
        Whose maps they are, e.g. ``subject 605``, and its place among the values: it is marked.
    control
        The phase of ``panels`` that follows the one before the last, instead of the last but one;
        empty: none.
    caption
        Must say n, and by which rule the subject was chosen.

    Raises
    ------
    ResultError
        If there is no map, or a measure has other visits.
    """
    if not panels or any(len(one.values) != len(panels) for one in measures):
        raise ResultError("story: got no map or a measure with other visits; give each its value")
    if any(len(one.beside) not in (0, len(panels)) for one in measures):
        raise ResultError("story: got a second measure with other visits; give each its value")
    side = _side_mm(len(panels))
    names = [_fitted(panel, side) for panel in panels]
    maps_mm = _TITLE_MM + _names_mm(names) + LINE_MM + side + _AXIS_MM + _LEGEND_MM
    n = max((len(values) for one in measures for values in one.values), default=1)
    with use_style():
        figure = free_figure(maps_mm + _measures_mm(panels, len(measures)), caption, n)
        at = top_mm(n)
        _draw_maps(figure, panels, muscles, pair, at, title=f"Maps of {subject}")
        _draw_measures(figure, panels, measures, at + maps_mm, control, index)
        fix_layout(figure)
    return Drawing(figure, caption)


def _side_mm(n_maps: int) -> float:
    room = ONE_COLUMN_MM - _LEFT_MM - _RIGHT_MM
    return min(_MOST_MM, (room - (n_maps - 1) * _GAP_MM) / n_maps)


def _fitted(panel: MapPanel, width_mm: float, weight: str = "bold") -> str:
    """Return the name of a visit in the room that it has."""
    return fit_text(panel.label, points(width_mm), lines=_MOST_LINES, weight=weight)


def _names_mm(names: Sequence[str]) -> float:
    return max(map(line_count, names)) * LINE_MM


def _tick_labels(panels: Sequence[MapPanel]) -> list[str]:
    width = (ONE_COLUMN_MM - _LEFT_MM - _RIGHT_MM) / len(panels) - 1.0
    return [_fitted(panel, width, "normal") for panel in panels]


def _measures_mm(panels: Sequence[MapPanel], n: int) -> float:
    """Return the height of the panels of measures, which share the names of visits below them."""
    below = _TICK_MM + _names_mm(_tick_labels(panels)) + LINE_MM + _BELOW_MM
    return n * (_TITLE_MM + _PLOT_MM + _TICK_MM) + below if n else 0.0


def _title(figure: AnyFigure, left: float, top: float, text: str) -> None:
    text_at(figure, left, top, text, fontsize=LABEL_POINTS, weight="bold")


def _draw_maps(
    figure: AnyFigure,
    panels: Sequence[MapPanel],
    muscles: Sequence[str],
    pair: Sequence[str],
    top: float,
    *,
    title: str,
) -> None:
    styles, side = condition_styles([panel.phase for panel in panels]), _side_mm(len(panels))
    _title(figure, 1.0, top, f"A  {title}")
    top += _TITLE_MM
    names = [_fitted(panel, side) for panel in panels]
    below = top + _names_mm(names) + LINE_MM
    for column, (panel, name) in enumerate(zip(panels, names, strict=True)):
        left = _LEFT_MM + column * (side + _GAP_MM)
        style = styles[panel.phase]
        text_at(figure, left, top, name, fontsize=CAPTION_POINTS, weight="bold", color=style.colour)
        shown = pair_overlap(panel, *(muscles.index(muscle) for muscle in pair))
        text = overlap_text(shown, None)
        text_at(figure, left, below - LINE_MM, text, fontsize=CAPTION_POINTS)
        axes = axes_at(figure, left, below, side, side)
        draw_overlay(axes, panel, list(muscles), pair)
        axes.set_title("")
        axes.tick_params(labelsize=CAPTION_POINTS, labelleft=column == 0)
        axes.set_xlabel("x (mm)", fontsize=CAPTION_POINTS, labelpad=0.5)
        if column == 0:
            axes.set_ylabel("y (mm)", fontsize=CAPTION_POINTS, labelpad=2)
    legend = axes_at(figure, _LEFT_MM, below + side + _AXIS_MM - 1.0, 40.0, 4.0)
    legend.set_axis_off()
    add_muscle_legend(legend, pair, muscle_styles(muscles))


def _draw_measures(
    figure: AnyFigure,
    panels: Sequence[MapPanel],
    measures: Sequence[StoryMeasure],
    top: float,
    control: str,
    index: int,
) -> None:
    width, labels = ONE_COLUMN_MM - _LEFT_MM - _RIGHT_MM, _tick_labels(panels)
    for number, one in enumerate(measures):
        title = cut_text(one.title, points(width), LABEL_POINTS, weight="bold")
        _title(figure, 1.0, top, f"{'BC'[number]}  {title}")
        axes = axes_at(figure, _LEFT_MM, top + _TITLE_MM, width, _PLOT_MM)
        draw_story_measure(axes, panels, one, control=control, index=index)
        is_last = number == len(measures) - 1
        axes.set_xticks(range(len(panels)), labels, fontsize=CAPTION_POINTS)
        axes.tick_params(labelbottom=is_last)
        axes.set_xlabel("visit" if is_last else "", fontsize=CAPTION_POINTS, labelpad=1.0)
        top += _TITLE_MM + _PLOT_MM + _TICK_MM


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
    if np.isfinite(np.stack(one.values)).any():
        low, high = axes.get_ylim()
        axes.set_ylim(min(0.0, low), high + _HEADROOM * (high - min(0.0, low)))
        _draw_counts(axes, one.values)
    else:
        axes.set_yticks([])
        axes.text(
            0.5, 0.5, one.why_empty, transform=axes.transAxes, ha="center", va="center",
            fontsize=CAPTION_POINTS,
        )  # fmt: skip
    axes.tick_params(labelsize=CAPTION_POINTS)
    label = fit_text(one.label, points(_PLOT_MM + _TICK_MM), lines=2)
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


def story_table(
    panels: Sequence[MapPanel], measures: Sequence[StoryMeasure]
) -> list[dict[str, object]]:
    """Return the numbers behind `make_story`: each subject's, the mean and its interval."""
    rows: list[dict[str, object]] = []
    shown = [(one.label, one.values) for one in measures]
    shown += [(f"{one.label}, hollow", one.beside) for one in measures if one.beside]
    for name, by_visit in shown:
        for panel, values in zip(panels, by_visit, strict=True):
            base = {"measure": name, "visit": panel.phase}
            for number, value in enumerate(values, start=1):
                rows.append({**base, "statistic": "value", "subject": number, "value": value})
            mean = mean_with_interval(values)
            ends = (("mean", mean.value), ("low", mean.low), ("high", mean.high))
            rows += [{**base, "statistic": name, "subject": None, "value": v} for name, v in ends]
    return rows
