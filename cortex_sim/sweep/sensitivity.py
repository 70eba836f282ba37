"""Which parameters matter: Morris screening of a sweep's results.

Elementary effects, Morris 1991, doi:10.1080/00401706.1991.10484804; the mean of
their absolute values, Campolongo et al. 2007, doi:10.1016/j.envsoft.2006.10.004.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cortex_sim.errors import SweepError
from cortex_sim.seeds import derive_seed
from cortex_sim.sweep.collect import Table
from cortex_sim.sweep.load import Sweep
from cortex_sim.sweep.points import point_at
from cortex_sim.sweep.sampling import NO_SALIB, morris_problem, shares

RESAMPLES = 1000
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Effect:
    """What one axis does to a measure when it goes through its range."""

    label: str
    mean: float
    """Mean elementary effect, in units of the measure."""

    mean_absolute: float
    """Mean of its size: importance."""

    sd: float
    """SD over trajectories: interaction with others, or a bent response."""

    confidence: float
    """Half width of the bootstrapped 95 % interval of ``mean_absolute``."""


def mean_by_point(
    table: Table, *, phase: str, assessment: str, measure: str, muscle: str, arm: str = ""
) -> dict[str, float]:
    """Return a measure's mean over the subjects, by point; missing ones are left out."""
    wanted = (phase, assessment, measure, muscle, arm)
    columns = ("phase", "assessment", "measure", "muscle", "arm")
    found: dict[str, list[float]] = defaultdict(list)
    for row in table.rows():
        if tuple(row[column] for column in columns) == wanted:
            found[row["point"]].append(float(row["value"]))
    means = {point: float(np.mean(values)) for point, values in found.items()}
    return {point: mean for point, mean in means.items() if np.isfinite(mean)}


def morris_effects(sweep: Sweep, values: dict[str, float]) -> tuple[Effect, ...]:
    """Return the effect of each axis, in the order of the axes.

    Parameters
    ----------
    sweep
        A sweep with ``sampling.method: morris``.
    values
        The measure, by point id, such as `mean_by_point` returns. Trajectories
        with a point that has no value are left out.

    Raises
    ------
    SweepError
        If it is another sweep, SALib is not there, or fewer than two trajectories
        are whole.
    """
    sampling = sweep.file.sampling
    if sampling is None or sampling.method != "morris":
        raise SweepError(f"sweep {sweep.file.name!r}: needs sampling.method: morris")
    axes = sweep.file.axes
    sample = shares(sampling, len(axes))
    ids = [point_at(axes, row, sweep.base, sweep.base_hash).point_id for row in sample]
    outcomes = np.array([values.get(identity, np.nan) for identity in ids])
    rows = _whole_trajectories(outcomes, len(axes) + 1)
    if len(rows) < 2 * (len(axes) + 1):
        raise SweepError("fewer than two Morris trajectories are complete; run the sweep first")
    try:
        from SALib.analyze import morris
    except ImportError:
        raise SweepError(NO_SALIB) from None
    result = morris.analyze(
        morris_problem(len(axes)),
        sample[rows],
        outcomes[rows],
        num_resamples=RESAMPLES,
        conf_level=CONFIDENCE,
        num_levels=sampling.levels,
        seed=derive_seed(sampling.seed, "sweep", "bootstrap", bits=31),
    )
    numbers = zip(*(result[key] for key in ("mu", "mu_star", "sigma", "mu_star_conf")), strict=True)
    return tuple(
        Effect(axis.label or axis.keys[0], *map(float, row))
        for axis, row in zip(axes, numbers, strict=True)
    )


def _whole_trajectories(values: NDArray[np.float64], length: int) -> Sequence[int]:
    """Return the rows of trajectories in which every point has a value."""
    whole = np.isfinite(values.reshape(-1, length)).all(axis=1)
    return [int(n) for n in np.flatnonzero(np.repeat(whole, length))]
