"""Which synapses carry the smudging: overlap with each projection put back to healthy."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cortex_sim.analysis.arrays import subject_values
from cortex_sim.analysis.shares import Share, share_of_change
from cortex_sim.errors import ResultError
from cortex_sim.figures.palette import ConditionStyle, condition_style
from cortex_sim.figures.style import ONE_COLUMN_MM, fix_layout, new_figure, use_style
from cortex_sim.figures.subjects import (
    INTERVAL_TEXT,
    TRUNK,
    Mean,
    mean_with_interval,
    n_subjects,
    phase_rows,
)
from cortex_sim.figures.text import (
    AnyFigure,
    add_caption,
    caption_height_mm,
    describe_n,
    figure_width,
    mark_single_subject,
    wrap_text,
)

MEASURE = "DM–LES overlap"
"""What is usually decomposed."""

_ROW_MM = 9.0
_FRAME_MM = 20.0
_LABEL_SHARE = 0.3
_SPREAD = 0.22
_COLOUR = "0.15"
_SEED = 1  # of the resampling: the same interval from the same numbers


@dataclass(frozen=True)
class Restored:
    """The overlap after one projection was put back to its healthy weights."""

    label: str
    """The projection, e.g. ``corticospinal``."""

    overlap: npt.ArrayLike
    """One value per subject, same subjects in the same order as the references."""


def share_of_rise(row: Restored, healthy: npt.ArrayLike, clbp: npt.ArrayLike) -> Share:
    """Return the share of the rise from healthy to CLBP that goes with the restored weights."""
    rise = np.asarray(clbp, dtype=float) - np.asarray(healthy, dtype=float)
    gone = np.asarray(clbp, dtype=float) - np.asarray(row.overlap, dtype=float)
    return share_of_change(gone, rise, seed=_SEED)


def _checked(rows: Sequence[Restored], references: Sequence[npt.ArrayLike]) -> None:
    if not rows:
        raise ResultError("decomposition: got no projection; pass at least one")
    arrays = [subject_values(one, "reference overlap") for one in references]
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
    healthy: npt.ArrayLike,
    clbp: npt.ArrayLike,
    *,
    measure: str = MEASURE,
    label_width: float = 75.0,
) -> None:
    """Draw a row per projection: mean overlap with interval and every subject.

    Parameters
    ----------
    axes
        Gets overlap on x.
    rows
        From top to bottom.
    healthy, clbp
        Overlap of the unchanged networks, one value per subject; their means are lines.
    measure
        Name of the overlap on the axis.
    label_width
        Room for the names of projections, in points.

    Raises
    ------
    ResultError
        If there is no row or numbers of subjects differ.
    """
    _checked(rows, [healthy, clbp])
    _draw_reference(axes, condition_style(TRUNK[0]), mean_with_interval(healthy))
    _draw_reference(axes, condition_style(TRUNK[1]), mean_with_interval(clbp))
    for y, row in enumerate(rows):
        _draw_row(axes, y, np.asarray(row.overlap, dtype=float), mean_with_interval(row.overlap))
    axes.set_yticks(range(len(rows)), [wrap_text(row.label, label_width) for row in rows])
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_ylabel("projection put back\nto healthy weights")
    axes.set_xlabel(f"{measure} (0 to 1)")
    if axes.get_legend_handles_labels()[0]:
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2)


def _draw_reference(axes: Axes, style: ConditionStyle, mean: Mean) -> None:
    if mean.n:
        axes.axvline(
            mean.value, color=style.colour, linestyle=style.linestyle, zorder=1,
            label=f"{style.label}: {mean.value:.2f}",
        )  # fmt: skip


def _draw_row(axes: Axes, y: int, values: npt.NDArray[np.float64], mean: Mean) -> None:
    spread = np.linspace(-_SPREAD, _SPREAD, len(values)) if len(values) > 1 else np.zeros(1)
    axes.scatter(values, y + spread, s=7, color="0.6", linewidths=0, zorder=2)
    axes.hlines(y, mean.low, mean.high, color=_COLOUR, linewidth=1.6, zorder=3)
    axes.plot(mean.value, y, "o", color=_COLOUR, markersize=5.5, markeredgecolor="white", zorder=4)


def draw_decomposition_figure(
    figure: AnyFigure,
    rows: Sequence[Restored],
    healthy: npt.ArrayLike,
    clbp: npt.ArrayLike,
    *,
    measure: str = MEASURE,
) -> None:
    """Draw `draw_decomposition` with a caption and, for one subject, a note into a figure."""
    width = figure_width(figure) * _LABEL_SHARE
    draw_decomposition(figure.subplots(), rows, healthy, clbp, measure=measure, label_width=width)
    mark_single_subject(figure, max(_counts(rows, healthy, clbp)))
    add_caption(figure, _caption(_counts(rows, healthy, clbp)))


def _counts(rows: Sequence[Restored], healthy: npt.ArrayLike, clbp: npt.ArrayLike) -> list[int]:
    return n_subjects([healthy, clbp, *(row.overlap for row in rows)])


def _caption(counts: list[int]) -> str:
    lines = "means of the " * (max(counts) > 1)
    symbols = (
        f"Small dots: subjects. Large dots: mean; bars: {INTERVAL_TEXT}."
        if max(counts) > 1
        else "One subject, so no interval."
    )
    return (
        f"{describe_n(counts)}. Networks after CLBP, with one projection at a time put back to "
        f"its healthy weights (structural map). Lines: {lines}unchanged networks. {symbols} The "
        "nearer to the "
        "healthy line, the more of the smudging this projection carries."
    )


def make_decomposition(
    rows: Sequence[Restored],
    healthy: npt.ArrayLike,
    clbp: npt.ArrayLike,
    *,
    measure: str = MEASURE,
) -> Figure:
    """Return a figure of `draw_decomposition` with its caption."""
    with use_style():
        caption = _caption(_counts(rows, healthy, clbp))
        height = len(rows) * _ROW_MM + _FRAME_MM + caption_height_mm(caption, ONE_COLUMN_MM)
        figure = new_figure(ONE_COLUMN_MM, height)
        draw_decomposition_figure(figure, rows, healthy, clbp, measure=measure)
        fix_layout(figure)
    return figure


def decomposition_table(
    rows: Sequence[Restored], healthy: npt.ArrayLike, clbp: npt.ArrayLike
) -> list[dict[str, object]]:
    """Return the numbers behind `make_decomposition`, the references first."""
    table = phase_rows({"put back": "everything"}, {TRUNK[0]: healthy})
    table += phase_rows({"put back": "nothing"}, {TRUNK[1]: clbp})
    for row in rows:
        base = {"put back": row.label}
        table += phase_rows(base, {TRUNK[1]: row.overlap})
        share = share_of_rise(row, healthy, clbp)
        for name in ("value", "low", "high"):
            statistic = "share of the rise" + f", {name}" * (name != "value")
            table.append(
                {**base, "phase": TRUNK[1], "statistic": statistic, "subject": None,
                 "value": getattr(share, name)}
            )  # fmt: skip
    return table
