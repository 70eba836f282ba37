"""A person's own baselines and fitness."""

import pytest

from cortex_sim.config.cohort import Trait
from cortex_sim.config.individuals import Individuals
from cortex_sim.config.load import load_study
from cortex_sim.config.slow_clock import SlowClock
from cortex_sim.config.slow_modulators import SlowModulator
from cortex_sim.course.from_study import study_in
from cortex_sim.model.subject import Individual
from cortex_sim.slow.exercise import Bout, bout_of
from cortex_sim.slow.milieu import Milieu, advance
from cortex_sim.slow.person import Person, draw_person
from cortex_sim.slow.stretches import Stretch


def test_a_bout_is_relative_to_the_persons_own_threshold():
    bout = Bout(0.0, 1800.0, "aerobic", 1.2)
    assert bout_of(bout, 1.2).intensity == pytest.approx(1)
    fit, unfit = (
        advance(Milieu(), SlowClock(), Person(fitness=f), Stretch(1800.0, bouts=(bout,))).exercise
        for f in (1.2, 0.8)
    )
    assert unfit > fit > 0


def test_people_have_the_baselines_of_the_modulators_trait():
    row = SlowModulator(baseline=1.0, trait=Trait(mean=0.4))
    clock = SlowClock(modulators={"dopamine": row})
    assert draw_person(clock, Individual(), 1).baselines["dopamine"] == pytest.approx(0.4)


def test_an_arm_has_persons_with_baselines_of_their_own():
    low = "course.persons={motor_control_training: {baselines: {dopamine: {mean: 0.4}}}}"
    study = load_study("dopamine", ["course.arms={motor_control_training: [clbp]}", low])
    others, own = (study_in(study, arm).slow_clock for arm in ("", "motor_control_training"))
    assert own.modulators["dopamine"].trait == Trait(mean=0.4)
    assert others.modulators["dopamine"].trait.sd > 0
    assert {**own.modulators, "dopamine": 0} == {**others.modulators, "dopamine": 0}


def test_age_counts_from_the_average_person_whatever_the_mean_of_the_cohort():
    clock = SlowClock(modulators={"dopamine": SlowModulator(baseline=1.0, age=-0.008)})
    levels = {}
    for years in (25, 45, 70):
        who = Individuals(age_years=Trait(mean=years), age_effect=-0.01)
        person = draw_person(clock.model_copy(update={"individuals": who}), Individual(), 1)
        levels[years] = (person.baselines["dopamine"], person.tonic)
    assert levels[45] == pytest.approx((1.0, 1.0))
    assert levels[25] == pytest.approx((1.16, 1.2))
    assert levels[70] == pytest.approx((0.8, 0.75))


def test_a_fitness_of_nothing_is_refused():
    with pytest.raises(ValueError, match=r"fitness.low"):
        Individuals(fitness=Trait(mean=1.0))


def test_a_spread_of_fitness_alone_keeps_its_lower_end():
    assert Individuals.model_validate({"fitness": {"mean": 1.0, "sd": 0.2}}).fitness.low > 0
