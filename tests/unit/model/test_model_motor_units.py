"""Sizes of a pool's motor units."""

import numpy as np
import pytest

from cortex_sim.model.motor_units import unit_sizes


@pytest.mark.parametrize(("units", "size_range"), [(2, 3.0), (50, 100.0)])
def test_each_unit_is_larger_than_the_one_before_by_the_same_factor(units, size_range):
    sizes = unit_sizes(units, size_range)
    np.testing.assert_allclose(sizes[1:] / sizes[:-1], size_range ** (1 / (units - 1)))
    assert sizes[-1] / sizes[0] == pytest.approx(size_range)


@pytest.mark.parametrize(("units", "size_range"), [(1, 50.0), (7, 1.0), (20, 100.0)])
def test_a_pool_whose_units_fire_once_gives_its_number_of_units(units, size_range):
    assert unit_sizes(units, size_range).sum() == pytest.approx(units)


def test_equal_units_are_exactly_one():
    assert set(unit_sizes(20, 1.0)) == {1.0}
