"""Synaptic scaling keeps the sum of the weights onto a cell, and their ratios."""

import numpy as np
import pytest

from cortex_sim.plasticity.scaling import scaled

CELLS, EACH = 7, 40


@pytest.fixture
def learnt(rng):
    """Weights onto seven cells, some of which have gained and some lost, and their targets."""
    targets = rng.permutation(np.repeat(np.arange(CELLS), EACH))
    return rng.uniform(0, 0.4, CELLS * EACH) * rng.uniform(0.4, 1.2, CELLS)[targets], targets


def sums(weights, targets):
    return np.bincount(targets, weights)


def test_sum_onto_each_cell_is_that_of_the_start(learnt):
    weights, targets = learnt
    now = sums(scaled(weights, targets, initial=0.2, share=1.0), targets)
    assert now == pytest.approx(np.full(CELLS, EACH * 0.2))


def test_ratios_between_the_synapses_of_a_cell_stay(learnt):
    weights, targets = learnt
    factor = scaled(weights, targets, initial=0.2, share=1.0) / weights
    for cell in range(CELLS):
        assert factor[targets == cell] == pytest.approx(factor[targets == cell][0])


def test_a_share_of_none_changes_nothing(learnt):
    weights, targets = learnt
    assert np.array_equal(scaled(weights, targets, initial=0.2, share=0.0), weights)


def test_half_the_share_twice_leaves_a_quarter_of_the_change(learnt):
    weights, targets = learnt
    twice = scaled(scaled(weights, targets, 0.2, 0.5), targets, 0.2, 0.5)
    wanted = EACH * 0.2
    left = np.log(sums(twice, targets) / wanted) / np.log(sums(weights, targets) / wanted)
    assert left == pytest.approx(np.full(CELLS, 0.25))


def test_no_weight_exceeds_its_bound():
    weights = np.array([0.6, 0.1, 0.1])
    assert scaled(weights, np.zeros(3, int), initial=0.9, share=1.0).max() == 1.0


def test_a_cell_without_any_weight_stays_so():
    weights = np.array([0.0, 0.0, 0.3])
    targets = np.array([0, 0, 1])
    assert scaled(weights, targets, initial=0.2, share=1.0) == pytest.approx([0, 0, 0.2])
