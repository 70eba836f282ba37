"""The slow clock in a course of a tiny network, compiled and run."""

from dataclasses import replace

import numpy as np
import pytest
from fixtures.tiny_course import contents, finish

from cortex_sim.api.results import Results
from cortex_sim.clinic.needs import Needs
from cortex_sim.clinic.tms_map import examine
from cortex_sim.config.load import load_study
from cortex_sim.config.study import Study
from cortex_sim.course.runner import run_plan
from cortex_sim.model.subject import draw_individual
from cortex_sim.outcome.result import StudyResult
from cortex_sim.pictures.manifest import save_picture, stored_problem
from cortex_sim.pictures.weeks import variant_pictures, week_pictures

pytestmark = pytest.mark.compiled

SETTINGS = (
    "slow_clock={bdnf: {reference_burst_rate: 1 Hz}}",
    "cohort.subjects=1",
    *(f"phases.{name}.{field}=null"
      for name in ("healthy", "clbp", "motor_control_training", "no_training")
      for field in ("gaba_gain", "bdnf")),
    "phases.clbp.nociceptive_load=1",
    "phases.motor_control_training.exercise=[{kind: aerobic, intensity: 1.5}]",
    "phases.no_training={practice: [], pause: 4 weeks, visit: [map_structural]}",
    *(f"phases.{name}.visit=[map_structural]" for name in
      ("healthy", "clbp", "motor_control_training")),
)  # fmt: skip


@pytest.fixture(scope="module")
def study() -> Study:
    from fixtures.tiny_lab import CONFIG, OVERRIDES

    return load_study(CONFIG, [*OVERRIDES, *SETTINGS])


@pytest.fixture(scope="module")
def slow(lab, study, tmp_path_factory):
    return finish(study, lab.results(tmp_path_factory.mktemp("slow") / "r"))


def practice(finished, arm, phase):
    result = StudyResult(finished.plan, finished.store)
    return result.record(result.session(1, arm, phase, "practice")).arrays


def test_release_drive_gain_and_bdnf_are_stored_for_every_block(slow):
    arrays = practice(slow, "", "clbp")
    for name in ("bdnf", "gaba_gain", "release_drive"):
        assert arrays[f"slow/{name}"].values.shape == (2,)
        assert np.all(arrays[f"slow/{name}"].values >= 0)


def test_load_lowers_the_gain_and_exercise_raises_bdnf(slow):
    healthy = practice(slow, "", "healthy")
    painful = practice(slow, "", "clbp")
    trained = practice(slow, "motor_control_training", "motor_control_training")
    gain = [a["slow/gaba_gain"].values[0] for a in (healthy, painful)]
    assert gain[1] < gain[0] == pytest.approx(1)
    assert trained["slow/bdnf"].values[0] > painful["slow/bdnf"].values[0]


def test_what_parts_release_acts_in_later_parts_of_a_session(slow):
    arrays = practice(slow, "", "clbp")
    assert arrays["slow/release_drive"].values[0] > 0
    assert arrays["slow/bdnf"].values[1] > arrays["slow/bdnf"].values[0]


def test_slow_state_is_handed_on_with_the_weights(slow):
    arrays = practice(slow, "", "clbp")
    assert {n for n in arrays if n.startswith("state/milieu/")} == {
        f"state/milieu/{name}"
        for name in ("fused", "pro", "mature", "exercise", "lactate", "trained", "load", "practice")
    }
    weights = {n.split("/")[-1] for n in arrays if n.startswith("state/weights/")}
    kept = {n.split("/")[-1] for n in arrays if n.startswith("state/consolidated/")}
    assert kept == weights - {"pv_exc", "pv_exc5"}


def test_a_finished_course_is_not_run_again_and_a_lost_session_comes_back(slow):
    before = contents(slow.store.root)
    lost = slow.plan.sessions[2]
    slow.store.path(lost.session_id).unlink()
    assert run_plan(slow.plan, slow.store).finished == 1
    assert contents(slow.store.root).keys() == before.keys()
    assert run_plan(slow.plan, slow.store).finished == 0


def test_a_level_that_a_phase_sets_is_held_and_the_others_follow(lab, tmp_path):
    from fixtures.tiny_lab import CONFIG, OVERRIDES

    held = ["phases.clbp.bdnf=0.25", "course.arms={}"]
    study = load_study(CONFIG, [*OVERRIDES, *SETTINGS, *held])
    arrays = practice(finish(study, lab.results(tmp_path / "held")), "", "clbp")
    own = draw_individual(study.cohort.traits, 1)
    np.testing.assert_allclose(arrays["slow/bdnf"].values, 0.25 * own.bdnf)
    assert np.all(arrays["slow/gaba_gain"].values < 1)


def test_curves_are_saved_with_all_numbers_and_a_manifest_that_fits(slow, tmp_path):
    result = StudyResult(slow.plan, slow.store)
    (drawn,) = variant_pictures({"tiny": result}, "slow_clock_tiny")
    *_, table, manifest = save_picture(drawn, tmp_path, [result])
    assert stored_problem(manifest, slow.store) is None
    weeks = {row["arm"]: row["week"] for row in drawn.table}
    assert weeks["no_training"] == pytest.approx(4, abs=1)
    healthy = [row["map_size"] for row in drawn.table if row["phase"] == "healthy"]
    assert healthy == pytest.approx([1.0])
    assert len(table.read_text().splitlines()) == 1 + len(drawn.table)


def test_curves_over_weeks_need_two_arms_with_several_visits(slow):
    assert list(week_pictures(StudyResult(slow.plan, slow.store))) == []


def test_a_subject_in_the_hand_has_lived_through_the_time_since_the_last_practice(slow):
    """With the noise of the visit's own map it gives the visit's own map."""
    results = Results(StudyResult(slow.plan, slow.store))
    subject, before = results.subject(1, "no_training"), results.subject(1, "clbp")
    session = results.result.session(1, "no_training", "no_training", "map_structural")
    settings = slow.plan.study.assessments["map_structural"]
    probe = subject.with_gaba_gain(settings.gaba_gain).probe
    again = examine(replace(probe, seed=session.spec.seed), settings, Needs())
    stored = results.maps("map_structural", visits="no_training").mep
    np.testing.assert_array_equal(again.arrays["mep"].values, stored[0, 0])
    assert not subject.weights("exc_exc5").equals(before.weights("exc_exc5"))
    assert subject.gaba_gain > before.gaba_gain
