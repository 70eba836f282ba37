"""A virtual map that leaves as an EMG and comes back as if it were a person's."""

import pytest
from fixtures.emg_round_trip import errors_of

ERRORS = {
    0.0: {"overlap": 0.04, "cog": 0.4, "area": 4, "volume": 0.6, "latency": 6.0},
    0.005: {"overlap": 0.08, "cog": 0.9, "area": 6, "volume": 1.1, "latency": 4.0},
    0.02: {"overlap": 0.12, "cog": 1.2, "area": 8, "volume": 2.0, "latency": 5.0},
}
"""By noise in mV, the largest error that the documentation states."""


@pytest.mark.parametrize("noise", list(ERRORS))
def test_the_measures_are_the_same_within_the_stated_error(tmp_path, noise, rng):
    wrong = errors_of(tmp_path, noise, rng)
    assert {n: wrong[n] for n, most in ERRORS[noise].items() if wrong[n] > most} == {}
