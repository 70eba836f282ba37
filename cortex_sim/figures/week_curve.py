"""What arms did week by week, and how one of them is drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import ScalarFormatter

from cortex_sim.analysis.arrays import FloatArray
from cortex_sim.analysis.effects import MIN_SUBJECTS
from cortex_sim.analysis.statistics import paired_effect
from cortex_sim.figures.palette import ConditionStyle

_CLOSE = 0.05
"""Share of the time axis below which two visits cannot be told apart."""


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


def scale_weeks(axes: Axes, panels: Sequence[WeekPanel]) -> None:
    """Scale the time axis so that visits stand apart: logarithmic beyond a week if it has to be.

    Parameters
    ----------
    axes
        Still without curves; those that share its time axis get the same scale.
    panels
        All that share the axis.
    """
    weeks = np.unique(np.concatenate([c.weeks for p in panels for c in p.curves.values()]))
    if np.diff(weeks).min(initial=np.inf) < _CLOSE * np.ptp(weeks):
        axes.set_xscale("symlog", linthresh=1.0)
        axes.xaxis.set_major_formatter(ScalarFormatter())


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
        Share of its time axis by which it is drawn later, but for the visit that arms share, so
        that bars of several arms can be told apart.
    """
    values = getattr(curve, measure)
    scale = axes.xaxis.get_transform()
    place = scale.transform(curve.weeks)
    weeks = scale.inverted().transform(place + shift * np.ptp(place))
    is_small = n_values(values) < MIN_SUBJECTS
    if is_small:
        across = np.broadcast_to(weeks[:, None], values.shape)
        axes.plot(across, values, ".", color=style.colour, markersize=2.0, alpha=0.6)
    axes.errorbar(
        np.where(curve.weeks == 0, 0.0, weeks),
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
