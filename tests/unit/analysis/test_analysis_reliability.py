"""Intraclass correlation against the worked example of Shrout & Fleiss."""

import math

import numpy as np
import pytest

from cortex_sim.analysis.reliability import map_reliability, retest, uneven_reliability
from cortex_sim.errors import ResultError

# Shrout & Fleiss (1979), table 2: 6 targets rated by 4 judges
RATINGS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]


def test_reliability_reproduces_the_worked_example_of_shrout_and_fleiss():
    found = map_reliability(RATINGS)
    assert found.single == pytest.approx(0.29, abs=0.005)
    assert found.average == pytest.approx(0.62, abs=0.005)
    assert (found.n_sites, found.n_pulses) == (6, 4)


def test_pulses_that_agree_exactly_are_fully_reliable():
    found = map_reliability([[1, 1, 1], [5, 5, 5], [9, 9, 9]])
    assert found.single == pytest.approx(1.0)
    assert found.average == pytest.approx(1.0)


def test_reliability_estimates_the_share_of_variance_between_sites():
    rng = np.random.default_rng(1)
    trial_mep = rng.normal(0, 2, (4000, 1)) + rng.normal(0, 1, (4000, 5))
    found = map_reliability(trial_mep)
    assert found.single == pytest.approx(0.8, abs=0.02)
    assert found.average == pytest.approx(4 / (4 + 1 / 5), abs=0.01)


@pytest.mark.parametrize("trial_mep", [np.ones((3, 4)), np.ones((1, 4)), [[1], [2]]])
def test_reliability_is_nan_where_nothing_can_be_compared(trial_mep):
    assert math.isnan(map_reliability(trial_mep).single)


def test_reliability_refuses_missing_pulses():
    with pytest.raises(ResultError, match="nan or infinite"):
        map_reliability([[1, math.nan], [1, 2]])


def test_noise_of_a_measurement_is_the_sd_within_subjects():
    found = retest([[1.0, 3.0], [11.0, 13.0], [21.0, 23.0]])
    assert found.sem == pytest.approx(np.sqrt(2))
    assert found.smallest_change == pytest.approx(1.96 * 2)
    assert found.icc > 0.9


def test_a_measurement_without_noise_is_perfectly_reliable():
    found = retest([[1.0, 1.0], [2.0, 2.0]])
    assert (found.icc, found.sem) == pytest.approx((1, 0))


def test_a_subject_without_all_repeats_is_left_out():
    assert retest([[1.0, np.nan], [2.0, 2.5], [3.0, 3.5]]).n_subjects == 2


@pytest.mark.parametrize("values", [[[1.0], [2.0]], [[np.nan, 1.0]]])
def test_without_repeats_nothing_is_known_of_noise(values):
    assert np.isnan(retest(values).sem)


def test_equal_pulses_give_the_one_way_coefficient_of_shrout_and_fleiss():
    ratings = np.array(RATINGS, dtype=float)
    found = uneven_reliability(ratings.ravel(), np.repeat(np.arange(6), 4))
    assert found.icc == pytest.approx(0.44, abs=0.005)  # ICC(1,4) of the example
    assert found.sem == pytest.approx(math.sqrt(6.2639 / 4), abs=0.001)  # its mean square within
    assert found.smallest_change == pytest.approx(1.96 * math.sqrt(2) * found.sem)


def test_the_error_of_unequal_pulses_is_that_of_the_means(rng):
    pulses = rng.integers(2, 20, 40)
    site = np.repeat(np.arange(40), pulses)
    level = rng.uniform(0, 5, 40)
    means = []
    for _ in range(200):
        mep = level[site] + rng.normal(0, 0.5, len(site))
        means.append(np.bincount(site, mep) / pulses)
    scatter = np.sqrt(np.var(means, axis=0, ddof=1).mean())
    assert uneven_reliability(mep, site).sem == pytest.approx(scatter, rel=0.1)


@pytest.mark.parametrize(
    ("mep", "site", "why", "why_error"),
    [
        ([], [], "no pulse has an MEP", "no pulse has an MEP"),
        ([1, 2], [0, 1], "no site has two pulses", "no site has two pulses"),
        ([1, 2, 3], [0, 0, 0], "a single site has nothing to be told apart from", ""),
        ([1, 1, 1, 1], [0, 0, 1, 1], "the sites' means are all equal", ""),
    ],
)
def test_what_is_not_known_has_its_true_reason(mep, site, why, why_error):
    found = uneven_reliability(np.array(mep, dtype=float), np.array(site, dtype=int))
    assert math.isnan(found.icc)
    assert (found.why, found.why_error) == (why, why_error)
    assert math.isnan(found.sem) == bool(why_error)
