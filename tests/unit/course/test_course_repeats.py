"""A measurement that is repeated without practice is a new one."""

from pathlib import Path

import pytest

from cortex_sim.config.load import load_study
from cortex_sim.course.plan import make_plan
from cortex_sim.errors import ConfigError

TINY = Path(__file__).parents[3] / "configs" / "tiny.yaml"
RELATIVE = "assessments.map_in_phase={relative_intensity: 1.2, intensity_mv: null}"
FROM = "assessments.map_in_phase.threshold_from=threshold"
TWICE = (RELATIVE, FROM, "assessments.map_in_phase.repeat=2", "assessments.threshold.repeat=2")


def sessions(name, *changes, phase="clbp"):
    plan = make_plan(load_study(TINY, ["cohort.subjects=1", *changes]))
    return [s for s in plan.sessions if (s.place.name, s.place.phase) == (name, phase)]


def test_a_repeat_differs_in_its_noise_alone():
    first, second = sessions("baseline", "assessments.baseline.repeat=2")
    assert (first.place.repeat, second.place.repeat) == (1, 2)
    changed = {k for k, v in first.spec.as_data().items() if v != second.spec.as_data()[k]}
    assert changed == {"seed"}


def test_the_first_repeat_is_the_session_of_a_study_without_repeats():
    (alone,) = sessions("baseline")
    assert sessions("baseline", "assessments.baseline.repeat=3")[0].session_id == alone.session_id


def test_a_repeat_takes_the_threshold_of_the_repeat_of_its_number():
    thresholds = [s.session_id for s in sessions("threshold", *TWICE)]
    assert [s.parents["threshold"] for s in sessions("map_in_phase", *TWICE)] == thresholds
    one = sessions("threshold", *TWICE[:3])[0].session_id
    assert [s.parents["threshold"] for s in sessions("map_in_phase", *TWICE[:3])] == [one, one]


def test_a_visit_without_practice_before_it_is_new_noise():
    again = ("phases.again={gaba_gain: 0.55, bdnf: 0.7, visit: [baseline]}",
             "course.phases=[healthy, clbp, again]")  # fmt: skip
    (before,), (after,) = (sessions("baseline", *again, phase=p) for p in ("clbp", "again"))
    assert before.spec.seed != after.spec.seed
    (trained,) = sessions("baseline", *again, phase="no_training")
    (alike,) = sessions("baseline", phase="no_training")
    assert trained.session_id == alike.session_id


@pytest.mark.parametrize("kind", ["weights", "pairing"])
def test_what_is_read_without_noise_is_not_repeated(kind):
    one = f"assessments.lateral={{kind: {kind}, projection: exc_exc, repeat: 2}}"
    with pytest.raises(ConfigError, match=r"assessments\.lateral: repeat: got 2, but synapses are"):
        load_study(TINY, [one])
