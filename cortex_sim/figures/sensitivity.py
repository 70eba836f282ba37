"""Which parameters matter: elementary effects of a Morris screening."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from cortex_sim.errors import ResultError
from cortex_sim.figures.drawing import Drawing
from cortex_sim.figures.layout import axes_at, free_figure, points
from cortex_sim.figures.style import ONE_COLUMN_MM, fix_layout, use_style
from cortex_sim.figures.text import CAPTION_POINTS, LABEL_POINTS, cut_text, fit_text

_ROW_MM = 6.0
_LABELS_MM, _LEFT_MM, _RIGHT_MM = 37.0, 14.0, 3.0
_PLANE_MM, _BELOW_MM = 58.0, 13.0
_MEASURE_POINTS = 110.0
_APART = 6.0
_AROUND = tuple(
    (r * x, r * y)
    for r in (7.0, 12.0)
    for x, y in ((1, 0.6), (-1, 0.6), (1, -0.8), (-1, -0.8), (0, 1), (0, -1))
)
"""Places of a number around its symbol, in points, the best first."""

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
) -> Drawing:
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
    above_mm = len(rows) * _ROW_MM
    with use_style():
        name = f"{cut_text(measure, _MEASURE_POINTS, LABEL_POINTS)} ({unit})"
        figure = free_figure(above_mm + _PLANE_MM + 2 * _BELOW_MM, caption, n_subjects=0)
        right = ONE_COLUMN_MM - _RIGHT_MM
        above = axes_at(figure, _LABELS_MM, 1.5, right - _LABELS_MM, above_mm)
        top = 1.5 + above_mm + _BELOW_MM
        below = axes_at(figure, _LEFT_MM, top, right - _LEFT_MM, _PLANE_MM)
        _draw_importance(above, ordered, f"mean absolute effect on\n{name}")
        _draw_plane(below, ordered, name, unit)
        fix_layout(figure)
    return Drawing(figure, caption)


def _draw_importance(axes: Axes, rows: Sequence[SensitivityRow], title: str) -> None:
    for y, row in enumerate(rows):
        ends = (max(0.0, row.importance - row.half_width), row.importance + row.half_width)
        axes.hlines(y, *ends, color=_COLOUR, linewidth=1.4)
        axes.plot(row.importance, y, "s", color=_COLOUR, markersize=4.5)
    names = [
        f"{fit_text(r.label, points(_LABELS_MM - 10.0), lines=2)} ({len(rows) - y})"
        for y, r in enumerate(rows)
    ]
    axes.set_yticks(range(len(rows)), names, fontsize=CAPTION_POINTS)
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.set_ylabel("parameter", fontsize=CAPTION_POINTS)
    axes.yaxis.set_label_coords(-(_LABELS_MM - 4.0) / (ONE_COLUMN_MM - _RIGHT_MM - _LABELS_MM), 0.5)
    axes.set_xlim(left=0.0)
    axes.set_xlabel(title)


def _draw_plane(axes: Axes, rows: Sequence[SensitivityRow], name: str, unit: str) -> None:
    widest = 1.15 * max(abs(row.mean) for row in rows) or 1.0
    highest = 1.15 * max(row.sd for row in rows) or widest
    axes.axvline(0.0, color="0.4", linewidth=0.8)
    for side in (-1, 1):
        axes.plot((0, side * 2 * widest), (0, 2 * widest), "--", color="0.6", linewidth=0.7)
    axes.set(xlim=(-widest, widest), ylim=(0.0, highest))
    wide = points(ONE_COLUMN_MM - _RIGHT_MM - _LEFT_MM) / (2 * widest)
    high = points(_PLANE_MM) / highest
    places = [(row.mean * wide, row.sd * high) for row in rows]
    for y, (row, shift) in enumerate(zip(rows, _shifts(places), strict=True)):
        axes.plot(row.mean, row.sd, "s", color=_COLOUR, markersize=4.5)
        axes.annotate(
            str(len(rows) - y), (row.mean, row.sd), shift, textcoords="offset points",
            fontsize=CAPTION_POINTS, ha="center", va="center",
        )  # fmt: skip
    axes.set_xlabel(f"mean effect on\n{name}")
    axes.set_ylabel(f"SD of the effect ({unit})")


def _shifts(places: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return for each symbol where its number stands: free of symbols and of other numbers.

    All in points; of the places around a symbol the first free one, else the first.
    """
    taken = list(places)
    shifts = []
    for x, y in places:
        free = [
            (dx, dy)
            for dx, dy in _AROUND
            if all(abs(x + dx - a) > _APART or abs(y + dy - b) > _APART for a, b in taken)
        ]
        dx, dy = (free or _AROUND)[0]
        taken.append((x + dx, y + dy))
        shifts.append((dx, dy))
    return shifts


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
