"""Weights of a projection at a visit: in all, within the zone of a muscle, and between two."""

import math

import numpy as np
import pytest
from fixtures.assessments import HandMade, base_anatomy, base_study, examine, example, measured

from cortex_sim.clinic.needs import Needs
from cortex_sim.clinic.zone_weights import zones_of_synapses
from cortex_sim.config.load import load_study
from cortex_sim.errors import ConfigError

STUDY = base_study()
LATERAL = "exc_exc5"
DM, LES = (STUDY.muscle_names.index(muscle) for muscle in ("DM", "LES"))
SOURCE, TARGET = zones_of_synapses(STUDY, base_anatomy(), LATERAL)


@pytest.fixture(scope="module")
def found():
    """Return measures of: .2 everywhere, DM's own at 1 and 0 by halves, DM to LES .6, back .8."""
    weights = np.full(len(SOURCE), 0.2)
    own = np.flatnonzero((SOURCE == DM) & (TARGET == DM))
    weights[own] = 0.0
    weights[own[: len(own) // 2]] = 1.0
    weights[(SOURCE == DM) & (TARGET == LES)] = 0.6
    weights[(SOURCE == LES) & (TARGET == DM)] = 0.8
    settings, subject = example("weights"), HandMade(STUDY, weights={LATERAL: weights})
    return measured(STUDY, settings, examine(subject, settings, Needs()))


def test_own_zone_of_a_muscle_has_the_synapses_within_it(found):
    half = pytest.approx(0.5, abs=0.01)
    assert [found[f"weight_{name}", "DM"] for name in ("mean", "sd", "at_max", "at_zero")] == [
        half
    ] * 4
    assert found["weight_mean", "LES"] == pytest.approx(0.2)


def test_between_two_muscles_are_the_synapses_of_both_directions(found):
    assert found["weight_q25", "DM-LES"] == pytest.approx(0.6)
    assert found["weight_q75", "DM-LES"] == pytest.approx(0.8)
    assert found["weight_at_max", "DM-LES"] == 0


def test_without_a_muscle_it_is_every_synapse_in_a_zone_or_not(found):
    assert found["weight_median", ""] == pytest.approx(0.2)
    assert 0 < found["weight_at_max", ""] < 0.1


def test_muscles_without_synapses_between_them_have_no_value():
    settings, subject = example("weights"), HandMade(STUDY)
    result = examine(subject, settings, Needs())
    result.arrays["source_zone"].values[:] = -1
    found = measured(STUDY, settings, result)
    assert math.isnan(found["weight_mean", "DM"])
    assert math.isnan(found["weight_at_zero", "DM-LES"])
    assert np.isfinite(found["weight_mean", ""])


def test_a_projection_without_places_is_refused():
    text = "assessments.new={kind: weights, projection: cue_exc5}"
    with pytest.raises(ConfigError, match=r"new\.projection: unknown 'cue_exc5'.*known:.*exc_exc5"):
        load_study("smudging", [text])
