"""Power spectra of populations, by condition."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import NullFormatter

from cortex_sim.analysis.arrays import FloatArray
from cortex_sim.errors import ResultError
from cortex_sim.figures.drawing import Drawing
from cortex_sim.figures.palette import condition_styles
from cortex_sim.figures.style import ONE_COLUMN_MM, fix_layout, new_figure, use_style
from cortex_sim.figures.text import add_caption, caption_height_mm

_ROW_MM = 38.0
_FRAME_MM = 16.0


@dataclass(frozen=True, eq=False)
class SpectrumPanel:
    """Spectra of one population."""

    label: str
    """Name of the population."""

    frequency: FloatArray
    """In Hz, shape ``(n,)``."""

    power: Mapping[str, FloatArray]
    """By condition, in Hz (the squared rate per Hz), shape ``(n_subjects, n)``."""


def draw_spectra(
    axes: Axes,
    panel: SpectrumPanel,
    labels: Mapping[str, str],
    bands: Sequence[tuple[float, float]],
) -> None:
    """Draw the geometric mean over subjects of each condition, and bands behind.

    Parameters
    ----------
    axes
        Gets frequency on x, power on a logarithmic y.
    panel
        At least one condition.
    labels
        What the legend says, by condition.
    bands
        Bands that are shaded, in Hz.

    Raises
    ------
    ResultError
        If there is no condition.
    """
    if not panel.power:
        raise ResultError(f"spectra, {panel.label}: got no condition; give at least one")
    for low, high in bands:
        axes.axvspan(low, high, color="0.92", linewidth=0, zorder=0)
    styles = condition_styles(panel.power)
    for condition, power in panel.power.items():
        style = styles[condition]
        mean = np.exp(np.log(np.maximum(power, np.finfo(float).tiny)).mean(axis=0))
        axes.plot(
            panel.frequency, mean, label=labels[condition],
            color=style.colour, linestyle=style.linestyle, linewidth=1.1,
        )  # fmt: skip
    axes.set_yscale("log")
    axes.yaxis.set_major_formatter("{x:g}")
    axes.yaxis.set_minor_formatter(NullFormatter())
    axes.set_title(panel.label)


def make_spectra(
    panels: Sequence[SpectrumPanel],
    labels: Mapping[str, str],
    bands: Sequence[tuple[float, float]],
    *,
    caption: str,
) -> Drawing:
    """Return a figure of `draw_spectra`, a panel for each population, one below the other."""
    with use_style():
        height = len(panels) * _ROW_MM + _FRAME_MM + caption_height_mm(caption, ONE_COLUMN_MM)
        figure = new_figure(ONE_COLUMN_MM, height)
        grid = figure.subplots(len(panels), 1, sharex=True, squeeze=False)[:, 0]
        for axes, panel in zip(grid, panels, strict=True):
            draw_spectra(axes, panel, labels, bands)
            axes.set_ylabel("power (Hz²/Hz)")
        grid[-1].set_xlabel("frequency (Hz)")
        figure.legend(*grid[0].get_legend_handles_labels(), loc="outside upper center", ncols=2)
        add_caption(figure, caption)
        fix_layout(figure)
    return Drawing(figure, caption)
