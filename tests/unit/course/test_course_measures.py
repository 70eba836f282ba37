"""From raw assessment results to measures."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from cortex_sim.course.measures import silent_period_measures
from cortex_sim.store.record import Array

TIME_MS = np.arange(-150, 400, 5.0) + 2.5


def silent_periods(*rates):
    record = SimpleNamespace(
        arrays={
            "time": Array(TIME_MS, "ms", ("time",), ""),
            "rate": Array(np.array(rates), "Hz", ("measured", "time"), ""),
            "measured": Array(np.arange(len(rates)), "", ("measured",), ""),
        }
    )
    study = SimpleNamespace(muscle_names=["DM", "LES"])
    return silent_period_measures(record, study)


def contraction(silence):
    """Return a steady rate with an MEP at 5 to 15 ms, silent from its end for a while."""
    rate = np.where(np.arange(TIME_MS.size) % 2, 159.0, 161.0)
    rate[(TIME_MS > 5) & (TIME_MS < 15)] = 1500.0
    rate[(TIME_MS > 15) & (silence > TIME_MS)] = 0.0
    return rate


def test_silent_period_of_each_muscle_runs_from_the_pulse_to_the_return():
    found = silent_periods(contraction(60), contraction(160))
    assert [(m.name, m.muscle, m.unit) for m in found] == [
        ("silent_period", "DM", "ms"),
        ("silent_period", "LES", "ms"),
    ]
    assert [m.value for m in found] == pytest.approx([62.5, 162.5])


def test_bin_that_is_empty_before_the_volley_is_no_silent_period():
    rate = contraction(60)
    rate[(TIME_MS > 0) & (TIME_MS < 5)] = 0.0
    assert silent_periods(rate)[0].value == pytest.approx(62.5)


def test_rebound_larger_than_the_mep_does_not_move_the_search():
    rate = contraction(60)
    rate[(TIME_MS > 200) & (TIME_MS < 210)] = 5000.0
    assert silent_periods(rate)[0].value == pytest.approx(62.5)


def test_no_silence_has_no_duration():
    assert math.isnan(silent_periods(contraction(0))[0].value)
