"""One idea in one picture: the maps of one subject by visit, and below it all subjects."""

from collections.abc import Sequence

from cortex_sim.errors import ResultError
from cortex_sim.figures.drawing import Drawing
from cortex_sim.figures.layout import LINE_MM, axes_at, free_figure, points, text_at, top_mm
from cortex_sim.figures.map_legends import add_muscle_legend
from cortex_sim.figures.map_panel import MapPanel, draw_overlay, overlap_text, pair_overlap
from cortex_sim.figures.palette import condition_styles, muscle_styles
from cortex_sim.figures.story_measure import PLOT_MM, TICK_MM, StoryMeasure, draw_story_measure
from cortex_sim.figures.style import ONE_COLUMN_MM, fix_layout, use_style
from cortex_sim.figures.subjects import mean_with_interval
from cortex_sim.figures.text import (
    CAPTION_POINTS,
    LABEL_POINTS,
    AnyFigure,
    cut_text,
    fit_text,
    line_count,
)

_LEFT_MM, _RIGHT_MM, _GAP_MM, _MOST_MM = 12.5, 1.5, 2.0, 26.0
_TITLE_MM, _AXIS_MM, _LEGEND_MM = 4.2, 8.0, 5.0
_BELOW_MM = 0.5
_MOST_LINES = 3


def make_story(
    panels: Sequence[MapPanel],
    muscles: Sequence[str],
    pair: Sequence[str],
    measures: Sequence[StoryMeasure],
    *,
    subject: str,
    index: int,
    control: str = "",
    caption: str,
) -> Drawing:
    """Return the picture of a story: maps of one subject above, measures of all below.

    Parameters
    ----------
    panels
        Maps of one subject, by visit; at most four fit.
    muscles, pair
        Columns of the maps, and the two that are laid over each other.
    measures
        At most two, each with values for the visits of ``panels``.
    subject, index
        Whose maps they are, e.g. ``subject 605``, and its place among the values: it is marked.
    control
        The phase of ``panels`` that follows the one before the last, instead of the last but one;
        empty: none.
    caption
        Must say n, and by which rule the subject was chosen.

    Raises
    ------
    ResultError
        If there is no map, or a measure has other visits.
    """
    if not panels or any(len(one.values) != len(panels) for one in measures):
        raise ResultError("story: got no map or a measure with other visits; give each its value")
    if any(len(one.beside) not in (0, len(panels)) for one in measures):
        raise ResultError("story: got a second measure with other visits; give each its value")
    side = _side_mm(len(panels))
    names = [_fitted(panel, side) for panel in panels]
    maps_mm = _TITLE_MM + _names_mm(names) + LINE_MM + side + _AXIS_MM + _LEGEND_MM
    n = max((len(values) for one in measures for values in one.values), default=1)
    with use_style():
        figure = free_figure(maps_mm + _measures_mm(panels, len(measures)), caption, n)
        at = top_mm(n)
        _draw_maps(figure, panels, muscles, pair, at, title=f"Maps of {subject}")
        _draw_measures(figure, panels, measures, at + maps_mm, control, index)
        fix_layout(figure)
    return Drawing(figure, caption)


def _side_mm(n_maps: int) -> float:
    room = ONE_COLUMN_MM - _LEFT_MM - _RIGHT_MM
    return min(_MOST_MM, (room - (n_maps - 1) * _GAP_MM) / n_maps)


def _fitted(panel: MapPanel, width_mm: float, weight: str = "bold") -> str:
    """Return the name of a visit in the room that it has."""
    return fit_text(panel.label, points(width_mm), lines=_MOST_LINES, weight=weight)


def _names_mm(names: Sequence[str]) -> float:
    return max(map(line_count, names)) * LINE_MM


def _tick_labels(panels: Sequence[MapPanel]) -> list[str]:
    width = (ONE_COLUMN_MM - _LEFT_MM - _RIGHT_MM) / len(panels) - 1.0
    return [_fitted(panel, width, "normal") for panel in panels]


