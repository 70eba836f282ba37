"""The sentences of a study, on planted values."""

import re
from pathlib import Path

import numpy as np
import pytest

from cortex_sim.analysis.effects import MIN_SUBJECTS
from cortex_sim.config.load import load_study
from cortex_sim.course.visit import visits_of
from cortex_sim.outcome.story import story
from cortex_sim.outcome.topics import _with_depth, representative, resting_arms, topics_of

CONFIGS = Path(__file__).resolve().parents[3] / "configs"
NOISE = np.array([0.00, 0.02, -0.01, 0.01, 0.015, -0.035])
HEALTHY, CLBP, TRAINED, RESTED = (
    "healthy",
    "clbp",
    "motor_control_training",
    "no_training",
)


class Planted:
    """Subjects whose measures are planted by measure and phase."""

    def __init__(self, planted, n=6, config="smudging"):
        self.study = load_study(CONFIGS / f"{config}.yaml", [f"cohort.subjects={n}"])
        self.visits = visits_of(self.study.course)
        self.subjects = tuple(range(601, 601 + n))
        self.planted = planted

    def values(self, assessment, measure, muscle, arm, phase):
        value = self.planted.get(measure, {}).get(phase, np.nan)
        # wiggles of other subjects at other visits, so that no two changes are equal
        wiggle = np.roll(NOISE, list(self.study.phases).index(phase))
        return np.resize(value + wiggle, len(self.subjects))


def smudging(trained=0.15, rested=0.31):
    return {"overlap": {HEALTHY: 0.15, CLBP: 0.31, TRAINED: trained, RESTED: rested}}


def test_maps_that_part_and_merge_and_part_again_are_one_sentence_and_a_control():
    maps, control = story(Planted(smudging()))
    assert maps == (
        "Maps of the deep DM and the superficial LES: apart in health (overlap 0.15), merged in "
        "CLBP (overlap 0.31), apart again after motor control training (overlap 0.15); "
        "6 of 6 subjects."
    )
    assert control == "Control, no training: maps not clearly changed (overlap 0.31)."


@pytest.mark.parametrize(
    ("trained", "said"),
    [
        (0.31, "not clearly changed after motor control training"),
        (0.24, "partly apart again after motor control training"),
        (0.45, "still merged and more so after motor control training"),
    ],
)
def test_an_arm_goes_back_or_partly_or_on_or_stays(trained, said):
    assert said in story(Planted(smudging(trained)))[0]


def test_directions_come_from_the_study_and_not_from_what_is_expected():
    upside_down = {"overlap": {HEALTHY: 0.5, CLBP: 0.2, TRAINED: 0.5, RESTED: 0.2}}
    maps, control = story(Planted(upside_down))
    assert "merged in health (overlap 0.50), apart in CLBP" in maps
    assert "merged again after" in maps
    assert "not clearly changed" in control


def test_maps_that_part_because_they_shrink_are_told_to_shrink():
    meps = {HEALTHY: 10.0, CLBP: 10.0, TRAINED: 5.0, RESTED: 9.0}
    maps, control = story(Planted(smudging() | {"largest_mep": meps}))
    trained = "apart again after motor control training (overlap 0.15, MEPs 50 % of those before)"
    assert trained in maps
    assert maps.count("MEPs") == 1
    assert "MEPs" not in control


def test_an_early_onset_has_the_centre_of_mass_of_its_answer_beside_it():
    onsets = {HEALTHY: 40.0, CLBP: 190.0, TRAINED: 20.0, RESTED: 190.0}
    masses = {HEALTHY: 130.0, CLBP: 220.0, TRAINED: 210.0, RESTED: 220.0}
    both = {"onset": onsets, "centre_of_mass": masses}
    (onset,) = (line for line in story(Planted(both)) if "after the cue" in line)
    assert "early in health (40 ms, centre of mass 130 ms)" in onset
    assert "after motor control training (20 ms, centre of mass 210 ms" in onset


@pytest.mark.parametrize(("mass", "said"), [(210.0, "again by the onset alone"), (140.0, "again")])
def test_an_onset_is_back_as_a_whole_if_the_centre_of_mass_is(mass, said):
    onsets = {HEALTHY: 40.0, CLBP: 190.0, TRAINED: 20.0, RESTED: 190.0}
    masses = {HEALTHY: 130.0, CLBP: 220.0, TRAINED: mass, RESTED: 220.0}
    (onset, _) = story(Planted({"onset": onsets, "centre_of_mass": masses}))
    assert f"early {said} after motor control training" in onset


class Missing(Planted):
    """Half of the subjects have no onset at one visit."""

    def __init__(self, planted, empty):
        super().__init__(planted)
        self.empty = empty

    def values(self, assessment, measure, muscle, arm, phase):
        found = super().values(assessment, measure, muscle, arm, phase)
        is_empty = [phase == self.empty and n % 2 == 0 for n in range(len(found))]
        return np.where(is_empty, np.nan, found)


LATE = {"onset": {HEALTHY: 100.0, CLBP: 190.0, TRAINED: 95.0, RESTED: 190.0}}


def test_no_change_is_told_where_many_have_no_value():
    onset = story(Missing(LATE, TRAINED))[0]
    assert "too few answers to tell after motor control training (95 ms, none in 3 of 6)" in onset


def test_no_change_is_told_from_a_visit_at_which_many_had_no_value():
    """Three pairs of values that all rise would be told as a change of all."""
    onset = story(Missing(LATE, HEALTHY))[0]
    assert "after the cue: in health (100 ms, none in 3 of 6), too few answers" in onset
    # the past is not told, so nothing is early "again"
    assert "early after motor control training" in onset


