"""The recruitment curve of a person: a dot for each pulse, the fitted curve where there is one."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cortex_sim.analysis.arrays import FloatArray
from cortex_sim.analysis.excitability import boltzmann
from cortex_sim.figures.drawing import Drawing
from cortex_sim.figures.style import ONE_COLUMN_MM, fix_layout, new_figure, use_style
from cortex_sim.figures.text import add_caption, caption_height_mm, cut_text

_HEIGHT_MM = 40.0
_TITLE_POINTS = 85.0

CAPTION = (
    "A dot is a pulse, the line the fitted Boltzmann curve; no line where the pulses do not "
    "determine one."
)


@dataclass(frozen=True, eq=False)
class MeasuredCurve:
    """The pulses of one muscle, and the curve through them."""

    muscle: str
    intensity: FloatArray
    """Of each pulse, shape ``(n_pulses,)``."""

    mep_mv: FloatArray
    """MEP of each pulse in mV; nan where none was measured."""

    fit: tuple[float, float, float]
    """Plateau, middle and slope, as of `boltzmann`; nan without a fit."""


def make_measured_curve(curves: Sequence[MeasuredCurve], unit: str) -> Drawing:
    """Return a figure with a panel for each muscle.

    Parameters
    ----------
    curves
        At least one.
    unit
        Of the intensities.
    """
    columns = min(2, len(curves))
    rows = -(-len(curves) // columns)
    with use_style():
        height = rows * _HEIGHT_MM + caption_height_mm(CAPTION, ONE_COLUMN_MM)
        figure = new_figure(ONE_COLUMN_MM, height)
        panels = figure.subplots(rows, columns, squeeze=False)
        for axes in panels.ravel()[len(curves) :]:
            axes.set_axis_off()
        for axes, curve in zip(panels.ravel(), curves, strict=False):
            axes.plot(curve.intensity, curve.mep_mv, "o", color="0.5", markersize=2.5)
            if np.isfinite(curve.fit).all():
                fine = np.linspace(curve.intensity.min(), curve.intensity.max(), 200)
                axes.plot(fine, boltzmann(fine, *curve.fit), color="#D55E00")
            title = cut_text(curve.muscle, _TITLE_POINTS, 8.0)
            axes.set(title=title, xlabel=f"intensity ({unit})", ylabel="MEP (mV)")
            axes.set_ylim(bottom=min(0.0, axes.get_ylim()[0]))  # small MEPs are not none
        add_caption(figure, CAPTION)
        fix_layout(figure)
    return Drawing(figure, CAPTION)
