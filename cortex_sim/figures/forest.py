"""Forest plot: effect sizes with intervals beside what was published.

Names stand above their intervals, so that a row needs no more than a column's width.
"""

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.typing import ColorType

from cortex_sim.analysis.effects import MIN_SUBJECTS
from cortex_sim.figures.conditions import OKABE_ITO
from cortex_sim.figures.drawing import Drawing
from cortex_sim.figures.forest_rows import ForestRow, check_rows, forest_table
from cortex_sim.figures.layout import LINE_MM, axes_at, free_figure, in_pages, points
from cortex_sim.figures.palette import condition_style
from cortex_sim.figures.style import ONE_COLUMN_MM, PAGE_MM, fix_layout, use_style
from cortex_sim.figures.text import (
    CAPTION_POINTS,
    caption_height_mm,
    line_count,
    text_width,
    wrap_text,
)

__all__ = ["ForestRow", "draw_forest", "forest_pages", "forest_table", "make_forest"]

AXIS_LIMIT = 8.0
"""Largest effect on the axis: one that is larger would press all others together."""

_LEFT_MM, _NUMBERS_MM, _RIGHT_MM = 5.0, 26.5, 1.0
_PLOT_MM = ONE_COLUMN_MM - _LEFT_MM - _NUMBERS_MM - _RIGHT_MM
_LINE_MM, _INTERVAL_MM = 2.9, 4.6
_LEGEND_MM, _BELOW_MM = 5.0, 13.5
_LEGEND_COLUMNS = 2
_DIRECTION_POINTS = 13.5
_BAND_COLOUR = "0.8"
_BOUND_COLOUR = OKABE_ITO[1]
_COLOUR, _MARKER = "black", "s"
_EFFECT_SIZES = ("g", "g_z", "g_av")


def draw_forest(
    axes: Axes,
    rows: Sequence[ForestRow],
    *,
    label_width: float = 230.0,
    kind: str = "g",
    direction: tuple[str, str] = ("less", "more"),
) -> None:
    """Draw a row per effect: its name, below it interval, estimate, published band and numbers.

    Parameters
    ----------
    axes
        Gets the effect size on x, and on y millimetres from the top.
    rows
        From top to bottom.
    label_width
        Room for names and n, in points; longer ones wrap.
    kind
        Which effect size it is: ``g``, ``g_z`` or ``g_av``; else what the axis says.
    direction
        What negative and positive effects mean, e.g. ``("less overlap", "more overlap")``.

    Raises
    ------
    ResultError
        If there is no row or the ends of an interval are the wrong way round.
    """
    check_rows(rows)
    axes.axvline(0.0, color="0.4", linewidth=0.8, zorder=1)
    axes.set_ylim(_rows_mm(rows, label_width), 0.0)
    for top, row in zip(_tops(rows, label_width), rows, strict=True):
        label = _label(row, label_width)
        axes.text(
            -0.02, top + 0.6, label, transform=axes.get_yaxis_transform(), va="top",
            fontsize=CAPTION_POINTS, linespacing=1.15, zorder=5,
            bbox={"facecolor": "white", "linewidth": 0, "pad": 0.3},
        )  # fmt: skip
        y = top + line_count(label) * _LINE_MM + 0.45 * _INTERVAL_MM
        if row.published is not None:
            low, high = row.published
            axes.barh(
                y, _shown(high) - _shown(low), left=_shown(low), height=0.6 * _INTERVAL_MM,
                color=_BAND_COLOUR, hatch="/////", edgecolor="white", linewidth=0, zorder=0,
            )  # fmt: skip
            _mark_beyond(axes, y, (low, high), "0.45", 5.5)
        if row.bound is not None:
            bounds, half = [_shown(-row.bound), _shown(row.bound)], 0.4 * _INTERVAL_MM
            axes.vlines(bounds, y - half, y + half, color=_BOUND_COLOUR, linewidth=1.2, zorder=1)
        _draw_effect(axes, y, row)
        axes.text(
            1.03, y, _numbers(row), transform=axes.get_yaxis_transform(), va="center",
            fontsize=CAPTION_POINTS,
        )  # fmt: skip
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    _centre_on_zero(axes, rows)
    axes.tick_params(axis="x", labelsize=CAPTION_POINTS)
    name = f"Hedges' {kind} (dimensionless)" if kind in _EFFECT_SIZES else kind
    axes.set_xlabel(name, labelpad=_DIRECTION_POINTS, fontsize=CAPTION_POINTS)
    _draw_direction(axes, *direction)
    _add_legend(axes, rows)


