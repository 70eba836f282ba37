"""What every kind of assessment keeps to: a kind that is in the table is whole."""

import math
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from fixtures.assessments import EXAMPLES, HandMade, base_study, examine, example, measured

import cortex_sim
from cortex_sim.clinic.needs import Needs, RecruitmentCurve, Thresholds
from cortex_sim.config.assessments import KINDS, settings_class
from cortex_sim.config.load import load_study
from cortex_sim.errors import ConfigError, RunError
from cortex_sim.outcome.measures.table import main_measures_of

PACKAGE = Path(cortex_sim.__file__).parent
BASE = PACKAGE.parent / "configs" / "base.yaml"
every_kind = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture(scope="module")
def study():
    return base_study()


def kinds_in(room, function):
    """Return the files of a room that have a function of this name."""
    package = "cortex_sim." + room.replace("/", ".")
    names = [p.stem for p in (PACKAGE / room).glob("*.py") if p.stem != "__init__"]
    return {name for name in names if hasattr(import_module(f"{package}.{name}"), function)}


def test_settings_examination_and_measures_of_a_kind_are_three_files_of_its_name():
    assert kinds_in("clinic", "examine") == set(KINDS)
    assert kinds_in("outcome/measures", "measures") == set(KINDS)
    assert kinds_in("outcome/measures", "main_measures") == set(KINDS)
    assert set(EXAMPLES) == set(KINDS), "add an example to tests/fixtures/assessments.py"
    assert len(set(KINDS)) == len(KINDS)


@every_kind
def test_a_kind_says_in_words_what_it_is(kind):
    settings = settings_class(kind)
    assert settings.label
    assert settings.__doc__
    assert settings.model_fields["kind"].annotation.__args__ == (kind,)


def test_labels_differ():
    assert len({settings_class(kind).label for kind in KINDS}) == len(KINDS)


def test_an_unknown_kind_is_refused_with_those_that_exist():
    with pytest.raises(ConfigError, match=r"xray(.|\n)*tms_map(.|\n)*lici"):
        load_study(BASE, ["assessments.new={kind: xray}"])


@every_kind
def test_pulses_and_movements_counted_are_those_given(kind):
    subject, settings = HandMade(), example(kind)
    examine(subject, settings, subject.needs)
    given = [len(pulses.times) for _, _, pulses, _ in subject.recordings]
    assert max(given, default=0) == settings.most_pulses
    moved = [
        round(duration / rest["trial_duration"])
        for _, duration, _, rest in subject.recordings
        if rest.get("cue_factor", 0.0) > 0
    ]
    assert max(moved, default=0) == settings.most_trials


@every_kind
def test_pulses_come_in_order_and_within_their_recording(kind):
    subject = HandMade()
    examine(subject, example(kind), subject.needs)
    for name, duration, pulses, _ in subject.recordings:
        assert (np.diff(pulses.times) > 0).all(), name
        assert ((pulses.times > 0) & (pulses.times < duration)).all(), name
        assert len(pulses.times) == len(pulses.sites_mm) == len(pulses.intensity), name


@every_kind
def test_model_time_is_that_of_the_recordings_and_estimated_to_a_fifth(kind):
    subject, settings = HandMade(), example(kind)
    result = examine(subject, settings, subject.needs)
    used = sum(duration for _, duration, _, _ in subject.recordings)
    assert result.model_time == pytest.approx(used)
    assert settings.model_time == pytest.approx(used, rel=0.2)


@every_kind
def test_no_two_recordings_share_their_random_numbers(kind):
    subject = HandMade()
    examine(subject, example(kind), subject.needs)
    names = [name for name, _, _, _ in subject.recordings]
    assert len(set(names)) == len(names)
    assert all(name.startswith(kind) for name in names)


@every_kind
def test_without_the_thresholds_that_a_kind_names_it_says_what_is_missing(kind):
    settings = example(kind)
    if settings.thresholds_of is None:
        examine(HandMade(), settings, Needs())
        return
    with pytest.raises(RunError, match="threshold_from"):
        examine(HandMade(), settings, Needs())


