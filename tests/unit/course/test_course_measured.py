"""Which measures an assessment gives is known before it has run."""

import pytest
from fixtures.assessments import EXAMPLES, assess, base_study, example, silence

from cortex_sim.course.measured import muscles_measured, why_not_measured


@pytest.mark.parametrize("kind", EXAMPLES)
def test_the_catalog_says_of_which_muscles_an_assessment_gives_a_measure(kind):
    settings = example(kind)
    found, _ = assess(settings, silence)
    study = base_study().model_copy(update={"assessments": {"it": settings}})
    given: dict[str, list[str]] = {}
    for measure, muscle in found:
        given.setdefault(measure, []).append(muscle)
    listed = {measure: muscles_measured(study, "it", measure) for measure in given}
    assert {m: sorted(muscles) for m, muscles in listed.items()} == {
        m: sorted(muscles) for m, muscles in given.items()
    }


@pytest.mark.parametrize(
    ("kind", "changes", "measure", "why"),
    [
        ("cued_movement", {"practised_trials": 0}, "recall", "needs practised_trials"),
        ("tms_map", {"pulses": 1}, "icc", "needs pulses of 2"),
        ("recruitment", {"method": "hunt"}, "s50", "hunt gives amt alone"),
        ("paired_pulse", {}, "sici_7_ms", "it has sici, sici_2_ms"),
        ("tms_map", {}, "weight_ratio_cue_exc5", "are there for exc_exc"),
        ("tms_map", {}, "onset", ""),
    ],
)
def test_settings_that_keep_a_measure_back_say_why(kind, changes, measure, why):
    study = base_study().model_copy(update={"assessments": {"it": example(kind, **changes)}})
    assert muscles_measured(study, "it", measure) == ()
    assert why in why_not_measured(study, "it", measure)
