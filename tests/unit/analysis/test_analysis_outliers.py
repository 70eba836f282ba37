import numpy as np
import pytest

from cortex_sim.analysis.outliers import odd_ones


def test_a_value_far_from_the_others_is_odd():
    # median 3, absolute deviations 2 1 0 1 97: scatter 1.4826
    assert odd_ones([1.0, 2.0, 3.0, 4.0, 100.0]).tolist() == [False] * 4 + [True]


@pytest.mark.parametrize("value", [7.4, 7.5])
def test_three_scaled_deviations_are_the_border(value):
    # median 3, median absolute deviation 1: the border is 3 + 3 * 1.4826 = 7.4478
    assert odd_ones([1.0, 2.0, 3.0, 4.0, value])[-1] == (value > 3 + 3 * 1.4826)


def test_no_value_of_few_is_odd():
    assert not odd_ones([1.0, 2.0, 100.0]).any()


def test_missing_values_are_not_odd_and_do_not_count():
    assert not odd_ones([1.0, 2.0, 100.0, np.nan]).any()
    assert odd_ones([1.0, 2.0, 3.0, 4.0, 100.0, np.nan]).tolist() == [False] * 4 + [True, False]


def test_nothing_is_odd_where_most_are_equal():
    assert not odd_ones([1.0, 1.0, 1.0, 1.0, 5.0]).any()


def test_scale_and_place_do_not_matter(rng):
    values = rng.normal(0, 1, 9)
    values[4] = 30.0
    assert odd_ones(values).tolist() == odd_ones(-1000 * values + 7).tolist()
