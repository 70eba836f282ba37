"""The table of physiology: what a study is examined for, and where values lie."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from cortex_sim.catalog.findings import load_findings
from cortex_sim.catalog.physiology import load_physiology
from cortex_sim.config.load import load_study
from cortex_sim.course.plan import make_plan
from cortex_sim.errors import ConfigError
from cortex_sim.evidence.physiology import changes_for, table_of
from cortex_sim.evidence.populations import populations_of

CONFIG = Path(__file__).parents[3] / "configs" / "tiny.yaml"
STUDY = load_study(CONFIG)


def examined(study=STUDY, subjects=1, arm=None):
    return load_study(CONFIG, changes_for(study, subjects, arm))


def test_practice_sessions_are_those_of_the_study():
    own, shown = (
        {s.session_id for s in make_plan(study).sessions if s.kind.is_plastic}
        for study in (load_study(CONFIG, ["cohort.subjects=1"]), examined())
    )
    assert shown
    assert shown < own  # the other arm is left out


def test_every_visit_has_every_assessment_and_no_other():
    study = examined()
    kinds = {study.assessments[name].kind for name in study.phases["clbp"].visit}
    assert kinds == {row.reading.kind for row in load_physiology().values()}
    assert study.phases["healthy"].visit == study.phases["clbp"].visit
    assert study.phases["no_training"].visit == ()
    assert list(study.course.arms) == ["motor_control_training"]


def test_an_arm_that_is_not_there_is_refused():
    with pytest.raises(ConfigError, match=r"no arm 'cure'.*no_training"):
        changes_for(STUDY, None, "cure")


def test_a_study_without_a_threshold_is_refused():
    with pytest.raises(ConfigError, match="none of kind recruitment measures LES"):
        changes_for(
            STUDY.model_copy(
                update={"primary_pair": ("LES", "DM"), "assessments": {}},
            ),
            None,
            None,
        )


def test_populations_have_their_place_by_whom_they_reach():
    found = populations_of(STUDY)
    assert found["output"] == ("exc5",)
    assert found["upper"] == ("exc",)
    assert found["inhibitory"] == ("pv",)
    assert found["motoneuron"] == ("motoneuron",)


def test_a_value_is_told_from_its_band():
    row = load_physiology()["output_rest"]
    assert [row.verdict(value) for value in (1.0, 3.0, 10.0, 11.0, float("nan"))] == [
        "below",
        "in range",
        "in range",
        "above",
        "no value",
    ]
    assert load_physiology()["silent_1_3"].verdict(1e6) == ""


def test_all_sources_are_known_works():
    ledger = load_findings()
    for row in load_physiology().values():
        assert all(ledger.reference(key) for key in row.sources)


def table(values):
    """Return the table of the tiny study if each measure had the value that a function gives."""
    study = examined(subjects=2)

    def answer(assessment, measure, muscle, arm, phase):
        assert assessment in study.phases["clbp"].visit
        return np.array([values(assessment, measure, muscle, phase, k) for k in (0, 1)], float)

    return {
        (c.row.quantity, c.visit): c for c in table_of(SimpleNamespace(study=study, values=answer))
    }


def test_each_row_stands_at_each_visit_and_changes_once():
    found = table(lambda *_: 2.0)
    visits = {visit for quantity, visit in found if quantity == "L5 at rest"}
    assert visits == {"healthy", "clbp", "motor_control_training"}
    changes = [visit for quantity, visit in found if quantity == "AMT in CLBP over health"]
    assert changes == ["clbp / healthy"]
    assert found["AMT in CLBP over health", "clbp / healthy"].mean == pytest.approx(1.0)


def test_differences_maxima_and_ratios_are_what_they_say():
    def values(assessment, measure, muscle, phase, subject):
        if measure.startswith("own_onset"):
            return {"pv": 12.0, "exc": 20.0, "exc5": 25.0}[measure.removeprefix("own_onset_")]
        if measure.startswith("own_peak"):
            return {"TrA": 10.0, "DM": 70.0}.get(muscle, 20.0)
        if measure == "silent_period":
            return {"1_3": 80.0, "1_5": 100.0, "1_8": 130.0}[assessment[-3:]]
        if measure == "amt":
            return (20.0 if phase == "healthy" else 25.0) * (1 + subject)
        return 1.0

    found = table(values)
    assert found["PV onset after L2/3 onset", "clbp"].mean == pytest.approx(-8)
    assert found["highest rate of a motoneuron in any 100 ms", "clbp"].mean == 70
    assert found["highest rate of a motoneuron in any 100 ms", "clbp"].verdict == "above"
    assert found["silent period, 1.8 less 1.3 AMT", "healthy"].mean == pytest.approx(50)
    np.testing.assert_allclose(
        found["AMT in CLBP over health", "clbp / healthy"].values, [1.25, 1.25]
    )


def test_a_subject_without_a_value_is_left_out_of_the_mean():
    cell = table(lambda a, m, mu, p, k: float("nan") if k else 5.0)["L5 at rest", "healthy"]
    assert cell.mean == 5.0
    assert np.isnan(cell.values[1])
