"""Controls of recall: what is done to the cue before it is given."""

import numpy as np
import pytest
from fixtures.assessments import HandMade, base_anatomy, base_study, examine, example

from cortex_sim.clinic.cued_movement import cue_projections, shuffled_within, with_shuffled_cue
from cortex_sim.clinic.probe import Probe
from cortex_sim.config.load import load_study
from cortex_sim.errors import ConfigError
from cortex_sim.model.state import initial_state
from cortex_sim.model.subject import Individual


def test_weights_change_places_within_their_target_cell(rng):
    targets = rng.integers(0, 40, 2000).astype(np.int32)
    weights = rng.random(2000)
    found = shuffled_within(weights, targets, rng)
    for cell in range(40):
        assert sorted(found[targets == cell]) == sorted(weights[targets == cell])
    assert abs(np.corrcoef(found - weights, weights)[0, 1] + np.sqrt(0.5)) < 0.1


def test_cue_synapses_alone_are_shuffled(rng):
    study, anatomy = base_study(), base_anatomy()
    state = initial_state(study)
    state = state.with_weights({n: rng.random(len(w)) for n, w in state.weights.items()})
    probe = Probe(study, Individual(), anatomy, state, {}, program=None, seed=1)
    found = with_shuffled_cue(probe).state.weights
    shuffled = cue_projections(study)
    assert shuffled == ("cue_exc", "cue_exc5")
    for name, weights in state.weights.items():
        assert np.array_equal(found[name], weights) == (name not in shuffled)
    for name in shuffled:
        targets = anatomy.wiring[name][1]
        sums = [np.bincount(targets, w[name]) for w in (found, state.weights)]
        np.testing.assert_allclose(*sums)


def recorded(**settings):
    subject = HandMade()
    result = examine(subject, example("cued_movement", **settings), subject.needs)
    return {name: rest for name, _, _, rest in subject.recordings}, result


def test_the_cue_comes_alone_and_then_with_the_practised_movement():
    found, result = recorded()
    assert set(found) == {"cued_movement", "cued_movement/practised"}
    assert found["cued_movement"].get("trials") is None
    moved = found["cued_movement/practised"]["trials"]
    np.testing.assert_array_equal(result.arrays["practised/takes_part"].values, moved.drive > 0)
    assert len(moved.drive) == 12


def test_without_read_out_no_signal_is_given_and_practice_is_as_ever():
    found, _ = recorded(read_out="none")
    assert found["cued_movement"]["cue_factor"] == 0.0
    assert found["cued_movement/practised"]["cue_factor"] == 1.0


def test_without_practised_movements_there_is_one_recording():
    found, result = recorded(practised_trials=0)
    assert set(found) == {"cued_movement"}
    assert result.arrays == {}


@pytest.mark.parametrize(
    ("settings", "message"),
    [("practised_trials: 1", "give 2 or more"), ("sequence: healthy", "of which there are none")],
)
def test_settings_that_would_read_nothing_are_refused(settings, message, request):
    base = request.config.rootpath / "configs" / "base.yaml"
    with pytest.raises(ConfigError, match=message):
        load_study(base, [f"assessments.cued_movement={{{settings}}}"])
