"""Forest plot: effect sizes with intervals beside what was published."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from cortex_sim.errors import ResultError
from cortex_sim.figures.style import TWO_COLUMNS_MM, fix_layout, new_figure, use_style
from cortex_sim.figures.text import (
    CAPTION_POINTS,
    LABEL_POINTS,
    MM_PER_INCH,
    POINTS_PER_INCH,
    AnyFigure,
    add_caption,
    caption_height_mm,
    figure_width,
    wrap_text,
)

AXIS_LIMIT = 8.0
"""Largest effect on the axis: one that is larger would press all others together."""

_LINE_MM = 3.2
_FRAME_MM = 21.0
_LABEL_SHARE = 0.35
_DIRECTION_POINTS = 13.0
_PAD_INCH = 0.08  # the numbers at the right would touch the edge
_BAND_COLOUR = "#56B4E9"
_COLOUR = "black"


@dataclass(frozen=True)
class ForestRow:
    """One effect: one row."""

    name: str
    """What was compared, e.g. ``DM–LES overlap, healthy to CLBP``."""

    g: float
    """Effect size (Hedges' g); nan if it cannot be estimated."""

    low: float
    """Lower end of the interval; nan if there is none."""

    high: float
    """Upper end of the interval; nan if there is none."""

    published: tuple[float, float] | None = None
    """Band of published effect sizes, low and high; None: none published."""


def _checked(rows: Sequence[ForestRow]) -> None:
    if not rows:
        raise ResultError("forest: got no row; pass at least one effect")
    for row in rows:
        if row.low > row.high or (row.published and row.published[0] > row.published[1]):
            raise ResultError(
                f"forest, {row.name}: interval {row.low} to {row.high}, published band "
                f"{row.published}; allowed is low <= high; swap the ends"
            )


def draw_forest(
    axes: Axes,
    rows: Sequence[ForestRow],
    *,
    label_width: float = 170.0,
    kind: str = "g",
    direction: tuple[str, str] = ("less", "more"),
) -> None:
    """Draw a row per effect: interval, estimate and published band, with the numbers beside.

    Parameters
    ----------
    axes
        Gets the effect size on x.
    rows
        From top to bottom.
    label_width
        Room for names, in points; longer ones wrap.
    kind
        Which effect size it is: ``g``, ``g_z`` or ``g_av``.
    direction
        What negative and positive effects mean, e.g. ``("less overlap", "more overlap")``.

    Raises
    ------
    ResultError
        If there is no row or the ends of an interval are the wrong way round.
    """
    _checked(rows)
    axes.axvline(0.0, color="0.4", linewidth=0.8, zorder=1)
    labels = [wrap_text(row.name, label_width) for row in rows]
    places = _places(labels)
    for y, row in zip(places, rows, strict=True):
        if row.published is not None:
            low, high = row.published
            axes.barh(
                y, high - low, left=low, height=1.4, color=_BAND_COLOUR, alpha=0.45,
                hatch="////", edgecolor="white", linewidth=0, zorder=0,
            )  # fmt: skip
        _draw_effect(axes, y, row)
        axes.text(
            1.02, y, _numbers(row), transform=axes.get_yaxis_transform(), va="center",
            fontsize=CAPTION_POINTS,
        )  # fmt: skip
    axes.set_yticks(places, labels)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(places[-1] + _row_height(labels[-1]) / 2, 0.0)
    axes.spines["left"].set_visible(False)
    _centre_on_zero(axes, rows)
    axes.set_ylabel("effect")
    axes.set_xlabel(f"Hedges' {kind} (dimensionless)", labelpad=_DIRECTION_POINTS)
    _draw_direction(axes, *direction)
    _add_legend(axes, any(row.published is not None for row in rows))


def _draw_direction(axes: Axes, less: str, more: str) -> None:
    """Say at both sides of 0, between tick labels and axis label, what the signs mean."""
    for text, side, ha in ((f"← {less}", -1, "right"), (f"{more} →", 1, "left")):
        axes.annotate(
            text, (0.0, 0.0), (4.0 * side, -_DIRECTION_POINTS), xycoords=("data", "axes fraction"),
            textcoords="offset points", ha=ha, va="top", fontsize=CAPTION_POINTS,
        )  # fmt: skip


def _draw_effect(axes: Axes, y: float, row: ForestRow) -> None:
    low, high = (_shown(end) for end in (row.low, row.high))
    axes.hlines(y, low, high, color=_COLOUR, linewidth=1.4, zorder=2)
    if abs(row.g) <= AXIS_LIMIT:
        axes.plot(row.g, y, "s", color=_COLOUR, markersize=4.5, zorder=3)
    for end in (row.low, row.g, row.high):
        if abs(end) > AXIS_LIMIT:
            axes.plot(_shown(end), y, "<" if end < 0 else ">", color=_COLOUR, markersize=5.5)


def _shown(value: float) -> float:
    """Return where on the axis a value is drawn; nan stays."""
    return max(-AXIS_LIMIT, min(AXIS_LIMIT, value)) if math.isfinite(value) else value


def _ends(row: ForestRow) -> tuple[float, ...]:
    return (row.g, row.low, row.high, *(row.published or ()))


def _whole_caption(rows: Sequence[ForestRow], caption: str) -> str:
    if all(abs(end) <= AXIS_LIMIT for row in rows for end in _ends(row) if math.isfinite(end)):
        return caption
    return f"{caption} Arrows: beyond the axis; the numbers at the right are whole."


def _row_height(label: str) -> float:
    """Return the height of a row in lines of text."""
    return max(2.2, label.count("\n") + 1 + 0.8)


def _places(labels: Sequence[str]) -> list[float]:
    """Return the middle of each row, from 0 at the top, in lines of text."""
    heights = [_row_height(label) for label in labels]
    return [sum(heights[:index]) + height / 2 for index, height in enumerate(heights)]


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


def _add_legend(axes: Axes, has_band: bool) -> None:
    handles: list[Line2D | Patch] = [
        Line2D([], [], color=_COLOUR, marker="s", markersize=4.5, label="model, with interval")
    ]
    if has_band:
        handles.append(
            Patch(
                facecolor=_BAND_COLOUR, alpha=0.45, hatch="////", edgecolor="white",
                label="published band",
            )
        )  # fmt: skip
    axes.legend(handles=handles, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2)


def make_forest(
    rows: Sequence[ForestRow],
    *,
    caption: str = "Bars: 95 % bootstrap interval over subjects.",
    width_mm: float = TWO_COLUMNS_MM,
    kind: str = "g",
    direction: tuple[str, str] = ("less", "more"),
) -> Figure:
    """Return a figure of `draw_forest`.

    Parameters
    ----------
    rows
        From top to bottom.
    caption
        Must say n and what the interval is.
    width_mm
        Of the figure.
    kind, direction
        As in `draw_forest`.
    """
    _checked(rows)
    with use_style():
        whole = _whole_caption(rows, caption)
        height = _height_mm(rows, width_mm) + caption_height_mm(whole, width_mm)
        figure = new_figure(width_mm, height)
        figure.set_layout_engine("constrained", w_pad=_PAD_INCH)
        draw_forest_figure(figure, rows, caption=caption, kind=kind, direction=direction)
        fix_layout(figure)
    return figure


def draw_forest_figure(
    figure: AnyFigure,
    rows: Sequence[ForestRow],
    *,
    caption: str,
    kind: str = "g",
    direction: tuple[str, str] = ("less", "more"),
) -> None:
    """Draw `draw_forest` with a caption into an empty figure."""
    width = figure_width(figure) * _LABEL_SHARE
    draw_forest(figure.subplots(), rows, label_width=width, kind=kind, direction=direction)
    add_caption(figure, _whole_caption(rows, caption))


def _height_mm(rows: Sequence[ForestRow], width_mm: float) -> float:
    points = width_mm / MM_PER_INCH * POINTS_PER_INCH * _LABEL_SHARE
    lines = sum(_row_height(wrap_text(row.name, points, LABEL_POINTS)) for row in rows)
    return lines * _LINE_MM + _FRAME_MM


def forest_table(rows: Sequence[ForestRow]) -> list[dict[str, object]]:
    """Return the numbers behind `make_forest`, one row per effect."""
    return [
        {
            "effect": row.name,
            "g": row.g,
            "low": row.low,
            "high": row.high,
            "published_low": row.published[0] if row.published else None,
            "published_high": row.published[1] if row.published else None,
        }
        for row in rows
    ]
