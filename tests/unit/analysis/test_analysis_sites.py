"""Sites of measured maps."""

import numpy as np
import pytest

from cortex_sim.analysis import sites


def grid(side=5, spacing=10.0):
    ticks = spacing * np.arange(side)
    return np.column_stack([np.tile(ticks, side), np.repeat(ticks, side)])


def turned(xy, degrees):
    a = np.deg2rad(degrees)
    return xy @ np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]])


def test_pulses_at_one_place_are_one_site():
    places = np.array([[0, 0], [10, 0], [0.01, 0.02], [10, 0]])
    found = sites.sites_by_place(places)
    assert len(found.xy_mm) == 2
    assert found.site[0] == found.site[2] != found.site[1] == found.site[3]


def test_labels_make_sites_at_mean_places():
    found = sites.sites_by_label(np.array([[0, 0], [2, 0], [9, 9]]), ["a", "a", "b"])
    np.testing.assert_allclose(found.xy_mm, [[1, 0], [9, 9]])


@pytest.mark.parametrize("degrees", [0, 17, -40])
def test_a_raster_finds_a_turned_grid(degrees, rng):
    nominal = turned(grid(), degrees) + np.array([33, -7])
    pulses = np.repeat(nominal, 6, axis=0) + rng.normal(0, 1.0, (150, 2))
    found = sites.sites_on_raster(pulses, 10.0)
    assert len(found.xy_mm) == 25
    nearest = np.abs(found.xy_mm[:, None] - nominal[None]).sum(axis=2).min(axis=1)
    assert nearest.max() < 1.5
    assert sites.grid_spacing(found.grid_mm) == pytest.approx(10.0)


def test_a_grid_has_a_spacing_and_scattered_sites_have_none(rng):
    assert sites.grid_spacing(grid()) == pytest.approx(10.0)
    assert sites.grid_spacing(np.delete(grid(), [3, 7, 12], axis=0)) == pytest.approx(10.0)
    assert np.isnan(sites.grid_spacing(rng.uniform(0, 50, (25, 2))))


def test_a_turned_grid_stands_for_nearly_the_area_of_its_cells():
    exact = sites.site_areas(grid(9))
    np.testing.assert_allclose(exact, 100.0)
    inner = np.abs(grid(9) - 40).max(axis=1) < 35
    np.testing.assert_allclose(sites.site_areas(turned(grid(9), 30))[inner], 100.0, rtol=0.03)


def test_site_means_ignore_missing_pulses_and_borrow_variance():
    found = sites.site_means([1.0, 3.0, np.nan, 5.0], [0, 0, 0, 1], 3)
    np.testing.assert_allclose(found.mean, [2.0, 5.0, np.nan])
    np.testing.assert_allclose(found.error[:2], [1.0, np.sqrt(2.0)])
    assert found.pulses.tolist() == [2, 1, 0]


def test_the_error_of_a_cog_is_the_spread_of_repeated_maps(rng):
    xy = grid()
    true = np.exp(-((xy - 18) ** 2).sum(axis=1) / 200)
    se = np.full(25, 0.01)
    maps = np.maximum(true + rng.normal(0, 0.01, (4000, 25)), 0)
    cogs = maps @ xy / maps.sum(axis=1, keepdims=True)
    found = sites.cog_error(true, se, xy)
    np.testing.assert_allclose(found, cogs.std(axis=0), rtol=0.1)


def test_the_hot_spot_is_the_site_of_the_largest_mep():
    np.testing.assert_allclose(sites.hot_spot([0.1, 0.9, 0.2], [[0, 0], [1, 0], [2, 0]]), [1, 0])
    assert np.isnan(sites.hot_spot([0.0, -1.0], [[0, 0], [1, 0]])).all()
