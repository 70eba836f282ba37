"""Which spikes release BDNF."""

import numpy as np

from cortex_sim.config.slow_clock import BdnfKinetics
from cortex_sim.slow.bursts import burst_times, release_drive, released_bursts

SETTINGS = BdnfKinetics()


def train(n_spikes, n_events, frequency, interval=5e-3):
    start = np.arange(n_events)[:, None] / frequency
    return (start + np.arange(n_spikes) * interval).ravel()


def one_cell(times):
    return released_bursts(times, np.zeros(len(times), dtype=np.int64), SETTINGS)


def test_single_spikes_release_nothing():
    assert one_cell(train(1, 100, 0.5)) == 0


def test_a_burst_counts_once_however_long():
    for n_spikes in (2, 4, 7):
        times, _ = burst_times(train(n_spikes, 1, 1.0), np.zeros(n_spikes, dtype=np.int64), 20e-3)
        assert len(times) == 1


def test_bursts_at_half_a_hertz_release_after_the_first():
    assert one_cell(train(4, 35, 0.5)) == 34


def test_bursts_at_a_twentieth_of_a_hertz_release_nothing():
    assert one_cell(train(4, 35, 0.05)) == 0


def test_spikes_of_two_cells_are_no_burst():
    times = np.array([0.0, 0.005, 1.0, 1.005])
    assert released_bursts(times, np.array([0, 1, 0, 1]), SETTINGS) == 0


def test_order_of_spikes_does_not_matter(rng):
    times, cells = train(4, 30, 0.5), np.repeat([3, 7], 60)
    shuffled = rng.permutation(len(times))
    assert released_bursts(times, cells, SETTINGS) == released_bursts(
        times[shuffled], cells[shuffled], SETTINGS
    )


def test_no_spikes_give_no_drive():
    assert release_drive(np.zeros(0), np.zeros(0, dtype=np.int64), 10, 1.0, SETTINGS) == 0


def test_drive_is_one_at_the_reference_rate():
    cells = np.zeros(4 * 201, dtype=np.int64)
    duration = 200 / SETTINGS.reference_burst_rate
    assert release_drive(train(4, 201, 0.5), cells, 1, duration, SETTINGS) == 1.0
