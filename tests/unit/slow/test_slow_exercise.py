"""Exercise to BDNF, held against published sizes."""

import numpy as np
import pytest
from scipy.integrate import quad

from cortex_sim.config.slow_clock import Exercise, SlowClock
from cortex_sim.slow.exercise import Bout, acute_target
from cortex_sim.slow.milieu import Milieu, advance, mature_level, pro_level
from cortex_sim.slow.person import Person
from cortex_sim.slow.stretches import Segment, Stretch, stretches

DAY = 86400.0
TRAIT_SD = 0.15
"""SD of BDNF between subjects (trait ``bdnf`` in configs/base.yaml)."""


def after(segment, milieu=None, clock=None):
    milieu, clock = milieu or Milieu(), clock or SlowClock()
    for stretch in stretches(segment):
        milieu = advance(milieu, clock, Person(), stretch)
    return milieu


def blood(intensity, minutes=30.0, kind="aerobic"):
    bout = Bout(0.0, minutes * 60, kind, intensity)
    milieu = after(Segment(bout.duration, bouts=(bout,)))
    return milieu.exercise + milieu.lactate


@pytest.mark.parametrize(("intensity", "rise"), [(0.8, 0.0), (1.1, 0.13), (1.5, 0.30)])
def test_half_an_hour_gives_the_published_rise(intensity, rise):
    """Ferris et al. (2007): no change, +13 %, +30 %."""
    assert blood(intensity) == pytest.approx(rise, rel=1e-9)


@pytest.mark.parametrize("intensity", [1.0, 1.1, 1.3, 1.5])
def test_effect_of_a_bout_lies_in_the_interval_of_the_meta_analysis(intensity):
    """Dinoff et al. (2017): SMD 0.59 [0.46, 0.72], mostly at moderate to high intensity."""
    rise = blood(intensity)
    sd_after = np.hypot(TRAIT_SD, SlowClock().individuals.response_sd * rise)
    assert 0.46 < rise / sd_after < 0.72


def test_one_person_responds_in_proportion_to_another():
    strong, bout = Person(response=2.5), Bout(0.0, 1800.0, "interval", 1.3)
    found, usual = (
        advance(Milieu(), SlowClock(), person, Stretch(1800.0, bouts=(bout,)))
        for person in (strong, Person())
    )
    assert found.exercise == pytest.approx(2.5 * usual.exercise)
    assert found.lactate == pytest.approx(2.5 * usual.lactate)
    assert found.trained == pytest.approx(usual.trained)


def test_rise_grows_with_duration():
    assert blood(1.1, 10) < blood(1.1, 30) < blood(1.1, 60)


def test_blood_is_back_near_baseline_after_two_hours():
    bout = Bout(0.0, 1800.0, "aerobic", 1.1)
    milieu = after(Segment(1800.0 + 7200.0, bouts=(bout,)))
    assert milieu.exercise + milieu.lactate < 0.02 * blood(1.1)


@pytest.mark.parametrize(("kind", "low", "high"), [("aerobic", 0.33, 0.99),
                                                   ("resistance", -0.15, 0.30)])  # fmt: skip
def test_resting_bdnf_after_training_lies_in_the_published_interval(kind, low, high):
    """Dinoff et al. (2016): aerobic 0.66 [0.33, 0.99], resistance 0.07 [-0.15, 0.30]."""
    milieu = Milieu()
    for _ in range(24):  # three a week for eight weeks
        milieu = after(Segment(7 / 3 * DAY, bouts=(Bout(0.0, 1800.0, kind, 1.1),)), milieu)
    assert low < milieu.trained / TRAIT_SD < high


def test_lactate_raises_mature_bdnf_only_under_that_hypothesis():
    milieu, person = Milieu(lactate=0.1), Person()
    clock = SlowClock()
    told = clock.hypotheses.model_copy(update={"lactate_raises_bdnf": True})
    other = clock.model_copy(update={"hypotheses": told})
    rest = mature_level(Milieu(), clock, person)
    assert mature_level(milieu, clock, person) == pytest.approx(rest)
    assert rest < mature_level(milieu, other, person)
    assert pro_level(milieu, clock, person) > pro_level(milieu, other, person)


def test_interval_training_goes_more_by_way_of_lactate():
    shares = {}
    for kind in ("aerobic", "interval"):
        direct, lactate = acute_target(Bout(0.0, 1800.0, kind, 1.1), Exercise())
        shares[kind] = lactate / (direct + lactate)
    assert shares["interval"] > shares["aerobic"]


def test_exercise_ends_where_its_bout_ends():
    bout = Bout(100.0, 50.0, "aerobic", 1.1)
    parts = list(stretches(Segment(300.0, bouts=(bout,))))
    assert [(p.duration, bool(p.bouts)) for p in parts] == [
        (100.0, False), (50.0, True), (150.0, False),
    ]  # fmt: skip


@pytest.mark.parametrize("start", [-210, -31, 31, 210])
def test_equal_bouts_give_equal_exposure_whenever_they_are(start):
    """Rise x time does not depend on the start."""
    practice = 12 * 3600.0
    bout = Bout(practice + start * 60.0, 1800.0, "aerobic", 1.3)

    def rise(time):
        milieu = after(Segment(time, bouts=(bout._replace(
            duration=max(min(1800.0, time - bout.start), 0.0)),)))  # fmt: skip
        return milieu.exercise + milieu.lactate

    ends = (bout.start, bout.start + 1800.0)
    exposure, _ = quad(rise, 0.0, 2 * practice, points=ends, limit=200)
    assert exposure == pytest.approx(1800.0 * sum(acute_target(bout, Exercise())), rel=1e-4)


def test_kinds_of_exercise_differ_by_their_response_and_share_of_lactate():
    settings = Exercise()
    usual = acute_target(Bout(0.0, 1800.0, "aerobic", 1.1), settings)
    for kind, response in settings.responses.items():
        direct, lactate = acute_target(Bout(0.0, 1800.0, kind, 1.1), settings)
        assert direct + lactate == pytest.approx(response.acute * sum(usual))
        assert lactate == pytest.approx(response.lactate_share * (direct + lactate))
