"""What a level does to a target: 1 at the baseline, then by the stated curve, within limits."""

import math

import pytest

from cortex_sim.config.slow_modulators import Action
from cortex_sim.slow.acting import LIMITS, USUAL_LIMITS, factor, total

LINEAR = Action(gain=0.5)
HILL = Action(shape="hill", level=2.0, sharpness=3.0)
BEST = Action(shape="inverted_u", level=2.0, sharpness=1.5)


@pytest.mark.parametrize("action", [LINEAR, HILL, BEST], ids=lambda action: action.shape)
@pytest.mark.parametrize("baseline", [0.5, 1.0, 2.0])
def test_at_its_baseline_a_modulator_changes_nothing(action, baseline):
    assert factor(action, baseline, baseline) == 1.0


def test_a_linear_effect_is_the_gain_times_the_shift_and_never_below_nothing():
    assert factor(LINEAR, 1.4, 1.0) == pytest.approx(1.2)
    assert factor(LINEAR, 0.0, 3.0) == 0.0


def test_a_hill_curve_rises_and_is_half_of_its_most_at_its_level():
    assert factor(HILL, 2.0, 1.0) == pytest.approx(0.5 * (1 + 2.0**3))
    assert factor(HILL, 1e3, 2.0) == pytest.approx(2.0, rel=1e-6)


def test_an_inverted_u_is_highest_at_its_level():
    assert factor(BEST, 2.0, 1.0) == pytest.approx((2 * math.exp(-0.5)) ** 1.5)
    assert max((factor(BEST, x / 10, 1.0), x) for x in range(1, 60))[1] == 20


def test_several_modulators_multiply():
    assert total({"one": 1.5, "two": 0.5, "three": 1.2}, "gain") == pytest.approx(0.9)
    assert total({}, "gain") == 1.0


@pytest.mark.parametrize("target", ["excitability", "gain"])
def test_a_target_has_a_least_and_a_most(target):
    low, high = LIMITS.get(target, USUAL_LIMITS)
    assert total({"one": 9.0, "two": 9.0}, target) == high
    assert total({"one": 0.0}, target) == low
