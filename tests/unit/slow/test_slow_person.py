"""A person's own baselines and fitness."""

import pytest

from cortex_sim.config.cohort import Trait
from cortex_sim.config.individuals import Individuals
from cortex_sim.config.slow_clock import SlowClock
from cortex_sim.config.slow_modulators import SlowModulator
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


def test_a_modulator_has_the_baseline_that_its_individuals_have():
    row = SlowModulator(baseline=1.0, baseline_sd=0.5)
    low = Trait(mean=0.4, sd=0.0)
    clock = SlowClock(
        modulators={"dopamine": row}, individuals=Individuals(baselines={"dopamine": low})
    )
    assert draw_person(clock, Individual(), 1).baselines["dopamine"] == pytest.approx(0.4)


def test_a_baseline_of_no_modulator_is_refused():
    with pytest.raises(ValueError, match=r"baselines.dopamin: no such modulator"):
        SlowClock(individuals=Individuals(baselines={"dopamin": Trait(mean=1.0)}))


def test_a_fitness_of_nothing_is_refused():
    with pytest.raises(ValueError, match=r"fitness.low"):
        Individuals(fitness=Trait(mean=1.0))
