"""Which parameters matter: elementary effects of a Morris screening."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cortex_sim.errors import ResultError
from cortex_sim.figures.style import ONE_COLUMN_MM, fix_layout, new_figure, use_style
from cortex_sim.figures.text import CAPTION_POINTS, add_caption, caption_height_mm, wrap_text

_ROW_MM = 6.0
_FRAME_MM, _PLANE_MM = 20.0, 62.0
_LABEL_POINTS_WIDE = 95.0
_COLOUR = "0.15"


@dataclass(frozen=True)
class SensitivityRow:
    """What one parameter does to a measure when it goes through its range."""

    label: str
    """Name of the parameter."""

    mean: float
    """Mean elementary effect, in units of the measure."""

    importance: float
    """Mean of its size."""

    half_width: float
    """Half width of the 95 % bootstrap interval of ``importance``."""

    sd: float
    """SD over trajectories: interaction with others, or a bent response."""


def make_sensitivity(
    rows: Sequence[SensitivityRow], *, measure: str, unit: str, caption: str
) -> Figure:
    """Return a figure: importance with interval above, mean effect against SD below.

    Dashed lines below: SD as large as the mean. Far above them a parameter acts
    mostly through others, or bends; far below it acts alone and evenly.

    Parameters
    ----------
    rows
        One per parameter; drawn with the most important on top.
    measure, unit
        What is affected, and its unit.
    caption
        Must say n and what the interval is.

    Raises
    ------
    ResultError
        If there is no row.

    References
    ----------
    Morris 1991, doi:10.1080/00401706.1991.10484804; Campolongo et al. 2007,
    doi:10.1016/j.envsoft.2006.10.004.
    """
    if not rows:
        raise ResultError("sensitivity: got no parameter; pass at least one")
    ordered = sorted(rows, key=lambda row: row.importance)
    with use_style():
        heights = (len(rows) * _ROW_MM, _PLANE_MM)
        whole = sum(heights) + _FRAME_MM + caption_height_mm(caption, ONE_COLUMN_MM)
        figure = new_figure(ONE_COLUMN_MM, whole)
        above, below = figure.subplots(2, 1, height_ratios=heights)
        _draw_importance(above, ordered, f"mean absolute effect on\n{measure} ({unit})")
        _draw_plane(below, ordered, measure, unit)
        add_caption(figure, caption)
        fix_layout(figure)
    return figure


def _draw_importance(axes: Axes, rows: Sequence[SensitivityRow], title: str) -> None:
    for y, row in enumerate(rows):
        ends = (max(0.0, row.importance - row.half_width), row.importance + row.half_width)
        axes.hlines(y, *ends, color=_COLOUR, linewidth=1.4)
        axes.plot(row.importance, y, "s", color=_COLOUR, markersize=4.5)
    names = [
        wrap_text(f"{r.label} ({len(rows) - y})", _LABEL_POINTS_WIDE, CAPTION_POINTS)
        for y, r in enumerate(rows)
    ]
    axes.set_yticks(range(len(rows)), names, fontsize=CAPTION_POINTS)
    axes.set_ylabel("parameter")
    axes.set_xlim(left=0.0)
    axes.set_xlabel(title)


def _draw_plane(axes: Axes, rows: Sequence[SensitivityRow], measure: str, unit: str) -> None:
    widest = 1.15 * max(abs(row.mean) for row in rows) or 1.0
    highest = 1.15 * max(row.sd for row in rows) or widest
    axes.axvline(0.0, color="0.4", linewidth=0.8)
    for side in (-1, 1):
        axes.plot((0, side * 2 * widest), (0, 2 * widest), "--", color="0.6", linewidth=0.7)
    for y, row in enumerate(rows):
        axes.plot(row.mean, row.sd, "s", color=_COLOUR, markersize=4.5)
        axes.annotate(
            str(len(rows) - y), (row.mean, row.sd), (3, 2), textcoords="offset points", fontsize=6
        )
    axes.set(xlim=(-widest, widest), ylim=(0.0, highest))
    axes.set_xlabel(f"mean effect on {measure} ({unit})")
    axes.set_ylabel(f"SD of the effect ({unit})")


def sensitivity_table(rows: Sequence[SensitivityRow]) -> list[dict[str, object]]:
    """Return the numbers behind `make_sensitivity`, one row per parameter."""
    return [
        {
            "parameter": row.label,
            "mean_effect": row.mean,
            "mean_absolute_effect": row.importance,
            "half_width": row.half_width,
            "sd": row.sd,
        }
        for row in rows
    ]
