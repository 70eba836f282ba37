"""Levels of modulators: set by name or by a short field, once."""

import pytest
from fixtures.tiny_lab import CONFIG, ROOT

from cortex_sim.config.course import Phase
from cortex_sim.config.load import load_study
from cortex_sim.config.modulators import MODULATORS
from cortex_sim.course.plan import make_plan
from cortex_sim.errors import ConfigError


def ids(*changes):
    return {session.session_id for session in make_plan(load_study(CONFIG, changes)).sessions}


def test_a_phase_that_says_nothing_is_healthy():
    assert Phase().modulators == {name: row.healthy for name, row in MODULATORS.items()}


def test_a_level_by_name_is_that_of_the_short_field():
    short = ids("phases.clbp.gaba_gain=0.6", "phases.clbp.bdnf=0.9")
    named = ids(
        "phases.clbp.gaba_gain=null",
        "phases.clbp.bdnf=null",
        "phases.clbp.levels={gaba_a: 0.6, bdnf: 0.9}",
    )
    assert named == short != ids()


@pytest.mark.parametrize(
    ("level", "message"),
    [
        ("{cholin: 0.5}", "levels.cholin: no such modulator; known: gaba_a, bdnf"),
        ("{gaba_a: 0.5}", "levels.gaba_a: gaba_gain says the same; give one of the two"),
        ("{gaba_a: -1}", "greater than or equal to 0"),
    ],
)
def test_a_level_that_cannot_be_is_refused(level, message):
    with pytest.raises(ConfigError, match=message):
        load_study(CONFIG, [f"phases.clbp.levels={level}"])


def test_the_slow_clock_sets_what_a_phase_does_not():
    slow = ROOT / "configs" / "slow_clock.yaml"
    study = load_study(slow, ["phases.clbp.levels={gaba_a: 0.5}"])
    assert study.phases["clbp"].set_levels == {"gaba_a": 0.5}
    assert study.phases["no_training"].set_levels == {}


def test_a_trait_scales_the_loss_of_one_and_the_level_of_the_other():
    assert MODULATORS["gaba_a"].own_level(0.6, 1.5) == pytest.approx(0.4)
    assert MODULATORS["gaba_a"].own_level(0.2, 2.0) == 0.0
    assert MODULATORS["bdnf"].own_level(0.6, 1.5) == pytest.approx(0.9)
