"""Which spikes release BDNF."""

from itertools import pairwise

import numpy as np
import pytest

from cortex_sim.config.slow_clock import BdnfKinetics
from cortex_sim.slow.bursts import (
    Train,
    burst_times,
    release_drive,
    released_bursts,
    session_releases,
)

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


def drives(times, cells, n_cells, cuts):
    """Return the drive of each block of a session that is cut at some times."""
    train, found = Train(), []
    for start, end in pairwise(cuts):
        inside = (times >= start) & (times < end)
        drive, train = release_drive(
            train, times[inside] - start, cells[inside], n_cells, end - start, SETTINGS
        )
        found.append(drive)
    return np.array(found)


def random_bursts(rng, rates, duration):
    """Return times and cells of bursts of two spikes, at random, with a rate for each cell."""
    cells = np.repeat(np.arange(len(rates)), rng.poisson(rates * duration))
    times = rng.random(len(cells)) * duration
    return np.concatenate([times, times + 5e-3]), np.concatenate([cells, cells])


def test_no_spikes_give_no_drive():
    assert drives(np.zeros(0), np.zeros(0, dtype=np.int64), 10, [0.0, 1.0]) == 0


def test_drive_is_one_at_the_reference_rate():
    frequency, n_bursting = 0.5, 8
    n_cells = round(n_bursting * frequency / SETTINGS.reference_burst_rate)
    cells = np.repeat(np.arange(n_bursting), 4 * 200)
    times = np.tile(train(4, 200, frequency), n_bursting)
    assert drives(times, cells, n_cells, [0.0, 400.0]) == pytest.approx(1, rel=0.02)


@pytest.mark.parametrize("rate", [0.04, 0.1, 0.3])
@pytest.mark.parametrize("n_blocks", [1, 2, 4, 8])
def test_drive_of_a_session_does_not_depend_on_its_blocks_wherever_it_is_cut(rng, rate, n_blocks):
    n_cells, duration = 400, 15.0
    times, cells = random_bursts(rng, np.full(n_cells, rate), duration)
    inner = np.sort(rng.choice(times, n_blocks - 1, replace=False))  # some within a burst
    cuts = np.array([0.0, *inner, duration + 0.01])
    whole = session_releases(times, cells, n_cells, cuts[-1], SETTINGS)
    released = drives(times, cells, n_cells, cuts) * np.diff(cuts)
    released *= n_cells * SETTINGS.reference_burst_rate
    assert whole > 0
    assert released.sum() == pytest.approx(whole, rel=1e-12)


@pytest.mark.parametrize("rate", [0.1, 0.2, 0.4])
def test_drive_does_not_depend_on_the_length_of_a_session(rng, rate):
    lengths, n_cells = (4.0, 7.5, 15.0, 30.0, 60.0), 40_000
    found = []
    for length in lengths:
        times, cells = random_bursts(rng, np.full(n_cells, rate), length)
        found.append(drives(times, cells, n_cells, [0.0, length + 0.005])[0])
    np.testing.assert_allclose(found, found[-1], rtol=0.05)


def test_a_burst_is_not_its_own_past(rng):
    """One burst in 4 s is not one every 4 s: in most cells nothing came shortly before it."""
    times, cells = random_bursts(rng, np.full(8000, 0.02), 4.0)
    share = session_releases(times, cells, 8000, 4.0, SETTINGS) / (len(times) / 2)
    assert 0 < share < 0.25


def test_session_of_one_rhythm_releases_as_if_it_had_gone_on_before():
    cells = np.repeat(np.arange(5), 4 * 10)
    times = np.tile(train(4, 10, 0.5), 5)
    assert session_releases(times, cells, 5, 20.0, SETTINGS) == 50
