"""One panel of a measure by phase: every subject's line, the mean and its interval."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes

from cortex_sim.analysis.arrays import FloatArray
from cortex_sim.figures.subjects import Course, checked_phases, course_of, draw_path, paths

NOISE_COLOUR = "0.93"
_HEADROOM = 1.07


@dataclass(frozen=True)
class TrajectoryPanel:
    """One measure over phases: a block of panels."""

    measure: str
    """What it is, e.g. ``DM–LES overlap``."""

    unit: str
    """Unit of the measure, e.g. ``mm``; ``0 to 1`` for a fraction."""

    values: Mapping[str, npt.ArrayLike]
    """Phase name to one value per subject, same subjects in the same order; nan allowed."""

    title: str = ""
    """Says more above the block, e.g. ``in-phase map``."""

    noise: float = math.nan
    """Smallest detectable change of one subject; nan if nobody knows it."""


def draw_trajectory(
    axes: Axes,
    panel: TrajectoryPanel,
    *,
    course: Course | None = None,
    path: Sequence[str] | None = None,
) -> None:
    """Draw one measure along one path of the course, with the mean of the first phase as a level.

    A band around the level reaches as far as the smallest detectable change, where that is known.

    Parameters
    ----------
    axes
        Gets x positions 0, 1, ... for the phases; tick labels are left to the caller.
    panel
        The measure.
    course
        Which phase follows which; by default healthy, CLBP, and all others as arms after it.
    path
        Phases to draw; by default the first path of the course.

    Raises
    ------
    ResultError
        If a phase has no values or numbers of subjects differ.
    """
    course = course or course_of(panel.values)
    values = checked_phases(panel.values, course.phases, panel.measure)
    first = [values[phase] for phase in course.trunk[:1]]
    if np.isfinite(first).any():
        level = float(np.nanmean(first))
        axes.axhline(level, color="0.7", linewidth=0.7, zorder=0)
        if np.isfinite(panel.noise):
            band = (level - panel.noise, level + panel.noise)
            axes.axhspan(*band, color=NOISE_COLOUR, linewidth=0, zorder=-1)
    draw_path(axes, values, path or paths(course)[0])
    axes.set_ylabel(f"{panel.measure}\n({panel.unit})")
    axes.set_ylim(*_limits(np.concatenate(list(values.values()))))


def _limits(values: FloatArray) -> tuple[float, float]:
    """Return a measure's scale; if nothing is negative it starts at 0, so that heights compare."""
    seen = values[np.isfinite(values)]
    if not len(seen) or seen.min() == seen.max() == 0:
        return 0.0, 1.0
    low, high = min(0.0, float(seen.min())), max(0.0, float(seen.max()))
    return _HEADROOM * low, _HEADROOM * high
