"""Parameters from summary statistics by regression, with a bank of simulated sessions.

Approximate Bayesian computation with regression adjustment (Beaumont et al. 2002,
10.1093/genetics/162.4.2025): parameters are predicted from statistics (semi-automatic summaries,
Fearnhead & Prangle 2012, 10.1111/j.1467-9868.2011.01010.x); what the prediction misses in simulated
sessions that it was not fitted to, the more like the person's the more it counts, is the posterior.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cortex_sim.errors import DataError
from cortex_sim.extras import extra_package

Floats = npt.NDArray[np.float64]

FOLDS = 10
"""Parts of the bank, each predicted from the others."""

NEAREST = 0.5
"""Share of the bank, nearest in predicted parameters, that has weight (Epanechnikov)."""

LEAST = 40
"""Sessions that a bank must have."""

LEVEL = 0.9
"""Probability of an interval."""


@dataclass(frozen=True, eq=False)
class Posterior:
    """What statistics say of parameters, each array of shape ``(n_parameters,)``.

    Attributes
    ----------
    median, low, high
        Of the posterior; the interval holds `LEVEL`. An interval ends where the bank does, but for
        a median beyond it: there all three are where the regression puts them.
    prior_low, prior_high
        The same interval of the bank.
    coverage
        Share of the bank's own sessions whose interval holds the planted parameter.
    correlation
        Of what is not known of each pair of parameters, shape ``(n_parameters, n_parameters)``.
    distance
        Share of the bank's sessions that lie nearer to their neighbours than the person does:
        near 1 the bank has nobody like the person.
    outside
        How far each of the person's statistics lies outside of the bank's range, in SD of the bank,
        negative below it and 0 within, shape ``(n_statistics,)``.
    shift
        By how much the part of each statistic that lies outside moves the prediction of each
        parameter, shape ``(n_parameters, n_statistics)``: a straight line goes on where the bank
        has no session.
    beyond
        How far the median lies beyond the bank's range, negative below, 0 within.
    """

    median: Floats
    low: Floats
    high: Floats
    prior_low: Floats
    prior_high: Floats
    coverage: Floats
    correlation: Floats
    distance: float
    outside: Floats
    shift: Floats
    beyond: Floats

    @property
    def width(self) -> Floats:
        """Width of the posterior's interval over that of the prior's; 1: nothing was learnt."""
        return np.asarray((self.high - self.low) / (self.prior_high - self.prior_low))


def fit_parameters(parameters: Floats, statistics: Floats, observed: Floats) -> Posterior:
    """Return the posterior of parameters, and how well the bank's own are recovered.

    Parameters
    ----------
    parameters
        Of each simulated session, shape ``(n_sessions, n_parameters)``.
    statistics
        Of each, shape ``(n_sessions, n_statistics)``; nan is replaced by the mean.
    observed
        The person's, shape ``(n_statistics,)``, finite.

    Raises
    ------
    DataError
        If the bank has fewer than `LEAST` sessions.
    MissingPackageError
        If scikit-learn is not installed.
    """
    if len(parameters) < LEAST:
        raise DataError(
            f"the bank has {len(parameters)} sessions, needed are {LEAST}; run it with more "
            "subjects (--set cohort.subjects=250)"
        )
    model, folds = _regression()
    mean, spread = np.nanmean(statistics, axis=0), np.nanstd(statistics, axis=0)
    scaled = np.nan_to_num((statistics - mean) / np.where(spread > 0, spread, 1.0))
    person = (observed - mean) / np.where(spread > 0, spread, 1.0)
    predicted = np.empty_like(parameters)
    for known, left_out in folds.split(scaled):
        predicted[left_out] = (
            model.fit(scaled[known], parameters[known]).predict(scaled[left_out])
        ).reshape(len(left_out), -1)
    missed = parameters - predicted
    of_person = model.fit(scaled, parameters).predict(person[None]).reshape(-1)
    unit = parameters.std(axis=0)
    outside = _beyond(person, scaled)
    intervals = np.array(
        [
            _interval(predicted[row], np.delete(predicted, row, 0), np.delete(missed, row, 0), unit)
            for row in range(len(parameters))
        ]
    )
    inside = (parameters >= intervals[:, 0]) & (parameters <= intervals[:, 2])
    found = _interval(of_person, predicted, missed, unit)
    beyond = _beyond(found, parameters)
    # cut at the edge, an interval that lies beyond it would be a point: as if all was known
    found -= np.where(beyond[1] == 0, beyond, 0.0)
    edges = np.quantile(parameters, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    return Posterior(
        found[1], found[0], found[2], edges[0], edges[1], inside.mean(axis=0),
        np.asarray(np.corrcoef(missed.T), dtype=np.float64), _distance(scaled, person), outside,
        np.reshape(model.coef_, (-1, len(person))) * outside, beyond[1],
    )  # fmt: skip


def _regression() -> tuple[Any, Any]:
    linear_model = extra_package("sklearn.linear_model", "fits", "people")
    selection = extra_package("sklearn.model_selection", "fits", "people")
    ridge = linear_model.RidgeCV(np.logspace(-2, 4, 25))
    return ridge, selection.KFold(FOLDS, shuffle=True, random_state=0)


def _beyond(values: Floats, bank: Floats) -> Floats:
    """Return how far values lie outside of the range of each column of a bank, 0 within."""
    return np.asarray(values - np.clip(values, bank.min(axis=0), bank.max(axis=0)))


def _interval(at: Floats, predicted: Floats, missed: Floats, unit: Floats) -> Floats:
    """Return low, median and high of each parameter, shape ``(3, n_parameters)``."""
    distance = np.sqrt((((predicted - at) / unit) ** 2).sum(axis=1))
    reach = max(float(np.quantile(distance, NEAREST)), 1e-12)
    weight = np.maximum(1 - (distance / reach) ** 2, 0.0)
    levels = ((1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2)
    return np.column_stack(
        [
            _quantiles(value + column, weight, levels)
            for value, column in zip(at, missed.T, strict=True)
        ]
    )


def _quantiles(values: Floats, weight: Floats, levels: tuple[float, ...]) -> Floats:
    order = np.argsort(values)
    share = (np.cumsum(weight[order]) - weight[order] / 2) / weight.sum()
    return np.interp(levels, share, values[order])


def _distance(scaled: Floats, person: Floats) -> float:
    """Return the share of sessions whose fifth neighbour is nearer than the person's."""
    import scipy

    tree = scipy.spatial.cKDTree(scaled)
    own = tree.query(scaled, k=6)[0][:, -1]
    return float(np.mean(own < tree.query(person[None], k=5)[0][0, -1]))
