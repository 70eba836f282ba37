"""Measures of weights between zones, on weights made by hand."""

import math

import numpy as np
import pytest

from cortex_sim.analysis.weights import (
    ZoneWeights,
    weight_between,
    weight_ratio,
    weight_within,
    zone_weights,
)


def test_means_and_counts_between_zones_leave_out_cells_of_no_zone():
    weights = np.array([0.2, 0.4, 0.6, 1.0])
    found = zone_weights(weights, np.array([0, 0, 1, -1]), np.array([0, 0, 0, 0]), 2)
    np.testing.assert_allclose(found.mean, [[0.3, np.nan], [0.6, np.nan]])
    assert found.synapses.tolist() == [[2, 0], [1, 0]]


def hand_made(within, between, third=0.0):
    mean = np.full((3, 3), third)
    mean[:2, :2] = [[within, between], [between, within]]
    return ZoneWeights(mean, np.ones((3, 3), dtype=int))


def test_the_ratio_is_between_over_within_whatever_the_third_zone_does():
    assert weight_ratio(hand_made(0.8, 0.2, third=0.9), 0, 1) == pytest.approx(0.25)
    assert weight_ratio(hand_made(0.4, 0.4), 0, 1) == pytest.approx(1.0)
    assert weight_ratio(hand_made(0.4, 0.0), 0, 1) == 0.0


def test_the_ratio_does_not_change_with_the_pair_s_order_or_the_scale_of_weights():
    rng = np.random.default_rng(1)
    mean, counts = rng.random((2, 2)), rng.integers(1, 9, (2, 2))
    found = weight_ratio(ZoneWeights(mean, counts), 0, 1)
    assert weight_ratio(ZoneWeights(mean, counts), 1, 0) == pytest.approx(found)
    assert weight_ratio(ZoneWeights(mean / 2, counts), 0, 1) == pytest.approx(found)


def test_every_synapse_counts_alike():
    mean, counts = np.array([[0.5, 0.1], [0.4, 0.5]]), np.array([[1, 3], [1, 1]])
    expected = ((3 * 0.1 + 0.4) / 4) / 0.5
    assert weight_ratio(ZoneWeights(mean, counts), 0, 1) == pytest.approx(expected)


def test_means_within_and_between_are_over_synapses():
    mean, counts = np.array([[0.5, 0.1], [0.4, 0.8]]), np.array([[1, 3], [1, 2]])
    assert weight_between(ZoneWeights(mean, counts), 0, 1) == pytest.approx(0.7 / 4)
    assert weight_within(ZoneWeights(mean, counts), 1, 0) == pytest.approx(2.1 / 3)
    none = ZoneWeights(np.full((2, 2), np.nan), np.zeros((2, 2), int))
    assert math.isnan(weight_between(none, 0, 1))


def test_where_no_synapse_joins_the_zones_there_is_no_ratio():
    counts = np.array([[2, 0], [0, 2]])
    assert math.isnan(weight_ratio(ZoneWeights(np.where(counts, 0.5, np.nan), counts), 0, 1))
    assert math.isnan(weight_ratio(ZoneWeights(np.zeros((2, 2)), np.ones((2, 2), int)), 0, 1))


def test_one_direction_is_enough():
    mean, counts = np.array([[0.5, np.nan], [0.25, 0.5]]), np.array([[1, 0], [1, 1]])
    assert weight_ratio(ZoneWeights(mean, counts), 0, 1) == pytest.approx(0.5)
