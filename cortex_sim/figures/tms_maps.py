"""TMS maps of all muscles: a row per visit, and in it the two that smudge laid over each other."""

import math
from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes

from cortex_sim.errors import ResultError
from cortex_sim.figures.drawing import Drawing
from cortex_sim.figures.layout import axes_at, free_figure, points, text_at, top_mm
from cortex_sim.figures.map_legends import LEFT_MM, draw_legends
from cortex_sim.figures.map_panel import (
    MapPanel,
    draw_map,
    draw_overlay,
    is_centre_inside,
    map_centre,
    overlap_text,
    pair_overlap,
)
from cortex_sim.figures.palette import muscle_styles
from cortex_sim.figures.style import ONE_COLUMN_MM, PAGE_MM, fix_layout, use_style
from cortex_sim.figures.subjects import mean_text
from cortex_sim.figures.text import (
    CAPTION_POINTS,
    LABEL_POINTS,
    AnyFigure,
    cut_text,
    describe_n,
    text_width,
)

__all__ = [
    "MapPanel",
    "draw_tms_maps",
    "make_tms_maps",
    "map_rows_per_page",
    "tms_map_table",
]

_LEFT_MM, _RIGHT_MM, _GAP_MM = LEFT_MM, 1.5, 1.4
_MUSCLES_MM, _VISIT_MM, _BELOW_MM, _BAR_MM = 3.2, 4.8, 8.0, 9.0
_MOST_MM = 24.0
"""Largest side of a map."""


def _checked(panels: Sequence[MapPanel], muscles: Sequence[str]) -> None:
    if not panels or not muscles:
        raise ResultError("tms_maps: got no panel or no muscle; pass at least one of each")
    for panel in panels:
        n_sites = len(panel.xy_mm)
        if panel.mep.shape != (n_sites, len(muscles)) or panel.xy_mm.shape != (n_sites, 2):
            raise ResultError(
                f"tms_maps, {panel.phase}: mep has shape {panel.mep.shape} and xy_mm "
                f"{panel.xy_mm.shape}, allowed is ({n_sites}, {len(muscles)}) and "
                f"({n_sites}, 2); give one row per coil site and one column per muscle"
            )


def _has_pair(muscles: Sequence[str], pair: Sequence[str]) -> bool:
    return len(pair) == 2 and all(name in muscles for name in pair)


def _side_mm(n_columns: int) -> float:
    """Return the side of one map."""
    room = ONE_COLUMN_MM - _LEFT_MM - _RIGHT_MM
    return min(_MOST_MM, (room - (n_columns - 1) * _GAP_MM) / n_columns)


def _content_mm(n_rows: int, n_columns: int) -> float:
    return _MUSCLES_MM + n_rows * (_VISIT_MM + _side_mm(n_columns)) + _BELOW_MM + _BAR_MM


def draw_tms_maps(
    figure: AnyFigure,
    panels: Sequence[MapPanel],
    muscles: Sequence[str],
    *,
    pair: Sequence[str] = (),
) -> None:
    """Draw a row per phase and a column per muscle on one colour scale.

    A last column shows the maps of the two muscles of ``pair`` over each other; their overlap
    stands as a number above it.

    Parameters
    ----------
    figure
        Empty, without layout engine and as high as `make_tms_maps` makes it.
    panels
        One per phase, from top to bottom.
    muscles
        Names of the columns of every panel's ``mep``.
    pair
        The two whose maps are drawn over each other; left out if it is empty or one of them is
        not among ``muscles``.

    Raises
    ------
    ResultError
        If there is nothing to draw or shapes do not fit.
    """
    _checked(panels, muscles)
    styles = muscle_styles(muscles)
    has_pair = _has_pair(muscles, pair)
    side, n_columns = _side_mm(len(muscles) + has_pair), len(muscles) + has_pair
    at = top_mm(max(panel.n_subjects for panel in panels))
    names = [*muscles, " + ".join(pair)] if has_pair else list(muscles)
    for column, name in enumerate(names):
        middle = _LEFT_MM + column * (side + _GAP_MM) + side / 2
        shown = cut_text(name, points(side), LABEL_POINTS, weight="bold")
        text_at(figure, middle, at, shown, ha="center", fontsize=LABEL_POINTS, weight="bold")
    at += _MUSCLES_MM
    for number, panel in enumerate(panels):
        _draw_heading(figure, panel, muscles, pair if has_pair else (), at)
        at += _VISIT_MM
        for column in range(n_columns):
            axes = axes_at(figure, _LEFT_MM + column * (side + _GAP_MM), at, side, side)
            if column < len(muscles):
                size = math.nan if panel.size is None else float(panel.size[column])
                draw_map(
                    axes, panel.mep[:, column], panel.xy_mm,
                    marker=styles[muscles[column]].marker, size=size,
                )  # fmt: skip
            else:
                draw_overlay(axes, panel, muscles, pair)
            _label_map(axes, is_left=column == 0, is_last=number == len(panels) - 1)
        at += side
    draw_legends(figure, at + _BELOW_MM, pair if has_pair else (), styles)


def _label_map(axes: Axes, *, is_left: bool, is_last: bool) -> None:
    axes.tick_params(labelsize=CAPTION_POINTS, labelleft=is_left, labelbottom=is_last)
    axes.set_title("")
    if is_left:
        axes.set_ylabel("y (mm)", fontsize=CAPTION_POINTS, labelpad=0)
    if is_last:
        axes.set_xlabel("x (mm)", fontsize=CAPTION_POINTS, labelpad=0.5)


