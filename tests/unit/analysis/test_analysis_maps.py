"""Maps whose measures are known by hand or in closed form."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cortex_sim.analysis import maps
from cortex_sim.errors import ResultError


def grid(n_side: int, spacing_mm: float) -> np.ndarray:
    """Return the sites of a square grid, row by row, shape (n_side**2, 2)."""
    axis = spacing_mm * np.arange(n_side)
    x, y = np.meshgrid(axis, axis)
    return np.column_stack([x.ravel(), y.ravel()])


def gaussian_map(xy: np.ndarray, centre: tuple[float, float], width: float) -> np.ndarray:
    return np.exp(-np.sum((xy - centre) ** 2, axis=1) / (2 * width**2))


# multiples of 1/8 keep scaled maps exact enough to compare
meps = arrays(np.float64, 16, elements=st.integers(-40, 80).map(lambda i: i / 8))
pairs_of_maps = st.tuples(meps, meps)


@pytest.mark.parametrize("distance", [0.0, 1.0, 2.5])
def test_overlap_of_two_gaussians_has_its_closed_form(distance):
    xy, width = grid(161, 0.1), 1.0
    a = gaussian_map(xy, (8 - distance / 2, 8), width)
    b = gaussian_map(xy, (8 + distance / 2, 8), width)
    e = math.erf(distance / (2 * math.sqrt(2) * width))
    assert maps.overlap(a, 7 * b) == pytest.approx((1 - e) / (1 + e), abs=2e-3)


def test_overlap_is_one_for_a_map_and_itself_and_zero_for_disjoint_maps():
    assert maps.overlap([1, 2, 0], [1, 2, 0]) == pytest.approx(1)
    assert maps.overlap([1, 2, 0], [0, -3, 5]) == 0


def test_overlap_with_an_empty_map_is_zero_and_of_two_empty_maps_nan():
    assert maps.overlap([0, -1], [1, 1]) == 0
    assert math.isnan(maps.overlap([0, -1], [0, 0]))


@given(pairs_of_maps, st.permutations(range(16)), st.sampled_from([0.01, 3.0, 1e6]))
def test_overlap_is_symmetric_and_blind_to_order_and_size(pair, order, scale):
    a, b = pair
    expected = maps.overlap(a, b)
    assert maps.overlap(b, a) == pytest.approx(expected, nan_ok=True)
    assert maps.overlap(a[list(order)], b[list(order)]) == pytest.approx(expected, nan_ok=True)
    assert maps.overlap(scale * a, b) == pytest.approx(expected, nan_ok=True)
    assert math.isnan(expected) or 0 <= expected <= 1


@given(meps)
def test_normalised_map_runs_from_zero_to_one_or_is_all_zero(mep):
    normalised = maps.normalise_map(mep)
    assert normalised.min() >= 0
    assert normalised.max() == pytest.approx(1 if mep.max() > 0 else 0)


def test_centre_of_gravity_of_a_symmetric_map_is_its_centre():
    xy = grid(41, 0.25)
    cog = maps.centre_of_gravity(gaussian_map(xy, (5.0, 5.0), 1.0), xy)
    assert cog == pytest.approx([5.0, 5.0])


def test_centre_of_gravity_weighs_sites_by_their_mep():
    assert maps.centre_of_gravity([3, 1, -9], [[0, 0], [4, 8], [99, 99]]) == pytest.approx([1, 2])


@given(meps, st.integers(-9, 9), st.integers(-9, 9))
def test_centre_of_gravity_moves_with_the_grid(mep, dx, dy):
    xy, shift = grid(4, 1.0), np.array([dx, dy])
    moved = maps.centre_of_gravity(mep, xy + shift)
    expected = maps.centre_of_gravity(mep, xy) + shift
    assert moved == pytest.approx(expected, nan_ok=True)


def test_cog_distance_of_shifted_gaussians_is_the_shift_and_nan_if_a_map_is_empty():
    xy = grid(81, 0.25)
    a, b = gaussian_map(xy, (8.5, 8.0), 1.0), gaussian_map(xy, (11.5, 12.0), 1.0)
    assert maps.cog_distance(a, 3 * b, xy) == pytest.approx(5.0, abs=1e-3)
    assert math.isnan(maps.cog_distance(a, np.zeros_like(b), xy))


def test_volumes_and_area_of_a_map_known_by_hand():
    mep = [4.0, 2.0, 0.4, 0.2, -1.0]
    assert maps.volume(mep) == pytest.approx(1 + 0.5 + 0.1 + 0.05)
    assert maps.volume(mep, 0.5) == pytest.approx(1.5)
    assert maps.raw_volume(mep) == pytest.approx(6.6)
    assert maps.area(mep) == 3
    assert maps.area(mep, 0.0) == 4


def test_an_empty_map_has_no_volume_and_no_area():
    assert maps.volume([0, -1]) == maps.raw_volume([0, -1]) == maps.area([0, -1], 0.0) == 0


def test_shared_sites_counts_the_sites_active_in_both():
    assert maps.shared_sites([1, 1, 0.05, 0], [0, 1, 1, 0]) == 1


SIZE = 5
SITES = grid(SIZE, 10.0)


def peaks_of(rows: list[list[float]]) -> list[int]:
    return maps.peak_sites(np.array(rows, dtype=float).ravel(), SITES, 10.0).tolist()


def test_two_separate_summits_are_two_peaks():
    rows = np.zeros((SIZE, SIZE))
    rows[1, 1], rows[3, 3] = 1.0, 0.6
    assert peaks_of(rows.tolist()) == [6, 18]
    assert maps.discrete_peaks(rows.ravel(), SITES, 10.0) == 2


def test_a_summit_of_half_the_maximum_is_no_peak():
    rows = np.zeros((SIZE, SIZE))
    rows[1, 1], rows[3, 3] = 1.0, 0.5
    assert peaks_of(rows.tolist()) == [6]


@pytest.mark.parametrize(("n_high", "expected"), [(1, True), (2, False)])
def test_one_neighbour_may_be_as_high_but_not_two(n_high, expected):
    rows = np.full((SIZE, SIZE), 0.3)
    rows[2, 2] = 1.0
    rows[2, 3] = 0.96
    if n_high == 2:
        rows[2, 1] = 0.96
    assert (12 in peaks_of(rows.tolist())) is expected


@pytest.mark.parametrize(("neighbour", "expected"), [(0.95, True), (0.951, False)])
def test_a_neighbour_counts_as_lower_from_five_percent_of_the_maximum(neighbour, expected):
    rows = np.full((SIZE, SIZE), neighbour)
    rows[2, 2] = 1.0
    assert (12 in peaks_of(rows.tolist())) is expected


def test_five_percent_are_of_the_maximum_not_of_the_site():
    rows = np.full((SIZE, SIZE), 0.56)
    rows[0, 0], rows[3, 3] = 1.0, 0.6
    assert 18 not in peaks_of(rows.tolist())


def test_in_a_corner_two_of_three_neighbours_must_be_lower():
    rows = np.zeros((SIZE, SIZE))
    rows[0, 0], rows[0, 1] = 1.0, 0.97
    assert 0 in peaks_of(rows.tolist())
    rows[1, 0] = 0.97
    assert 0 not in peaks_of(rows.tolist())


def test_diagonal_sites_are_neighbours():
    rows = np.zeros((SIZE, SIZE))
    rows[2, 2], rows[1, 1], rows[3, 3] = 1.0, 0.97, 0.97
    assert peaks_of(rows.tolist()) == [6, 18]


def test_two_equal_sites_side_by_side_are_two_peaks_and_a_plateau_is_none():
    rows = np.zeros((SIZE, SIZE))
    rows[2, 1:3] = 1.0
    assert peaks_of(rows.tolist()) == [11, 12]
    assert peaks_of(np.ones((SIZE, SIZE)).tolist()) == []


def test_an_empty_map_has_no_peak():
    assert maps.discrete_peaks(np.zeros(25), SITES, 10.0) == 0


@pytest.mark.parametrize("xy", [SITES[:-1], SITES * 1.03, np.zeros((25, 2)), SITES[:, :1]])
def test_peaks_refuse_sites_that_are_no_grid(xy):
    with pytest.raises(ResultError, match="xy_mm"):
        maps.discrete_peaks(np.ones(25), xy, 10.0)


def test_summed_map_is_the_weighted_sum():
    assert maps.summed_map([[1, 2], [3, -1]]) == pytest.approx([4, 1])
    assert maps.summed_map([[1, 2], [3, -1]], [0.5, 2]) == pytest.approx([6.5, -1])


def test_summed_map_of_two_far_muscles_has_a_peak_for_each():
    deep, superficial = np.zeros(25), np.zeros(25)
    deep[6], superficial[18] = 5.0, 4.0
    assert maps.discrete_peaks(maps.summed_map([deep, superficial]), SITES, 10.0) == 2


@pytest.mark.parametrize(("these", "weights"), [([], None), ([[1], [2]], [1]), ([[1]], [-1])])
def test_summed_map_refuses_what_does_not_fit(these, weights):
    with pytest.raises(ResultError):
        maps.summed_map(these, weights)


@pytest.mark.parametrize("mep", [[1.0, math.nan], [[1.0, 2.0]], [math.inf]])
def test_a_map_must_be_one_finite_value_per_site(mep):
    with pytest.raises(ResultError, match="mep"):
        maps.normalise_map(mep)


def test_maps_of_different_sites_cannot_be_compared():
    with pytest.raises(ResultError, match="same sites"):
        maps.overlap([1, 2], [1, 2, 3])


PLACES = np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0]])


@pytest.mark.parametrize(
    ("mep_a", "mep_b", "expected"),
    [([4, 2, 0], [0, 2, 4], 0.0), ([4, 2, 2], [4, 2, 4], 0.75), ([4, 2, -1], [1, 2, 2], 0.25)],
)
def test_cross_response_is_the_mep_at_the_other_s_place_over_the_own_largest(
    mep_a, mep_b, expected
):
    centres = [0.1, 0.2], [1.8, -0.3]
    assert maps.cross_response(mep_a, mep_b, PLACES, *centres) == pytest.approx(expected)
    assert maps.cross_response(mep_b, mep_a, PLACES, *centres[::-1]) == pytest.approx(expected)


def test_cross_response_of_an_empty_map_is_not_a_number():
    assert np.isnan(maps.cross_response([0, 0, 0], [1, 2, 3], PLACES, [0, 0], [2, 0]))
