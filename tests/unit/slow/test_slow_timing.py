"""The experiment on the timing of exercise: what its arms have in common."""

import importlib.util
from pathlib import Path

import pytest

from cortex_sim.config.load import load_study

HERE = Path(__file__).parents[3] / "experiments" / "slow_clock"


@pytest.fixture(scope="module")
def exposure():
    spec = importlib.util.spec_from_file_location("exposure", HERE / "exposure.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_exercise_adds_the_same_bdnf_in_all_arms(exposure):
    added = exposure.added_by_arm(load_study(HERE / "timing.yaml", []))
    assert set(added) == {"three_hours_before", "just_before", "just_after", "three_hours_after"}
    mean = sum(added.values()) / len(added)
    assert all(total == pytest.approx(mean, rel=0.01) for total in added.values())


def test_rest_adds_nothing(exposure):
    study = load_study(HERE / "timing.yaml", [])
    assert exposure.added_bdnf(study.phases["no_exercise"], study.slow_clock) == 0
