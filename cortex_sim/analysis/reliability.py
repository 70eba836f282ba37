"""Reliability of repeated measurements: intraclass correlation, noise of one measurement."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cortex_sim.analysis.arrays import FloatArray, finite_array


@dataclass(frozen=True)
class Reliability:
    """Two-way random-effects intraclass correlations of absolute agreement.

    Attributes
    ----------
    single
        ICC(2,1): reliability of one pulse. At most 1, can be below 0, nan if undefined.
    average
        ICC(2,k): reliability of the mean over all ``n_pulses`` pulses.
    n_sites, n_pulses
        Shape of the data.
    """

    single: float
    average: float
    n_sites: int
    n_pulses: int


def _mean_squares(values: FloatArray) -> tuple[float, float, float]:
    """Return the mean squares of rows, columns and residual of a two-way table."""
    n_rows, n_columns = values.shape
    grand = values.mean()
    rows = values.mean(axis=1, keepdims=True)
    columns = values.mean(axis=0, keepdims=True)
    residual = values - rows - columns + grand
    return (
        float(n_columns * np.sum((rows - grand) ** 2) / (n_rows - 1)),
        float(n_rows * np.sum((columns - grand) ** 2) / (n_columns - 1)),
        float(np.sum(residual**2) / ((n_rows - 1) * (n_columns - 1))),
    )


def map_reliability(trial_mep: npt.ArrayLike) -> Reliability:
    """Return how well single pulses, and their mean, tell the sites of a map apart.

    Sites are the targets, pulses the judges (both taken as random samples), so a drift
    of excitability from pulse to pulse counts as disagreement.

    Parameters
    ----------
    trial_mep
        MEP of each pulse, any unit, shape ``(n_sites, n_pulses)``. Pulse ``j`` of every
        site belongs to the same round of the grid.

    Returns
    -------
    Reliability
        Both coefficients are nan with fewer than 2 sites or pulses, or if no value varies.

    Raises
    ------
    ResultError
        If the array has not 2 axes or a value is not finite.

    References
    ----------
    Shrout & Fleiss (1979), doi 10.1037/0033-2909.86.2.420.
    """
    values = finite_array(trial_mep, "trial_mep", ndim=2)
    n_sites, n_pulses = values.shape
    if n_sites < 2 or n_pulses < 2 or np.ptp(values) == 0:
        return Reliability(math.nan, math.nan, n_sites, n_pulses)
    rows, columns, residual = _mean_squares(values)
    pulse_part = (columns - residual) / n_sites
    return Reliability(
        _ratio(rows - residual, rows + (n_pulses - 1) * residual + n_pulses * pulse_part),
        _ratio(rows - residual, rows + pulse_part),
        n_sites,
        n_pulses,
    )


@dataclass(frozen=True)
class Retest:
    """How well repeats of a measurement tell subjects apart, and how far they scatter.

    Attributes
    ----------
    icc
        ICC(2,1), absolute agreement of single measurements; at most 1, nan if undefined.
    sem
        Standard error of measurement: SD of one measurement within a subject, 0 or more.
    smallest_change
        Smallest detectable change of one subject, 1.96 sqrt(2) SEM.
    n_subjects, n_repeats
        Subjects with a value in every repeat, and repeats.
    """

    icc: float
    sem: float
    smallest_change: float
    n_subjects: int
    n_repeats: int


def retest(values: npt.ArrayLike) -> Retest:
    """Return the reliability of a measure that was repeated without practice between.

    Parameters
    ----------
    values
        Shape ``(n_subjects, n_repeats)``, any unit; a subject with a nan is left out.

    Returns
    -------
    Retest
        With fewer than 2 repeats, or without a subject, SEM is nan; with fewer than 2
        subjects the ICC is.

    Raises
    ------
    ResultError
        If the array has not 2 axes.

    References
    ----------
    SEM and smallest detectable change: Weir (2005), doi 10.1519/15184.1, with the pooled
    variance within subjects; ICC: Shrout & Fleiss (1979), doi 10.1037/0033-2909.86.2.420.
    """
    table = np.asarray(values, dtype=float)
    table = finite_array(table[np.isfinite(table).all(axis=-1)], "values", ndim=2)
    n_subjects, n_repeats = table.shape
    if n_subjects == 0 or n_repeats < 2:
        return Retest(math.nan, math.nan, math.nan, n_subjects, n_repeats)
    sem = math.sqrt(float(table.var(axis=1, ddof=1).mean()))
    return Retest(
        map_reliability(table).single, sem, 1.96 * math.sqrt(2) * sem, n_subjects, n_repeats
    )


@dataclass(frozen=True)
class UnevenReliability:
    """How well the means of sites tell them apart, and how far a mean scatters.

    Attributes
    ----------
    icc
        ICC(1,k), the sites as targets; at most 1, nan if undefined.
    sem
        Standard error of measurement of a site's mean, in the unit of the MEPs, 0 or more: the
        square root of the mean over sites of the variance within sites over a site's pulses.
    smallest_change
        Smallest detectable change of a site's mean, 1.96 sqrt(2) SEM.
    why
        Why the ICC is nan; empty if it is not.
    why_error
        Why the SEM is nan; empty if it is not.
    """

    icc: float
    sem: float
    smallest_change: float
    why: str
    why_error: str


def uneven_reliability(mep: npt.ArrayLike, site: npt.ArrayLike) -> UnevenReliability:
    """Return the reliability of the sites' means where sites have unequal numbers of pulses.

    Parameters
    ----------
    mep
        MEP of each pulse, any unit, shape ``(n_pulses,)``.
    site
        Index of its site.

    References
    ----------
    One-way ICC: Shrout & Fleiss (1979), doi 10.1037/0033-2909.86.2.420. SEM and smallest detectable
    change: Weir (2005), doi 10.1519/15184.1, with the variance within sites pooled over sites.
    """
    values, index = finite_array(mep, "mep", ndim=1), np.asarray(site)
    _, index, pulses = np.unique(index, return_inverse=True, return_counts=True)
    n, n_sites = len(values), len(pulses)
    if n <= n_sites:
        why = "no site has two pulses" if n else "no pulse has an MEP"
        return UnevenReliability(math.nan, math.nan, math.nan, why, why)
    mean = np.bincount(index, values) / pulses
    within = float(((values - mean[index]) ** 2).sum()) / (n - n_sites)
    sem = math.sqrt(within * float((1 / pulses).mean()))
    icc, why = math.nan, ""
    if n_sites < 2:
        why = "a single site has nothing to be told apart from"
    else:
        between = float((pulses * (mean - values.mean()) ** 2).sum()) / (n_sites - 1)
        icc = _ratio(between - within, between)
        why = "the sites' means are all equal" if math.isnan(icc) else ""
    return UnevenReliability(icc, sem, 1.96 * math.sqrt(2) * sem, why, "")


def _ratio(numerator: float, denominator: float) -> float:
    return numerator / denominator if denominator > 0 else math.nan
