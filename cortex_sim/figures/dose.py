"""Dose and response: a measure against the number that its arms differ in."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cortex_sim.analysis.arrays import FloatArray
from cortex_sim.errors import ResultError
from cortex_sim.figures.style import (
    ONE_COLUMN_MM,
    TWO_COLUMNS_MM,
    fix_layout,
    new_figure,
    use_style,
)
from cortex_sim.figures.subjects import INTERVAL_TEXT, mean_with_interval
from cortex_sim.figures.text import (
    add_caption,
    caption_height_mm,
    describe_n,
    mark_single_subject,
    wrap_text,
)

_ROW_MM = 52.0
_FRAME_MM = 6.0
_HEADROOM = 1.07
_LABEL_POINTS = 110.0


@dataclass(frozen=True, eq=False)
class DosePanel:
    """One measure over the doses of one cause."""

    dose: str
    """What the x axis says, with unit."""

    measure: str
    """What the y axis says, with unit."""

    doses: FloatArray
    """The numbers, rising, shape ``(n_doses,)``."""

    values: FloatArray
    """Shape ``(n_doses, n_subjects)``, the same subjects in every column; nan where missing."""

    healthy: FloatArray
    """Before any dose, shape ``(n_subjects,)``."""


def draw_dose(axes: Axes, panel: DosePanel) -> None:
    """Draw a thin line per subject, means with intervals, and the mean of health.

    Parameters
    ----------
    axes
        Gets the dose as a number on x, and a tick at every dose.
    panel
        At least one dose.

    Raises
    ------
    ResultError
        If there is no dose or the shapes do not fit.
    """
    n_doses, n_subjects = len(panel.doses), len(panel.healthy)
    if not n_doses or panel.values.shape != (n_doses, n_subjects):
        raise ResultError(
            f"dose, {panel.dose}: got values of shape {panel.values.shape}, allowed is "
            f"({n_doses}, {n_subjects}) with at least one dose; give a row per dose"
        )
    if np.isfinite(panel.healthy).any():
        axes.axhline(float(np.nanmean(panel.healthy)), color="0.7", linewidth=0.8, zorder=0)
    axes.plot(panel.doses, panel.values, color="0.7", linewidth=0.5, zorder=1)
    means = [mean_with_interval(row) for row in panel.values]
    axes.vlines(
        panel.doses, [m.low for m in means], [m.high for m in means], color="black", linewidth=1.4
    )
    axes.plot(panel.doses, [m.value for m in means], "o-", color="black", markersize=5)
    axes.set_xticks(panel.doses, [f"{dose:g}" for dose in panel.doses])
    axes.set_xlabel(panel.dose)
    axes.set_ylabel(wrap_text(panel.measure, _LABEL_POINTS))


def make_dose(panels: Sequence[Sequence[DosePanel]]) -> Figure:
    """Return a figure of `draw_dose`: a row per measure, a column per cause.

    Parameters
    ----------
    panels
        Rows of equal length; at least one panel.
    """
    caption = _caption(panels)
    counts = _counts(panels)
    n_columns = len(panels[0])
    width = ONE_COLUMN_MM if n_columns == 1 else TWO_COLUMNS_MM
    with use_style():
        height = len(panels) * _ROW_MM + _FRAME_MM + caption_height_mm(caption, width)
        figure = new_figure(width, height)
        grid = figure.subplots(len(panels), n_columns, squeeze=False, sharey="row")
        for row_of_axes, row in zip(grid, panels, strict=True):
            for axes, panel in zip(row_of_axes, row, strict=True):
                draw_dose(axes, panel)
            for axes in row_of_axes[1:]:
                axes.set_ylabel("")
            _start_at_zero(row_of_axes[0], row)
        mark_single_subject(figure, max(counts))
        add_caption(figure, caption)
        fix_layout(figure)
    return figure


def _start_at_zero(axes: Axes, row: Sequence[DosePanel]) -> None:
    """Let the scale of a row start at 0 if nothing in it is negative, so that heights compare."""
    shown = np.concatenate([np.append(one.values, one.healthy) for one in row])
    shown = shown[np.isfinite(shown)]
    if len(shown) and shown.min() >= 0 and shown.max() > 0:
        axes.set_ylim(0.0, _HEADROOM * float(shown.max()))


def _counts(panels: Sequence[Sequence[DosePanel]]) -> list[int]:
    return [
        int(np.isfinite(values).sum()) for row in panels for one in row for values in one.values
    ]


def _caption(panels: Sequence[Sequence[DosePanel]]) -> str:
    if not panels or not panels[0]:
        raise ResultError("dose: got no panel; pass at least one measure over one cause")
    counts = _counts(panels)
    start = f"{describe_n(counts)}, the same ones at every dose, which alone differs."
    level = "Level grey line: mean in health, before any dose."
    if max(counts) == 1:
        return f"{start} One subject, no interval. {level}"
    return f"{start} Thin lines: subjects; dots: mean; bars: {INTERVAL_TEXT}. {level}"


def dose_table(panels: Sequence[Sequence[DosePanel]]) -> list[dict[str, object]]:
    """Return the numbers behind `make_dose`: each subject, the mean and its interval."""
    rows: list[dict[str, object]] = []
    for panel in (one for row in panels for one in row):
        for dose, values in zip(panel.doses, panel.values, strict=True):
            base = {"cause": panel.dose, "measure": panel.measure, "dose": float(dose)}
            for number, value in enumerate(values, start=1):
                rows.append({**base, "statistic": "value", "subject": number, "value": value})
            mean = mean_with_interval(values)
            ends = (("mean", mean.value), ("low", mean.low), ("high", mean.high))
            rows += [{**base, "statistic": name, "subject": None, "value": v} for name, v in ends]
    return rows
