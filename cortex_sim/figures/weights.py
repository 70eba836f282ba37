"""Synaptic weights of the plastic projections by phase."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from cortex_sim.analysis.arrays import FloatArray
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
from cortex_sim.figures.odd import mark_odd, odd_text
from cortex_sim.figures.palette import condition_styles
from cortex_sim.figures.style import ONE_COLUMN_MM, PAGE_MM, fix_layout, use_style
from cortex_sim.figures.subjects import (
    Course,
    bars_text,
    checked_phases,
    course_of,
    draw_mean,
    mean_with_interval,
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
)

_LABELS_MM, _GAP_MM, _RIGHT_MM = 26.0, 5.0, 3.0
_WIDTH_MM = (ONE_COLUMN_MM - _LABELS_MM - _GAP_MM - _RIGHT_MM) / 2
_TITLE_MM, _BELOW_MM, _ROW_PAD_MM = 4.5, 8.5, 1.0
_FIRST_POINTS = 28.0
_PAD = 0.06
"""Room beside the outermost values, as a share of their range."""

SMALLEST_RANGE = 0.05
"""No axis of weights, which are 0 to 1, spans less: a change of noise must not fill a panel."""


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
    scale_of: Sequence[ProjectionWeights] = (),
) -> None:
    """Draw for every projection a row per phase: mean weight, and its change from the first.

    Parameters
    ----------
    figure
        Empty, without layout engine and as high as `make_weight_change` makes it.
    projections
        From top to bottom.
    course
        Which phase follows which; by default healthy, CLBP, and all others as arms after it.
    scale_of
        Projections on other pages whose changes have the same scale.

    Raises
    ------
    ResultError
        If there is no projection, a phase has no values or numbers of subjects differ.
    """
    course = _course(projections, course)
    values = [checked_phases(one.mean_weight, course.phases, one.label) for one in projections]
    changes = [change_from_first(one, course.phases) for one in values]
    scale = _limits(_all_changes([*projections, *scale_of], course))
    at = top_mm(max(_counts(projections, course)))
    for one, weights, change in zip(projections, values, changes, strict=True):
        label = cut_text(one.label, points(ONE_COLUMN_MM - 4.0), LABEL_POINTS, weight="bold")
        text_at(figure, 1.0, at + 0.3, label, fontsize=LABEL_POINTS, weight="bold")
        at += _TITLE_MM
        height = _rows_mm(course)
        left = axes_at(figure, _LABELS_MM, at, _WIDTH_MM, height)
        right = axes_at(figure, _LABELS_MM + _WIDTH_MM + _GAP_MM, at, _WIDTH_MM, height)
        _draw_rows(left, weights, course, _limits(np.concatenate(list(weights.values()))))
        _draw_rows(right, change, course, scale)
        right.axvline(0.0, color="0.6", linewidth=0.7, zorder=0)
        left.set_xlabel("mean weight (0 to 1)", fontsize=CAPTION_POINTS, labelpad=1)
        first = cut_text(phase_label(course, course.phases[0]), _FIRST_POINTS)
        change_text = f"change from {first} (\N{MINUS SIGN}1 to 1)"
        right.set_xlabel(change_text, fontsize=CAPTION_POINTS, labelpad=1)
        left.set_yticks(_places(course), _labels(course), fontsize=CAPTION_POINTS)
        left.set_ylabel("phase", fontsize=CAPTION_POINTS, labelpad=1)
        right.set_yticks(_places(course), [])
        at += height + _BELOW_MM


def _all_changes(projections: Sequence[ProjectionWeights], course: Course) -> FloatArray:
    values = [checked_phases(one.mean_weight, course.phases, one.label) for one in projections]
    changes = [change_from_first(one, course.phases) for one in values]
    return np.concatenate([v for one in changes for v in one.values()])


def _draw_rows(
    axes: Axes, values: Mapping[str, FloatArray], course: Course, limits: tuple[float, float]
) -> None:
    styles = condition_styles(course.phases)
    for y, phase in zip(_places(course), course.phases, strict=True):
        style, mean = styles[phase], mean_with_interval(values[phase])
        along = np.full(len(values[phase]), y)
        axes.scatter(values[phase], along, s=3, color="0.7", linewidths=0, zorder=1)
        axes.hlines(y, mean.low, mean.high, color=style.colour, linewidth=1.4, zorder=3)
        draw_mean(axes, mean.value, y, style, 5.5)
        mark_odd(axes, values[phase], along, values[phase], [limits])
    axes.set_xlim(*limits)
    axes.set_ylim(_rows_mm(course), 0.0)
    axes.xaxis.set_major_locator(MaxNLocator(3))
    axes.tick_params(axis="x", labelsize=CAPTION_POINTS)


def _limits(values: FloatArray) -> tuple[float, float]:
    """Return limits around all values that span `SMALLEST_RANGE` or more."""
    seen = values[np.isfinite(values)]
    low, high = (float(seen.min()), float(seen.max())) if len(seen) else (0.0, 0.0)
    half = max((0.5 + _PAD) * (high - low), SMALLEST_RANGE / 2)
    return (low + high) / 2 - half, (low + high) / 2 + half


def _labels(course: Course) -> list[str]:
    width = points(_LABELS_MM - 5.0)
    return [fit_text(phase_label(course, phase), width, lines=3) for phase in course.phases]


def _heights(course: Course) -> list[float]:
    return [line_count(label) * LINE_MM + _ROW_PAD_MM for label in _labels(course)]


def _rows_mm(course: Course) -> float:
    return sum(_heights(course))


def _places(course: Course) -> list[float]:
    """Return the middle of each phase's row in mm from the top."""
    heights = _heights(course)
    return [sum(heights[:row]) + height / 2 for row, height in enumerate(heights)]


