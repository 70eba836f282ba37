"""The map of a person: a dot at each site, its colour the mean MEP."""

from collections.abc import Sequence

import numpy as np
from matplotlib.cm import ScalarMappable

from cortex_sim.analysis.arrays import FloatArray
from cortex_sim.analysis.maps import normalise_map
from cortex_sim.figures.drawing import Drawing
from cortex_sim.figures.map_panel import COLOURS, SCALE, map_centre
from cortex_sim.figures.site_grid import site_spacing
from cortex_sim.figures.style import ONE_COLUMN_MM, fix_layout, new_figure, use_style
from cortex_sim.figures.text import add_caption, caption_height_mm

_HEIGHT_MM = 42.0
_SMALLEST, _LARGEST = 4.0, 160.0

CAPTION = (
    "A dot is a site, its colour the mean MEP relative to the muscle's largest; grey: not "
    "measured. Cross: centre of gravity. Ring: hot spot."
)


def make_measured_map(muscles: Sequence[str], mep: FloatArray, xy_mm: FloatArray) -> Drawing:
    """Return a figure with a panel for each muscle.

    Parameters
    ----------
    muscles
        Their names.
    mep
        Mean MEP of each site in any unit, shape ``(n_sites, n_muscles)``; nan where none was
        measured.
    xy_mm
        Places of the sites, shape ``(n_sites, 2)``.
    """
    columns = min(2, len(muscles))
    rows = -(-len(muscles) // columns)
    with use_style():
        height = rows * _HEIGHT_MM + caption_height_mm(CAPTION, ONE_COLUMN_MM)
        figure = new_figure(ONE_COLUMN_MM, height)
        panels = figure.subplots(rows, columns, squeeze=False, sharex=True, sharey=True)
        for axes in panels.ravel()[len(muscles) :]:
            axes.set_axis_off()
        size = _dot(xy_mm)
        for axes, muscle, column in zip(panels.ravel(), muscles, mep.T, strict=False):
            seen = np.isfinite(column)
            values = np.full(len(column), np.nan)
            values[seen] = normalise_map(column[seen])
            axes.scatter(*xy_mm[~seen].T, s=size, color="0.85")
            axes.scatter(*xy_mm[seen].T, s=size, c=values[seen], cmap=COLOURS, norm=SCALE)
            if values[seen].max(initial=0.0) > 0:
                hot = xy_mm[np.nanargmax(values)]
                axes.plot(*hot, "o", color="none", markeredgecolor="#D55E00", markersize=9)
                axes.plot(*map_centre(column, xy_mm), "+", color="#D55E00", markersize=8)
            axes.set(title=muscle, aspect="equal")
            axes.margins(0.12)
        for axes in panels[-1]:
            axes.set_xlabel("x (mm)")
        for axes in panels[:, 0]:
            axes.set_ylabel("y (mm)")
        figure.colorbar(
            ScalarMappable(SCALE, COLOURS), ax=panels, label="mean MEP / largest", shrink=0.8
        )
        add_caption(figure, CAPTION)
        fix_layout(figure)
    return Drawing(figure, CAPTION)


def _dot(xy_mm: FloatArray) -> float:
    """Return the area of a dot in points², so that neighbours do not hide each other."""
    extent = float(np.ptp(xy_mm, axis=0).max()) if len(xy_mm) else 0.0
    if len(xy_mm) > 2000 or extent == 0:
        return _SMALLEST if extent else _LARGEST
    width_points = 52.0 * site_spacing(xy_mm) / extent
    return float(np.clip(width_points**2, _SMALLEST, _LARGEST))
