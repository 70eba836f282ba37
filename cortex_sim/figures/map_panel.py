"""One TMS map, and two maps overlaid to show smudging."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.colors import Normalize
from matplotlib.patches import Rectangle
from matplotlib.typing import ColorType, LineStyleType

from cortex_sim.analysis.arrays import FloatArray
from cortex_sim.analysis.maps import centre_of_gravity, overlap
from cortex_sim.figures.palette import muscle_styles
from cortex_sim.figures.site_grid import FineMap, fine_map, site_spacing
from cortex_sim.figures.text import CAPTION_POINTS

_COG_SIZES = (6.0, 4.0)  # the second is smaller, so both show where they coincide

_FAINT, _STRONG = 0.2, 0.25

_TICKS_WITHIN = 0.75
"""Share of a map's width, around its middle, that has ticks."""

_STEPS = (1, 2, 3, 4, 5, 6, 8)
"""Steps from tick to tick: so close together that there are three around 0."""

CONTOUR = 0.5
"""Contours are at this fraction of the map's own maximum."""

FOOT = 0.2
"""Overlaid maps are shaded from this fraction of their own maximum on: overlap counts weak MEPs
too."""

SCALE = Normalize(0.0, 1.0)
"""The common scale of all maps."""

COLOURS = matplotlib.colormaps["viridis"].with_extremes(bad="0.85")
"""Perceptually uniform; grey where a site was not measured."""


@dataclass(frozen=True, eq=False)
class MapPanel:
    """The maps of all muscles in one phase: one column of the figure."""

    phase: str
    """Name of the phase, e.g. ``clbp``; goes into the table."""

    label: str
    """Heading of the column, e.g. ``CLBP``."""

    mep: FloatArray
    """Mean over subjects of the normalised MEP maps, 0 to 1, shape ``(n_sites, n_muscles)``;
    nan where a site was not measured."""

    xy_mm: FloatArray
    """Coil positions on the sheet in mm, shape ``(n_sites, 2)``."""

    n_subjects: int
    """Subjects in the mean; 1 gets a note that it is a single subject."""

    overlap: float | None = None
    """Mean over subjects of the overlap of the two overlaid maps. None: the overlap of the
    mean maps, which is larger because averaging blurs; the figure says which."""

    overlap_interval: tuple[float, float] | None = None
    """95 % interval of that mean over subjects; None: not known, or one subject."""

    size: FloatArray | None = None
    """How large each muscle's map is before it is scaled to its maximum: the largest MEP relative
    to the first panel's, mean over subjects, shape ``(n_muscles,)``; nan where there is none to
    compare with. None: not known."""


def _highest(values: FloatArray) -> float:
    return float(values[np.isfinite(values)].max(initial=0.0))


def map_centre(mep: FloatArray, xy_mm: FloatArray) -> FloatArray:
    """Return the centre of gravity of the measured sites in mm, shape ``(2,)``; nan if none."""
    seen = np.isfinite(mep)
    return centre_of_gravity(mep[seen], xy_mm[seen])


def pair_overlap(panel: MapPanel, a: int, b: int) -> float:
    """Return the overlap that a column shows for muscles ``a`` and ``b`` (column indices)."""
    if panel.overlap is not None:
        return panel.overlap
    seen = np.isfinite(panel.mep[:, a]) & np.isfinite(panel.mep[:, b])
    return overlap(panel.mep[seen, a], panel.mep[seen, b])


def draw_map(
    axes: Axes,
    mep: npt.ArrayLike,
    xy_mm: npt.ArrayLike,
    *,
    marker: str = "o",
    size: float = math.nan,
) -> None:
    """Draw one map: a pixel per coil site, the 50 % contour and the centre of gravity.

    A centre of gravity outside of the 50 % area is hollow.

    Parameters
    ----------
    axes
        Gets equal scales in x and y.
    mep
        Normalised MEPs on the common scale 0 to 1, shape ``(n_sites,)``; nan is grey.
    xy_mm
        Site positions in mm, shape ``(n_sites, 2)``.
    marker
        Of the centre of gravity (CoG).
    size
        Largest MEP relative to the first panel's, as a number in the corner; nan: none.
    """
    values, xy = np.asarray(mep, dtype=float), np.asarray(xy_mm, dtype=float)
    _draw_pixels(axes, values, xy)
    highest = _highest(values)
    if highest <= 0:
        measured = bool(np.isfinite(values).any())
        axes.text(
            0.5, 0.5, "no MEP" if measured else "not measured", ha="center", va="center",
            color="white" if measured else "black", transform=axes.transAxes,
        )  # fmt: skip
        return
    _draw_contour(axes, fine_map(xy, values), CONTOUR * highest, "white", "-")
    fill = "black" if is_centre_inside(values, xy) else "none"
    axes.plot(
        *map_centre(values, xy), marker, color=fill, markersize=4.5, markeredgecolor="white",
        markeredgewidth=0.8,
    )  # fmt: skip
    if math.isfinite(size):
        axes.text(
            0.97, 0.04, f"max {100 * size:.0f} %", ha="right", va="bottom", color="white",
            fontsize=CAPTION_POINTS, transform=axes.transAxes,
            bbox={"facecolor": "0.2", "alpha": 0.6, "linewidth": 0, "pad": 0.6},
        )  # fmt: skip