def _label(row: ForestRow, width: float) -> str:
    n = "" if row.n is None else f" (n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{row.n})"
    return wrap_text(f"{row.name}{n}", width, CAPTION_POINTS)


def _row_mm(row: ForestRow, width: float) -> float:
    return line_count(_label(row, width)) * _LINE_MM + _INTERVAL_MM


def _rows_mm(rows: Sequence[ForestRow], width: float) -> float:
    return sum(_row_mm(row, width) for row in rows)


def _tops(rows: Sequence[ForestRow], width: float) -> list[float]:
    """Return the top of each row in mm from the top."""
    return [_rows_mm(rows[:index], width) for index in range(len(rows))]


def _look(row: ForestRow) -> tuple[ColorType, str]:
    if not row.condition:
        return _COLOUR, _MARKER
    style = condition_style(row.condition)
    return style.colour, style.marker


def _draw_direction(axes: Axes, less: str, more: str) -> None:
    """Say at both ends, between tick labels and axis label, what the signs mean."""
    width = sum(text_width(f"← {text} ", CAPTION_POINTS) for text in (less, more))
    right = 0.0 if width < points(_PLOT_MM) else points(_NUMBERS_MM)
    ends = ((f"← {less}", 0.0, 0.0, "left"), (f"{more} →", 1.0, right, "right"))
    for text, end, shift, ha in ends:
        axes.annotate(
            text, (end, 0.0), (shift, -_DIRECTION_POINTS), xycoords="axes fraction",
            textcoords="offset points", ha=ha, va="top", fontsize=CAPTION_POINTS,
        )  # fmt: skip


def _draw_effect(axes: Axes, y: float, row: ForestRow) -> None:
    low, high = (_shown(end) for end in (row.low, row.high))
    colour, marker = _look(row)
    axes.hlines(y, low, high, color=colour, linewidth=1.4, zorder=2)
    if row.subjects:
        inside = [value for value in row.subjects if abs(value) <= AXIS_LIMIT]
        axes.plot(inside, [y] * len(inside), "o", color="0.55", markersize=2.5, zorder=2)
        _mark_beyond(axes, y, row.subjects, "0.55", 3.5)
    if abs(row.g) <= AXIS_LIMIT:
        face = "white" if row.is_planned is False else colour
        axes.plot(row.g, y, marker, color=colour, markerfacecolor=face, markersize=4.5, zorder=3)
    _mark_beyond(axes, y, (row.low, row.g, row.high), colour, 5.5)


def _mark_beyond(
    axes: Axes, y: float, values: Sequence[float], colour: ColorType, size: float
) -> None:
    """Draw an arrow at the end of the axis that each of some values lies beyond."""
    for value in values:
        if abs(value) > AXIS_LIMIT:
            marker = "<" if value < 0 else ">"
            axes.plot(_shown(value), y, marker, color=colour, markersize=size, zorder=2)


def _shown(value: float) -> float:
    """Return where on the axis a value is drawn; nan stays."""
    return max(-AXIS_LIMIT, min(AXIS_LIMIT, value)) if math.isfinite(value) else value


def _ends(row: ForestRow) -> tuple[float, ...]:
    bound = () if row.bound is None else (-row.bound, row.bound)
    return (row.g, row.low, row.high, *row.subjects, *(row.published or ()), *bound)


def _whole_caption(rows: Sequence[ForestRow], caption: str) -> str:
    if all(abs(end) <= AXIS_LIMIT for row in rows for end in _ends(row) if math.isfinite(end)):
        return caption
    return f"{caption} Arrows: beyond the axis; the numbers at the right are whole."