def _measures_mm(panels: Sequence[MapPanel], n: int) -> float:
    """Return the height of the panels of measures, which share the names of visits below them."""
    below = TICK_MM + _names_mm(_tick_labels(panels)) + LINE_MM + _BELOW_MM
    return n * (_TITLE_MM + PLOT_MM + TICK_MM) + below if n else 0.0


def _title(figure: AnyFigure, left: float, top: float, text: str) -> None:
    text_at(figure, left, top, text, fontsize=LABEL_POINTS, weight="bold")


def _draw_maps(
    figure: AnyFigure,
    panels: Sequence[MapPanel],
    muscles: Sequence[str],
    pair: Sequence[str],
    top: float,
    *,
    title: str,
) -> None:
    styles, side = condition_styles([panel.phase for panel in panels]), _side_mm(len(panels))
    _title(figure, 1.0, top, f"A  {title}")
    top += _TITLE_MM
    names = [_fitted(panel, side) for panel in panels]
    below = top + _names_mm(names) + LINE_MM
    for column, (panel, name) in enumerate(zip(panels, names, strict=True)):
        left = _LEFT_MM + column * (side + _GAP_MM)
        style = styles[panel.phase]
        text_at(figure, left, top, name, fontsize=CAPTION_POINTS, weight="bold", color=style.colour)
        shown = pair_overlap(panel, *(muscles.index(muscle) for muscle in pair))
        text = overlap_text(shown, None)
        text_at(figure, left, below - LINE_MM, text, fontsize=CAPTION_POINTS)
        axes = axes_at(figure, left, below, side, side)
        draw_overlay(axes, panel, list(muscles), pair)
        axes.set_title("")
        axes.tick_params(labelsize=CAPTION_POINTS, labelleft=column == 0)
        axes.set_xlabel("x (mm)", fontsize=CAPTION_POINTS, labelpad=0.5)
        if column == 0:
            axes.set_ylabel("y (mm)", fontsize=CAPTION_POINTS, labelpad=2)
    legend = axes_at(figure, _LEFT_MM, below + side + _AXIS_MM - 1.0, 40.0, 4.0)
    legend.set_axis_off()
    add_muscle_legend(legend, pair, muscle_styles(muscles))


def _draw_measures(
    figure: AnyFigure,
    panels: Sequence[MapPanel],
    measures: Sequence[StoryMeasure],
    top: float,
    control: str,
    index: int,
) -> None:
    width, labels = ONE_COLUMN_MM - _LEFT_MM - _RIGHT_MM, _tick_labels(panels)
    for number, one in enumerate(measures):
        title = cut_text(one.title, points(width), LABEL_POINTS, weight="bold")
        _title(figure, 1.0, top, f"{'BC'[number]}  {title}")
        axes = axes_at(figure, _LEFT_MM, top + _TITLE_MM, width, PLOT_MM)
        draw_story_measure(axes, panels, one, control=control, index=index)
        is_last = number == len(measures) - 1
        axes.set_xticks(range(len(panels)), labels, fontsize=CAPTION_POINTS)
        axes.tick_params(labelbottom=is_last)
        axes.set_xlabel("visit" if is_last else "", fontsize=CAPTION_POINTS, labelpad=1.0)
        top += _TITLE_MM + PLOT_MM + TICK_MM


def story_table(
    panels: Sequence[MapPanel], measures: Sequence[StoryMeasure]
) -> list[dict[str, object]]:
    """Return the numbers behind `make_story`: each subject's, the mean and its interval."""
    rows: list[dict[str, object]] = []
    shown = [(one.label, one.values) for one in measures]
    shown += [(f"{one.label}, hollow", one.beside) for one in measures if one.beside]
    for name, by_visit in shown:
        for panel, values in zip(panels, by_visit, strict=True):
            base = {"measure": name, "visit": panel.phase}
            for number, value in enumerate(values, start=1):
                rows.append({**base, "statistic": "value", "subject": number, "value": value})
            mean = mean_with_interval(values)
            ends = (("mean", mean.value), ("low", mean.low), ("high", mean.high))
            rows += [{**base, "statistic": name, "subject": None, "value": v} for name, v in ends]
    return rows
