"""A learning curve, run: visits inside a phase, and a phase that comes twice."""

import csv
import io
from itertools import pairwise

import numpy as np
import pytest
from fixtures.tiny_course import Finished, finish, workers
from fixtures.tiny_lab import CONFIG, OVERRIDES

from cortex_sim.config.load import load_study
from cortex_sim.course.visit import Visit
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.retest import noise_of
from cortex_sim.outcome.summary import summary_table
from cortex_sim.outcome.visits import label
from cortex_sim.pictures.study import study_pictures

pytestmark = pytest.mark.compiled

CURVE = (
    "cohort.subjects=2",
    "visit_sets.quick=[map_structural]",
    "assessments.map_structural.repeat=2",
    "phases.healthy.visit=[quick]",
    "phases.clbp.visit=[quick]",
    "phases.motor_control_training.visit=[quick]",
    "phases.motor_control_training.practice.0.sessions=3",
    "phases.motor_control_training.visits={after: [1, 2]}",
    "course.arms.motor_control_training=[motor_control_training, clbp]",
    "course.arms.no_training=null",
)
ARM = "motor_control_training"
INSIDE = [f"{ARM}_after_1_session", f"{ARM}_after_2_sessions"]
KEYS = ["healthy", "clbp", *INSIDE, ARM, f"{ARM}_clbp_2"]


@pytest.fixture(scope="module")
def curve(lab, tmp_path_factory) -> Finished:
    study = workers(load_study(CONFIG, (*OVERRIDES, *CURVE)), 2)
    return finish(study, lab.results(tmp_path_factory.mktemp("curve") / "r"))


@pytest.fixture(scope="module")
def result(curve) -> StudyResult:
    return StudyResult(curve.plan, curve.store)


def test_every_visit_has_its_measures(curve, result):
    assert [visit.key for visit in result.visits] == KEYS
    rows = list(csv.DictReader(io.StringIO(result.as_csv())))
    found = {Visit(row["arm"], row["phase"]).key for row in rows if row["measure"] == "overlap"}
    assert found == set(KEYS)


def test_repeats_have_noise_of_their_own_and_tables_take_the_mean(curve, result):
    key = ("map_structural", "raw_volume", "DM", "", "clbp")
    repeats = result.repeats(*key)
    assert repeats.shape == (2, 2)
    assert (repeats[:, 0] != repeats[:, 1]).any()
    np.testing.assert_allclose(result.values(*key), repeats.mean(axis=1))
    assert noise_of(result, "map_structural", "raw_volume", "DM").sem > 0
    text = (curve.store.root / "tiny" / "reliability.csv").read_text()
    assert "map_structural,raw_volume,DM," in text


def test_repeats_that_differ_by_rounding_alone_know_no_noise(result):
    key = ("map_structural", "weight_ratio_exc_exc5", "DM-LES")
    assert np.isfinite(result.repeats(*key, "", "clbp")).any()
    assert np.isnan(noise_of(result, *key).sem)


def test_weights_go_on_from_visit_to_visit(result):
    weights = [result.weights(1, *visit)["exc_exc"] for visit in result.visits]
    assert all(not np.array_equal(a, b) for a, b in pairwise(weights))


def test_tables_and_pictures_name_the_visits_inside(result):
    after = label(result, result.visits[2])
    assert after == "motor control training after 1 session"
    assert after in summary_table(result)
    keys = {key for picture in study_pictures(result) for key in picture.panels}
    assert f"{ARM}_after_2_sessions" in keys
