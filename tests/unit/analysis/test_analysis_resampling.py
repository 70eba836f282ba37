"""Bootstrap intervals against scipy and against the t interval."""

import math

import numpy as np
import pytest
from scipy import stats

from cortex_sim.analysis import resampling
from cortex_sim.analysis.effect_sizes import cohens_d_s, cohens_d_z

BEFORE = np.array([0.21, 0.17, 0.25, 0.19, 0.28, 0.15, 0.22, 0.18])
AFTER = np.array([0.36, 0.33, 0.41, 0.30, 0.45, 0.35, 0.31, 0.74])
SHORT = np.array([0.9, 0.1, 0.2, 0.15])


def without_each(values: np.ndarray) -> np.ndarray:
    return np.array([np.delete(values, i) for i in range(len(values))])


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_paired_bca_interval_is_that_of_scipy(level):
    def statistic(before, after, axis=-1):
        return cohens_d_z(before, after)

    expected = stats.bootstrap(
        (BEFORE, AFTER),
        statistic,
        method="BCa",
        paired=True,
        n_resamples=5000,
        confidence_level=level,
        rng=np.random.default_rng(1),
    )
    found = resampling.bca_interval(
        float(cohens_d_z(BEFORE, AFTER)),
        expected.bootstrap_distribution,
        [cohens_d_z(without_each(BEFORE), without_each(AFTER))],
        level,
    )
    assert found == pytest.approx(tuple(expected.confidence_interval), rel=1e-6)


def test_bca_interval_of_unequal_groups_is_that_of_scipy():
    def statistic(a, b, axis=-1):
        return cohens_d_s(a, b)

    expected = stats.bootstrap(
        (BEFORE, SHORT), statistic, method="BCa", n_resamples=5000, rng=np.random.default_rng(1)
    )
    found = resampling.bca_interval(
        float(cohens_d_s(BEFORE, SHORT)),
        expected.bootstrap_distribution,
        [cohens_d_s(without_each(BEFORE), SHORT), cohens_d_s(BEFORE, without_each(SHORT))],
        0.95,
    )
    assert found == pytest.approx(tuple(expected.confidence_interval), rel=1e-6)


def test_widened_interval_of_a_normal_mean_is_the_t_interval():
    n, share = 8, (np.arange(200_000) + 0.5) / 200_000
    # bootstrap means of a sample with SD 1: their SD lacks the factor sqrt(n / (n - 1))
    replicates = stats.norm.ppf(share) * math.sqrt((n - 1) / n) / math.sqrt(n)
    found = resampling.bca_interval(0.0, replicates, [np.zeros(n)], 0.95, df=n - 1)
    reach = stats.t.ppf(0.975, n - 1) / math.sqrt(n)
    assert found == pytest.approx((-reach, reach), rel=1e-3)


def test_paired_intervals_resample_pairs_not_single_values():
    before = np.array([1.0, 50.0, 200.0, 1000.0])

    def mean_difference(a, b):
        return (b - a).mean(axis=-1)

    [interval] = resampling.paired_intervals(
        before,
        before + 1,
        [mean_difference],
        rng=np.random.default_rng(0),
        n_boot=200,
        level=0.95,
    )
    assert interval == pytest.approx((1.0, 1.0))


def test_resamples_without_variance_are_left_out_and_too_many_give_nan():
    replicates = np.array([1.0, 2.0, 3.0, math.nan])
    low, high = resampling.bca_interval(2.0, replicates, [np.ones(3)], 0.9)
    assert 1 <= low < high <= 3
    replicates[:2] = math.nan
    assert math.isnan(resampling.bca_interval(2.0, replicates, [np.ones(3)], 0.9)[0])
