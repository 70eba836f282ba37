"""Overlap and, below it, map size over weeks by arm: a collapse must not pass for recovery."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from cortex_sim.analysis.arrays import FloatArray
from cortex_sim.analysis.effects import MIN_SUBJECTS
from cortex_sim.analysis.statistics import paired_effect
from cortex_sim.errors import ResultError
from cortex_sim.figures.drawing import Drawing
from cortex_sim.figures.palette import ConditionStyle, condition_styles
from cortex_sim.figures.style import ONE_COLUMN_MM, fix_layout, new_figure, use_style
from cortex_sim.figures.text import add_caption, caption_height_mm, mark_single_subject

_ROW_MM, _FRAME_MM, _LEGEND_MM = 36.0, 12.0, 4.0
_LEGEND_COLUMNS = 2
_SPREAD = 0.012
"""Shift of an arm against the next, as a share of the time axis: bars can be told apart."""

PER_PAGE = 3
"""Studies on one page."""


@dataclass(frozen=True, eq=False)
class WeekCurve:
    """What an arm did week by week."""

    weeks: FloatArray
    """Weeks since the end of the common past, which is the first, shape ``(n_visits,)``."""

    overlap: FloatArray
    """Overlap, 0 to 1, shape ``(n_visits, n_subjects)``, the same subjects throughout."""

    size: FloatArray
    """Size of the maps relative to the subject's own in that phase, like ``overlap``."""


@dataclass(frozen=True, eq=False)
class WeekPanel:
    """The arms of one study, or of one variant of it."""

    label: str
    """Title; empty for none."""

    curves: Mapping[str, WeekCurve]
    """By arm."""

    reference: float
    """Mean overlap in the phase that all is compared with."""


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
    styles, n_rows = condition_styles(arms), 2 * len(panels)
    n_subjects = next(iter(panels[0].curves.values())).overlap.shape[1]
    legend = _LEGEND_MM * -(-len(arms) // _LEGEND_COLUMNS)
    height = n_rows * _ROW_MM + _FRAME_MM + legend + caption_height_mm(caption, ONE_COLUMN_MM)
    with use_style():
        figure = new_figure(ONE_COLUMN_MM, height)
        rows = figure.subplots(n_rows, 1, squeeze=False, sharex=True)[:, 0]
        for above, below in zip(rows[2::2], rows[3::2], strict=True):
            # before drawing: limits then take in what all panels show
            above.sharey(rows[0])
            below.sharey(rows[1])
        for panel, above, below in zip(panels, rows[::2], rows[1::2], strict=True):
            _draw(above, panel, styles, "overlap", panel.reference)
            _draw(below, panel, styles, "size", 1.0)
            above.set_title(panel.label)
            above.set_ylabel(f"{pair} overlap\n(0 to 1)")
            below.set_ylabel(f"size of the maps\n({reference} = 1)")
        rows[1].set_ylim(bottom=0)
        rows[-1].set_xlabel(f"weeks since {start}")
        handles, labels = rows[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper center", ncols=_LEGEND_COLUMNS)
        mark_single_subject(figure, n_subjects)
        add_caption(figure, caption)
        fix_layout(figure)
    return Drawing(figure, caption)


def _draw(
    axes: Axes,
    panel: WeekPanel,
    styles: Mapping[str, ConditionStyle],
    measure: str,
    level: float,
) -> None:
    axes.axhline(level, color="0.6", linewidth=0.8, zorder=0)
    last = max(curve.weeks.max() for curve in panel.curves.values())
    for number, (arm, curve) in enumerate(panel.curves.items()):
        shift = (number - (len(panel.curves) - 1) / 2) * _SPREAD * last
        values = getattr(curve, measure)
        style = styles[arm]
        if n_values(values) < MIN_SUBJECTS:
            across = np.broadcast_to(curve.weeks[:, None] + shift, values.shape)
            axes.plot(across, values, ".", color=style.colour, markersize=2.0, alpha=0.6)
        axes.errorbar(
            np.where(curve.weeks > 0, curve.weeks + shift, 0.0),
            np.nanmean(values, axis=1),
            interval_of_change(values) if n_values(values) >= MIN_SUBJECTS else None,
            label=style.label, elinewidth=0.6, capsize=1.5, markersize=3.5,
            color=style.colour, marker=style.marker, linestyle=style.linestyle,
        )  # fmt: skip


def n_values(values: FloatArray) -> int:
    """Return the largest number of subjects with a value at a visit."""
    return int(np.isfinite(values).sum(axis=1).max())


def interval_of_change(values: FloatArray) -> FloatArray:
    """Return how far the 95 % interval of the change since the first visit reaches.

    Parameters
    ----------
    values
        Shape ``(n_visits, n_subjects)``.

    Returns
    -------
    numpy.ndarray
        Down and up from the mean, shape ``(2, n_visits)``; 0 at the first visit and where
        there is no interval.
    """
    reach = np.zeros((2, len(values)))
    for visit, now in enumerate(values[1:], start=1):
        effect = paired_effect(values[0], now, rng=np.random.default_rng(1))
        change = effect.mean_difference
        found = np.array([change - effect.ci_low, effect.ci_high - change])
        if np.all(np.isfinite(found)):
            reach[:, visit] = np.maximum(found, 0)
    return reach
