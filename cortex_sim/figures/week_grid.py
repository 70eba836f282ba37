"""Small multiples of curves over weeks: a panel for each arm, all on the same axes."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from cortex_sim.figures.layout import points
from cortex_sim.figures.palette import ConditionStyle, condition_styles
from cortex_sim.figures.style import ONE_COLUMN_MM
from cortex_sim.figures.text import CAPTION_POINTS, cut_text, fit_text
from cortex_sim.figures.week_curve import WeekCurve, WeekPanel, draw_curve, scale_weeks

COLUMNS = 3
"""Arms beside each other."""

ROW_MM = 23.0
"""Height of a row of panels with its labels."""

TITLE_MM = 6.0
"""Room above each pair of rows for the names of arms."""

NOTE = "Each arm has panels of its own on the same axes; thin grey lines: means of the other arms."
"""What the caption says beside that of one panel for all."""

_TITLE_WIDTH = points((ONE_COLUMN_MM - 14.0) / COLUMNS - 2.0)
_HEADROOM = 1.05


def pairs_of_rows(panels: Sequence[WeekPanel]) -> list[tuple[WeekPanel, list[str]]]:
    """Return panels and a few of their arms, those that stand beside each other."""
    return [
        (panel, list(panel.curves)[first : first + COLUMNS])
        for panel in panels
        for first in range(0, len(panel.curves), COLUMNS)
    ]


def draw_week_grid(
    figure: Figure, panels: Sequence[WeekPanel], labels: tuple[str, str], weeks: str
) -> None:
    """Draw two rows for every three arms: overlap, and below it the size of the maps.

    Parameters
    ----------
    figure
        Empty, with a layout engine.
    panels
        Studies, from top to bottom.
    labels
        Of the two y axes.
    weeks
        Of the x axes.
    """
    rows = pairs_of_rows(panels)
    styles = condition_styles([arm for panel in panels for arm in panel.curves])
    grid = figure.subplots(2 * len(rows), COLUMNS, squeeze=False, sharex=True, sharey=False)
    grid[0][0].xaxis.set_major_locator(MaxNLocator(4, integer=True))
    scale_weeks(grid[0][0], panels)
    tops = (_top(panels, "overlap", 0.0), _top(panels, "size", 1.0))
    for number, (panel, arms) in enumerate(rows):
        both = grid[2 * number : 2 * number + 2]
        for column in range(COLUMNS):
            pair: tuple[Axes, Axes] = (both[0][column], both[1][column])
            if column >= len(arms):
                for axes in pair:
                    axes.set_visible(False)
                continue
            _draw_arm(pair, panel, arms[column], styles)
            title = fit_text(styles[arms[column]].label, _TITLE_WIDTH, lines=2)
            study = cut_text(panel.label, _TITLE_WIDTH)
            pair[0].set_title(f"{study}\n{title}".strip(), fontsize=CAPTION_POINTS)
            for axes, top, label in zip(pair, tops, labels, strict=True):
                axes.set_ylim(0.0, top)
                axes.tick_params(labelsize=CAPTION_POINTS, labelleft=column == 0)
                axes.set_ylabel(label if column == 0 else "", fontsize=CAPTION_POINTS)
            pair[1].tick_params(labelbottom=True)
            pair[1].set_xlabel(weeks, fontsize=CAPTION_POINTS)


def _draw_arm(
    pair: tuple[Axes, Axes], panel: WeekPanel, arm: str, styles: Mapping[str, ConditionStyle]
) -> None:
    for axes, measure, level in zip(pair, ("overlap", "size"), (panel.reference, 1.0), strict=True):
        axes.axhline(level, color="0.6", linewidth=0.8, zorder=0)
        for other, curve in panel.curves.items():
            if other != arm:
                _draw_other(axes, curve, measure)
        draw_curve(axes, panel.curves[arm], measure, styles[arm])


def _draw_other(axes: Axes, curve: WeekCurve, measure: str) -> None:
    means = np.nanmean(getattr(curve, measure), axis=1)
    axes.plot(curve.weeks, means, color="0.82", linewidth=0.7, zorder=1)


def _top(panels: Sequence[WeekPanel], measure: str, least: float) -> float:
    """Return the upper end of the axis that all arms share."""
    curves = [curve for panel in panels for curve in panel.curves.values()]
    values = np.concatenate([getattr(curve, measure).ravel() for curve in curves])
    levels = [panel.reference for panel in panels] if measure == "overlap" else [least]
    return _HEADROOM * float(max([*values[np.isfinite(values)], *levels]))
