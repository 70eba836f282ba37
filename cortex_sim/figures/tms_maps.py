"""TMS maps of all muscles by phase, with the two that smudge overlaid in a last row."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from cortex_sim.errors import ResultError
from cortex_sim.figures.map_panel import (
    COLOURS,
    SCALE,
    MapPanel,
    draw_map,
    draw_overlay,
    map_centre,
    pair_overlap,
)
from cortex_sim.figures.palette import MuscleStyle, muscle_styles
from cortex_sim.figures.style import (
    ONE_COLUMN_MM,
    TWO_COLUMNS_MM,
    fix_layout,
    new_figure,
    use_style,
)
from cortex_sim.figures.subjects import INTERVAL_TEXT
from cortex_sim.figures.text import (
    CAPTION_POINTS,
    AnyFigure,
    add_caption,
    caption_height_mm,
    describe_n,
    figure_width,
    mark_single_subject,
    wrap_text,
)

__all__ = ["PAIR", "MapPanel", "draw_tms_maps", "make_tms_maps", "tms_map_table"]

PAIR = ("DM", "LES")
"""The two muscles whose maps smudge; they are drawn over each other."""

_PANEL_MM = 36.0
_SIDES_MM = 44.0
_TITLES_MM = 16.0
_BAR_RATIO = 0.07
_PLOT_SHARE = 0.72
_ROW_LABEL_OFFSET = 28.0
_ROW_LABEL_WIDTH = 85.0
_HEADING_POINTS = 8.0


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


def draw_tms_maps(
    figure: AnyFigure,
    panels: Sequence[MapPanel],
    muscles: Sequence[str],
    *,
    pair: tuple[str, str] = PAIR,
    note: str = "",
) -> None:
    """Draw a row per muscle and a column per phase on one colour scale.

    A last row shows the areas above 50 % of the two muscles of ``pair`` over each other, with
    their overlap as a number.

    Parameters
    ----------
    figure
        Empty; gets the panels, one colour bar, a caption and, for one subject, a note.
    panels
        One per phase, in the order of the columns.
    muscles
        Names of the columns of every panel's ``mep``.
    pair
        Left out if one of them is not among ``muscles``.
    note
        Ends the caption, e.g. which map it is.

    Raises
    ------
    ResultError
        If there is nothing to draw or shapes do not fit.
    """
    _checked(panels, muscles)
    styles = muscle_styles(muscles)
    has_pair = _has_pair(muscles, pair)
    grid, bar_axes, legend_axes = _layout(figure, len(muscles), has_pair, len(panels))
    room = figure_width(figure) * _PLOT_SHARE / len(panels)
    for column, panel in enumerate(panels):
        for row, name in enumerate(muscles):
            draw_map(
                grid[row, column], panel.mep[:, row], panel.xy_mm, marker=styles[name].marker
            )
        if has_pair:
            draw_overlay(grid[-1, column], panel, muscles, pair)
        grid[0, column].set_title(wrap_text(panel.label, room, _HEADING_POINTS))
        grid[-1, column].set_xlabel("x (mm)")
    for axes, name in zip(grid[:, 0], muscles, strict=False):
        _label_row(axes, name, styles[name].full_name)
    if has_pair:
        _label_row(grid[-1, 0], " + ".join(pair), "above 50 %, overlaid")
        add_muscle_legend(legend_axes, pair, styles)
    add_colour_bar(figure, bar_axes)
    mark_single_subject(figure, max(panel.n_subjects for panel in panels))
    add_caption(figure, f"{_caption(panels, pair if has_pair else ())} {note}".strip())


def _layout(
    figure: AnyFigure, n_muscles: int, has_pair: bool, n_columns: int
) -> tuple[npt.NDArray[np.object_], Axes, Axes]:
    """Return the panels, and at the right the axes of the colour bar and of the legend."""
    n_rows = n_muscles + has_pair
    spec = figure.add_gridspec(
        n_rows, n_columns + 1, width_ratios=[1.0] * n_columns + [_BAR_RATIO]
    )
    grid = np.empty((n_rows, n_columns), dtype=object)
    for row, column in np.ndindex(n_rows, n_columns):
        first = grid[0, 0] if row or column else None
        axes = figure.add_subplot(spec[row, column], sharex=first, sharey=first)
        axes.tick_params(labelbottom=row == n_rows - 1, labelleft=column == 0)
        grid[row, column] = axes
    legend_axes = figure.add_subplot(spec[-1, -1])
    legend_axes.set_axis_off()
    return grid, figure.add_subplot(spec[:n_muscles, -1]), legend_axes


def _label_row(axes: Axes, name: str, detail: str) -> None:
    axes.set_ylabel("y (mm)")
    second = "" if detail == name else wrap_text(detail, _ROW_LABEL_WIDTH, CAPTION_POINTS)
    for text, offset, size, weight in [
        (second, _ROW_LABEL_OFFSET, CAPTION_POINTS, "normal"),
        (name, _ROW_LABEL_OFFSET + 9, 8.0, "bold"),
    ]:
        axes.annotate(
            text, (0, 0.5), (-offset, 0), xycoords="axes fraction",
            textcoords="offset points", rotation=90, ha="right", va="center",
            fontsize=size, fontweight=weight,
        )  # fmt: skip


def add_muscle_legend(axes: Axes, pair: Sequence[str], styles: dict[str, MuscleStyle]) -> None:
    """Say in empty axes how the muscles of an overlay are drawn."""
    handles = [
        Line2D(
            [], [], color=styles[name].colour, linestyle=styles[name].linestyle, linewidth=1.2,
            marker=styles[name].marker, markersize=6, markeredgecolor="white", label=name,
        )
        for name in pair
    ]  # fmt: skip
    axes.legend(
        handles=handles, loc="center left", bbox_to_anchor=(0.0, 0.5), borderaxespad=0.0
    )


def add_colour_bar(figure: AnyFigure, axes: Axes) -> None:
    """Draw the colour bar that all maps share into axes of its own."""
    bar = figure.colorbar(ScalarMappable(SCALE, COLOURS), cax=axes)
    bar.set_label("mean normalised MEP (0 to 1)")
    bar.outline.set_linewidth(0.6)


def _caption(panels: Sequence[MapPanel], pair: Sequence[str]) -> str:
    counts = [panel.n_subjects for panel in panels]
    averaged = ", then averaged over subjects" * (max(counts) > 1)
    text = (
        f"{describe_n(counts)}. One pixel per coil site: MEP divided by the map's maximum"
        f"{averaged}. Line: 50 % of the panel's maximum. Symbol: centre of gravity (CoG). "
        "Positions on the simulated cortical sheet."
    )
    if not pair:
        return text
    return f"{text} Overlap{_overlap_kind(panels)}: 0 = apart, 1 = same shape."


def _overlap_kind(panels: Sequence[MapPanel]) -> str:
    """Return of what the number above an overlay is, and whether it has an interval."""
    if max(panel.n_subjects for panel in panels) == 1:
        return " (one subject, no interval)"
    if any(panel.overlap is None for panel in panels):
        return " of the mean maps (blurred by averaging, no interval)"
    return f" (above the last row): mean [{INTERVAL_TEXT}]"


def make_tms_maps(
    panels: Sequence[MapPanel],
    muscles: Sequence[str],
    *,
    pair: tuple[str, str] = PAIR,
    note: str = "",
) -> Figure:
    """Return a figure of `draw_tms_maps`, as wide as the number of phases needs (85-174 mm).

    More than five phases get too small to read; give them to several figures.
    """
    n_columns = max(1, len(panels))
    _checked(panels, muscles)
    has_pair = _has_pair(muscles, pair)
    width = min(TWO_COLUMNS_MM, max(ONE_COLUMN_MM, n_columns * _PANEL_MM + _SIDES_MM))
    pitch = min(_PANEL_MM, (width - _SIDES_MM) / n_columns)
    caption = f"{_caption(panels, pair if has_pair else ())} {note}".strip()
    with use_style():
        caption_mm = caption_height_mm(caption, width)
        height = (len(muscles) + has_pair) * pitch + _TITLES_MM + caption_mm
        figure = new_figure(width, height)
        figure.set_layout_engine("compressed")
        draw_tms_maps(figure, panels, muscles, pair=pair, note=note)
        fix_layout(figure)
    return figure


def tms_map_table(
    panels: Sequence[MapPanel], muscles: Sequence[str], *, pair: tuple[str, str] = PAIR
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
