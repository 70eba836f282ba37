"""Where cells are, and whose zone they are in."""

import numpy as np

from cortex_sim.model.layout import zones


def test_a_cell_is_in_the_zone_of_the_nearest_muscle_within_the_radius():
    distances = np.array([[0.1, 0.9], [1.0, 0.4], [0.6, 1.2], [0.45, 0.55], [0.55, 0.45]])
    assert zones(distances, 0.5).tolist() == [0, 1, -1, 0, 1]
