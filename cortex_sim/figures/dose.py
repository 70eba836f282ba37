"""Dose and response: a measure against the number that its arms differ in."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from cortex_sim.analysis.arrays import FloatArray
from cortex_sim.errors import ResultError
from cortex_sim.figures.drawing import Drawing
from cortex_sim.figures.palette import ConditionStyle, condition_styles
from cortex_sim.figures.style import (
    ONE_COLUMN_MM,
    fix_layout,
    new_figure,
    use_style,
)
from cortex_sim.figures.subjects import bars_text, draw_mean, mean_with_interval
from cortex_sim.figures.text import (
    CAPTION_POINTS,
    LABEL_POINTS,
    add_caption,
    caption_height_mm,
    describe_n,
    fit_text,
    mark_single_subject,
)

_ROW_MM = 44.0
_FRAME_MM = 6.0
_HEADROOM = 1.07
_Y_LABEL_POINTS, _X_LABEL_POINTS = 100.0, 90.0
_PLAIN = ConditionStyle("black", "o", "-", "")
_BESIDE = 2
"""Causes beside each other; more go on below."""


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

    reference: FloatArray
    """Before any dose, shape ``(n_subjects,)``."""

    arms: tuple[str, ...] = ()
    """The arm of each dose, whose colour and marker it has; empty: black dots."""


def draw_dose(axes: Axes, panel: DosePanel) -> None:
    """Draw a thin line per subject, means with intervals, and the mean before any dose.

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
    n_doses, n_subjects = len(panel.doses), len(panel.reference)
    if not n_doses or panel.values.shape != (n_doses, n_subjects):
        raise ResultError(
            f"dose, {panel.dose}: got values of shape {panel.values.shape}, allowed is "
            f"({n_doses}, {n_subjects}) with at least one dose; give a row per dose"
        )
    if np.isfinite(panel.reference).any():
        axes.axhline(float(np.nanmean(panel.reference)), color="0.7", linewidth=0.8, zorder=0)
    axes.plot(panel.doses, panel.values, ".-", color="0.7", linewidth=0.5, markersize=2.5, zorder=1)
    means = [mean_with_interval(row) for row in panel.values]
    axes.plot(panel.doses, [m.value for m in means], "-", color="0.3", linewidth=1.0, zorder=2)
    styles = condition_styles(panel.arms)
    looks = [styles[arm] for arm in panel.arms] or [_PLAIN] * n_doses
    for dose, mean, look in zip(panel.doses, means, looks, strict=True):
        axes.vlines(dose, mean.low, mean.high, color=look.colour, linewidth=1.4, zorder=3)
        draw_mean(axes, dose, mean.value, look)
    axes.set_xticks(panel.doses, [f"{dose:g}" for dose in panel.doses], fontsize=CAPTION_POINTS)
    axes.set_xlabel(fit_text(panel.dose, _X_LABEL_POINTS, LABEL_POINTS, lines=2))
    axes.set_ylabel(fit_text(panel.measure, _Y_LABEL_POINTS, LABEL_POINTS, lines=2))


def make_dose(panels: Sequence[Sequence[DosePanel]], *, reference: str) -> Drawing:
    """Return a figure of `draw_dose`: rows of measures, up to two causes beside each other.

    Parameters
    ----------
    panels
        By measure, of equal length; at least one panel.
    reference
        The phase before any dose, e.g. ``healthy``.
    """
    caption = _caption(panels, reference)
    rows = [row[at : at + _BESIDE] for row in panels for at in range(0, len(row), _BESIDE)]
    n_columns = max(len(row) for row in rows)
    with use_style():
        height = len(rows) * _ROW_MM + _FRAME_MM + caption_height_mm(caption, ONE_COLUMN_MM)
        figure = new_figure(ONE_COLUMN_MM, height)
        grid = figure.subplots(len(rows), n_columns, squeeze=False)
        for row_of_axes, row in zip(grid, rows, strict=True):
            whole = next(one for one in panels if row[0] in one)
            _draw_row(row_of_axes, row, _limits(whole))
        mark_single_subject(figure, max(_counts(panels)))
        add_caption(figure, caption)
        fix_layout(figure)
    return Drawing(figure, caption)


def _draw_row(
    row_of_axes: Sequence[Axes], row: Sequence[DosePanel], limits: tuple[float, float] | None
) -> None:
    for number, axes in enumerate(row_of_axes):
        if number >= len(row):
            axes.set_visible(False)
            continue
        draw_dose(axes, row[number])
        if limits:
            axes.set_ylim(*limits)
        if number:
            axes.set_ylabel("")
            axes.tick_params(labelleft=False)


def _limits(row: Sequence[DosePanel]) -> tuple[float, float] | None:
    """Return the scale of a measure, which starts at 0 if nothing is negative; None: nothing."""
    shown = np.concatenate([np.append(one.values, one.reference) for one in row])
    shown = shown[np.isfinite(shown)]
    if not len(shown) or shown.min() == shown.max():
        return None
    low, high = min(0.0, float(shown.min())), max(0.0, float(shown.max()))
    return _HEADROOM * low, _HEADROOM * high


def _counts(panels: Sequence[Sequence[DosePanel]]) -> list[int]:
    return [
        int(np.isfinite(values).sum()) for row in panels for one in row for values in one.values
    ]


def _caption(panels: Sequence[Sequence[DosePanel]], reference: str) -> str:
    if not panels or not panels[0]:
        raise ResultError("dose: got no panel; pass at least one measure over one cause")
    counts = _counts(panels)
    start = f"{describe_n(counts)}, the same ones at every dose, which alone differs"
    some = " (some had no value, as a muscle that does not answer has no onset)."
    start += some if min(counts) < max(counts) else "."
    level = f"Level grey line: mean of {reference}, before any dose."
    if max(counts) == 1:
        return f"{start} One subject, no interval. {level}"
    return f"{start} Thin lines: subjects; symbols: mean; {bars_text(counts)}. {level}"


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
