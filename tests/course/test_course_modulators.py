"""Slow modulators in a course of a tiny network, compiled and run."""

import csv

import numpy as np
import pytest
from fixtures.tiny_course import finish
from fixtures.tiny_lab import CONFIG, OVERRIDES

from cortex_sim.catalog.arrows import SHIPPED
from cortex_sim.config.load import load_study
from cortex_sim.course.laboratory import FACTORS, MODULATORS
from cortex_sim.course.slow_practice import NOT_HELD
from cortex_sim.outcome.modulators import BudgetRow, alike
from cortex_sim.outcome.result import StudyResult
from cortex_sim.report.tables import effect_budget
from cortex_sim.slow.modulators import acting_in, lasting_in

pytestmark = pytest.mark.compiled

PHASES = ("healthy", "clbp", "motor_control_training", "no_training")
SLOW = (
    "slow_clock.bdnf.reference_burst_rate=1 Hz",
    "cohort.subjects=1",
    *(f"phases.{name}.{field}=null" for name in PHASES for field in ("gaba_gain", "bdnf")),
    *(f"phases.{name}.visit=[map_structural]" for name in PHASES),
)
ILL = (
    "phases.clbp.nociceptive_load=1",
    "phases.motor_control_training.nociceptive_load=0.2",
    "phases.motor_control_training.exercise=[{kind: aerobic, intensity: 1.3}]",
    "phases.no_training={practice: [], pause: 4 weeks, visit: [map_structural]}",
)
FEAR = (
    "slow_clock.modulators={fear: {baseline: 1, acts_on: {practice: {attended: {gain: -1}, "
    "drive: {gain: -0.2}}}, time: {on: 6 weeks}}}",
    "phases.motor_control_training.levels={fear: 2}",
    "phases.no_training.levels={fear: 2}",
    "phases.no_training.movement_goes_on=true",
)


def tiny(*changes, milieu=True, tmp_path=None):
    path = CONFIG
    if milieu:
        path = tmp_path / "with_milieu.yaml"
        path.write_text(f"extends: [{CONFIG}, {SHIPPED}]\n")
    return load_study(path, [*OVERRIDES, *SLOW, *changes])


def results(finished):
    return StudyResult(finished.plan, finished.store)


def practice(finished, arm, phase):
    result = results(finished)
    return result.record(result.session(1, arm, phase, "practice")).arrays


@pytest.fixture(scope="module")
def ill(lab, tmp_path_factory):
    folder = tmp_path_factory.mktemp("ill")
    return finish(tiny(*ILL, tmp_path=folder), lab.results(folder / "r"))


def test_healthy_sessions_are_bit_for_bit_those_without_modulators(lab, tmp_path):
    average = [f"slow_clock.modulators.dopamine.{said}" for said in ("trait=null", "age=0")]
    short = ["course.arms={}", "course.phases=[healthy]"]
    with_them = finish(tiny(*average, *short, tmp_path=tmp_path), lab.results(tmp_path / "a"))
    plain = ["slow_clock={bdnf: {reference_burst_rate: 1 Hz}}", *short]
    without = finish(tiny(*plain, milieu=False), lab.results(tmp_path / "b"))
    one, other = practice(with_them, "", "healthy"), practice(without, "", "healthy")
    for name, array in other.items():
        assert np.array_equal(array.values, one[name].values, equal_nan=True), name
    added = set(one) - set(other)
    assert added
    assert added == {FACTORS, MODULATORS}
    assert np.all(one[FACTORS].values == 1)


def test_the_budget_of_every_session_is_stored_and_tabled(ill):
    factors = practice(ill, "motor_control_training", "motor_control_training")[FACTORS]
    acting = acting_in(ill.plan.study.slow_clock)
    first = dict(zip(acting, factors.values[0], strict=True))
    assert factors.values.shape == (2, len(acting))
    assert first["load", "endocannabinoid"] < 1
    assert first["learning", "attention"] == pytest.approx(0.96)
    assert not any(name in ("glia", "hippocampus") for _, name in acting)
    text = (ill.store.root / ill.plan.study.name / "modulators.csv").read_text()
    rows = list(csv.DictReader(text.splitlines()))
    assert {row["phase"] for row in rows} >= {"healthy", "clbp", "motor_control_training"}
    shown = {row[:2]: row[2:] for row in effect_budget(StudyResult(ill.plan, ill.store)).rows}
    assert shown["learning", "attention"][0].startswith("0.8")
    assert ("load", "glia") not in shown
    painful = [row for row in rows if row["phase"] == "clbp" and row["modulator"] == "attention"]
    assert [float(row["factor"]) for row in painful] == pytest.approx([0.8] * len(painful))
    assert all(row["held"] == "1" for row in rows if row["phase"] == "healthy")


def test_deviations_are_handed_on_with_the_weights(ill):
    stored = practice(ill, "", "clbp")[MODULATORS]
    names = lasting_in(ill.plan.study.slow_clock)
    found = dict(zip(names, stored.values, strict=True))
    assert found["sensitisation"] > 0 > found["dopamine_tone"]
    assert "attention" not in found


def test_a_session_that_fear_keeps_away_is_not_held_and_daily_life_goes_on(lab, tmp_path):
    study = tiny(*ILL[:2], *FEAR, "slow_clock.bdnf.reference_burst_rate=1 Hz", milieu=False)
    finished = finish(study, lab.results(tmp_path / "r"))
    missed = practice(finished, "motor_control_training", "motor_control_training")
    before = practice(finished, "", "clbp")
    assert missed[NOT_HELD].values == 1
    kept = practice(finished, "no_training", "no_training")
    assert NOT_HELD not in kept
    assert NOT_HELD not in before
    assert not any(name.startswith("rate/") for name in missed)


OWN = (
    "slow_clock.modulators={calm: {baseline: 1, sources: {context: {breathing: 1}}, "
    "time: {on: 1 day}, acts_on: {learning: {gain: 0.5}}}}",
    "interventions={breathing: {context: {breathing: 1}}}",
    "phases.motor_control_training.practice=[{sequence: motor_control_training, sessions: 2, "
    "duration: 1200 ms, interventions: [breathing]}]",
)


def test_a_modulator_and_an_intervention_of_ones_own_act_in_a_run(lab, tmp_path):
    finished = finish(tiny(*OWN, milieu=False), lab.results(tmp_path / "r"))
    told = practice(finished, "motor_control_training", "motor_control_training")[FACTORS].values
    assert acting_in(finished.plan.study.slow_clock) == (("learning", "calm"),)
    assert np.all(told > 1.2)
    assert np.all(practice(finished, "", "clbp")[FACTORS].values == 1)
    assert np.all(practice(finished, "no_training", "no_training")[FACTORS].values == 1)


def test_two_modulators_that_move_alike_are_named():
    def rows(one, other):
        return [
            BudgetRow(1, "a", "p", float(day), day, 1, "load", name, values[day], "s")
            for name, values in (("x", one), ("y", other))
            for day in range(len(values))
        ]

    assert alike(rows([1.0, 0.9, 0.8], [1.0, 0.81, 0.64])) == [("load", "x", "y")]
    assert alike(rows([1.0, 0.9, 0.8, 0.9], [1.0, 1.0, 0.9, 0.7])) == []
    assert alike(rows([1.0, 1.0, 1.0], [1.0, 0.9, 0.8])) == []
