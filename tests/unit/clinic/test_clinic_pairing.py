"""Synapses of the network in a virtual slice: bursts and BDNF, control, occlusion."""

import numpy as np
import pytest
from fixtures.assessments import HandMade, base_study, examine, example, measured

from cortex_sim.clinic.needs import Needs
from cortex_sim.config.load import load_study
from cortex_sim.errors import ConfigError
from cortex_sim.model.state import initial_state
from cortex_sim.plasticity import RULES
from cortex_sim.plasticity.pairing import weights_after

STUDY = base_study()
SINGLE = {"post": {"kind": "pulses", "start": "10 ms"}, "pairings": 70}
LATERAL = "exc_exc5"


def pair(*, levels=None, weights=None, **changes):
    """Return the measures of a pairing by name and muscle."""
    settings = example("pairing", **{"pairings": 35, **changes})
    subject = HandMade(STUDY, levels=levels or {}, weights=weights or {})
    return measured(STUDY, settings, examine(subject, settings, Needs()))


@pytest.fixture(scope="module")
def bursts():
    return pair()


def test_bursts_potentiate_and_need_bdnf(bursts):
    assert bursts["potentiation", "DM"] > 5
    assert bursts["potentiation_without_bdnf", "DM"] < 0.2 * bursts["potentiation", "DM"]


def test_single_spikes_need_none():
    found = pair(**SINGLE)
    assert found["potentiation", "DM"] > 1
    without = found["potentiation_without_bdnf", "DM"]
    assert without == pytest.approx(found["potentiation", "DM"], rel=0.05)


def test_the_level_of_the_visit_acts_unless_the_assessment_sets_one(bursts):
    low, same = pair(levels={"bdnf": 0.3}), pair(levels={"bdnf": 0.3}, bdnf=1.0)
    assert low["bdnf", ""] == 0.3
    assert low["potentiation", "DM"] < 0.7 * bursts["potentiation", "DM"]
    assert same["potentiation", "DM"] == pytest.approx(bursts["potentiation", "DM"])


def test_stronger_synapses_have_less_left():
    """Occlusion: what training has used up is no longer there in the slice."""
    start = initial_state(STUDY).weights[LATERAL]
    weak, strong = (
        pair(weights={LATERAL: np.full_like(start, w)}, inductions=5) for w in (0.3, 0.8)
    )
    assert strong["response", "DM"] > weak["response", "DM"]
    assert strong["potentiation_left", "DM"] < 0.7 * weak["potentiation_left", "DM"]


def test_unpaired_synapses_are_the_control():
    silent = pair(post={"kind": "pulses", "start": "10000 s"})
    assert silent["potentiation", "DM"] == pytest.approx(0, abs=1)


def test_a_projection_without_places_is_refused():
    text = "assessments.new={kind: pairing, projection: cue_exc5}"
    with pytest.raises(ConfigError, match=r"new\.projection: unknown 'cue_exc5'.*known:.*exc_exc5"):
        load_study("smudging", [text])


def test_one_pair_of_spikes_changes_a_weight_as_the_rule_says():
    """The minimal triplet rule at one pre-post pair: A2+ r1 (1 - mu w), no triplet yet."""
    inputs = dict.fromkeys(RULES["triplet"].INPUTS, 0.0)
    inputs |= {"learning_rate": 1.0, "ltp_pair": 0.1, "bdnf_ltp": 1.0, "bdnf_ltd": 1.0}
    decay = {"r1": 0.02, "o1": 0.03, "o2": 0.04}
    found = weights_after(RULES["triplet"], inputs, decay, np.array([0.5]), [0.0], [0.01])
    np.testing.assert_allclose(found, 0.5 + 0.1 * np.exp(-0.5))
