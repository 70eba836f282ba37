"""Shares of a change."""

import math

import numpy as np
import pytest

from cortex_sim.analysis.shares import share_of_change


def test_half_of_every_change_is_half_without_doubt():
    whole = np.linspace(0.2, 0.7, 6)
    share = share_of_change(whole / 2, whole, seed=1)
    assert (share.value, share.low, share.high) == pytest.approx((0.5, 0.5, 0.5))
    assert share.n == 6


def test_the_share_of_few_subjects_has_no_interval():
    share = share_of_change(np.full(5, 0.1), np.full(5, 0.4), seed=1)
    assert share.value == pytest.approx(0.25)
    assert math.isnan(share.low)
    assert math.isnan(share.high)


def test_share_is_the_ratio_of_means_not_the_mean_of_ratios():
    share = share_of_change([0.0, 0.3], [0.001, 0.299], seed=1)
    assert share.value == pytest.approx(1.0)


def test_interval_covers_a_true_share_about_as_often_as_it_says():
    rng = np.random.default_rng(1)
    hits = 0
    for seed in range(200):
        whole = rng.normal(1.0, 0.3, 12)
        part = 0.4 * whole + rng.normal(0.0, 0.2, 12)
        share = share_of_change(part, whole, seed=seed, n_boot=500)
        hits += share.low <= 0.4 <= share.high
    assert 170 <= hits <= 198


def test_subjects_without_a_value_are_left_out_and_one_is_too_few():
    share = share_of_change([0.1, math.nan], [0.2, 0.4], seed=1)
    assert share.n == 1
    assert math.isnan(share.value)


def test_the_interval_is_of_the_ratio_of_means_too():
    """One subject with a large change weighs more than those with next to none."""
    whole = np.array([1.0] * 9 + [100.0])
    part = np.array([1.0] * 9 + [50.0])
    share = share_of_change(part, whole, seed=1)
    assert share.value == pytest.approx(59 / 109)
    assert share.low < share.value < share.high