def test_a_change_from_a_past_that_is_none_does_not_go_on():
    """Without a change in the past a control cannot be merged still and more so."""
    overlaps = {HEALTHY: 0.3, CLBP: 0.3, TRAINED: 0.3, RESTED: 0.5}
    _, control = story(Planted({"overlap": overlaps}))
    assert control == "Control, no training: maps merged (overlap 0.50; 6 of 6 subjects)."


@pytest.mark.parametrize(("merged", "said"), [(0.31, "merged"), (0.20, "on average merged")])
def test_a_change_within_the_noise_of_most_subjects_is_one_on_average(merged, said):
    overlaps = {HEALTHY: 0.15, CLBP: merged, TRAINED: merged, RESTED: merged}
    maps = story(Planted({"overlap": overlaps}, config="demo"))[0]
    assert f", {said} in CLBP" in maps
    assert ("by more than retest noise" in maps) == said.startswith("on average")


def test_no_change_is_called_none():
    same = dict.fromkeys((HEALTHY, CLBP, TRAINED, RESTED), 0.2)
    maps, _ = story(Planted({"overlap": same}))
    assert "Maps of the deep DM and the superficial LES: in health (overlap 0.20), no clear" in maps
    assert "subjects" not in maps


def test_one_subject_has_numbers_and_no_verdicts():
    maps, control = story(Planted(smudging(), n=1))
    assert re.search(r": in health \(overlap [0-9.]+\), in CLBP \(overlap [0-9.]+\), after", maps)
    assert "subjects" not in maps
    assert control.startswith("Control, no training: maps (overlap 0.")


def test_of_few_subjects_the_lowest_and_the_highest_are_told_instead_of_the_mean():
    planted = smudging() | {"largest_mep": {HEALTHY: 0.4, CLBP: 0.4, TRAINED: 0.2, RESTED: 0.4}}
    few, many = (story(Planted(planted, n=n))[0] for n in (MIN_SUBJECTS - 1, MIN_SUBJECTS))
    assert re.search(r"in health \(overlap 0\.1\d to 0\.1\d\)", few)
    assert re.search(r"MEPs \d\d % to \d\d % of those before", few)
    assert " to " not in many


def test_onsets_before_the_feed_forward_window_are_counted():
    onsets = {HEALTHY: 20.0, CLBP: 70.0, TRAINED: 20.0, RESTED: 70.0}
    since = {phase: onset - 120 for phase, onset in onsets.items()}
    (line, _) = story(Planted({"onset": onsets, "onset_to_prime_mover": since}))
    assert "in health (20 ms, before the feed-forward window in 2 of 6)" in line
    assert "CLBP (70 ms)" in line or "CLBP (70 ms;" in line


def test_the_onset_is_told_of_the_deep_muscle_by_its_name():
    late = {"onset": {HEALTHY: 100.0, CLBP: 190.0, TRAINED: 95.0, RESTED: 190.0}}
    (onset, control) = story(Planted(late))
    assert onset.startswith("Deep multifidus (DM) after the cue: early in health (100 ms), late")
    assert "DM not clearly changed (190 ms" in control


def test_a_structural_map_is_told_and_measures_without_a_value_are_not():
    result = Planted(smudging())
    topics = topics_of(result)
    assert topics[0].assessment == "map_structural"
    assert len(story(result)) == 2
    assert story(Planted({})) == []


def test_every_shipped_study_has_its_sentences():
    everything = dict.fromkeys(load_study(CONFIGS / "causes.yaml").phases, 0.2)
    for config in ("arms", "causes", "dose", "slow_clock", "tiny"):
        phases = load_study(CONFIGS / f"{config}.yaml").phases
        found = story(Planted({"overlap": everything | dict.fromkeys(phases, 0.2)}, 6, config))
        assert found[0].startswith("Maps of the deep")
        assert all(text.endswith(".") for text in found)


def test_controls_are_arms_that_rest():
    assert resting_arms(load_study(CONFIGS / "smudging.yaml")) == ["no_training"]


class Listed(Planted):
    """Subjects whose overlaps are given one by one, for each phase."""

    def values(self, assessment, measure, muscle, arm, phase):
        return np.array(self.planted[phase])


def test_the_representative_subject_has_values_like_the_mean_not_only_changes_like_it():
    planted = {
        HEALTHY: [0.0, 0.2, 0.1, 0.11, 0.1],
        CLBP: [0.1, 0.3, 0.35, 0.2, 0.05],
        TRAINED: [0.0, 0.2, 0.1, 0.1, 0.1],
        RESTED: [0.1, 0.3, 0.35, 0.19, 0.05],
    }
    result = Listed(planted, n=5)
    assert representative(result, topics_of(result)[0]) == result.subjects[3]


def test_a_subject_without_a_value_represents_nobody():
    merged = [0.0, 0.02, 0.03, np.nan, 0.35]
    apart = [0.0] * 5
    result = Listed({HEALTHY: apart, CLBP: merged, TRAINED: apart, RESTED: apart}, n=5)
    assert representative(result, topics_of(result)[0]) == result.subjects[2]
    nobody = Planted({})
    assert representative(nobody, topics_of(nobody)[0]) is None


def test_depths_are_those_of_the_muscles():
    study = Planted(smudging()).study
    assert _with_depth(study, "DM", "LES") == "the deep DM and the superficial LES"
    assert _with_depth(study, "LES", "DM") == "the superficial LES and the deep DM"
    assert _with_depth(study, "LES", "OE") == "LES and OE"
