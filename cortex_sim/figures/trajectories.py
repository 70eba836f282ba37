"""A measure by phase: every subject's line, the mean and its interval, and the arms.

Every arm is a panel of its own that starts at the phase before it, so no line of one arm crosses
another; the panels of a measure share their scale.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.ticker import MaxNLocator

from cortex_sim.errors import ResultError
from cortex_sim.figures.drawing import Drawing
from cortex_sim.figures.layout import (
    LINE_MM,
    axes_at,
    free_figure,
    in_pages,
    points,
    text_at,
    top_mm,
)
from cortex_sim.figures.odd import odd_text
from cortex_sim.figures.path_rows import MAX_PLACES, Path, path_rows
from cortex_sim.figures.style import ONE_COLUMN_MM, PAGE_MM, fix_layout, use_style
from cortex_sim.figures.subjects import (
    Course,
    bars_text,
    course_of,
    n_subjects,
    phase_label,
    phase_rows,
)
from cortex_sim.figures.text import (
    CAPTION_POINTS,
    LABEL_POINTS,
    AnyFigure,
    caption_height_mm,
    cut_text,
    describe_n,
    fit_text,
    line_count,
    narrow_text,
)
from cortex_sim.figures.trajectory import TrajectoryPanel, draw_trajectory

__all__ = [
    "TrajectoryPanel",
    "draw_trajectories",
    "draw_trajectory",
    "make_trajectories",
    "trajectory_pages",
    "trajectory_table",
]

_LEFT_MM, _RIGHT_MM, _GAP_MM = 13.5, 3.0, 3.0
_TITLE_MM, _PLOT_MM, _TICK_MM, _BELOW_MM = 4.5, 19.0, 2.4, 2.5
_Y_LABEL_MM = 7.5
"""Where the label of a y axis ends, left of the axis."""

_LABEL_LINES = 2
_MOST_LINES = 5
"""Of a phase's label below a panel."""

_PLACE_MM = (ONE_COLUMN_MM - _LEFT_MM - _RIGHT_MM - 2 * _GAP_MM) / MAX_PLACES


def draw_trajectories(
    figure: AnyFigure, panels: Sequence[TrajectoryPanel], *, course: Course | None = None
) -> None:
    """Draw several measures below each other, each a block with a panel per path.

    Parameters
    ----------
    figure
        Empty, without layout engine and as high as `make_trajectories` makes it.
    panels
        From top to bottom.
    course
        As in `draw_trajectory`; the same for all panels.

    Raises
    ------
    ResultError
        If there is no panel, or as in `draw_trajectory`.
    """
    course = _course(panels, course)
    at = top_mm(max(_counts(panels, course)))
    for panel in panels:
        text_at(figure, 1.0, at + 0.5, _block_title(panel), fontsize=LABEL_POINTS, weight="bold")
        at += _title_mm(panel)
        for row in _rows(panel, course):
            _draw_row(figure, panel, course, row, at)
            at += _row_mm(course, row)


def _block_title(panel: TrajectoryPanel) -> str:
    title = f"{panel.measure}, {panel.title}" if panel.title else panel.measure
    width = points(ONE_COLUMN_MM - 2 * _RIGHT_MM)
    return fit_text(title, width, LABEL_POINTS, lines=2, weight="bold")


def _title_mm(panel: TrajectoryPanel) -> float:
    return (
        _TITLE_MM + (line_count(_block_title(panel)) - 1) * LINE_MM * LABEL_POINTS / CAPTION_POINTS
    )


def _draw_row(
    figure: AnyFigure, panel: TrajectoryPanel, course: Course, row: Sequence[Path], top: float
) -> None:
    left = _LEFT_MM
    for number, path in enumerate(row):
        width = len(path) * _PLACE_MM
        axes = axes_at(figure, left, top, width, _PLOT_MM)
        draw_trajectory(axes, panel, course=course, path=path)
        axes.set_xticks(range(len(path)), _labels(course, path), fontsize=CAPTION_POINTS)
        axes.set_xlim(-0.5, len(path) - 0.5)
        axes.yaxis.set_major_locator(MaxNLocator(4))
        axes.tick_params(axis="y", labelleft=number == 0, labelsize=CAPTION_POINTS)
        axes.set_ylabel("" if number else _axis_label(panel), fontsize=CAPTION_POINTS)
        axes.yaxis.set_label_coords(-_Y_LABEL_MM / width, 0.5)
        axes.set_xlabel("phase", fontsize=CAPTION_POINTS)
        axes.xaxis.set_label_coords(0.5, -_labels_mm(course, row) / _PLOT_MM)
        left += width + _GAP_MM


