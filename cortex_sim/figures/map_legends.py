"""Legends of maps: the colour bar, and how the muscles of an overlay look."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.lines import Line2D

from cortex_sim.figures.layout import axes_at
from cortex_sim.figures.map_panel import COLOURS, SCALE
from cortex_sim.figures.palette import MuscleStyle
from cortex_sim.figures.text import CAPTION_POINTS, AnyFigure, cut_text

LEFT_MM = 10.5
"""Where maps and the colour bar begin."""

_NAME_POINTS = 22.0


def draw_legends(
    figure: AnyFigure, top: float, pair: Sequence[str], styles: Mapping[str, MuscleStyle]
) -> None:
    """Draw the colour bar at the left and, beside it, how the muscles of overlays look.

    Parameters
    ----------
    figure
        Laid out by hand.
    top
        In mm from its top; 9 mm are needed.
    pair
        The muscles of overlays; empty: no legend.
    styles
        Of all muscles.
    """
    add_colour_bar(figure, axes_at(figure, LEFT_MM, top + 0.5, 36.0, 2.2))
    if pair:
        legend = axes_at(figure, LEFT_MM + 44.0, top - 1.0, 30.0, 5.0)
        legend.set_axis_off()
        add_muscle_legend(legend, pair, styles)


def add_muscle_legend(axes: Axes, pair: Sequence[str], styles: Mapping[str, MuscleStyle]) -> None:
    """Say in empty axes how the muscles of an overlay are drawn."""
    handles = [
        Line2D(
            [], [], color=styles[name].colour, linestyle=styles[name].linestyle, linewidth=1.2,
            marker=styles[name].marker, markersize=5, markeredgecolor="white",
            label=cut_text(name, _NAME_POINTS),
        )
        for name in pair
    ]  # fmt: skip
    axes.legend(handles=handles, loc="center left", borderaxespad=0.0, ncols=2)


def add_colour_bar(figure: AnyFigure, axes: Axes) -> None:
    """Draw the colour bar that all maps share into axes of its own, level."""
    bar = figure.colorbar(ScalarMappable(SCALE, COLOURS), cax=axes, orientation="horizontal")
    bar.set_label("mean normalised MEP (0 to 1)", fontsize=CAPTION_POINTS, labelpad=0.5)
    bar.ax.tick_params(labelsize=CAPTION_POINTS, pad=1)
    bar.set_ticks([0.0, 0.5, 1.0])
    bar.outline.set_linewidth(0.6)
