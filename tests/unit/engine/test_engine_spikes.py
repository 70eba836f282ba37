"""Spikes come ordered by time, then cell, whoever recorded them."""

import numpy as np
import pytest

from cortex_sim.engine.program import spikes_of

TIMES = np.array([0.001, 0.001, 0.002, 0.003, 0.003])
CELLS = np.array([4, 7, 1, 0, 2], dtype=np.int32)


@pytest.mark.parametrize(
    "order", [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [1, 0, 2, 3, 4], [0, 1, 2, 4, 3]]
)
def test_spikes_are_ordered_by_time_then_cell(order):
    outputs = {"exc_spikes.t": TIMES[order], "exc_spikes.i": CELLS[order]}
    times, cells = spikes_of(outputs, "exc")
    np.testing.assert_array_equal(times, TIMES)
    np.testing.assert_array_equal(cells, CELLS)
    assert cells.dtype == np.int64


def test_no_spikes_are_no_spikes():
    times, cells = spikes_of({"pv_spikes.t": np.zeros(0), "pv_spikes.i": np.zeros(0)}, "pv")
    assert len(times) == len(cells) == 0
