"""Slow modulators of a subject: what moves them, what they scale, and where they are neutral."""

import json
from dataclasses import replace

import numpy as np
import pytest

from cortex_sim.catalog.arrows import shipped_modulators
from cortex_sim.config.checks.modulators import reach_of
from cortex_sim.config.slow_clock import SlowClock
from cortex_sim.model.subject import Individual
from cortex_sim.slow.exercise import Bout, acute_target, resting_rate
from cortex_sim.slow.milieu import (
    Milieu,
    advance,
    budget_of,
    factors_of,
    gaba_gain,
    levels_in,
    parts,
)
from cortex_sim.slow.modulators import OWN, REGULAR, modulators_of
from cortex_sim.slow.person import Person, draw_person
from cortex_sim.slow.stretches import Around, Stretch

DAY, WEEK = 86400.0, 7 * 86400.0
AVERAGE = Person()
SHIPPED = SlowClock(modulators=shipped_modulators())


def clock_with(**modulators):
    return SlowClock.model_validate_json(json.dumps({"modulators": modulators}))


def lived(clock, *stretches, milieu=None, person=AVERAGE):
    milieu = milieu or Milieu()
    for stretch in stretches:
        milieu = advance(milieu, clock, person, stretch)
    return milieu


def factors(clock, milieu, now=None, person=AVERAGE):
    return factors_of(budget_of(milieu, clock, person, now or Stretch(0.0)))


def old_five(milieu, clock, person, stretch):
    """Return the five scalars of every milieu by the formulas they had of their own."""
    exercise, gaba, time = clock.exercise, clock.gaba, stretch.duration
    targets = [acute_target(bout, exercise) for bout in stretch.bouts]
    direct, lactate = (person.response * sum(t[way] for t in targets) for way in (0, 1))
    gain = sum(resting_rate(bout, exercise) for bout in stretch.bouts) * exercise.resting_time
    onset = gaba.onset_time if stretch.load > milieu.load else gaba.recovery_time
    ends = {
        "exercise": (direct, exercise.decay_time),
        "lactate": (lactate, exercise.decay_time),
        "trained": (gain, exercise.resting_time),
        "load": (stretch.load, onset),
        "practice": (float(stretch.is_practice), gaba.practice_time),
    }
    return {
        name: end + (getattr(milieu, name) - end) * float(np.exp(-time / tau))
        for name, (end, tau) in ends.items()
    }


@pytest.mark.parametrize("seed", range(20))
def test_the_five_scalars_of_every_milieu_have_the_numbers_they_had(seed):
    rng, clock = np.random.default_rng(seed), SlowClock()
    start = Milieu(**{name: float(rng.uniform(0, 1)) for name in OWN})
    kinds = list(clock.exercise.responses)
    bouts = tuple(
        Bout(0.0, 1.0, str(rng.choice(kinds)), float(rng.uniform(0, 2)))
        for _ in range(rng.integers(3))
    )
    load = float(rng.choice([0.0, 0.3, 1.0]))
    stretch = Stretch(float(10 ** rng.uniform(0, 7)), load, 1.0, bool(rng.integers(2)), bouts)
    found, expected = (
        advance(start, clock, AVERAGE, stretch),
        old_five(start, clock, AVERAGE, stretch),
    )
    for name, value in expected.items():
        assert getattr(found, name) == pytest.approx(value, rel=1e-12, abs=1e-12)


def test_in_health_every_factor_is_exactly_one_and_the_milieu_as_without_modulators():
    practice = Stretch(1800.0, drive=1.3, is_practice=True, session="practice")
    year = [practice, Stretch(DAY - 1800.0)] * 20
    plain, whole = lived(SlowClock(), *year), lived(SHIPPED, *year)
    # practice lowers fear, of which there is none
    rows = SHIPPED.modulators
    assert set(whole.modulators) == {name for name, row in rows.items() if row.time is not None}
    assert all(value == 0 for name, value in whole.modulators.items() if name != "fear")
    assert whole.modulators["fear"] < 0
    assert all(value == 1.0 for value in factors(SHIPPED, whole).values())
    assert whole._replace(modulators={}) == plain
    assert levels_in(whole, SHIPPED, AVERAGE, factors(SHIPPED, whole)) == levels_in(
        plain, SlowClock(), AVERAGE
    )


