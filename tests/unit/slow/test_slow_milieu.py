"""BDNF, proBDNF and GABA_A gain as the scenario moves them."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from cortex_sim.config.cohort import Trait
from cortex_sim.config.individuals import Individuals
from cortex_sim.config.slow_clock import SlowClock
from cortex_sim.model.subject import Individual
from cortex_sim.slow.exercise import Bout, acute_target, resting_rate
from cortex_sim.slow.milieu import (
    Milieu,
    advance,
    depression_factor,
    gaba_gain,
    mature_level,
    pro_level,
)
from cortex_sim.slow.person import Person, draw_person
from cortex_sim.slow.stretches import Stretch

DAY = 86400.0
AVERAGE = Person()


def believing(**changes):
    clock = SlowClock()
    hypotheses = clock.hypotheses.model_copy(update=changes)
    return clock.model_copy(update={"hypotheses": hypotheses})


def under_load(clock, load=1.0, days=60.0, milieu=None):
    return advance(milieu or Milieu(), clock, AVERAGE, Stretch(days * DAY, load))


def test_healthy_practice_has_a_mean_bdnf_of_one(clock, rules):
    n, milieu, levels = 200, Milieu(), []
    for _ in range(n):
        stretch = Stretch(clock.practice_time / n, drive=1.0, is_practice=True)
        milieu = advance(milieu, clock, rules.person, stretch)
        levels.append((mature_level(milieu, clock, AVERAGE), pro_level(milieu, clock, AVERAGE)))
    for column in zip(*levels, strict=True):
        assert sum(column) / n == pytest.approx(1, rel=0.01)


def test_closed_form_of_exercise_load_and_practice_is_the_numerical_solution(clock):
    bout = Bout(0.0, 5000.0, "interval", 1.2)
    start = Milieu(exercise=0.3, lactate=0.1, trained=0.05, load=0.2, practice=0.7)
    found = advance(start, clock, AVERAGE, Stretch(5000.0, 0.8, bouts=(bout,)))
    targets, rise, gaba = acute_target(bout, clock.exercise), clock.exercise, clock.gaba

    def slope(_, y):
        times = (rise.decay_time, rise.decay_time, rise.resting_time, gaba.onset_time)
        ends = np.array([*targets, 0.0, 0.8, 0.0])
        change = (ends - y) / np.array([*times, gaba.practice_time])
        return change + np.array([0, 0, resting_rate(bout, rise), 0, 0])

    names = ("exercise", "lactate", "trained", "load", "practice")
    first = [getattr(start, name) for name in names]
    last = solve_ivp(slope, (0, 5000.0), first, rtol=1e-10, atol=1e-12).y[:, -1]
    np.testing.assert_allclose([getattr(found, name) for name in names], last, rtol=1e-6)


def test_health_has_full_gaba_and_no_facilitated_depression(clock):
    assert gaba_gain(Milieu(), clock, AVERAGE) == pytest.approx(1.0)
    assert depression_factor(Milieu(), clock, AVERAGE) < 1


def test_load_lowers_gaba_step_by_step_and_it_comes_back(clock):
    week, lasting = under_load(clock, days=7), under_load(clock)
    assert 1 > gaba_gain(week, clock, AVERAGE) > gaba_gain(lasting, clock, AVERAGE)
    assert gaba_gain(lasting, clock, AVERAGE) == pytest.approx(0.55, abs=1e-3)
    free = under_load(clock, load=0.0, milieu=lasting)
    assert gaba_gain(free, clock, AVERAGE) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("loss", [0.1, 0.45, 0.9])
def test_gaba_falls_by_the_stated_share_of_load_and_trait_and_more_where_the_loss_is_larger(loss):
    clock = SlowClock()
    other = clock.model_copy(update={"gaba": clock.gaba.model_copy(update={"load_loss": loss})})
    half = Milieu(load=0.5)
    assert gaba_gain(half, other, AVERAGE) == pytest.approx(1 - loss / 2)
    assert gaba_gain(half, other, Person(gaba_loss=0.5)) == pytest.approx(1 - loss / 4)


@pytest.mark.parametrize(("sign", "order"), [("lowers", -1), ("none", 0), ("raises", 1)])
def test_signs_of_the_hypotheses_are_those_of_the_config(sign, order):
    clock = believing(pain_and_bdnf=sign, gaba_after_practice=sign, bdnf_and_gaba=sign)
    hurt, practised = under_load(clock), Milieu(practice=1.0)
    rest = mature_level(Milieu(), clock, AVERAGE)
    assert _sign(mature_level(hurt, clock, AVERAGE) - rest) == order
    alone = believing(gaba_after_practice=sign)
    assert _sign(gaba_gain(practised, alone, AVERAGE) - 1) == order
    gain = believing(bdnf_and_gaba=sign)
    change = gaba_gain(Milieu(exercise=0.5), gain, AVERAGE) - gaba_gain(Milieu(), gain, AVERAGE)
    assert _sign(change) == order


def _sign(value):
    return (value > 1e-12) - (value < -1e-12)


@pytest.mark.parametrize(("sign", "gain"), [("lowers", 0.55), ("none", 1.0), ("raises", 1.45)])
def test_sign_of_load_on_gaba_is_a_hypothesis_of_one_size(sign, gain):
    assert gaba_gain(Milieu(load=1.0), believing(load_on_gaba=sign), AVERAGE) == pytest.approx(gain)


def test_change_of_gaba_by_practice_is_over_the_next_day(clock):
    milieu = advance(Milieu(practice=1.0), clock, AVERAGE, Stretch(DAY))
    assert gaba_gain(milieu, clock, AVERAGE) == pytest.approx(1)


def test_probdnf_facilitates_depression_only_under_that_hypothesis():
    much = Milieu(lactate=0.5)
    assert depression_factor(much, SlowClock(), AVERAGE) > depression_factor(
        Milieu(), SlowClock(), AVERAGE
    )
    none = believing(probdnf_facilitates_depression=False)
    assert depression_factor(much, none, AVERAGE) == pytest.approx(1.0)


def test_gain_never_falls_below_zero():
    clock = believing(bdnf_and_gaba="lowers")
    assert gaba_gain(Milieu(exercise=50.0), clock, Person(gaba_loss=5.0)) >= 0


def draw(seed, **individuals):
    clock = SlowClock(individuals=Individuals(**individuals))
    return draw_person(clock, Individual(), seed)


def test_met_carriers_release_less_and_have_the_same_tonic_bdnf():
    val, met = draw(1, genotype="val_val"), draw(1, genotype="met_carrier")
    assert (val.release, met.release) == pytest.approx((1.0, 0.75))
    assert val.tonic == pytest.approx(met.tonic)
    clock, stretch = SlowClock(), Stretch(1800.0, drive=1.0)
    levels = [mature_level(advance(Milieu(), clock, p, stretch), clock, p) for p in (val, met)]
    assert levels[1] < levels[0]


def test_share_of_met_carriers_is_the_stated_one():
    carriers = sum(draw(seed).genotype == "met_carrier" for seed in range(600))
    assert carriers / 600 == pytest.approx(0.35, abs=0.06)


def test_age_acts_only_if_told_to():
    old = Trait(mean=45.0, sd=30.0, low=20.0, high=90.0)
    assert draw(3, age_years=old).tonic == pytest.approx(1.0)
    changed = draw(3, age_years=old, age_effect=-0.01)
    assert changed.tonic == pytest.approx(1 - 0.01 * (changed.age_years - 45))


def test_responses_to_exercise_have_a_mean_of_one_and_the_stated_spread():
    logs = np.log([draw(seed).response for seed in range(3000)])
    variance = np.log1p(1.3**2)
    assert np.mean(logs) == pytest.approx(-variance / 2, abs=0.06)
    assert np.std(logs) == pytest.approx(np.sqrt(variance), rel=0.05)
    assert [draw(seed, response_sd=0).response for seed in range(5)] == pytest.approx([1.0] * 5)
