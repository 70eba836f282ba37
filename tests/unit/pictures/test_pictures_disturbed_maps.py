"""A map that is made at one visit alone says what the same pulses gave without the disturbance."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from cortex_sim.config.load import load_study
from cortex_sim.course.visit import Visit
from cortex_sim.pictures import maps

ARMS = Path(__file__).parents[3] / "configs" / "arms.yaml"
HEALTHY = [Visit("", "healthy")]


@pytest.fixture
def result(monkeypatch):
    monkeypatch.setattr(maps, "visits_with", lambda result, name: HEALTHY)
    return SimpleNamespace(
        study=load_study(ARMS),
        visits=HEALTHY,
        values=lambda name, measure, muscle, arm, phase: np.array([0.1, np.nan, 0.2]),
    )


def test_the_undisturbed_overlap_is_that_of_the_same_pulses(result):
    said = maps._undisturbed(result, "map_disinhibited", HEALTHY)
    assert said == " The same pulses at GABA_A gain 1 (structural map): mean overlap 0.15."


@pytest.mark.parametrize("name", ["map_disinhibited_weaker", "map_structural", "map_in_phase"])
def test_other_pulses_and_undisturbed_maps_are_compared_with_nothing(result, name):
    assert maps._undisturbed(result, name, HEALTHY) == ""


def test_a_map_of_several_visits_stands_for_itself(result):
    assert maps._undisturbed(result, "map_disinhibited", [*HEALTHY, ("", "clbp")]) == ""
