"""The mark of a subject that stands apart from the others."""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes

from cortex_sim.analysis.arrays import BoolArray, FloatArray
from cortex_sim.analysis.outliers import MOST_DEVIATIONS, odd_ones
from cortex_sim.figures.text import CAPTION_POINTS

ODD_TEXT = (
    "In a square, with its place in the order of seeds (1: the first): the subject farthest from "
    f"the median, where that is more than {MOST_DEVIATIONS:g} median absolute deviations, scaled "
    "to an SD."
)
"""What captions say about `mark_odd`."""

VISIBLE_SHARE = 0.1
"""Share of the range of all values on an axis by which an odd subject is off at least."""


def mark_odd(
    axes: Axes, x: FloatArray, y: FloatArray, of: FloatArray, shown: Sequence[npt.ArrayLike]
) -> None:
    """Put the subject that stands apart most into a square with its place in the order of seeds.

    Parameters
    ----------
    axes
        Where the subjects are drawn.
    x, y
        Their places, shape ``(n_subjects,)``.
    of
        Their values, which decide; nan where missing.
    shown
        All values on the axis, or its ends: who is close to the others on it is not marked.
    """
    for number in np.flatnonzero(_odd_on_axis(of, shown)):
        axes.plot(
            x[number], y[number], "s", color="none", markeredgecolor="black", markersize=5.0,
            markeredgewidth=0.6, zorder=6,
        )  # fmt: skip
        axes.annotate(
            str(number + 1), (x[number], y[number]), (3.5, 0), textcoords="offset points",
            va="center", fontsize=CAPTION_POINTS, zorder=6, annotation_clip=True,
        )  # fmt: skip


def _odd_on_axis(values: FloatArray, shown: Sequence[npt.ArrayLike]) -> BoolArray:
    """Return who stands apart from the others most, and visibly so on an axis."""
    odd = odd_ones(values)
    if not odd.any():
        return odd
    distance = np.where(odd, np.abs(values - np.nanmedian(values)), 0.0)
    farthest = np.arange(len(values)) == np.argmax(distance)
    every = np.concatenate([np.asarray(one, dtype=float).ravel() for one in shown])
    span = float(np.ptp(every[np.isfinite(every)]))
    marked: BoolArray = farthest & (distance > VISIBLE_SHARE * span)
    return marked


def odd_text(
    axes: Iterable[Sequence[npt.ArrayLike]], limits: Iterable[npt.ArrayLike] | None = None
) -> str:
    """Return what a caption says about odd subjects; empty if `mark_odd` marks none.

    Parameters
    ----------
    axes
        For each axis the sets of values on it, each with one value per subject.
    limits
        The ends of each axis; None: those of the values.
    """
    every = list(axes)
    ends = [[end] for end in limits] if limits is not None else every
    marked = (
        _odd_on_axis(np.asarray(one, float), shown).any()
        for sets, shown in zip(every, ends, strict=True)
        for one in sets
    )
    return f" {ODD_TEXT}" if any(marked) else ""
