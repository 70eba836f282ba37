"""Overlap and, below it, map size over weeks by arm: a collapse must not pass for recovery."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cortex_sim.errors import ResultError
from cortex_sim.figures.drawing import Drawing
from cortex_sim.figures.palette import ConditionStyle, condition_styles
from cortex_sim.figures.style import ONE_COLUMN_MM, fix_layout, new_figure, use_style
from cortex_sim.figures.text import (
    add_caption,
    caption_height_mm,
    cut_text,
    mark_single_subject,
)
from cortex_sim.figures.week_curve import WeekCurve, WeekPanel, draw_curve, scale_weeks
from cortex_sim.figures.week_grid import NOTE, ROW_MM, TITLE_MM, draw_week_grid, pairs_of_rows

__all__ = ["MOST_LINES", "PER_PAGE", "WeekCurve", "WeekPanel", "make_over_weeks"]

_ROW_MM, _FRAME_MM, _LEGEND_MM = 36.0, 12.0, 4.0
_LEGEND_COLUMNS = 2
_TITLE_POINTS, _NAME_POINTS, _LABEL_POINTS = 190.0, 80.0, 24.0
_SPREAD = 0.012
"""Shift of an arm against the next, as a share of the time axis: bars can be told apart."""

PER_PAGE = 3
"""Studies on one page."""

MOST_LINES = 3
"""Arms in one panel; more arms get a panel each."""


def make_over_weeks(
    panels: Sequence[WeekPanel], *, pair: str, caption: str, start: str, reference: str
) -> Drawing:
    """Return a figure with two rows for each study: overlap, and map size below it.

    Parameters
    ----------
    panels
        At most `PER_PAGE`, each with an arm or more.
    pair
        The muscles, e.g. ``DM-LES``.
    caption
        Stands below.
    start
        The phase whose end is week 0, e.g. ``CLBP``.
    reference
        The phase that map sizes are relative to, e.g. ``healthy``.

    Raises
    ------
    ResultError
        If there is nothing to draw.
    """
    arms = list(dict.fromkeys(arm for panel in panels for arm in panel.curves))
    if not arms:
        raise ResultError("curves over weeks: no study has an arm; give it one or more")
    n_subjects = next(iter(panels[0].curves.values())).overlap.shape[1]
    pair, reference = cut_text(pair, _LABEL_POINTS), cut_text(reference, _LABEL_POINTS)
    labels = (f"{pair} overlap\n(0 to 1)", f"size of the maps\n({reference} = 1)")
    weeks = f"weeks since {cut_text(start, _LABEL_POINTS)}"
    is_grid = len(arms) > MOST_LINES
    caption = f"{caption} {NOTE}" if is_grid else caption
    with use_style():
        height = _height_mm(panels, arms, is_grid=is_grid)
        figure = new_figure(ONE_COLUMN_MM, height + caption_height_mm(caption, ONE_COLUMN_MM))
        if is_grid:
            draw_week_grid(figure, panels, labels, weeks)
        else:
            _draw_lines(figure, panels, arms, labels, weeks)
        mark_single_subject(figure, n_subjects)
        add_caption(figure, caption)
        fix_layout(figure)
    return Drawing(figure, caption)


def _height_mm(panels: Sequence[WeekPanel], arms: Sequence[str], *, is_grid: bool) -> float:
    """Return the height of the figure without its caption."""
    if is_grid:
        n_pairs = len(pairs_of_rows(panels))
        return n_pairs * (2 * ROW_MM + TITLE_MM)
    legend = _LEGEND_MM * -(-len(arms) // _LEGEND_COLUMNS)
    return 2 * len(panels) * _ROW_MM + _FRAME_MM + legend


def _draw_lines(
    figure: Figure,
    panels: Sequence[WeekPanel],
    arms: Sequence[str],
    labels: tuple[str, str],
    weeks: str,
) -> None:
    """Draw the few arms of each study in one panel, with a legend above."""
    styles, n_rows = condition_styles(arms), 2 * len(panels)
    rows = figure.subplots(n_rows, 1, squeeze=False, sharex=True)[:, 0]
    for above, below in zip(rows[2::2], rows[3::2], strict=True):
        # before drawing: limits then take in what all panels show
        above.sharey(rows[0])
        below.sharey(rows[1])
    scale_weeks(rows[0], panels)
    for panel, above, below in zip(panels, rows[::2], rows[1::2], strict=True):
        _draw(above, panel, styles, "overlap", panel.reference)
        _draw(below, panel, styles, "size", 1.0)
        above.set_title(cut_text(panel.label, _TITLE_POINTS, above.title.get_fontsize()))
        above.set_ylabel(labels[0])
        below.set_ylabel(labels[1])
    rows[0].set_ylim(bottom=0)
    rows[1].set_ylim(bottom=0)
    rows[-1].set_xlabel(weeks)
    handles, names = rows[0].get_legend_handles_labels()
    names = [cut_text(name, _NAME_POINTS) for name in names]
    figure.legend(handles, names, loc="outside upper center", ncols=_LEGEND_COLUMNS)


def _draw(
    axes: Axes,
    panel: WeekPanel,
    styles: Mapping[str, ConditionStyle],
    measure: str,
    level: float,
) -> None:
    axes.axhline(level, color="0.6", linewidth=0.8, zorder=0)
    for number, (arm, curve) in enumerate(panel.curves.items()):
        shift = (number - (len(panel.curves) - 1) / 2) * _SPREAD
        draw_curve(axes, curve, measure, styles[arm], shift=shift)
