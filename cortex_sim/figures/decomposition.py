"""Which synapses carry a change: a measure with each projection put back to earlier weights."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes

from cortex_sim.analysis.arrays import subject_values
from cortex_sim.analysis.shares import Share, share_of_change
from cortex_sim.errors import ResultError
from cortex_sim.figures.drawing import Drawing
from cortex_sim.figures.palette import ConditionStyle, condition_styles
from cortex_sim.figures.style import ONE_COLUMN_MM, fix_layout, new_figure, use_style
from cortex_sim.figures.subjects import (
    Mean,
    bars_text,
    mean_with_interval,
    n_subjects,
    phase_rows,
)
from cortex_sim.figures.text import (
    LABEL_POINTS,
    add_caption,
    caption_height_mm,
    cut_text,
    describe_n,
    figure_width,
    fit_text,
    mark_single_subject,
)

_ROW_MM = 9.0
_FRAME_MM = 25.0
_LABEL_SHARE = 0.3
_X_POINTS, _NAME_POINTS = 130.0, 27.0
_LEGEND_POINTS = 45.0
_SPREAD = 0.22
_COLOUR = "0.15"
_SEED = 1  # of the resampling: the same interval from the same numbers


@dataclass(frozen=True)
class Unchanged:
    """The measure of the networks as they were in one phase, with nothing put back."""

    phase: str
    """Name of the phase, e.g. ``clbp``: its look, and what the table says."""

    label: str
    """What a reader sees, e.g. ``CLBP``."""

    values: npt.ArrayLike
    """One value per subject."""


@dataclass(frozen=True)
class Restored:
    """The measure after one projection was put back to its weights of before."""

    label: str
    """The projection, e.g. ``corticospinal``."""

    overlap: npt.ArrayLike
    """One value per subject, same subjects in the same order as the references."""


def share_of_rise(row: Restored, before: npt.ArrayLike, after: npt.ArrayLike) -> Share:
    """Return the share of the rise from before to after that goes with the restored weights."""
    rise = np.asarray(after, dtype=float) - np.asarray(before, dtype=float)
    gone = np.asarray(after, dtype=float) - np.asarray(row.overlap, dtype=float)
    return share_of_change(gone, rise, seed=_SEED)


def _checked(rows: Sequence[Restored], references: Sequence[Unchanged]) -> None:
    if not rows:
        raise ResultError("decomposition: got no projection; pass at least one")
    arrays = [subject_values(one.values, one.label) for one in references]
    arrays += [subject_values(row.overlap, row.label) for row in rows]
    if len({len(array) for array in arrays}) > 1:
        counts = ", ".join(str(len(array)) for array in arrays)
        raise ResultError(
            f"decomposition: numbers of subjects differ ({counts}); give the same subjects in "
            "the same order, with nan where one is missing"
        )


def draw_decomposition(
    axes: Axes,
    rows: Sequence[Restored],
    before: Unchanged,
    after: Unchanged,
    *,
    measure: str,
    label_width: float = 75.0,
) -> None:
    """Draw a row per projection: mean of the measure with interval and every subject.

    Parameters
    ----------
    axes
        Gets the measure on x.
    rows
        From top to bottom.
    before, after
        The unchanged networks that the weights are from, and those into which they are put; their
        means are lines.
    measure
        What the axis says, with unit.
    label_width
        Room for the names of projections, in points.

    Raises
    ------
    ResultError
        If there is no row or numbers of subjects differ.
    """
    _checked(rows, [before, after])
    styles = condition_styles([before.phase, after.phase])
    for one in (before, after):
        _draw_reference(axes, styles[one.phase], one)
    for y, row in enumerate(rows):
        _draw_row(axes, y, np.asarray(row.overlap, dtype=float), mean_with_interval(row.overlap))
    labels = [fit_text(row.label, label_width, LABEL_POINTS, lines=3) for row in rows]
    axes.set_yticks(range(len(rows)), labels)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_ylabel(f"projection put back\nto {cut_text(before.label, _NAME_POINTS)} weights")
    axes.set_xlabel(fit_text(measure, _X_POINTS, LABEL_POINTS, lines=2))
    if axes.get_legend_handles_labels()[0]:
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2)


def _draw_reference(axes: Axes, style: ConditionStyle, one: Unchanged) -> None:
    mean = mean_with_interval(one.values)
    if mean.n:
        axes.axvline(
            mean.value, color=style.colour, linestyle=style.linestyle, zorder=1,
            label=f"{cut_text(one.label, _LEGEND_POINTS)}: {mean.value:.2f}",
        )  # fmt: skip


def _draw_row(axes: Axes, y: int, values: npt.NDArray[np.float64], mean: Mean) -> None:
    spread = np.linspace(-_SPREAD, _SPREAD, len(values)) if len(values) > 1 else np.zeros(1)
    axes.scatter(values, y + spread, s=7, color="0.6", linewidths=0, zorder=2)
    axes.hlines(y, mean.low, mean.high, color=_COLOUR, linewidth=1.6, zorder=3)
    axes.plot(mean.value, y, "o", color=_COLOUR, markersize=5.5, markeredgecolor="white", zorder=4)


def _counts(rows: Sequence[Restored], before: Unchanged, after: Unchanged) -> list[int]:
    return n_subjects([before.values, after.values, *(row.overlap for row in rows)])


def _caption(counts: list[int], before: Unchanged, after: Unchanged, note: str) -> str:
    lines = "means of the " * (max(counts) > 1)
    symbols = (
        f"Small dots: subjects. Large dots: mean; {bars_text(counts)}."
        if max(counts) > 1
        else "One subject, so no interval."
    )
    return (
        f"{describe_n(counts)}. Networks after {after.label}, with one projection at a time put "
        f"back to its {before.label} weights; in a row of all but one, all others are. "
        f"{note} Lines: {lines}unchanged networks. {symbols} "
        f"The nearer to the {before.label} line, the more of the change this projection carries."
    )


def make_decomposition(
    rows: Sequence[Restored],
    before: Unchanged,
    after: Unchanged,
    *,
    measure: str,
    note: str = "",
) -> Drawing:
    """Return a figure of `draw_decomposition` with its caption.

    Parameters
    ----------
    rows, before, after, measure
        As in `draw_decomposition`.
    note
        Stands in the caption, e.g. which map it is.
    """
    counts = _counts(rows, before, after)
    caption = " ".join(_caption(counts, before, after, note).split())
    with use_style():
        height = len(rows) * _ROW_MM + _FRAME_MM + caption_height_mm(caption, ONE_COLUMN_MM)
        figure = new_figure(ONE_COLUMN_MM, height)
        width = figure_width(figure) * _LABEL_SHARE
        axes = figure.subplots()
        draw_decomposition(axes, rows, before, after, measure=measure, label_width=width)
        mark_single_subject(figure, max(counts))
        add_caption(figure, caption)
        fix_layout(figure)
    return Drawing(figure, caption)


def decomposition_table(
    rows: Sequence[Restored], before: Unchanged, after: Unchanged
) -> list[dict[str, object]]:
    """Return the numbers behind `make_decomposition`, the references first."""
    table = phase_rows({"put back": "everything"}, {before.phase: before.values})
    table += phase_rows({"put back": "nothing"}, {after.phase: after.values})
    for row in rows:
        base = {"put back": row.label}
        table += phase_rows(base, {after.phase: row.overlap})
        share = share_of_rise(row, before.values, after.values)
        for name in ("value", "low", "high"):
            statistic = "share of the rise" + f", {name}" * (name != "value")
            table.append(
                {**base, "phase": after.phase, "statistic": statistic, "subject": None,
                 "value": getattr(share, name)}
            )  # fmt: skip
    return table
