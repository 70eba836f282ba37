"""Pulses that find a muscle at work."""

import numpy as np
import pytest

from cortex_sim.errors import DataError, ResultError
from cortex_sim.people.background import quiet_pulses
from cortex_sim.people.emg import Emg
from cortex_sim.people.read_stimuli import read_stimuli
from cortex_sim.people.reading import Reading
from cortex_sim.people.session import pulses_as_read

RATE = 1000.0


def emg(rng, loud, n_pulses=4):
    """Return an EMG of two muscles, the second of which works 200 ms before some pulses."""
    signal = rng.normal(0, 0.002, (round((n_pulses + 2) * RATE), 2))
    for pulse in loud:
        at = round((1.0 + pulse) * RATE)
        signal[at - 200 : at - 10, 1] = rng.normal(0, 0.05, 190)
    return Emg("made", ("DM", "LES"), RATE, signal)


def pulses(write, protocols, intervals=None):
    rows = [["onset", "trial_type", "interval_ms"]]
    for number, name in enumerate(protocols):
        rows.append([1.0 + number, name, (intervals or {}).get(number, "n/a")])
    return read_stimuli(write(rows, "events.tsv", "\t"))


def test_pulses_with_a_loud_muscle_are_left_out_and_counted(write, rng):
    found = quiet_pulses(
        pulses(write, ["test"] * 4), emg(rng, [1, 3]), Reading(max_background_mv=0.01)
    )
    assert found.onset_s.tolist() == [1.0, 3.0]
    assert any("2 of 4 pulses left out" in note for note in found.notes)


def test_without_a_limit_all_pulses_stay(write, rng):
    stimuli = pulses(write, ["test"] * 4)
    assert quiet_pulses(stimuli, emg(rng, [1, 3]), Reading()) is stimuli


def test_contractions_and_cues_are_never_left_out(write, rng):
    stimuli = pulses(write, ["test", "silent_period", "movement", "test"])
    found = quiet_pulses(stimuli, emg(rng, [1, 2, 3]), Reading(max_background_mv=0.01))
    assert found.protocol.tolist() == ["test", "silent_period", "movement"]


def test_the_background_of_a_pair_is_before_its_first_pulse(write, rng):
    stimuli = pulses(write, ["test", "lici", "test", "test"], {1: 200})
    record = emg(rng, [])
    record.signal_mv[1900:1990] = 0.5  # after the first pulse of the pair, at 1.8 s
    assert len(quiet_pulses(stimuli, record, Reading(max_background_mv=0.01))) == 4
    record.signal_mv[1700:1790] = rng.normal(0, 0.05, (90, 2))
    assert len(quiet_pulses(stimuli, record, Reading(max_background_mv=0.01))) == 3


def test_a_limit_that_leaves_no_pulse_says_what_the_quietest_has(write, rng):
    stimuli = pulses(write, ["test"] * 4)
    with pytest.raises(DataError, match=r"all 4 pulses exceeds 0\.0001 mV .* quietest has 0\.00"):
        quiet_pulses(stimuli, emg(rng, []), Reading(max_background_mv=0.0001))


@pytest.mark.parametrize("setting", [{"max_background_mv": 0.01}, {"mep_ms": (20.0, 40.0)}])
def test_settings_of_an_emg_need_one(write, setting):
    with pytest.raises(DataError, match="are those of an EMG"):
        pulses_as_read(pulses(write, ["test"]), Reading(**setting))


@pytest.mark.parametrize(
    "setting",
    [
        {"criterion_mv": -1.0},
        {"criterion_mv": np.nan},
        {"floor_mv": np.nan},
        {"floor_mv": -0.1},
        {"threshold": 2.0},
        {"spacing_mm": 0.0},
        {"max_background_mv": np.inf},
        {"mep_ms": (40.0, 20.0)},
    ],
)
def test_impossible_settings_are_refused_by_name(setting):
    with pytest.raises(ResultError, match=next(iter(setting))):
        Reading(**setting)