def test_gain_zero_and_absence_are_the_same_and_others_do_not_notice():
    rows = {
        "a": {"sources": {"load": 1}, "time": {"on": "1 week"}, "acts_on": {"load": {"gain": 0.4}}}
    }
    idle = {"sources": {"load": 1, "bout": {"aerobic": 1}}, "time": {"on": "1 day"}}
    none = {**idle, "acts_on": {"load": {"gain": 0}, "potentiation": {"gain": 0}}}
    hard = [Stretch(WEEK, 0.5), Stretch(1800.0, 0.5, bouts=(Bout(0, 1800.0, "aerobic", 1.1),))]
    without, beside = clock_with(**rows), clock_with(**rows, idle=idle, none=none)
    one, other = lived(without, *hard), lived(beside, *hard)
    assert one.load == pytest.approx(other.load, abs=1e-12)
    assert one.modulators["a"] == pytest.approx(other.modulators["a"], abs=1e-12)
    assert set(factors(beside, other)) == {"load"}


def test_a_bout_acts_by_its_intensity_and_regular_ones_by_the_week():
    while_on = {"sources": {"bout": {"aerobic": 1}}, "time": {"on": "6 weeks"}}
    clock = clock_with(x=while_on, y={**while_on, "dose": "regular"})
    bout = Bout(0.0, 1800.0, "aerobic", 1.1)
    usual = [Stretch(1800.0, bouts=(bout,)), Stretch(WEEK / 3 - 1800.0)] * 150
    found = lived(clock, *usual).modulators
    assert found["y"] == pytest.approx(1, abs=0.05)
    assert found["x"] == pytest.approx(found["y"] / REGULAR, rel=1e-9)
    hard = Stretch(1.0, bouts=(bout._replace(intensity=1.5),))
    assert modulators_of(clock, AVERAGE).values(hard, 0.0)["bout.aerobic"] == pytest.approx(
        0.3 / 0.13
    )


def test_what_has_no_time_constant_follows_and_the_level_held_is_read_instead():
    around = Around(drugs={"levodopa": 1.0})
    high = lived(SHIPPED, Stretch(DAY, around=around))
    peak = {"drugs": {}, "context": {}}
    free = factors(SHIPPED, high, Stretch(0.0, around=around))["potentiation"]
    assert free == pytest.approx(2 * np.exp(-1), rel=1e-6)
    for level, expected in ((0.25, 0.25 * np.exp(0.75)), (1.0, 1.0)):
        now = Stretch(0.0, around=Around(levels={"dopamine": level}, **peak))
        assert factors(SHIPPED, high, now)["potentiation"] == pytest.approx(expected)


def test_distraction_abolishes_learning_under_load_and_is_nothing_afterwards():
    now = Stretch(0.0, 1.0, around=Around(context={"distraction": 1.0}))
    assert factors(SHIPPED, Milieu(), now)["learning"] == pytest.approx(0, abs=1e-12)
    assert factors(SHIPPED, Milieu())["learning"] == 1.0


def test_an_antagonist_scales_what_another_modulator_does():
    bout = Bout(0.0, 1800.0, "interval", 1.1)
    after = lived(SHIPPED, Stretch(1800.0, bouts=(bout,)))
    blocked = Stretch(0.0, around=Around(drugs={"naltrexone": 1.0}))
    with_drug = budget_of(after, SHIPPED, AVERAGE, blocked)["load"]
    without = budget_of(after, SHIPPED, AVERAGE, Stretch(0.0))["load"]
    assert without["opioid"] == pytest.approx(1 - 0.3 * (1 - np.exp(-3)))
    assert with_drug["opioid"] == 1.0
    assert with_drug["endocannabinoid"] == without["endocannabinoid"] < 1


