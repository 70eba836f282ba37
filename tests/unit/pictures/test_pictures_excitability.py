"""SICI and thresholds over the visits."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from fixtures.assessments import assess, example, silence

from cortex_sim.config.assessments import KINDS, settings_class
from cortex_sim.config.load import load_study
from cortex_sim.course.visit import Visit
from cortex_sim.figures.subjects import Course
from cortex_sim.pictures import trajectories

ARMS = Path(__file__).parents[3] / "configs" / "arms.yaml"
VISITS = [Visit("", "healthy"), Visit("", "clbp"), Visit("no_training", "no_training")]


@pytest.fixture
def result(monkeypatch):
    """Return a result in which SICI and AMT tell the muscle, the visit and the assessment."""
    whole = load_study(ARMS)
    monkeypatch.setattr(trajectories, "visits_with", lambda result, name: VISITS)
    monkeypatch.setattr(trajectories, "shown_visits", list)
    monkeypatch.setattr(trajectories, "visit_sources", lambda result, names, _: {"": tuple(names)})
    muscles = {"DM": 0.5, "LES": 0.6, "FDI": 0.7}

    def values(assessment, measure, muscle, arm, phase):
        first = {"sici": muscles[muscle], "amt": 40 * muscles[muscle]}[measure]
        return np.array([first, first + 0.1, np.nan]) + 0.01 * VISITS.index((arm, phase))

    return SimpleNamespace(study=whole, visits=VISITS, values=values)


def test_every_muscle_has_sici_and_its_threshold(result):
    pictures = list(trajectories.curve_pictures(result, "paired_pulse"))
    rows = [row for picture in pictures for row in picture.table]
    assert {row["measure"] for row in rows} == {
        f"{title} of {muscle}" for title in ("SICI", "AMT") for muscle in ("DM", "LES", "FDI")
    }
    assert pictures[0].stem == "over_visits_paired_pulse"
    assert set(pictures[0].panels[""]) == {"paired_pulse", "threshold"}


def test_a_fixed_gain_is_said_and_has_its_own_threshold(result):
    (picture,) = trajectories.curve_pictures(result, "paired_pulse_structural")
    assert all("at GABA_A gain 1" in row["panel"] for row in picture.table)
    assert set(picture.panels[""]) == {"paired_pulse_structural", "threshold_structural"}


def test_visits_of_arms_alone_have_pictures(result, monkeypatch):
    arms = [Visit("trained", "trained"), Visit("no_training", "no_training")]
    monkeypatch.setattr(trajectories, "visits_with", lambda result, name: arms)
    monkeypatch.setattr(trajectories, "course_shown", lambda result, visits: course(visits))
    visits = {visit.key for visit in arms}

    def course(shown):
        return Course(trunk=(), arms=tuple(visit.key for visit in shown))

    monkeypatch.setattr(result, "values", lambda *where: np.array([0.5, 0.6, np.nan]))
    (picture, *_) = trajectories.curve_pictures(result, "paired_pulse")
    assert {row["phase"] for row in picture.table} == visits


def test_paired_pulses_at_one_visit_have_no_course(result, monkeypatch):
    monkeypatch.setattr(trajectories, "visits_with", lambda result, name: VISITS[:1])
    assert list(trajectories.curve_pictures(result, "paired_pulse")) == []


@pytest.mark.parametrize(
    ("kind", "titles"),
    [
        ("lici", {"LICI of DM", "LICI of LES", "AMT of DM", "AMT of LES"}),
        ("silent_period", {"silent period of DM", "AMT of DM"}),
    ],
)
def test_every_kind_with_curves_has_a_picture(kind, titles, monkeypatch):
    monkeypatch.setattr(trajectories, "visits_with", lambda result, name: VISITS)
    monkeypatch.setattr(trajectories, "visit_sources", lambda result, names, _: {"": tuple(names)})
    study = load_study(ARMS, [f"assessments.it={{kind: {kind}, threshold_from: threshold}}"])
    whole = SimpleNamespace(study=study, visits=VISITS, values=lambda *_: np.arange(3.0))
    pictures = list(trajectories.curve_pictures(whole, "it"))
    assert {row["measure"] for picture in pictures for row in picture.table} == titles
    assert pictures[0].title.lower().startswith(kind.replace("_", " "))


def test_a_picture_of_weights_names_their_projection(monkeypatch):
    monkeypatch.setattr(trajectories, "visits_with", lambda result, name: VISITS)
    monkeypatch.setattr(trajectories, "visit_sources", lambda result, names, _: {"": tuple(names)})
    study = load_study(ARMS, ["assessments.it={kind: weights, projection: exc_exc5}"])
    whole = SimpleNamespace(study=study, visits=VISITS, values=lambda *_: np.arange(3.0))
    for picture in trajectories.curve_pictures(whole, "it"):
        assert "projection exc_exc5" in picture.title
        assert all("projection exc_exc5" in row["panel"] for row in picture.table)


def test_the_measures_that_curves_show_are_those_that_the_kind_has():
    for kind in KINDS:
        names = {name for name, _ in assess(example(kind), silence)[0]}
        assert {curve.measure for curve in settings_class(kind).curves} <= names
        shown = settings_class(kind).shown_as == "curves"
        assert shown == bool(settings_class(kind).curves)
