"""The table that a run ends with."""

from pathlib import Path

import numpy as np
import pytest
from fixtures.tiny_lab import CONFIG

from cortex_sim.analysis.statistics import paired_effect
from cortex_sim.config.load import load_study
from cortex_sim.course.plan import make_plan
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.retest import Noise
from cortex_sim.outcome.summary import (
    _change,
    _effect_size,
    beyond_text,
    contrasts,
    main_measures,
    visit_cell,
)
from cortex_sim.store.paths import SessionStore

UNKNOWN_NOISE = Noise(float("nan"))


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([0.1, 0.2, 0.3], "0.100; 0.200; 0.300"),
        ([30.0, np.nan, 20.0], "30; 20 (2 of 3)"),
        ([np.nan] * 3, "–"),
        ([1.0, 2.0, 3.0, 1.0, 2.0, 3.0], "2.00 ± 0.89"),
    ],
)
def test_a_visit_shows_few_subjects_and_of_more_mean_and_sd(values, shown):
    assert visit_cell(np.array(values)) == shown


def test_a_change_shows_few_subjects_and_of_more_intervals():
    few = paired_effect([0, 0, 0], [0.1, 0.3, -0.2], rng=np.random.default_rng(1))
    assert (_change(few, UNKNOWN_NOISE), _effect_size(few)) == ("+0.1; +0.3; -0.2", "–")
    more = paired_effect(np.zeros(6), np.arange(6), rng=np.random.default_rng(1))
    assert _change(more, UNKNOWN_NOISE).startswith("+2.5 [")
    assert "[" in _effect_size(more)


def test_changes_of_subjects_within_the_noise_of_a_measurement_stand_in_brackets():
    few = paired_effect([0, 0, 0], [0.1, 0.3, -0.2], rng=np.random.default_rng(1))
    noise = Noise(0.25 / (1.96 * np.sqrt(2)))
    assert _change(few, noise) == "(+0.1); +0.3; (-0.2)"
    assert beyond_text(few, noise) == "1/3 > 0.25"
    assert beyond_text(few, UNKNOWN_NOISE) == "–"


@pytest.fixture(scope="module")
def result():
    return StudyResult(make_plan(load_study(CONFIG)), SessionStore(Path("nowhere")))


def test_arms_are_compared_with_the_end_of_their_common_past(result):
    pairs = [(before.key, after.key) for before, after in contrasts(result)]
    assert pairs == [
        ("healthy", "clbp"), ("clbp", "motor_control_training"), ("clbp", "no_training"),
    ]  # fmt: skip


def test_of_several_sessions_of_a_name_the_last_is_meant(result):
    plan = make_plan(load_study(CONFIG, ["phases.healthy.practice.0.sessions=3"]))
    several = StudyResult(plan, result.store)
    session = several.session(several.subjects[0], "", "healthy", "practice")
    numbers = [p.number for p in several.by_place if p.phase == "healthy" and p.name == "practice"]
    assert session.place.number == max(numbers) > min(numbers)


def test_no_two_rows_of_the_table_have_one_title():
    plan = make_plan(load_study("smudging", ["cohort.subjects=1"]))
    result = StudyResult(plan, SessionStore(Path("nowhere")))
    titles = [title for title, *_ in main_measures(result)]
    assert len(set(titles)) == len(titles)
    assert "DM onset after the cue, recall shuffled" in titles
