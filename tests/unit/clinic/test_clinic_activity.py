"""Activity at rest and in movement, on spikes made by hand."""

import numpy as np
import pytest
from fixtures.assessments import NOTHING, assess, example

from cortex_sim.clinic.probe import motoneuron_pool


def tonic_in_movement(subject, name, duration, pulses, rest):
    """Every first motoneuron fires at 20 Hz, and at rest not at all."""
    times = NOTHING if name.endswith("rest") else np.arange(0.0123, duration, 0.05)
    return [times] * len(subject.study.muscles)


def test_rates_of_movement_are_those_of_a_muscle_s_own_cells_in_its_own_time():
    found, subject = assess(example("activity"), tonic_in_movement)
    _, units = motoneuron_pool(subject.study)
    assert found["rest_rate_motoneuron", ""] == 0
    assert found["rest_silent_motoneuron", ""] == 1
    assert found["own_rate_motoneuron", "DM"] == pytest.approx(20 / units, rel=0.25)
    assert found["own_peak_rate_motoneuron", "DM"] == pytest.approx(20)
    assert found["own_short_intervals_motoneuron", "DM"] == 0
    assert found["own_rate_exc", "DM"] == 0
