"""Places in space on the plane that fits them best."""

import numpy as np
import pytest

from cortex_sim.analysis.plane import project_to_plane
from cortex_sim.errors import ResultError


def grid():
    """Return 5 by 5 places, 10 mm apart, turned by 20 degrees."""
    a, ticks = np.deg2rad(20), 10.0 * np.arange(5)
    xy = np.column_stack([np.tile(ticks, 5), np.repeat(ticks, 5)])
    return xy @ np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]])


def test_a_plane_in_space_keeps_distances_and_has_no_error():
    flat = grid()
    a = np.deg2rad(50)
    space = np.column_stack([flat[:, 0], flat[:, 1] * np.cos(a), flat[:, 1] * np.sin(a)])
    plane = project_to_plane(space + np.array([100, 50, -20]))
    assert plane.off_max_mm == pytest.approx(0, abs=1e-9)
    assert plane.shrinkage == pytest.approx(0, abs=1e-12)
    moved = plane.xy_mm - plane.xy_mm.mean(axis=0)
    np.testing.assert_allclose(moved, flat - flat.mean(axis=0), atol=1e-9)


def test_places_of_one_height_stay_where_they_are():
    space = np.column_stack([grid() + np.array([30, -4]), np.full(25, 7.0)])
    np.testing.assert_allclose(project_to_plane(space).xy_mm, space[:, :2], atol=1e-9)


def test_a_curved_head_has_an_error_in_mm():
    radius, xy = 80.0, grid() - grid().mean(axis=0)
    z = np.sqrt(radius**2 - (xy**2).sum(axis=1))
    plane = project_to_plane(np.column_stack([xy, z]))
    assert plane.off_rms_mm == pytest.approx(np.std(z), rel=0.05)
    assert 0 < plane.shrinkage < 0.05


@pytest.mark.parametrize("xyz", [np.zeros((5, 3)), np.eye(3)[:1] * np.arange(5)[:, None]])
def test_places_on_a_line_span_no_plane(xyz):
    with pytest.raises(ResultError, match="span no plane"):
        project_to_plane(xyz)
