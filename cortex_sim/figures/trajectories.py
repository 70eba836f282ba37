"""A measure by phase: every subject's line, the mean and its interval, and the arms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
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
)

_PANEL_HEIGHT_MM = 46.0
_X_LABEL_MM = 10.0
_MAX_PHASES_BESIDE = 5
_HEADROOM = 1.07
_PLOT_SHARE = 0.86
"""Part of a panel's width that the axis takes."""


@dataclass(frozen=True)
class TrajectoryPanel:
    """One panel: one measure over phases."""

    measure: str
    """What the y axis says, e.g. ``DM–LES overlap``."""

    unit: str
    """Unit of the measure, e.g. ``mm``; ``0 to 1`` for a fraction."""

    values: Mapping[str, npt.ArrayLike]
    """Phase name to one value per subject, same subjects in the same order; nan allowed."""

    title: str = ""
    """Above the panel, e.g. ``in-phase map``."""


def draw_trajectory(
    axes: Axes, panel: TrajectoryPanel, *, course: Course | None = None
) -> None:
    """Draw one measure by phase; lines run along the shared phases, then into each arm.

    Parameters
    ----------
    axes
        Gets x positions 0, 1, ... for the phases; tick labels are left to the caller.
    panel
        The measure.
    course
        Which phase follows which; by default healthy, CLBP, and all others as arms after it.

    Raises
    ------
    ResultError
        If a phase has no values or numbers of subjects differ.
    """
    course = course or course_of(panel.values)
    values = checked_phases(panel.values, course.phases, panel.measure)
    first = values[course.trunk[0]]
    if np.isfinite(first).any():
        axes.axhline(float(np.nanmean(first)), color="0.7", linewidth=0.7, zorder=0)
    draw_branches(axes, values, course)
    axes.set_ylabel(f"{panel.measure} ({panel.unit})")
    axes.set_title(panel.title)
    _start_at_zero(axes, np.concatenate(list(values.values())))


def _start_at_zero(axes: Axes, values: FloatArray) -> None:
    """Let the scale of a measure that is not negative start at 0, so heights compare."""
    seen = values[np.isfinite(values)]
    if len(seen) and seen.min() >= 0 and seen.max() > 0:
        axes.set_ylim(0.0, _HEADROOM * float(seen.max()))


def draw_trajectories(
    figure: AnyFigure, panels: Sequence[TrajectoryPanel], *, course: Course | None = None
) -> None:
    """Draw several measures by phase: two beside each other, or one if there are many arms.

    Parameters
    ----------
    figure
        Empty; gets the panels, a caption and, for one subject, a note that it is one.
    panels
        In reading order, e.g. overlap in the in-phase map, overlap in the structural map,
        then the CoG distances.
    course
        As in `draw_trajectory`; the same for all panels.

    Raises
    ------
    ResultError
        If there is no panel, or as in `draw_trajectory`.
    """
    course = _course(panels, course)
    n_columns = _n_columns(len(panels), len(course.phases))
    n_rows = -(-len(panels) // n_columns)
    grid = figure.subplots(n_rows, n_columns, squeeze=False)
    spare = figure_width(figure) / n_columns * _PLOT_SHARE / len(course.phases)
    for number, axes in enumerate(grid.flat):
        if number >= len(panels):
            axes.set_visible(False)
            continue
        draw_trajectory(axes, panels[number], course=course)
        label_conditions(axes, course.phases, spare, course.labels)
        if number + n_columns < len(panels):
            axes.tick_params(labelbottom=False)
        else:
            axes.set_xlabel("phase")
    mark_single_subject(figure, max(_counts(panels, course)))
    add_caption(figure, _caption(panels, course))


def _course(panels: Sequence[TrajectoryPanel], course: Course | None) -> Course:
    if not panels:
        raise ResultError("trajectories: got no panel, at least one is needed; pass a measure")
    return course or course_of(panels[0].values)


def _n_columns(n_panels: int, n_phases: int) -> int:
    return 2 if n_panels > 1 and n_phases <= _MAX_PHASES_BESIDE else 1


def _counts(panels: Sequence[TrajectoryPanel], course: Course) -> list[int]:
    return n_subjects(p.values.get(phase, ()) for p in panels for phase in course.phases)


def _caption(panels: Sequence[TrajectoryPanel], course: Course) -> str:
    counts = _counts(panels, course)
    if max(counts) == 1:
        return f"{describe_n(counts)}, so no interval. Grey line: level of the first phase."
    arms = " The same subjects take part in every arm." * (len(course.arms) > 1)
    return (
        f"{describe_n(counts)}. {lines_text(course)} Large symbols: mean; vertical "
        f"bars: {INTERVAL_TEXT}. Level grey line: mean of the first phase.{arms}"
    )


def make_trajectories(
    panels: Sequence[TrajectoryPanel],
    *,
    course: Course | None = None,
    width_mm: float = TWO_COLUMNS_MM,
) -> Figure:
    """Return a figure of `draw_trajectories`, high enough for all panels."""
    course = _course(panels, course)
    n_rows = -(-len(panels) // _n_columns(len(panels), len(course.phases)))
    with use_style():
        caption_mm = caption_height_mm(_caption(panels, course), width_mm)
        figure = new_figure(width_mm, n_rows * _PANEL_HEIGHT_MM + _X_LABEL_MM + caption_mm)
        draw_trajectories(figure, panels, course=course)
        fix_layout(figure)
    return figure


def trajectory_table(panels: Sequence[TrajectoryPanel]) -> list[dict[str, object]]:
    """Return the numbers behind `make_trajectories`, one row per value."""
    return [
        row
        for panel in panels
        for row in phase_rows(
            {"panel": panel.title, "measure": panel.measure, "unit": panel.unit}, panel.values
        )
    ]
