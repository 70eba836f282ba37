"""Spikes as data: rates, correlations, pulse trains, recordings, directions of the cue."""

import numpy as np
import pytest
from fixtures.tiny_lab import CONFIG

from cortex_sim.config.inheritance import resolve_sequence
from cortex_sim.config.load import load_study
from cortex_sim.config.spike_patterns import CorrelatedSpikes
from cortex_sim.errors import ConfigError
from cortex_sim.model.coil import NEVER
from cortex_sim.model.correlated import correlated
from cortex_sim.model.given import (
    Movements,
    cue_cells,
    given_populations,
    with_given_spikes,
)
from cortex_sim.model.inputs import forcing
from cortex_sim.model.parameters import Condition, session_inputs
from cortex_sim.model.sequences import draw_trials
from cortex_sim.model.state import initial_state
from cortex_sim.model.structure import structure_of
from cortex_sim.model.subject import Individual, draw_anatomy
from cortex_sim.model.trials import cues_alone, no_movement, trial_inputs

RATE, DURATION = 20.0, 400.0
GROUP = np.repeat(np.arange(2), 4)


def steady(times, cells):
    return np.full(np.broadcast(times, cells).shape, RATE)


def counts(pattern, rng, width):
    """Return spikes in windows of a width (s), shape (n_windows, n_cells)."""
    found = correlated(pattern, steady, RATE, GROUP, DURATION, rng)
    edges = np.arange(0.0, DURATION + width / 2, width)
    return np.column_stack([np.histogram(times, edges)[0] for times in found])


def pattern(**settings):
    return CorrelatedSpikes(kind="correlated", **settings)


@pytest.mark.parametrize(("synchrony", "between"), [(0, 0), (0.5, 0), (0.5, 0.2), (0.1, 0.1)])
def test_correlations_are_those_that_are_asked_for_at_equal_rates(rng, synchrony, between):
    found = counts(pattern(synchrony=synchrony, between_muscles=between), rng, 0.1)
    # twice the SD of a mean over correlated cells
    error = 2 * np.sqrt(RATE * (1 + 3 * synchrony + 4 * between) / DURATION / 8)
    assert found.mean() / 0.1 == pytest.approx(RATE, abs=2 * error)
    r = np.corrcoef(found.T)
    same = GROUP[:, None] == GROUP
    others = ~np.eye(8, dtype=bool)
    assert r[same & others].mean() == pytest.approx(synchrony, abs=0.04)
    assert r[~same].mean() == pytest.approx(between, abs=0.04)


def test_jitter_spreads_copies_over_its_width(rng):
    sharp, wide = (
        np.corrcoef(counts(pattern(synchrony=0.5, jitter=jitter), rng, 0.005).T)[0, 1]
        for jitter in ("0 ms", "20 ms")
    )
    assert sharp == pytest.approx(0.5, abs=0.05)
    assert wide < 0.15


@pytest.mark.parametrize("overlap", [0.0, 0.25, 0.5])
def test_the_stated_share_of_cue_cells_is_active_in_both_directions(overlap):
    found = cue_cells(40, overlap, 2)
    assert (found.all(axis=0)).mean() == overlap
    assert found.any(axis=0).all()
    assert found.sum(axis=1).tolist() == [round(40 * (1 + overlap) / 2)] * 2
    # spread over time: cells of one direction are not those of early movements
    assert np.flatnonzero(found[0] & ~found[1]).mean() == pytest.approx(19.5, abs=5)


def spikes(change, n_trials=10, direction=None, cue=1.0):
    """Return spike times by cell of each given population while a changed sequence is moved."""
    study = load_study(CONFIG, [f"sequences.healthy.{change}"])
    sequence = resolve_sequence(study.sequences, "healthy")
    muscles, period = study.muscle_names, sequence.trial_duration
    trials = draw_trials(sequence, muscles, n_trials, rng=np.random.default_rng(1))
    if direction is not None:
        trials = cues_alone(len(muscles), n_trials, direction)
    anatomy, condition = draw_anatomy(study, 1), Condition(is_plastic=True, cue_factor=cue)
    inputs = session_inputs(study, Individual(), anatomy, initial_state(study), condition)
    inputs |= trial_inputs(study, trials, period)
    given = given_populations(study.network, sequence)
    inputs = with_given_spikes(
        study,
        anatomy,
        inputs,
        given,
        Movements(trials, period, sequence),
        duration=n_trials * period,
        seed=1,
    )
    table = inputs["given_time.values"]
    found = {}
    for name in given:
        is_cell = study.network.populations[name].cell is not None
        firsts = inputs[f"{forcing(name) if is_cell else name}.first"]
        rows = (table[int(first) :] for first in firsts)
        found[name] = [row[: np.argmax(row == NEVER)] for row in rows]
    return found, trials, period