def test_sensitisation_outlives_its_cause():
    rows = {name: SHIPPED.modulators[name] for name in ("sensitisation",)}
    clock = SlowClock(modulators=rows)
    ill = lived(clock, Stretch(26 * WEEK, 0.5))
    healed, without = (
        lived(clock, Stretch(4 * WEEK), milieu=ill),
        lived(SlowClock(), Stretch(26 * WEEK, 0.5), Stretch(4 * WEEK)),
    )
    assert healed.load > 0.05 > without.load
    assert gaba_gain(healed, clock, AVERAGE) < gaba_gain(without, clock, AVERAGE)


def test_half_an_hour_without_load_moves_the_effective_one_by_a_third_of_a_percent():
    """The arithmetic of acute hypoalgesia: GABA_A gain follows load within days."""
    ill = Milieu(load=1.0)
    free = lived(SlowClock(), Stretch(1800.0, 0.0), milieu=ill)
    assert ill.load - free.load == pytest.approx(1 - np.exp(-1800 / (4 * DAY)), rel=1e-9)
    assert ill.load - free.load < 0.006


def test_effective_load_in_parts_is_the_integral_and_may_be_cut():
    clock = clock_with(
        a={
            "sources": {"load": 1},
            "time": {"on": "2 days", "off": "10 days"},
            "acts_on": {"load": {"gain": 0.8}},
        }
    )
    whole = lived(clock, Stretch(3 * WEEK, 0.4))
    cut = lived(clock, *[Stretch(3 * WEEK / 50, 0.4)] * 50)
    fine = lived(clock, *[Stretch(3 * WEEK / 2000, 0.4)] * 2000)
    assert whole.modulators == pytest.approx(cut.modulators, abs=1e-12)
    assert whole.load == pytest.approx(fine.load, abs=2e-4)
    assert cut.load == pytest.approx(fine.load, abs=2e-4)


@pytest.mark.parametrize("time", [1.0, 700.0, 1e5, 3e7])
def test_parts_fill_a_stretch(time):
    found = list(parts(time, 120.0))
    assert sum(found) == pytest.approx(time)
    assert min(found) > 0


def test_effective_load_stays_between_none_and_full():
    heavy = clock_with(
        a={
            "sources": {"load": 10},
            "time": {"on": "1 h"},
            "acts_on": {"load": {"gain": 3}},
            "sustains_load": 0.9,
        }
    )
    assert lived(heavy, Stretch(52 * WEEK, 1.0)).load <= 1
    assert all(0 <= f <= 3 for f in factors(heavy, Milieu(modulators={"a": -50.0})).values())


@pytest.mark.parametrize("gain", [-3.0, -1.0, 2.0, 10.0])
@pytest.mark.parametrize("times", [("1 h", "1 h"), ("6 weeks", "2 days")])
def test_a_circle_through_effective_load_and_bdnf_stays_bounded_and_settles(gain, times):
    rows = {
        "a": {"sources": {"bdnf": gain}, "time": {"on": times[0]}, "sustains_load": 0.9},
        "b": {
            "baseline": 1,
            "sources": {"modulator": {"a": -0.05}},
            "time": {"on": times[1]},
            "acts_on": {"load": {"gain": 0.5}},
        },
    }
    clock, milieu = clock_with(**rows), Milieu()
    reach = {name: reach_of(name, clock.modulators) for name in rows}
    for stretch in [Stretch(15 * DAY, 1.0)] * 40 + [Stretch(4 * WEEK, 0.4)] * 20:
        milieu = advance(milieu, clock, AVERAGE, stretch)
        assert 0 <= milieu.load <= 1
        assert all(reach[n][0] <= x <= reach[n][1] for n, x in milieu.modulators.items())
    later = lived(clock, *[Stretch(4 * WEEK, 0.4)] * 13, milieu=milieu)
    assert later.load == pytest.approx(milieu.load, abs=1e-3)
    assert later.modulators == pytest.approx(milieu.modulators, abs=1e-3)


