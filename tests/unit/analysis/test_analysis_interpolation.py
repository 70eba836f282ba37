"""Maps between their sites."""

import numpy as np
import pytest

from cortex_sim.analysis.interpolation import METHODS, interpolate_map
from cortex_sim.analysis.maps import centre_of_gravity
from cortex_sim.errors import ResultError

TICKS = np.arange(-30.0, 31.0, 10.0)
GRID = np.array([(x, y) for y in TICKS for x in TICKS])
WIDTH = 12.0


def bump(xy, centre=(3.0, -4.0)):
    return np.exp(-((xy - centre) ** 2).sum(axis=1) / (2 * WIDTH**2))


@pytest.mark.parametrize("method", METHODS)
def test_a_smooth_map_is_found_between_its_sites(method):
    if method == "gaussian-process":
        pytest.importorskip("sklearn")
    fine = interpolate_map(bump(GRID), GRID, method)
    assert np.abs(fine.mep - bump(fine.xy_mm)).mean() < 0.02
    true = 2 * np.pi * WIDTH**2
    assert fine.volume_mm2() == pytest.approx(true, rel=0.1)
    circle = np.pi * WIDTH**2 * 2 * np.log(2)
    assert fine.area_mm2(0.5) == pytest.approx(circle, rel=0.13)
    assert centre_of_gravity(fine.mep, fine.xy_mm) == pytest.approx([3, -4], abs=0.8)


@pytest.mark.parametrize("method", ["natural-neighbour", "thin-plate"])
def test_a_plane_stays_a_plane_inside(method):
    plane = 50 + GRID[:, 0] - 0.5 * GRID[:, 1]
    fine = interpolate_map(plane, GRID, method)
    inner = np.abs(fine.xy_mm).max(axis=1) < 20
    expected = 50 + fine.xy_mm[:, 0] - 0.5 * fine.xy_mm[:, 1]
    # natural neighbours are counted on the raster: a fifth of what neighbouring sites differ by
    assert fine.mep[inner] == pytest.approx(expected[inner], abs=2.0)
    assert np.mean(fine.mep[inner] - expected[inner]) == pytest.approx(0, abs=0.05)


def test_natural_neighbours_stay_between_the_sites_and_a_spline_does_not(rng):
    noise = rng.uniform(0, 1, len(GRID))
    natural = interpolate_map(noise, GRID, "natural-neighbour").mep
    assert noise.min() <= natural.min() <= natural.max() <= noise.max()
    spline = interpolate_map(noise, GRID, "thin-plate").mep
    assert spline.max() > noise.max()


def test_a_process_smooths_noise_away(rng):
    pytest.importorskip("sklearn")
    noisy = bump(GRID) + rng.normal(0, 0.1, len(GRID))
    errors = {
        method: np.abs((fine := interpolate_map(noisy, GRID, method)).mep - bump(fine.xy_mm)).mean()
        for method in METHODS
    }
    assert errors["gaussian-process"] < errors["natural-neighbour"] < errors["thin-plate"]


def test_the_raster_covers_the_sites_and_no_more():
    fine = interpolate_map(np.ones(len(GRID)), GRID, "natural-neighbour")
    assert fine.area_mm2(0.5) == pytest.approx(60.0**2, rel=0.02)
    assert np.abs(fine.xy_mm).max() <= 30


@pytest.mark.parametrize(
    ("xy", "reason"), [(GRID[:3], "3 sites"), (np.column_stack([TICKS, TICKS]), "on a line")]
)
def test_sites_that_span_no_area_are_refused(xy, reason):
    with pytest.raises(ResultError, match=reason):
        interpolate_map(np.ones(len(xy)), xy, "thin-plate")