def test_afferents_fire_with_their_muscle_whatever_the_synchrony():
    rates = {}
    for synchrony in (0, 0.6):
        text = f"spikes={{afferent: {{kind: correlated, synchrony: {synchrony}}}}}"
        found, trials, period = spikes(text, n_trials=60)
        cells = np.concatenate(found["afferent"][: len(found["afferent"]) // 4])
        since, trial = cells % period, (cells // period).astype(int)
        begin, length = trials.onset[trial, 0], trials.length[trial, 0]
        active = (since >= begin - 0.004) & (since < begin + length + 0.004)
        rates[synchrony] = active.sum(), (~active).sum()
    assert rates[0.6][0] == pytest.approx(rates[0][0], rel=0.15)
    assert rates[0][0] > 3 * rates[0][1]


def test_pulses_come_in_each_trial_to_the_cells_of_the_muscles_named():
    text = (
        "spikes={afferent: {kind: pulses, muscles: [DM], start: 100 ms, burst: 2, "
        "burst_rate: 50 Hz, bursts: 2, rate: 5 Hz}}"
    )
    found, _, period = spikes(text, n_trials=2)
    expected = np.array([0.1, 0.12, 0.3, 0.32])
    silent = [len(times) for times in found["afferent"]].count(0)
    assert silent == 3 * len(found["afferent"]) // 4
    fired = next(times for times in found["afferent"] if len(times))
    np.testing.assert_allclose(fired, [*expected, *(expected + period)], atol=1e-9)


def test_pulses_of_a_muscle_reach_the_cells_of_a_sheet_that_lie_in_its_zone():
    found, _, _ = spikes("spikes={exc: {kind: pulses, muscles: [DM]}}", n_trials=2)
    anatomy = draw_anatomy(load_study(CONFIG), 1)
    near = np.hypot(*(anatomy.positions_mm["exc"] - anatomy.centres_mm[1]).T) <= 0.5
    assert 0 < near.sum() < len(near)
    assert [len(times) for times in found["exc"]] == (2 * near).tolist()


def test_cells_with_a_pattern_keep_all_that_they_are_told_and_fire_by_themselves_at_rest():
    study = load_study(CONFIG)
    anatomy = draw_anatomy(study, 1)
    inputs = session_inputs(study, Individual(), anatomy, initial_state(study), Condition())
    rest = Movements(no_movement(len(study.muscles)), 1.0, None)
    found = with_given_spikes(study, anatomy, inputs, ("pv",), rest, duration=1.0, seed=1)
    assert inputs.keys() <= found.keys()
    assert np.all(found["given_time.values"] == NEVER)


def test_a_recording_is_repeated_in_each_trial():
    found, _, period = spikes("spikes={cue: {kind: recorded, trains: [[10 ms, 30 ms], []]}}", 2)
    expected = [0.01, 0.03, period + 0.01, period + 0.03]
    np.testing.assert_allclose(found["cue"][0], expected, atol=1e-9)
    assert all(len(times) == 0 for times in found["cue"][1:])


def test_a_cue_of_one_direction_leaves_the_cells_of_the_other_silent():
    change = "direction_overlap=0.5"
    fired = []
    for direction in (0, 1):
        found, _, _ = spikes(change, n_trials=60, direction=direction, cue=3.0)
        fired.append(np.array([len(times) for times in found["cue"]]))
    quiet = cue_cells(len(fired[0]), 0.5, 2)
    for direction in (0, 1):
        own, other = fired[direction][quiet[direction]], fired[direction][~quiet[direction]]
        assert np.median(own) > 3 * np.median(other)


def test_no_pattern_and_no_direction_leave_structure_and_spec_as_they_were():
    study = load_study(CONFIG)
    sequence = resolve_sequence(study.sequences, "healthy")
    assert given_populations(study.network, sequence) == ()
    assert "given" not in structure_of(study, plastic=True)
    assert {"spikes", "direction_overlap"}.isdisjoint(sequence.model_dump(mode="json"))
    cued = study.assessments["cued_movement"].model_dump(mode="json")
    assert "direction" not in cued


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (["spikes={afferents: {kind: correlated}}"], "did you mean 'afferent'"),
        (["spikes={exc: {kind: correlated}}"], "as in rate: 5 Hz"),
        (["spikes={afferent: {kind: correlated, synchrony: 0.01}}"], "0, or 0.02 to 1"),
        (
            ["spikes={afferent: {kind: correlated, synchrony: 0.1, between_muscles: 0.2}}"],
            "more than synchrony",
        ),
        (["spikes={cue: {kind: correlated, synchrony: 1, between_muscles: 1}}"], "in a line"),
        (["spikes={afferent: {kind: pulses, muscles: [XYZ]}}"], "unknown 'XYZ'"),
        (["spikes={cue: {kind: recorded, file: x.csv}}"], "study's own file"),
    ],
)
def test_what_cannot_be_is_refused(changes, message):
    with pytest.raises(ConfigError, match=message):
        load_study(CONFIG, [f"sequences.motor_control_training.{change}" for change in changes])


def test_an_overlap_needs_two_directions():
    with pytest.raises(ConfigError, match="one direction"):
        load_study(CONFIG, ["sequences.one={directions: {up: 1.0}, direction_overlap: 0.5}"])


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("direction: flexion", "knows no direction"),
        ("direction: up, sequence: clbp", "unknown 'up'"),
    ],
)
def test_a_direction_that_the_cue_does_not_know_is_refused(settings, message):
    new = f"assessments.new={{kind: cued_movement, {settings}}}"
    with pytest.raises(ConfigError, match=message):
        load_study(CONFIG, [new, "phases.clbp.visit=[new]"])
