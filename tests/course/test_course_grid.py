"""The grid of coil sites: x runs along a row, y from row to row."""

import numpy as np

from cortex_sim.clinic.stimulation import coil_grid


def test_sites_run_along_x_first_and_start_at_the_lower_left():
    grid = coil_grid(3, 2.0)
    assert grid.tolist()[:4] == [[-2, -2], [0, -2], [2, -2], [-2, 0]]


def test_sites_as_a_picture_have_x_in_columns_and_y_in_rows():
    x, y = coil_grid(5, 0.7).reshape(5, 5, 2).transpose(2, 0, 1)
    assert np.ptp(x, axis=0).max() == 0
    assert np.ptp(y, axis=1).max() == 0
    assert np.all(np.diff(x, axis=1) > 0)
    assert np.all(np.diff(y, axis=0) > 0)


def test_grid_is_centred_on_the_sheet():
    np.testing.assert_allclose(coil_grid(7, 0.7).mean(axis=0), 0.0, atol=1e-12)
