"""Synaptic weights of the plastic projections by phase."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cortex_sim.analysis.arrays import FloatArray
from cortex_sim.errors import ResultError
from cortex_sim.figures.style import TWO_COLUMNS_MM, fix_layout, new_figure, use_style
from cortex_sim.figures.subjects import (
    INTERVAL_TEXT,
    Course,
    checked_phases,
    course_of,
    draw_branches,
    lines_text,
    n_subjects,
    phase_label,
    phase_rows,
)
from cortex_sim.figures.text import (
    AnyFigure,
    add_caption,
    caption_height_mm,
    describe_n,
    figure_width,
    label_conditions,
    mark_single_subject,
    wrap_text,
)

_ROW_MM = 38.0
_FRAME_MM = 12.0
_PLOT_SHARE = 0.84
_TITLE_POINTS = 8.0
_TITLE_WIDTH = 215.0


@dataclass(frozen=True)
class ProjectionWeights:
    """The mean weight of one plastic projection, or of a part of it, over phases."""

    label: str
    """What the title says, e.g. ``corticospinal: DM cortex to LES pool``."""

    mean_weight: Mapping[str, npt.ArrayLike]
    """Phase name to one mean weight per subject (0 to 1); nan allowed."""


def change_from_first(
    values: Mapping[str, FloatArray], phases: Sequence[str]
) -> dict[str, FloatArray]:
    """Return each subject's change from the first phase, for all phases.

    Parameters
    ----------
    values
        Phase name to one value per subject.
    phases
        Those to return; the first is the reference.
    """
    return {phase: values[phase] - values[phases[0]] for phase in phases}


def _course(projections: Sequence[ProjectionWeights], course: Course | None) -> Course:
    if not projections:
        raise ResultError("weights: got no projection, at least one is needed; pass one")
    return course or course_of(projections[0].mean_weight)


def draw_weight_change(
    figure: AnyFigure,
    projections: Sequence[ProjectionWeights],
    *,
    course: Course | None = None,
) -> None:
    """Draw a row per projection: mean weight by phase, and its change from the first phase.

    Parameters
    ----------
    figure
        Empty; gets two columns of panels, a caption and, for one subject, a note.
    projections
        In the order of the rows.
    course
        Which phase follows which; by default healthy, CLBP, and all others as arms after it.

    Raises
    ------
    ResultError
        If there is no projection, a phase has no values or numbers of subjects differ.
    """
    course = _course(projections, course)
    grid = figure.subplots(len(projections), 2, squeeze=False, sharex=True)
    for (left, right), one in zip(grid, projections, strict=True):
        if right is not grid[0, 1]:
            right.sharey(grid[0, 1])
        _draw_row(left, right, one, course)
    spare = figure_width(figure) / 2 * _PLOT_SHARE / len(course.phases)
    for axes in grid[-1]:
        label_conditions(axes, course.phases, spare, course.labels)
        axes.set_xlabel("phase")
    figure.align_ylabels(grid)
    mark_single_subject(figure, max(_counts(projections, course)))
    add_caption(figure, _caption(projections, course))


def _draw_row(left: Axes, right: Axes, one: ProjectionWeights, course: Course) -> None:
    values = checked_phases(one.mean_weight, course.phases, one.label)
    draw_branches(left, values, course)
    draw_branches(right, change_from_first(values, course.phases), course)
    right.axhline(0.0, color="0.6", linewidth=0.7, zorder=0)
    left.set_ylabel("mean weight\n(0 to 1)")
    right.set_ylabel(f"change from {phase_label(course, course.trunk[0])}\n(dimensionless)")
    left.set_title(wrap_text(one.label, _TITLE_WIDTH, _TITLE_POINTS), loc="left")


def _counts(projections: Sequence[ProjectionWeights], course: Course) -> list[int]:
    return n_subjects(
        one.mean_weight.get(phase, ()) for one in projections for phase in course.phases
    )


def _caption(projections: Sequence[ProjectionWeights], course: Course) -> str:
    counts = _counts(projections, course)
    symbols = (
        f"{lines_text(course)} Large symbols: mean; vertical bars: {INTERVAL_TEXT}."
        if max(counts) > 1
        else "One subject, so no interval."
    )
    return (
        f"{describe_n(counts)}. Left: mean weight of the projection, 1 = the largest weight "
        "possible; the scale differs between rows. Right: change within subjects, on the same "
        f"scale in all rows. {symbols} Weights are internal to the model: no clinic could "
        "measure them."
    )


def make_weight_change(
    projections: Sequence[ProjectionWeights], *, course: Course | None = None
) -> Figure:
    """Return a figure of `draw_weight_change`, 174 mm wide, high enough for all rows."""
    caption = _caption(projections, _course(projections, course))
    with use_style():
        caption_mm = caption_height_mm(caption, TWO_COLUMNS_MM)
        height = len(projections) * _ROW_MM + _FRAME_MM + caption_mm
        figure = new_figure(TWO_COLUMNS_MM, height)
        draw_weight_change(figure, projections, course=course)
        fix_layout(figure)
    return figure


def weight_table(projections: Sequence[ProjectionWeights]) -> list[dict[str, object]]:
    """Return the numbers behind `make_weight_change`, one row per value.

    The change is from the first phase that a projection names.
    """
    rows: list[dict[str, object]] = []
    for one in projections:
        phases = list(one.mean_weight)
        values = checked_phases(one.mean_weight, phases, one.label)
        base = {"projection": one.label}
        rows += phase_rows({**base, "quantity": "mean weight"}, values)
        change = change_from_first(values, phases)
        rows += phase_rows({**base, "quantity": f"change from {phases[0]}"}, change)
    return rows
