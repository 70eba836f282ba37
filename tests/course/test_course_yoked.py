"""Practice with feedback, and arms that are yoked to it, in a course of a tiny network."""

import csv
from types import SimpleNamespace

import numpy as np
import pytest
from fixtures.tiny_course import finish
from fixtures.tiny_lab import CONFIG, OVERRIDES

from cortex_sim.config.course import Feedback
from cortex_sim.config.load import load_study
from cortex_sim.course.feedback import success_in
from cortex_sim.course.laboratory import FACTORS, WEIGHTS
from cortex_sim.course.slow_practice import SUCCESS
from cortex_sim.model.sequences import TrialTable
from cortex_sim.outcome.result import StudyResult

PHASES = ("healthy", "clbp", "motor_control_training", "no_training")
TOLD = "feedback: {muscle: DM, within: [0 ms, 600 ms], spikes: 0.1}"
STUDY = (
    "cohort.subjects=1",
    "slow_clock={bdnf: {reference_burst_rate: 1 Hz}}",
    "slow_clock.modulators={reward: {sources: {success: 1}, acts_on: {potentiation: {gain: 5}}}}",
    *(f"phases.{name}.{field}=null" for name in PHASES for field in ("gaba_gain", "bdnf")),
    *(f"phases.{name}.visit=[]" for name in PHASES),
    "phases.motor_control_training.practice=[{sequence: motor_control_training, sessions: 2, "
    f"duration: 1200 ms, {TOLD}}}]",
    "phases.no_training.practice=[{sequence: healthy, sessions: 2, duration: 1200 ms}]",
    "phases.no_training.visit=[baseline]",
    "course.arms.twin=[motor_control_training]",
    "course.arms.free=[no_training]",
    "course.yoked={twin: {reward: motor_control_training}, "
    "no_training: {reward: motor_control_training}}",
)


@pytest.fixture(scope="module")
def told(lab, tmp_path_factory):
    study = load_study(CONFIG, [*OVERRIDES, *STUDY])
    return finish(study, lab.results(tmp_path_factory.mktemp("told") / "r"))


def practised(finished, arm):
    """Return the arrays of the practice sessions of an arm, by number."""
    result, phases = StudyResult(finished.plan, finished.store), finished.plan.study.course.arms
    found = {
        place.number: result.record(session).arrays
        for place, session in result.by_place.items()
        if place.name == "practice" and place.arm == arm
    }
    assert phases[arm]
    return [found[number] for number in sorted(found)]


@pytest.mark.compiled
def test_success_moves_what_listens_to_it_in_the_block_after(told):
    for arrays in practised(told, "motor_control_training"):
        success, reward = arrays[SUCCESS].values, arrays[FACTORS].values[:, 0]
        assert success.tolist() == [1, 1]
        assert reward.tolist() == pytest.approx([1, 6])
    assert all(SUCCESS not in arrays for arrays in practised(told, "free"))
    assert all(np.all(arrays[FACTORS].values == 1) for arrays in practised(told, "free"))


@pytest.mark.compiled
def test_a_yoked_modulator_acts_as_it_did_in_the_other_arm_while_practice_is_its_own(told):
    own, other, free = (
        practised(told, arm) for arm in ("no_training", "motor_control_training", "free")
    )
    for mine, theirs, without in zip(own, other, free, strict=True):
        assert np.array_equal(mine[FACTORS].values, theirs[FACTORS].values)
        assert SUCCESS not in mine
        name = f"{WEIGHTS}exc_exc"
        assert not np.array_equal(mine[name].values, theirs[name].values)
        assert not np.array_equal(mine[name].values, without[name].values)


@pytest.mark.compiled
def test_an_arm_yoked_to_its_own_like_is_bit_for_bit_that_arm(told):
    twin, model = practised(told, "twin"), practised(told, "motor_control_training")
    for mine, theirs in zip(twin, model, strict=True):
        for name, array in theirs.items():
            assert np.array_equal(mine[name].values, array.values, equal_nan=True), name


@pytest.mark.compiled
def test_the_share_of_trials_that_met_it_is_a_measure(told):
    text = (told.store.root / told.plan.study.name / "measures.csv").read_text()
    rows = [row for row in csv.DictReader(text.splitlines()) if row["measure"] == "success"]
    assert {(row["arm"], row["muscle"], float(row["value"])) for row in rows} == {
        ("motor_control_training", "DM", 1.0),
        ("twin", "DM", 1.0),
    }


def test_success_counts_the_trials_that_ask_the_muscle():
    study = load_study(CONFIG)
    muscles, units = list(study.muscles), study.network.populations["motoneuron"].layout.per_muscle
    feedback = Feedback(muscle="DM", within=("50 ms", "100 ms"), spikes=2 / units)
    spec = SimpleNamespace(feedback=feedback, sequence=SimpleNamespace(trial_duration=1.0))
    drive = np.ones((5, len(muscles)))
    drive[4, muscles.index("DM")] = 0
    trials = TrialTable(*np.zeros((2, *drive.shape)), drive, np.zeros(5, int), np.zeros(5, bool))
    # in time; too early; too late; one spike alone; in time, but not asked. Another muscle in all
    times = [0.01, 0.07, 1.01, 1.04, 2.06, 2.11, 3.07, 4.06, 4.07, *np.arange(5) + 0.06]
    cells = [units * muscles.index("DM")] * 9 + [units * muscles.index("LES")] * 5
    outputs = {"motoneuron_spikes.t": np.array(times), "motoneuron_spikes.i": np.array(cells)}
    assert success_in(outputs, trials, spec, study) == pytest.approx(0.25)
    assert success_in(outputs, None, spec, study) == 0
