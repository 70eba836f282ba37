"""What the author of a study is told of it: values without effect, phases without a sham."""

import re

import pytest
import yaml
from click.testing import CliRunner
from fixtures.tiny_lab import CONFIG

from cortex_sim.cli.validate import validate
from cortex_sim.config.load import load_study, study_as_yaml
from cortex_sim.course.notes import notes_on, unread_values

TRAIN = "spikes: {exc: {kind: pulses, %s}}"
SYNCHRONY = "spikes: {afferent: {kind: correlated, %s}}"
SLICE = "{kind: pairing, projection: exc_exc, %s}"


@pytest.fixture
def configs(request):
    return request.config.rootpath / "configs"


@pytest.fixture
def written(tmp_path):
    """Return a function that writes a study of the tiny one with changes, by dotted key."""

    def write(changes, base=CONFIG, name="mine"):
        data = {"extends": str(base), "name": name}
        for key, value in changes.items():
            above = data
            *parts, last = key.split(".")
            for part in parts:
                above = above.setdefault(part, {})
            above[last] = yaml.safe_load(value)
        path = tmp_path / f"{name}.yaml"
        path.write_text(yaml.safe_dump(data, sort_keys=False))
        return path

    return write


def notes(path, *overrides):
    return "\n".join(notes_on(load_study(path, overrides), path, overrides))


@pytest.mark.parametrize(
    ("key", "value", "place", "reason"),
    [
        ("sequences.clbp", SYNCHRONY % "jitter: 3 ms", "spikes.afferent.jitter", "synchrony is 0"),
        ("sequences.clbp", TRAIN % "burst_rate: 50 Hz", "spikes.exc.burst_rate", "burst is 1"),
        ("sequences.clbp", TRAIN % "rate: 2 Hz", "spikes.exc.rate", "bursts is 1"),
        ("sequences.clbp", "isolated_muscles: [DM]", "isolated_muscles", "isolated_prob.* is 0"),
        ("network.populations.afferent.input", "feedback_delay: 5 ms", "feedback_delay", "is 0"),
        ("slow_clock", "gaba: {bdnf_change: 0.6}", "gaba.bdnf_change", "bdnf_and_gaba is none"),
        ("assessments.cued_movement", "read_out: none, cue_factor: 3", "cue_factor", "is none"),
        ("assessments.threshold", "rounds: 20", "rounds", "method is curve"),
    ],
)
def test_a_value_that_another_one_switches_off_is_told(written, key, value, place, reason):
    path = written({key: f"{{{value}}}"})
    place = f"{key}.{place}"
    assert f"no effect: {place} (" in notes(path)
    (told,) = (one for one in unread_values(load_study(path)) if one.place == place)
    assert re.search(reason, told.reason)


def test_a_value_in_a_row_or_a_slice_is_told(written):
    row = "[{sequence: clbp, duration: 1 s, plasticity: false, stage: development}]"
    path = written(
        {
            "phases.clbp.practice": row,
            "assessments.slice": SLICE % "pre: {kind: pulses, jitter: 5 ms}",
            "visit_sets.all": "[slice]",
            "phases.clbp.visit": "[threshold, all]",
        }
    )
    said = notes(path)
    assert "phases.clbp.practice.0.stage (plasticity is false)" in said
    assert "assessments.slice.pre.jitter" in said


def test_defaults_used_values_and_values_of_unused_parts_are_not_told(written):
    path = written(
        {
            "sequences.clbp": "{%s}" % (SYNCHRONY % "synchrony: 0.3, jitter: 3 ms"),
            "sequences.spare": "{based_on: clbp, %s}" % (TRAIN % "rate: 2 Hz"),
            "assessments.threshold.rounds": "8",
        }
    )
    assert "no effect" not in notes(path)


def test_what_is_inherited_is_told_to_whoever_wrote_it_alone(written):
    written({"sequences.clbp": "{%s}" % (SYNCHRONY % "synchrony: 0.3, jitter: 3 ms")}, name="base")
    path = written({"sequences.clbp.spikes.afferent.synchrony": "0"}, base="base.yaml")
    assert "sequences.clbp.spikes.afferent.jitter" in notes(path)
    control = {"sequences.more": "{based_on: clbp, spikes: {afferent: {synchrony: 0}}}"}
    used = {"phases.motor_control_training.practice": "[{sequence: more, duration: 1 s}]"}
    assert "no effect" not in notes(written(control | used, base="base.yaml", name="control"))


def test_an_override_of_a_study_that_ships_is_told_and_what_ships_is_not():
    override = "assessments.map_structural.threshold_from=threshold"
    assert notes(CONFIG) == ""
    assert "map_structural.threshold_from (intensity_mv is given)" in notes(CONFIG, override)


def test_a_study_that_is_written_out_whole_has_no_other_notes(written, tmp_path):
    path = tmp_path / "whole.yaml"
    path.write_text(study_as_yaml(load_study(CONFIG)))
    assert "no effect" not in notes(path)


@pytest.mark.parametrize("sham", [False, True])
def test_a_phase_that_is_named_as_an_intervention_and_has_no_sham_is_told(written, sham):
    row = "{practice: [{sequence: null, duration: 1 s, interventions: [%s]}]}"
    changes = {
        "interventions.tdcs": "{channels: {polarisation: {exc: 1 mV}}}",
        "phases.tdcs": row % "tdcs",
        "course.arms": "{one: [tdcs]}",
    }
    if sham:
        changes |= {"phases.sham_tdcs": row % "sham_tdcs", "course.arms.two": "[sham_tdcs]"}
    said = notes(written(changes))
    assert ("phases named as interventions, without a sham" in said) is not sham
    assert "rename" in said or sham


def test_a_phase_of_an_intervention_that_an_override_makes_is_told(written):
    row = "[{sequence: null, duration: 1 s, interventions: [tdcs]}]"
    changes = {
        "interventions.tdcs": "{channels: {polarisation: {exc: 1 mV}}}",
        "phases.given.practice": row,
        "course.arms": "{one: [tdcs]}",
    }
    path = written(changes)
    assert notes(path) == ""
    assert "without a sham" in notes(path, "phases.tdcs.visit=[map_structural]")


def test_modulators_whose_gains_are_all_zero_are_told(written, configs):
    row = "{sources: {load: 0}, acts_on: {learning: {gain: 0}}}"
    path = written({"slow_clock.modulators.mood": row}, base=configs / "dopamine.yaml")
    said = notes(path)
    assert "slow_clock.modulators.mood.sources (all its gains are 0)" in said
    assert "slow_clock.modulators.mood.acts_on (all its gains are 0)" in said
    assert "dopamine" not in said.replace("slow_clock.modulators.mood", "")


def test_validate_says_notes_and_gives_them_as_json(written):
    path = written({"assessments.threshold.rounds": "20"})
    line = "no effect: assessments.threshold.rounds (method is curve)"
    assert line in CliRunner().invoke(validate, [str(path)], catch_exceptions=False).output
    as_json = CliRunner().invoke(validate, [str(path), "--json"], catch_exceptions=False).output
    assert line in yaml.safe_load(as_json)["notes"]