@every_kind
def test_a_silent_subject_has_measures_and_none_of_them_twice(kind, study):
    subject, settings = HandMade(study), example(kind)
    found = measured(study, settings, examine(subject, settings, subject.needs))
    assert found
    assert all(isinstance(value, float) for value in found.values())
    planned = study.model_copy(update={"assessments": {"it": settings}})
    mains = main_measures_of(planned, "it")
    assert {(main.name, main.muscle) for main in mains} <= set(found)
    assert all(main.title and main.why_empty for main in mains)


@every_kind
def test_every_name_in_the_settings_must_exist_in_the_study(kind):
    fields = {reference.field for reference in example(kind).references()}
    wrong = {
        "muscles": ["XYZ"], "threshold_muscles": ["XYZ"],
        "threshold_from": "XYZ", "sequence": "XYZ", "projection": "xyz",
    }  # fmt: skip
    for field in fields | ({"sequence"} & set(settings_class(kind).model_fields)):
        text = str({"kind": kind, **EXAMPLES[kind], field: wrong[field]}).replace("'", "")
        place = rf"assessments\.new\.{field}: unknown '(XYZ|xyz)'"
        with pytest.raises(ConfigError, match=place):
            load_study(BASE, [f"assessments.new={text}"])


@every_kind
def test_weights_can_only_be_put_back_where_they_learn_and_to_a_phase(kind):
    text = str({"kind": kind, **EXAMPLES[kind], "restore": {"nothing": "healthy"}})
    with pytest.raises(ConfigError, match=r"new\.restore: unknown 'nothing'"):
        load_study(BASE, [f"assessments.new={text}".replace("'", "")])


def test_a_threshold_is_taken_from_an_assessment_that_measures_one():
    text = "{kind: silent_period, threshold_from: cued_movement}"
    with pytest.raises(ConfigError, match="unknown 'cued_movement'; known: threshold"):
        load_study(BASE, [f"assessments.new={text}"])


def test_a_recruitment_that_did_not_measure_a_muscle_is_named():
    thresholds = HandMade().needs.measured
    assert thresholds.mean_amt(("DM", "LES")) == pytest.approx(0.015)
    with pytest.raises(RunError, match="did not measure the AMT of FDI"):
        thresholds.mean_amt(("DM", "FDI"))


def test_a_muscle_without_a_threshold_counts_with_the_strongest_intensity(study):
    needs = HandMade(study).needs.measured
    needs.amt["DM"] = math.nan
    assert needs.mean_amt(("DM", "LES")) == pytest.approx((0.03 + 0.015) / 2)


def test_a_matched_intensity_is_read_from_the_curve_between_two_intensities(study):
    curve = RecruitmentCurve(np.array([0.02, 0.03, 0.04]), np.array([1.0, 5.0, 9.0]))
    assert curve.intensity_of(7.0) == pytest.approx(0.035)
    assert curve.intensity_of(0.5) == pytest.approx(0.02)  # the weakest that was tried
    assert curve.intensity_of(20.0) == pytest.approx(0.04)  # as at a stimulator's maximal output


def test_muscles_with_smaller_meps_are_mapped_with_stronger_pulses(study):
    tried = np.array([0.02, 0.04])
    curves = {"DM": RecruitmentCurve(tried, np.array([0.0, 10.0]))}
    weak = Thresholds({}, 0.04, np.zeros((4, 2)), curves)
    strong = Thresholds(
        {}, 0.04, np.zeros((4, 2)), {"DM": RecruitmentCurve(tried, np.array([0.0, 40.0]))}
    )
    assert weak.mean_intensity(("DM",), 8.0) == pytest.approx(0.036)
    assert strong.mean_intensity(("DM",), 8.0) == pytest.approx(0.024)
    with pytest.raises(RunError, match=r"recruitment curve of LES; .* method: curve"):
        weak.mean_intensity(("DM", "LES"), 8.0)
