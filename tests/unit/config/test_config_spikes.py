"""Patterns of spikes of sequences: merged by population, and within sessions."""

import pytest
from fixtures.tiny_lab import CONFIG

from cortex_sim.config.inheritance import resolve_sequence
from cortex_sim.config.load import load_study
from cortex_sim.errors import ConfigError

SYNCHRONOUS = (
    "sequences.sync={based_on: healthy, "
    "spikes: {afferent: {kind: correlated, synchrony: 0.3}, cue: {kind: pulses}}}"
)


def spikes(said, *more):
    study = load_study(CONFIG, [SYNCHRONOUS, f"sequences.x={{based_on: sync, {said}}}", *more])
    return resolve_sequence(study.sequences, "x").spikes


def test_a_pattern_takes_what_it_does_not_say_from_based_on():
    found = spikes("spikes: {afferent: {jitter: 5 ms}}")
    assert (found["afferent"].synchrony, found["afferent"].jitter) == (0.3, 0.005)
    assert found["cue"].kind == "pulses"


def test_a_change_of_the_base_reaches_a_pattern_that_is_merged():
    found = spikes("spikes: {afferent: {jitter: 5 ms}}", "sequences.sync.spikes.cue.burst=4")
    assert found["cue"].burst == 4


def test_another_kind_replaces_a_pattern_and_null_removes_it():
    assert spikes("spikes: {afferent: {kind: pulses, burst: 2}}")["afferent"].burst == 2
    assert list(spikes("spikes: {afferent: null}")) == ["cue"]


def test_null_where_no_pattern_is_says_so():
    with pytest.raises(ConfigError, match=r"x.spikes.exc: .*no 'exc' is"):
        spikes("spikes: {exc: null}")


def test_a_recording_beyond_an_assessment_that_moves_its_sequence_is_refused():
    recorded = "sequences.x={based_on: healthy, spikes: {cue: {kind: recorded, trains: [[900 s]]}}}"
    moved = "assessments.cued_movement={practised_trials: 3, sequence: x}"
    with pytest.raises(ConfigError, match=r"at 900 s, but assessments.cued_movement lasts"):
        load_study(CONFIG, [recorded, moved])


@pytest.mark.parametrize(("start", "is_within"), [("599 ms", True), ("600 ms", False)])
def test_pulses_begin_within_a_trial(start, is_within):
    said = f"trial_duration: 600 ms, spikes: {{cue: {{kind: pulses, start: {start}}}}}"
    if is_within:
        assert spikes(said)["cue"].start == pytest.approx(0.599)
    else:
        with pytest.raises(ConfigError, match=r"x.spikes.cue.start: got 0.6 s, but a trial of x"):
            spikes(said)


@pytest.mark.parametrize("train", ["pre", "post"])
def test_a_pairing_ends_before_the_next(train):
    settings = f"{{kind: pairing, projection: exc_exc, {train}: {{kind: pulses, start: 2 s}}}}"
    with pytest.raises(ConfigError, match=rf"assessments.slice.{train}: its last pulse is at 2 s"):
        load_study(CONFIG, [f"assessments.slice={settings}"])
