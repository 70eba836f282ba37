"""What arms did week by week, and how one of them is drawn."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from cortex_sim.analysis.arrays import FloatArray
from cortex_sim.analysis.effects import MIN_SUBJECTS
from cortex_sim.analysis.statistics import paired_effect
from cortex_sim.figures.palette import ConditionStyle


@dataclass(frozen=True, eq=False)
class WeekCurve:
    """What an arm did week by week."""

    weeks: FloatArray
    """Weeks since the end of the common past, which is the first, shape ``(n_visits,)``."""

    overlap: FloatArray
    """Overlap, 0 to 1, shape ``(n_visits, n_subjects)``, the same subjects throughout."""

    size: FloatArray
    """Size of the maps relative to the subject's own in that phase, like ``overlap``."""


@dataclass(frozen=True, eq=False)
class WeekPanel:
    """The arms of one study, or of one variant of it."""

    label: str
    """Title; empty for none."""

    curves: Mapping[str, WeekCurve]
    """By arm."""

    reference: float
    """Mean overlap in the phase that all is compared with."""


def draw_curve(
    axes: Axes, curve: WeekCurve, measure: str, style: ConditionStyle, *, shift: float = 0.0
) -> None:
    """Draw the means of an arm with intervals of its change; few subjects are drawn instead.

    Parameters
    ----------
    axes
        Gets weeks on x.
    curve
        The arm.
    measure
        ``overlap`` or ``size``.
    style
        How it looks.
    shift
        Weeks by which it is drawn later, so that bars of several arms can be told apart.
    """
    values = getattr(curve, measure)
    is_small = n_values(values) < MIN_SUBJECTS
    if is_small:
        across = np.broadcast_to(curve.weeks[:, None] + shift, values.shape)
        axes.plot(across, values, ".", color=style.colour, markersize=2.0, alpha=0.6)
    axes.errorbar(
        np.where(curve.weeks > 0, curve.weeks + shift, 0.0),
        np.nanmean(values, axis=1),
        None if is_small else interval_of_change(values),
        label=style.label, elinewidth=0.6, capsize=1.5, markersize=3.5,
        color=style.colour, marker=style.marker, linestyle=style.linestyle,
    )  # fmt: skip


def n_values(values: FloatArray) -> int:
    """Return the largest number of subjects with a value at a visit."""
    return int(np.isfinite(values).sum(axis=1).max())


def interval_of_change(values: FloatArray) -> FloatArray:
    """Return how far the 95 % interval of the change since the first visit reaches.

    Parameters
    ----------
    values
        Shape ``(n_visits, n_subjects)``.

    Returns
    -------
    numpy.ndarray
        Down and up from the mean, shape ``(2, n_visits)``; 0 at the first visit and where
        there is no interval.
    """
    reach = np.zeros((2, len(values)))
    for visit, now in enumerate(values[1:], start=1):
        effect = paired_effect(values[0], now, rng=np.random.default_rng(1))
        change = effect.mean_difference
        found = np.array([change - effect.ci_low, effect.ci_high - change])
        if np.all(np.isfinite(found)):
            reach[:, visit] = np.maximum(found, 0)
    return reach