def is_centre_inside(mep: FloatArray, xy_mm: FloatArray) -> bool:
    """Return whether the centre of gravity lies in the area above `CONTOUR`.

    It is the value of the site next to it that decides; without an MEP the answer is yes.

    Parameters
    ----------
    mep, xy_mm
        As in `draw_map`.
    """
    centre, highest = map_centre(mep, xy_mm), _highest(mep)
    if highest <= 0 or not np.isfinite(centre).all():
        return True
    distance = np.where(np.isfinite(mep), np.hypot(*(xy_mm - centre).T), np.inf)
    return bool(mep[np.argmin(distance)] >= CONTOUR * highest)


def _draw_contour(
    axes: Axes, fine: FineMap | None, level: float, colour: ColorType, linestyle: LineStyleType
) -> None:
    # without a value on either side there is no contour, and matplotlib would warn
    if fine is not None and np.nanmin(fine[2]) < level < np.nanmax(fine[2]):
        axes.contour(*fine, levels=[level], colors=[colour], linewidths=1.1, linestyles=[linestyle])


def _draw_pixels(axes: Axes, values: FloatArray, xy: FloatArray) -> None:
    side = site_spacing(xy)
    squares = [Rectangle((x - side / 2, y - side / 2), side, side) for x, y in xy]
    pixels = PatchCollection(squares, cmap=COLOURS, norm=SCALE, edgecolor="face", linewidth=0.2)
    pixels.set_array(values)
    axes.add_collection(pixels)
    _frame(axes, xy, side)


def _frame(axes: Axes, xy: FloatArray, side: float) -> None:
    (x_low, y_low), (x_high, y_high) = xy.min(axis=0), xy.max(axis=0)
    axes.set_xlim(x_low - side / 2, x_high + side / 2)
    axes.set_ylim(y_low - side / 2, y_high + side / 2)
    axes.set_aspect("equal")
    axes.set_xticks(_inner_ticks(*axes.get_xlim()))
    axes.set_yticks(_inner_ticks(*axes.get_ylim()))
    axes.spines[["top", "right"]].set_visible(True)


def _inner_ticks(low: float, high: float) -> FloatArray:
    """Return ticks so far from both ends that labels of neighbouring maps do not touch."""
    middle, reach = (low + high) / 2, _TICKS_WITHIN * (high - low) / 2
    ten = 10.0 ** np.floor(np.log10(reach))
    step = ten * max(digit for digit in _STEPS if digit * ten <= reach)
    first, last = np.ceil((middle - reach) / step), np.floor((middle + reach) / step)
    inner: FloatArray = step * np.arange(first, last + 1)
    return inner


def draw_overlay(axes: Axes, panel: MapPanel, muscles: Sequence[str], pair: Sequence[str]) -> None:
    """Draw the maps of two muscles over each other: a line at 50 %, shade from 20 % on, the CoGs.

    Parameters
    ----------
    axes
        Gets equal scales in x and y and the overlap as its title.
    panel
        The maps of one phase.
    muscles
        Names of the columns of ``panel.mep``.
    pair
        The two to draw.
    """
    styles = muscle_styles(muscles)
    axes.plot(*panel.xy_mm.T, ".", color="0.75", markersize=1.5, zorder=0)
    for name, size in zip(pair, _COG_SIZES, strict=True):
        values, style = panel.mep[:, muscles.index(name)], styles[name]
        highest = _highest(values)
        fine = fine_map(panel.xy_mm, values) if highest > 0 else None
        if fine is not None:
            for level, alpha in ((FOOT, _FAINT), (CONTOUR, _STRONG)):
                axes.contourf(
                    *fine, levels=[level * highest, 2 * highest], colors=[style.colour], alpha=alpha
                )
            _draw_contour(axes, fine, CONTOUR * highest, style.colour, style.linestyle)
        axes.plot(
            *map_centre(values, panel.xy_mm), style.marker, color=style.colour, markersize=size,
            markeredgecolor="white", markeredgewidth=0.8, zorder=5,
        )  # fmt: skip
    _frame(axes, panel.xy_mm, site_spacing(panel.xy_mm))
    shown = pair_overlap(panel, muscles.index(pair[0]), muscles.index(pair[1]))
    axes.set_title(overlap_text(shown, panel.overlap_interval))


def overlap_text(value: float, interval: tuple[float, float] | None) -> str:
    """Return an overlap with its interval in words, in one line."""
    if math.isnan(value):
        return "overlap –"
    if interval is None or not all(map(math.isfinite, interval)):
        return f"overlap {value:.2f}"
    return f"overlap {value:.2f} [{interval[0]:.2f}, {interval[1]:.2f}]"
