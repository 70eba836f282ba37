"""Rates of a pool, smoothed and robust against single trials."""

import numpy as np
import pytest

from cortex_sim.analysis.rates import trimmed_rate
from cortex_sim.errors import ResultError

TIME_MS = np.arange(0, 200, 5.0)


def test_trimmed_rate_leaves_out_the_highest_trials_at_each_time():
    trials = np.ones((20, TIME_MS.size))
    trials[3, 10], trials[4, 20] = 1000.0, 1000.0
    np.testing.assert_allclose(trimmed_rate(trials, TIME_MS, 0.0), 1.0)
    assert trimmed_rate(trials, TIME_MS, 0.0, share=0.0).max() > 50


def test_trimmed_rate_is_the_mean_where_all_trials_are_alike():
    rate = np.exp(-((TIME_MS - 100) ** 2) / 200)
    np.testing.assert_allclose(trimmed_rate(np.tile(rate, (40, 1)), TIME_MS, 0.0), rate)


def test_trimmed_rate_keeps_a_trial_and_refuses_what_is_no_share():
    kept = trimmed_rate(np.ones((1, TIME_MS.size)), TIME_MS, 10.0, share=0.99)
    np.testing.assert_allclose(kept, 1.0)
    with pytest.raises(ResultError, match="share"):
        trimmed_rate(np.ones((3, TIME_MS.size)), TIME_MS, 0.0, share=1.0)
    with pytest.raises(ResultError, match="no trial"):
        trimmed_rate(np.ones((0, TIME_MS.size)), TIME_MS, 0.0)
    with pytest.raises(ResultError, match="time_ms"):
        trimmed_rate(np.ones((3, 7)), TIME_MS, 0.0)