def _counts(projections: Sequence[ProjectionWeights], course: Course) -> list[int]:
    return n_subjects(
        one.mean_weight.get(phase, ()) for one in projections for phase in course.phases
    )


def _caption(projections: Sequence[ProjectionWeights], course: Course) -> str:
    counts = _counts(projections, course)
    symbols = (
        f"Grey dots: subjects. Large symbols: mean; {bars_text(counts)}."
        if max(counts) > 1
        else "One subject, so no interval."
    )
    values = [checked_phases(one.mean_weight, course.phases, one.label) for one in projections]
    changes = [change_from_first(one, course.phases) for one in values]
    limits = [_limits(np.concatenate(list(one.values()))) for one in values]
    limits += [_limits(_all_changes(projections, course))] * len(changes)
    symbols += odd_text([list(one.values()) for one in [*values, *changes]], limits)
    return (
        f"{describe_n(counts)}. Left: mean weight of the projection, 1 = the largest weight "
        "possible; the scale differs between projections, but no axis spans less than "
        f"{SMALLEST_RANGE:g}. Right: change within subjects, on the "
        f"same scale for all. {symbols} Weights are internal to the model: no clinic could "
        "measure them. The mean of all synapses can stay while they shift from one muscle to "
        "another; rows 'between' show those that join the zones of two muscles."
    )


def _block_mm(course: Course) -> float:
    return _TITLE_MM + _rows_mm(course) + _BELOW_MM


def weight_pages(
    projections: Sequence[ProjectionWeights], *, course: Course | None = None
) -> list[list[ProjectionWeights]]:
    """Return projections in groups, each of which fits a page."""
    course = _course(projections, course)
    room = PAGE_MM - top_mm(1) - caption_height_mm(_caption(projections, course), ONE_COLUMN_MM)
    return in_pages(projections, lambda some: len(some) * _block_mm(course), room)


def make_weight_change(
    projections: Sequence[ProjectionWeights],
    *,
    course: Course | None = None,
    scale_of: Sequence[ProjectionWeights] = (),
) -> Drawing:
    """Return a figure of `draw_weight_change`, one column wide and high enough for all rows."""
    course = _course(projections, course)
    caption = _caption(projections, course)
    with use_style():
        height = len(projections) * _block_mm(course)
        counts = _counts(projections, course)
        figure = free_figure(height, caption, max(counts))
        draw_weight_change(figure, projections, course=course, scale_of=scale_of)
        fix_layout(figure)
    return Drawing(figure, caption)


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
