"""Pulses as one gives them by hand: places, intensities, an interval or times."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cortex_sim.api.arguments import amount_of, numbers_of
from cortex_sim.clinic.probe import Pulses
from cortex_sim.config.assessments.base import SETTLE
from cortex_sim.config.assessments.stimulation import Mep
from cortex_sim.config.study import Study
from cortex_sim.errors import ConfigError

MV = 1e-3
MS = 1e-3


def mep_of(study: Study) -> Mep:
    """Return how the study's first assessment that does so reads MEPs."""
    readings = (getattr(a, "mep", None) for a in study.assessments.values())
    return next(filter(None, readings), Mep())


def pulses_of(
    sites_mm: ArrayLike,
    intensity_mv: ArrayLike,
    interval_ms: float,
    times_ms: ArrayLike | None,
    max_pulses: int,
) -> Pulses:
    """Return pulses on the clock of a recording, or refuse.

    Parameters
    ----------
    sites_mm, intensity_mv
        One for all pulses or one for each, shapes ``(n_pulses, 2)`` and ``(n_pulses,)``.
    interval_ms
        Time between pulses.
    times_ms
        Times after the first pulse instead, rising from 0.
    max_pulses
        Rows of the compiled table; one stays free.

    Raises
    ------
    ConfigError
        If they do not fit together, are too many or not finite.
    """
    sites = np.atleast_2d(numbers_of(sites_mm, "sites_mm", "mm"))
    intensity = np.atleast_1d(numbers_of(intensity_mv, "intensity_mv", "mV")) * MV
    if times_ms is None:
        n_pulses = max(len(sites), len(intensity))
        times = np.arange(n_pulses, dtype=np.float64) * (
            amount_of(interval_ms, "interval_ms", "ms") * MS
        )
    else:
        times = np.atleast_1d(numbers_of(times_ms, "times_ms", "ms")) * MS
        n_pulses = max(len(sites), len(intensity), times.size)
    problem = _problem(sites, intensity, times, n_pulses, max_pulses)
    if problem:
        raise ConfigError(problem)
    each_site = np.broadcast_to(sites, (n_pulses, 2))
    return Pulses(SETTLE + times, each_site, np.broadcast_to(intensity, n_pulses))


def _problem(
    sites: NDArray[np.float64],
    intensity: NDArray[np.float64],
    times: NDArray[np.float64],
    n_pulses: int,
    max_pulses: int,
) -> str | None:
    """Return why pulses cannot be given, None if they can."""
    if sites.ndim != 2 or sites.shape[1] != 2 or intensity.ndim != 1 or times.ndim != 1:
        return f"sites_mm: got shape {sites.shape}, expected x and y of one or of each pulse"
    if {len(sites), len(intensity)} - {1, n_pulses} or len(times) != n_pulses:
        return (
            f"got {len(sites)} sites, {len(intensity)} intensities and {len(times)} times; "
            "give one for all pulses or one for each"
        )
    if not 0 < n_pulses < max_pulses:
        return (
            f"got {n_pulses} pulses, expected 1 to {max_pulses - 1} (network.max_pulses - 1); "
            "give them in several calls, each with a seed of its own"
        )
    finite = all(np.isfinite(numbers).all() for numbers in (sites, intensity, times))
    if not finite or times[0] != 0 or np.any(np.diff(times) <= 0) or np.any(intensity < 0):
        return "sites, intensities (0 or more) and times (rising from 0) must be finite numbers"
    return None
