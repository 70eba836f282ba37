"""Excitability moves against a lasting change of a population's rate."""

import pytest

from cortex_sim.config.slow_clock import HomeostasisKinetics
from cortex_sim.slow.homeostasis import Homeostasis, after_session

KINETICS = HomeostasisKinetics(step="1 mV", limit="3 mV")
HEALTHY = after_session(Homeostasis(), {"exc": 4.0, "exc5": 8.0}, KINETICS, sets_reference=True)


def later(state, sessions=1, **rates):
    for _ in range(sessions):
        state = after_session(state, rates, KINETICS, sets_reference=False)
    return state


def test_a_session_that_sets_the_reference_leaves_excitability_alone():
    assert dict(HEALTHY.bias) == {"exc": 0.0, "exc5": 0.0}
    assert dict(HEALTHY.reference) == {"exc": 4.0, "exc5": 8.0}
    again = after_session(later(HEALTHY, exc=6.0), {"exc": 5.0}, KINETICS, sets_reference=True)
    assert again.bias["exc"] == pytest.approx(-0.5e-3)
    assert again.reference["exc"] == 5.0


def test_too_much_firing_lowers_it_and_too_little_raises_it_in_proportion():
    moved = later(HEALTHY, exc=6.0, exc5=6.0)
    assert moved.bias["exc"] == pytest.approx(-0.5e-3)
    assert moved.bias["exc5"] == pytest.approx(0.25e-3)
    assert moved.reference == HEALTHY.reference


def test_at_the_reference_nothing_moves():
    assert later(HEALTHY, 5, exc=4.0, exc5=8.0).bias == HEALTHY.bias


def test_it_goes_on_from_session_to_session_up_to_its_limit():
    assert later(HEALTHY, 3, exc=6.0, exc5=8.0).bias["exc"] == pytest.approx(-1.5e-3)
    assert later(HEALTHY, 50, exc=40.0, exc5=0.0).bias == pytest.approx(
        {"exc": -3e-3, "exc5": 3e-3}
    )


def test_without_a_reference_nothing_is_defended():
    assert later(Homeostasis(), exc=6.0).bias["exc"] == 0.0


def test_a_population_that_was_silent_defends_nothing():
    silent = after_session(Homeostasis(), {"exc": 0.0}, KINETICS, sets_reference=True)
    assert later(silent, exc=6.0).bias["exc"] == 0.0
