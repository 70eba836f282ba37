"""Values of one measure over phases: checks, means with intervals, lines that branch."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes

from cortex_sim.analysis.arrays import FloatArray, subject_values
from cortex_sim.analysis.effects import MIN_SUBJECTS
from cortex_sim.analysis.resampling import bca_interval
from cortex_sim.errors import ResultError
from cortex_sim.figures.odd import mark_odd
from cortex_sim.figures.palette import ConditionStyle, condition_styles

TRUNK = ("healthy", "clbp")
"""The phases that all arms share, in order."""

LEVEL = 0.95
"""Coverage of the intervals in figures."""

INTERVAL_TEXT = "95 % bootstrap interval of the mean over subjects (BCa)"
"""What captions say about `mean_with_interval`."""

NO_INTERVAL_TEXT = f"fewer than {MIN_SUBJECTS} subjects, so no interval"
"""What captions say where `mean_with_interval` has none."""

LINE_MARKERS = "1234+x|_"
"""Markers of lines alone, which an edge would hide."""

_N_BOOT = 2000
_SEED = 20080101
"""Of the resampling behind drawn intervals: the same figure from the same numbers."""


@dataclass(frozen=True)
class Course:
    """Which phases a figure shows, and what follows what."""

    trunk: tuple[str, ...] = TRUNK
    """The phases that all arms share, in order; at least one. The first is the reference."""

    arms: tuple[str, ...] = ()
    """The arms, in the order in which they are drawn."""

    after: Mapping[str, str] = field(default_factory=dict)
    """The phase before an arm, where that is not the last shared one, e.g.
    ``{"retention": "motor_control_training"}``."""

    labels: Mapping[str, str] = field(default_factory=dict)
    """What a reader sees instead of a phase's name, e.g. ``{"gaba_070": "GABA_A gain 0.7"}``."""

    @property
    def phases(self) -> list[str]:
        """All phases in the order of the x axis."""
        return [*self.trunk, *self.arms]


def course_of(values: Mapping[str, npt.ArrayLike]) -> Course:
    """Return healthy, CLBP and, as arms after it, all other phases that have values.

    If neither of the two has values, the first phase stands in for them.
    """
    trunk = tuple(phase for phase in TRUNK if phase in values) or tuple(values)[:1]
    return Course(trunk, tuple(phase for phase in values if phase not in trunk))


@dataclass(frozen=True)
class Mean:
    """A mean over subjects with its interval."""

    value: float
    """nan without a subject."""

    low: float
    """nan with fewer subjects than `MIN_SUBJECTS`, as ``high``."""

    high: float
    """Upper end of the interval."""

    n: int
    """Subjects with a value."""


def mean_with_interval(values: npt.ArrayLike) -> Mean:
    """Return the mean over subjects and, of enough of them, its 95 % bootstrap interval.

    Parameters
    ----------
    values
        One per subject, nan where missing, shape ``(n_subjects,)``.

    References
    ----------
    Efron (1987), doi 10.1080/01621459.1987.10478410, widened for small samples as in
    `cortex_sim.analysis.statistics`.
    """
    array = subject_values(values, "values")
    seen = array[np.isfinite(array)]
    n = len(seen)
    if n < MIN_SUBJECTS:
        return Mean(float(seen.mean()) if n else math.nan, math.nan, math.nan, n)
    draw = np.random.default_rng(_SEED).integers(n, size=(_N_BOOT, n))
    without_one = (seen.sum() - seen) / (n - 1)
    low, high = bca_interval(
        float(seen.mean()), seen[draw].mean(axis=1), [without_one], LEVEL, df=n - 1
    )
    return Mean(float(seen.mean()), low, high, n)


def bars_text(counts: Sequence[int]) -> str:
    """Return what a caption says about the bars of means over so many subjects each."""
    if max(counts, default=0) < MIN_SUBJECTS:
        return NO_INTERVAL_TEXT
    return f"bars: {INTERVAL_TEXT}"


def mean_text(counts: Sequence[int]) -> str:
    """Return what a caption says about means over so many subjects that stand as numbers."""
    if max(counts, default=0) < MIN_SUBJECTS:
        return f"mean ({NO_INTERVAL_TEXT})"
    return f"mean [{INTERVAL_TEXT}]"


