"""What the slow clock refuses: what would have no effect, and impossible exercise."""

import re
from pathlib import Path

import pytest

from cortex_sim.config.load import load_study
from cortex_sim.errors import ConfigError

CONFIGS = Path(__file__).parents[3] / "configs"
DOSE = "phases.clbp.exercise=[{kind: aerobic, duration: 30 min, start: %s}]"


@pytest.mark.parametrize(
    ("config", "changes", "message"),
    [
        ("base", ["phases.clbp.nociceptive_load=1"], "has no effect here; add slow_clock"),
        ("base", ["phases.clbp.pause=1 week"], "has no effect here; add slow_clock"),
        ("slow_clock", ["phases.clbp.gaba_gain=0.5"], "the slow clock sets it"),
        ("slow_clock", ["phases.clbp.bdnf=0.5"], "the slow clock sets it"),
        ("slow_clock", ["phases.clbp.practice.0.interval=10 min"], "is shorter than"),
        ("slow_clock", [DOSE % "-10 min"], "overlaps with practice"),
        ("slow_clock", [DOSE % "29 min"], "overlaps with practice"),
        ("slow_clock", ["slow_clock.memory.late_decay=1 day"], "must be shorter"),
        ("slow_clock", ["slow_clock.exercise.acute_rise=[0.0]"], "must rise and be as many"),
        ("slow_clock", ["phases.clbp.exercise=[{kind: yoga}]"], "aerobic"),
        ("slow_clock", ["slow_clock.bdnf.removal_time=100"], "without a unit"),
        ("slow_clock", ["slow_clock.bdnf.removal_time=100 mV"], "expected a time"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_place(config, changes, message):
    with pytest.raises(ConfigError, match=re.escape(message)):
        load_study(CONFIGS / f"{config}.yaml", changes)


@pytest.mark.parametrize("start", ["-30 min", "-3 h", "30 min", "2 h"])
def test_exercise_before_and_after_practice_is_allowed(start):
    study = load_study(CONFIGS / "slow_clock.yaml", [DOSE % start])
    assert len(study.phases["clbp"].exercise) == 1


def test_exercise_without_practice_needs_a_pause_and_an_interval():
    alone = "phases.no_training={practice: [], exercise: [{kind: aerobic%s}], pause: %s}"
    with pytest.raises(ConfigError, match="every: a phase without practice needs it"):
        load_study(CONFIGS / "slow_clock.yaml", [alone % ("", "4 weeks")])
    load_study(CONFIGS / "slow_clock.yaml", [alone % (", every: 2 days", "4 weeks")])