def _axis_label(panel: TrajectoryPanel) -> str:
    label = narrow_text(f"{panel.measure} ({panel.unit})", points(_PLOT_MM))
    if line_count(label) <= _LABEL_LINES:
        return label
    return f"{cut_text(panel.measure, points(_PLOT_MM))}\n({panel.unit})"


def _rows(panel: TrajectoryPanel, course: Course) -> list[list[Path]]:
    """Return the paths along which the measure was taken, in rows that are not too long."""
    return path_rows(
        course, [p for p in course.phases if any(n_subjects([panel.values.get(p, ())]))]
    )


def _labels(course: Course, path: Path) -> list[str]:
    """Return the labels of a path's phases; what a phase shares with the one before is left out."""
    whole = [phase_label(course, phase) for phase in path]
    own = [
        label.removeprefix(f"{before}: ")
        for before, label in zip(["", *whole], whole, strict=False)
    ]
    return [fit_text(label, points(_PLACE_MM) - 1.0, lines=_MOST_LINES) for label in own]


def _labels_mm(course: Course, row: Sequence[Path]) -> float:
    """Return the height of a row's tick labels."""
    n_lines = max(line_count(label) for path in row for label in _labels(course, path))
    return _TICK_MM + n_lines * LINE_MM


def _row_mm(course: Course, row: Sequence[Path]) -> float:
    return _PLOT_MM + _labels_mm(course, row) + LINE_MM + _BELOW_MM


def _block_mm(panel: TrajectoryPanel, course: Course) -> float:
    return _title_mm(panel) + sum(_row_mm(course, row) for row in _rows(panel, course))


def _content_mm(panels: Sequence[TrajectoryPanel], course: Course) -> float:
    return sum(_block_mm(panel, course) for panel in panels)


def _course(panels: Sequence[TrajectoryPanel], course: Course | None) -> Course:
    if not panels:
        raise ResultError("trajectories: got no panel, at least one is needed; pass a measure")
    return course or course_of(panels[0].values)


def _counts(panels: Sequence[TrajectoryPanel], course: Course) -> list[int]:
    return n_subjects(p.values.get(phase, ()) for p in panels for phase in course.phases)


def _caption(panels: Sequence[TrajectoryPanel], course: Course) -> str:
    counts = _counts(panels, course)
    if max(counts) == 1:
        return f"{describe_n(counts)}, so no interval. Grey line: level of the first phase."
    odd = odd_text(
        [p.values[phase] for phase in course.phases if phase in p.values] for p in panels
    )
    arms = " The same subjects take part in every arm; each arm starts at the phase before it." * (
        len(course.arms) > 1
    )
    noise = (
        " Grey band: that mean ± the smallest detectable change of one subject, as a scale; "
        "whether a subject changed is told from its own first value."
    ) * any(np.isfinite(panel.noise) for panel in panels)
    return (
        f"{describe_n(counts)}. Thin lines: one per subject. Large symbols: mean; "
        f"{bars_text(counts)}. Level grey line: mean of the first phase.{noise}{arms}{odd}"
    )


def trajectory_pages(
    panels: Sequence[TrajectoryPanel], *, course: Course | None = None
) -> list[list[TrajectoryPanel]]:
    """Return panels in groups, each of which fits a page."""
    course = _course(panels, course)
    caption_mm = caption_height_mm(_caption(panels, course), ONE_COLUMN_MM)
    room = PAGE_MM - caption_mm - top_mm(1)
    return in_pages(panels, lambda some: _content_mm(some, course), room)


def make_trajectories(
    panels: Sequence[TrajectoryPanel], *, course: Course | None = None
) -> Drawing:
    """Return a figure of `draw_trajectories`, one column wide and high enough for all panels."""
    course = _course(panels, course)
    with use_style():
        caption = _caption(panels, course)
        counts = _counts(panels, course)
        figure = free_figure(_content_mm(panels, course), caption, max(counts))
        draw_trajectories(figure, panels, course=course)
        fix_layout(figure)
    return Drawing(figure, caption)


def trajectory_table(panels: Sequence[TrajectoryPanel]) -> list[dict[str, object]]:
    """Return the numbers behind `make_trajectories`, one row per value."""
    return [
        row
        for panel in panels
        for row in phase_rows(
            {"panel": panel.title, "measure": panel.measure, "unit": panel.unit}, panel.values
        )
    ]