def checked_phases(
    values: Mapping[str, npt.ArrayLike], phases: Sequence[str], name: str
) -> dict[str, FloatArray]:
    """Return the values of ``phases`` as arrays of equal length, one value per subject.

    Raises
    ------
    ResultError
        If a phase is missing or the numbers of subjects differ.
    """
    missing = [phase for phase in phases if phase not in values]
    if missing:
        raise ResultError(
            f"{name}: no values for phase {missing[0]!r}; there are {', '.join(values)}; "
            "leave the phase out or add its values"
        )
    arrays = {phase: subject_values(values[phase], f"{name}, {phase}") for phase in phases}
    lengths = {len(array) for array in arrays.values()}
    if len(lengths) > 1:
        counts = ", ".join(f"{phase} {len(array)}" for phase, array in arrays.items())
        raise ResultError(
            f"{name}: the phases have different numbers of subjects ({counts}); give the "
            "same subjects in the same order, with nan where one is missing"
        )
    return arrays


def phase_label(course: Course, phase: str) -> str:
    """Return what a reader sees for a phase."""
    return course.labels.get(phase) or condition_styles([phase])[phase].label


def n_subjects(values: Iterable[npt.ArrayLike]) -> list[int]:
    """Return how many subjects have a value, for each set of values."""
    return [int(np.count_nonzero(np.isfinite(np.asarray(one)))) for one in values]


def paths(course: Course) -> list[tuple[str, ...]]:
    """Return the ways through a course: the trunk, then each arm from the phase before it.

    Where no phase of the trunk is shown, arms begin with themselves. An arm's later phases go on
    its path, so no two paths have more in common than their start.

    Examples
    --------
    >>> paths(Course(arms=("training", "rest", "later"), after={"later": "training"}))
    [('healthy', 'clbp'), ('clbp', 'training', 'later'), ('clbp', 'rest')]
    """
    ways = [course.trunk] if len(course.trunk) > 1 or not course.arms else []
    for arm in course.arms:
        before = (course.after[arm],) if arm in course.after else course.trunk[-1:]
        ends = [path[-1:] for path in ways]
        if arm in course.after and before in ends:
            ways[ends.index(before)] += (arm,)
        else:
            ways.append((*before, arm))
    return ways


def draw_path(
    axes: Axes, values: Mapping[str, FloatArray], path: Sequence[str], *, size: float = 5.0
) -> None:
    """Draw one thin line per subject along a path, and the mean of each phase with its interval.

    Parameters
    ----------
    axes
        The phases get the positions x = 0, 1, ...
    values
        Per phase one value per subject, as from `checked_phases`.
    path
        Phases, each following the one before it.
    size
        Of the symbols of means, in points.
    """
    styles = condition_styles(path)
    means = {phase: mean_with_interval(values[phase]) for phase in path}
    for x, (start, end) in enumerate(pairwise(path)):
        style, ends = styles[end], [x, x + 1]
        lines = np.stack([values[start], values[end]])
        axes.plot(ends, lines, color=style.colour, alpha=0.4, linewidth=0.5, zorder=1)
        heights = [means[start].value, means[end].value]
        axes.plot(
            ends, heights, color=style.colour, linestyle=style.linestyle, linewidth=1.4, zorder=3
        )
    for x, phase in enumerate(path):
        style, mean = styles[phase], means[phase]
        across = np.full(len(values[phase]), x)
        axes.scatter(across, values[phase], s=2, color=[style.colour], alpha=0.5, zorder=2)
        axes.vlines(x, mean.low, mean.high, color=style.colour, linewidth=1.4, zorder=4)
        draw_mean(axes, x, mean.value, style, size)
        mark_odd(axes, across, values[phase], values[phase], list(values.values()))


def draw_mean(axes: Axes, x: float, y: float, style: ConditionStyle, size: float = 5.0) -> None:
    """Draw the symbol of a condition at a mean."""
    edge = style.colour if style.marker in LINE_MARKERS else "white"
    axes.plot(
        x, y, style.marker, color=style.colour, markersize=size, markeredgecolor=edge,
        markeredgewidth=0.6, zorder=5,
    )  # fmt: skip


def phase_rows(
    labels: Mapping[str, object], values: Mapping[str, npt.ArrayLike]
) -> list[dict[str, object]]:
    """Return the table behind `draw_path`: each subject, the mean and its interval.

    Parameters
    ----------
    labels
        Columns that are the same in all rows, such as the measure and its unit.
    values
        Per phase one value per subject.
    """
    rows: list[dict[str, object]] = []
    for phase, array in values.items():
        mean = mean_with_interval(array)
        base = {**labels, "phase": phase}
        for number, value in enumerate(np.asarray(array, dtype=float), start=1):
            rows.append({**base, "statistic": "value", "subject": number, "value": value})
        for name, value in [("mean", mean.value), ("low", mean.low), ("high", mean.high)]:
            rows.append({**base, "statistic": name, "subject": None, "value": value})
    return rows