def test_people_differ_in_baseline_and_response_and_the_same_seed_is_the_same_person():
    rows = {
        "a": {"baseline": 1, "trait": {"mean": 1, "sd": 0.2}, "age": -0.01},
        "b": {"response_sd": 0.5, "sources": {"load": 1}, "time": {"on": "1 day"}},
    }
    clock = clock_with(**rows)
    people = [draw_person(clock, Individual(), seed) for seed in range(1, 200)]
    assert people[0] == draw_person(clock, Individual(), 1)
    more = clock_with(**rows, c={"baseline": 1, "trait": {"mean": 1, "sd": 0.5}})
    again = draw_person(more, Individual(), 1)
    assert again.baselines["a"] == people[0].baselines["a"]
    assert again.age_years == people[0].age_years
    responses = [p.responses["b"] for p in people]
    assert np.mean(responses) == pytest.approx(1, abs=0.12)
    ages, own = zip(*((p.age_years, p.baselines["a"]) for p in people), strict=True)
    assert np.corrcoef(ages, own)[0, 1] < -0.2
    strong = replace(AVERAGE, responses={"b": 2.0})
    assert lived(clock, Stretch(DAY, 0.3), person=strong).modulators["b"] == pytest.approx(
        2 * lived(clock, Stretch(DAY, 0.3)).modulators["b"]
    )


def test_one_without_a_time_constant_follows_with_the_person_s_response():
    clock = clock_with(a={"sources": {"load": 0.4}, "acts_on": {"excitability": {"gain": 0.5}}})
    now = Stretch(0.0, 1.0)
    strong = replace(AVERAGE, responses={"a": 1.5})
    assert factors(clock, Milieu(), now)["excitability"] == pytest.approx(1.2)
    assert factors(clock, Milieu(), now, strong)["excitability"] == pytest.approx(1.3)


def test_bouts_at_once_add_up():
    clock = clock_with(a={"sources": {"bout": {"aerobic": 1}}, "time": {"on": "1 day"}})
    bout = Bout(0.0, 1800.0, "aerobic", 1.1)
    one, two = (
        lived(clock, Stretch(1800.0, bouts=bouts)).modulators["a"]
        for bouts in ((bout,), (bout, bout))
    )
    assert two == pytest.approx(2 * one)
    assert one > 0


def test_nothing_of_the_catalogue_reaches_the_slow_clock():
    import cortex_sim.slow.modulators as module

    assert not any("catalog" in str(value) for value in vars(module).values())


def test_what_acts_on_nothing_is_reported_and_changes_no_factor():
    """VEGF and IGF-1: no work ties them to motor cortex."""
    bout = Bout(0.0, 1800.0, "interval", 1.1)
    usual = [Stretch(1800.0, 0.5, bouts=(bout,)), Stretch(DAY, 0.5)] * 20
    rows = {n: row for n, row in SHIPPED.modulators.items() if n not in ("vegf", "igf1")}
    fewer = SlowClock(modulators=rows)
    whole, without = lived(SHIPPED, *usual), lived(fewer, *usual)
    assert whole.modulators["vegf"] > 0.1
    held = Stretch(0.0, 0.5, around=Around(levels={"vegf": 0.0, "igf1": 5.0}))
    expected = pytest.approx(factors(fewer, without, Stretch(0.0, 0.5)), abs=1e-12)
    assert factors(SHIPPED, whole, Stretch(0.0, 0.5)) == expected
    assert factors(SHIPPED, whole, held) == expected
    assert whole.load == pytest.approx(without.load, abs=1e-12)
