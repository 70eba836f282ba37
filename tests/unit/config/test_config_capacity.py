"""What does not fit into the tables of a program is refused before anything runs."""

from pathlib import Path

import pytest

from cortex_sim.config.load import load_study
from cortex_sim.errors import ConfigError

CONFIGS = Path(__file__).resolve().parents[3] / "configs"
ARMS = CONFIGS / "arms.yaml"


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("network.max_pulses=392", r"map_in_phase: 392 pulses .* holds 391"),
        ("network.max_trials=10", r"phases.healthy.practice.0.duration: .*max_trials = 10"),
        ("assessments.cued_movement.trials=9000", r"cued_movement.trials: 9000"),
        ("assessments.baseline.trials=9000", r"baseline.trials: 9000"),
    ],
)
def test_a_session_that_does_not_fit_is_named_with_the_limit(override, message):
    with pytest.raises(ConfigError, match=message):
        load_study(CONFIGS / "base.yaml", [override])


@pytest.mark.parametrize(
    "override",
    [
        "course.phases=[healthy, clbp, clbp, clbp, clbp, clbp]",
        "phases.clbp.practice.0.sessions=50",
        "phases.clbp.visits={every: 30 days}",
    ],
)
def test_a_course_that_is_too_long_to_be_planned_is_refused(override, monkeypatch):
    monkeypatch.setattr("cortex_sim.config.checks.capacity.MOST_SESSIONS", 40)
    load_study(CONFIGS / "base.yaml")
    message = r"course: \d+ phases, sessions and assessments .* at most 40; name fewer"
    with pytest.raises(ConfigError, match=message):
        load_study(CONFIGS / "base.yaml", [override])


def test_no_more_problems_are_looked_for_than_can_be_read(monkeypatch):
    monkeypatch.setattr("cortex_sim.config.study.MOST_PROBLEMS", 3)
    with pytest.raises(ConfigError) as refused:
        load_study(CONFIGS / "base.yaml", ["course.phases=[a, b, c, d, e]"])
    assert "3 problems" in str(refused.value)


def test_a_session_that_just_fits_is_allowed():
    load_study(CONFIGS / "base.yaml", ["assessments.cued_movement.trials=512"])


def test_an_assessment_that_no_phase_uses_needs_no_room():
    unused = "{kind: tms_map, grid: 41, pulses: 100, intensity_mv: 20}"
    load_study(CONFIGS / "base.yaml", [f"assessments.huge={unused}"])


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("sequences.clbp.directions={left: 1.0}", "clbp: with what it takes from 'healthy'"),
        ("sequences.clbp.trial_duration=50 ms", "clbp: with what it takes from 'healthy'"),
        ("sequences.clbp.based_on=clbp", r"clbp.based_on .* circle: clbp -> clbp"),
    ],
)
def test_a_sequence_is_checked_with_what_it_inherits(override, message):
    with pytest.raises(ConfigError, match=message):
        load_study(CONFIGS / "base.yaml", [override])


def test_a_sequence_may_be_complete_only_with_what_it_inherits():
    half = "{based_on: motor_control_training, isolated_probability: 0.3}"
    study = load_study(CONFIGS / "base.yaml", [f"sequences.half={half}"])
    assert study.sequences["half"].isolated_probability == 0.3


def test_pulse_pairs_that_would_overlap_and_empty_windows_are_refused():
    pair = "{kind: paired_pulse, threshold_from: threshold, icf_intervals: [200 ms]}"
    with pytest.raises(ConfigError, match="pairs would overlap"):
        load_study(CONFIGS / "base.yaml", [f"assessments.pairs={pair}"])
    with pytest.raises(ConfigError, match="two rising times"):
        load_study(ARMS, ["assessments.threshold.mep.window=[10 ms, 5 ms]"])
