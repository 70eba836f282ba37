"""Forgetting and consolidation between sessions."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from cortex_sim.slow.between import SlowPoint, pass_time, tag_integral
from cortex_sim.slow.exercise import Bout
from cortex_sim.slow.memory import forget
from cortex_sim.slow.milieu import Milieu
from cortex_sim.slow.stretches import Segment

DAY = 86400.0
WEIGHTS, OLD = np.array([0.8, 0.3, 0.05]), np.array([0.4, 0.4, 0.1])


def point(milieu=None, weights=WEIGHTS, old=OLD):
    return SlowPoint(milieu or Milieu(), {"synapses": weights}, {"synapses": old})


def weights_after(rules, *segments, **state):
    return pass_time(point(**state), segments, rules).weights["synapses"]


def test_closed_form_of_forgetting_is_the_numerical_solution():
    early, late, latent, time = 2.0, 700.0, 0.1, 30.0

    def slope(_, y):
        w, c = np.split(y, 2)
        return np.concatenate([-(w - c) / early, -(c - latent) / late])

    start = np.concatenate([WEIGHTS, OLD])
    found = solve_ivp(slope, (0, time), start, rtol=1e-10, atol=1e-12).y[:, -1]
    closed = np.concatenate(forget(WEIGHTS, OLD, latent, time, early, late))
    np.testing.assert_allclose(closed, found, rtol=1e-6)


def test_forgetting_twice_is_forgetting_for_the_sum():
    half = forget(*forget(WEIGHTS, OLD, 0.1, 5.0, 2.0, 700.0), 0.1, 5.0, 2.0, 700.0)
    np.testing.assert_allclose(half, forget(WEIGHTS, OLD, 0.1, 10.0, 2.0, 700.0))


def test_weights_stay_between_zero_and_one(rules):
    later = weights_after(rules, Segment(200 * DAY))
    assert np.all((later >= 0) & (later <= 1))


def test_weights_end_at_latent_connectivity(rules):
    np.testing.assert_allclose(weights_after(rules, Segment(1e5 * DAY)), 0.1, atol=1e-6)


def test_what_was_consolidated_is_forgotten_less(rules):
    kept = weights_after(rules, Segment(28 * DAY), old=WEIGHTS)[0]
    lost = weights_after(rules, Segment(28 * DAY), old=OLD)[0]
    assert lost < kept < WEIGHTS[0]


def test_more_is_forgotten_in_24_weeks_than_in_4(rules):
    four, long = (weights_after(rules, Segment(weeks * 7 * DAY))[0] for weeks in (4, 24))
    assert 0.1 < long < four < WEIGHTS[0]


def test_nothing_is_forgotten_while_daily_life_goes_on(rules):
    later = weights_after(rules, Segment(300 * DAY, goes_on=True))
    np.testing.assert_array_equal(later, WEIGHTS)


def test_exercise_after_practice_consolidates_more_and_hours_later_does_not(rules):
    def kept(start):
        bouts = () if start is None else (Bout(start, 1800.0, "aerobic", 1.5),)
        return tag_integral(Milieu(), [Segment(2 * DAY, bouts=bouts)], rules)

    assert kept(0.0) > kept(3 * 3600.0) > kept(None)
    assert kept(DAY) == pytest.approx(kept(None))


def test_consolidation_does_not_need_bdnf_under_the_other_hypothesis(rules):
    told = rules.clock.hypotheses.model_copy(update={"bdnf_consolidates": False})
    other = replace(rules, clock=rules.clock.model_copy(update={"hypotheses": told}))
    assert tag_integral(Milieu(), [Segment(9 * DAY)], other) == pytest.approx(1, abs=0.003)


def test_bdnf_that_is_held_at_none_consolidates_nothing(rules):
    assert tag_integral(Milieu(), [Segment(2 * DAY, bdnf=0.0)], rules) == 0
    assert tag_integral(Milieu(), [Segment(9 * DAY, bdnf=1.0)], rules) == pytest.approx(1, abs=0.01)


def test_daily_life_consolidates_with_bdnf_alone(rules):
    def kept(bdnf):
        later = pass_time(point(), [Segment(3 * DAY, goes_on=True, bdnf=bdnf)], rules)
        return later.consolidated["synapses"][0] - OLD[0]

    assert kept(0.0) == 0
    assert 0 < kept(0.3) < kept(1.0) < WEIGHTS[0] - OLD[0]


def test_integral_of_the_tag_does_not_depend_on_the_cuts(rules):
    whole = tag_integral(Milieu(), [Segment(DAY)], rules)
    cut = tag_integral(Milieu(), [Segment(1000.0), Segment(DAY - 1000.0)], rules)
    assert cut == pytest.approx(whole, rel=1e-4)


def test_time_without_practice_or_exercise_only_relaxes(rules):
    milieu = pass_time(point(), [Segment(365 * DAY)], rules).milieu
    assert milieu == Milieu()


def test_exercise_alone_changes_no_weight_beyond_forgetting(rules):
    bouts = tuple(Bout(day * DAY, 1800.0, "aerobic", 1.3) for day in range(28))
    still = weights_after(rules, Segment(28 * DAY), old=WEIGHTS)
    active = weights_after(rules, Segment(28 * DAY, bouts=bouts), old=WEIGHTS)
    np.testing.assert_allclose(active, still, rtol=1e-12)


@pytest.mark.parametrize("milieu", [Milieu(trained=0.3), Milieu(exercise=0.5, lactate=0.5)])
@pytest.mark.parametrize("goes_on", [False, True])
def test_weights_follow_the_same_course_whatever_exercise_has_left_in_the_milieu(
    rules, milieu, goes_on
):
    """Where nothing is left to consolidate, BDNF raised by exercise finds nothing to act on."""
    first, bout = Segment(3 * DAY, goes_on=goes_on), Bout(DAY, 3600.0, "aerobic", 1.5)
    rested = pass_time(point(old=WEIGHTS), [first, Segment(9 * DAY)], rules)
    trained = pass_time(point(milieu, old=WEIGHTS), [first, Segment(9 * DAY, bouts=(bout,))], rules)
    for name in ("weights", "consolidated"):
        found, expected = (getattr(p, name)["synapses"] for p in (trained, rested))
        np.testing.assert_allclose(found, expected, rtol=1e-12)