def _numbers(row: ForestRow) -> str:
    if math.isnan(row.g):
        return "not estimable"
    has_interval = math.isfinite(row.low) and math.isfinite(row.high)
    interval = f" [{row.low:.2f}, {row.high:.2f}]" if has_interval else ""
    return f"{row.g:.2f}{interval}".replace("-", "\N{MINUS SIGN}")


def _centre_on_zero(axes: Axes, rows: Sequence[ForestRow]) -> None:
    """Make the sign visible: 0 is always inside, with room at both sides."""
    ends = [_shown(end) for row in rows for end in _ends(row)]
    seen = np.array([0.0, *ends])
    seen = seen[np.isfinite(seen)]
    low, high = float(seen.min()), float(seen.max())
    margin = 0.06 * max(high - low, 1.0)
    axes.set_xlim(low - margin, high + margin)


def _add_legend(axes: Axes, rows: Sequence[ForestRow]) -> None:
    axes.legend(
        handles=_handles(rows), loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=_LEGEND_COLUMNS,
        borderaxespad=0.2,
    )  # fmt: skip


def _legend_mm(rows: Sequence[ForestRow]) -> float:
    return _LEGEND_MM + LINE_MM * (-(-len(_handles(rows)) // _LEGEND_COLUMNS) - 1)


def _handles(rows: Sequence[ForestRow]) -> list[Line2D | Patch]:
    """Return what the legend explains."""
    plans = {row.is_planned for row in rows}
    looks = {True: ("planned", _COLOUR), False: ("not planned", "white")}
    chosen = [look for plan, look in looks.items() if plan in plans]
    handles: list[Line2D | Patch] = [
        Line2D(
            [], [], color=_COLOUR, marker="" if any(row.condition for row in rows) else _MARKER,
            markersize=4.5, markerfacecolor=inside, label=label,
        )
        for label, inside in chosen or [("model, with interval", _COLOUR)]
    ]  # fmt: skip
    if any(row.bound is not None for row in rows):
        handles.append(
            Line2D(
                [], [], color=_BOUND_COLOUR, marker="|", linewidth=0, markersize=7.0,
                markeredgewidth=1.2, label="bound of equivalence",
            )
        )  # fmt: skip
    if any(row.subjects for row in rows):
        alone = all(row.subjects for row in rows)
        label = "subjects (mean: large)" if alone else f"subjects, if below {MIN_SUBJECTS}"
        dots = Line2D([], [], color="0.55", marker="o", linewidth=0, markersize=2.5, label=label)
        handles = [dots] if alone else [*handles, dots]
    if any(row.published is not None for row in rows):
        handles.append(
            Patch(facecolor=_BAND_COLOUR, hatch="/////", edgecolor="white", label="published band")
        )
    return handles


def make_forest(
    rows: Sequence[ForestRow],
    *,
    caption: str = "Bars: 95 % bootstrap interval over subjects.",
    kind: str = "g",
    direction: tuple[str, str] = ("less", "more"),
) -> Drawing:
    """Return a figure of `draw_forest`, one column wide.

    Parameters
    ----------
    rows
        From top to bottom; more than fit a page get `forest_pages`.
    caption
        Must say n and what the interval is.
    kind, direction
        As in `draw_forest`.
    """
    check_rows(rows)
    width = points(_PLOT_MM + _NUMBERS_MM)
    height = _rows_mm(rows, width)
    with use_style():
        whole = _whole_caption(rows, caption)
        figure = free_figure(_legend_mm(rows) + height + _BELOW_MM, whole, n_subjects=0)
        axes = axes_at(figure, _LEFT_MM, _legend_mm(rows) + _RIGHT_MM, _PLOT_MM, height)
        draw_forest(axes, rows, label_width=width, kind=kind, direction=direction)
        fix_layout(figure)
    return Drawing(figure, whole)


def forest_pages(rows: Sequence[ForestRow], *, caption: str) -> list[list[ForestRow]]:
    """Return rows in groups, each of which fits a page with this caption."""
    width = points(_PLOT_MM + _NUMBERS_MM)
    frame = _legend_mm(rows) + _BELOW_MM + _RIGHT_MM
    frame += caption_height_mm(_whole_caption(rows, caption), ONE_COLUMN_MM)
    return in_pages(rows, lambda some: _rows_mm(some, width), PAGE_MM - frame)