def _draw_heading(
    figure: AnyFigure, panel: MapPanel, muscles: Sequence[str], pair: Sequence[str], top: float
) -> None:
    """Name a row's phase, and give the overlap of the pair at the right."""
    text, right = "", ONE_COLUMN_MM - _RIGHT_MM
    if pair:
        shown = pair_overlap(panel, *(muscles.index(name) for name in pair))
        text = overlap_text(shown, panel.overlap_interval)
        text_at(figure, right, top + 1.0, text, ha="right", fontsize=CAPTION_POINTS)
    room = points(right - _LEFT_MM - _GAP_MM) - text_width(text, CAPTION_POINTS)
    label = cut_text(panel.label, room, weight="bold")
    text_at(figure, _LEFT_MM, top + 1.0, label, fontsize=CAPTION_POINTS, weight="bold")


def _caption(panels: Sequence[MapPanel], pair: Sequence[str]) -> str:
    counts = [panel.n_subjects for panel in panels]
    averaged = ", then averaged over subjects" * (max(counts) > 1)
    text = (
        f"{describe_n(counts)}. One pixel per coil site: MEP divided by the map's own maximum"
        f"{averaged}, so colours compare shapes and not sizes.{_sizes_text(panels)} Line: 50 % of "
        f"the panel's maximum. Symbol: centre of gravity (CoG).{_hollow_text(panels)} Positions "
        "on the simulated cortical sheet."
    )
    if not pair:
        return text
    return (
        f"{text} Last column: {' and '.join(pair)} overlaid, line at 50 % and shade from 20 % on. "
        f"Overlap{_overlap_kind(panels)}: 0 = apart, 1 = same shape."
    )


def _sizes_text(panels: Sequence[MapPanel]) -> str:
    if all(panel.size is None for panel in panels):
        return ""
    return f" In the corner: largest MEP relative to {panels[0].label}."


def _hollow_text(panels: Sequence[MapPanel]) -> str:
    """Return what a hollow CoG means, if there is one."""
    inside = [is_centre_inside(mep, panel.xy_mm) for panel in panels for mep in panel.mep.T]
    return (
        ""
        if all(inside)
        else (" Hollow: outside of the 50 % area, because weak MEPs far away pull at it.")
    )


def _names(muscles: Sequence[str], names: Mapping[str, str]) -> str:
    """Return the full names of the muscles that have one, as a sentence."""
    known = [f"{muscle}: {names[muscle]}" for muscle in muscles if names.get(muscle)]
    return f"{'; '.join(known)}." if known else ""


def _overlap_kind(panels: Sequence[MapPanel]) -> str:
    """Return of what the number above an overlay is, and whether it has an interval."""
    if max(panel.n_subjects for panel in panels) == 1:
        return " (one subject, no interval)"
    if any(panel.overlap is None for panel in panels):
        return " of the mean maps (blurred by averaging, no interval)"
    return f" (right of each heading): {mean_text([panel.n_subjects for panel in panels])}"


def map_rows_per_page(n_muscles: int, caption_mm: float = 32.0) -> int:
    """Return how many phases fit a page, with the pair overlaid and a caption of this height."""
    room = PAGE_MM - caption_mm - top_mm(1) - _content_mm(0, n_muscles + 1)
    return max(1, int(room / (_VISIT_MM + _side_mm(n_muscles + 1))))


def make_tms_maps(
    panels: Sequence[MapPanel],
    muscles: Sequence[str],
    *,
    pair: Sequence[str] = (),
    names: Mapping[str, str] | None = None,
    note: str = "",
) -> Drawing:
    """Return a figure of `draw_tms_maps`, one column wide, with caption and mark.

    More phases than `map_rows_per_page` are higher than a page; give them to several figures.

    Parameters
    ----------
    panels, muscles, pair
        As in `draw_tms_maps`.
    names
        Full names by muscle, for the caption.
    note
        Ends the caption, e.g. which map it is.
    """
    _checked(panels, muscles)
    has_pair = _has_pair(muscles, pair)
    parts = (_caption(panels, pair if has_pair else ()), _names(muscles, names or {}), note)
    caption = " ".join(part for part in parts if part)
    with use_style():
        content = _content_mm(len(panels), len(muscles) + has_pair)
        figure = free_figure(content, caption, max(panel.n_subjects for panel in panels))
        draw_tms_maps(figure, panels, muscles, pair=pair)
        fix_layout(figure)
    return Drawing(figure, caption)


def tms_map_table(
    panels: Sequence[MapPanel], muscles: Sequence[str], *, pair: Sequence[str] = ()
) -> list[dict[str, object]]:
    """Return the numbers behind `make_tms_maps`: MEP by site, CoG by map, overlap by phase."""
    _checked(panels, muscles)
    rows: list[dict[str, object]] = []
    for panel in panels:
        base = {"phase": panel.phase, "n_subjects": panel.n_subjects}
        for index, name in enumerate(muscles):
            muscle = {**base, "muscle": name}
            for (x, y), value in zip(panel.xy_mm, panel.mep[:, index], strict=True):
                rows.append({**muscle, "quantity": "mep", "x_mm": x, "y_mm": y, "value": value})
            x, y = map_centre(panel.mep[:, index], panel.xy_mm)
            rows.append({**muscle, "quantity": "cog", "x_mm": x, "y_mm": y})
        if _has_pair(muscles, pair):
            a, b = (muscles.index(name) for name in pair)
            both = {**base, "muscle": "+".join(pair)}
            rows.append({**both, "quantity": "overlap", "value": pair_overlap(panel, a, b)})
            ends = zip(("overlap_low", "overlap_high"), panel.overlap_interval or (), strict=False)
            rows += [{**both, "quantity": name, "value": value} for name, value in ends]
    return rows
