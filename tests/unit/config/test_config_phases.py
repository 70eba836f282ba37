"""Phases that are based on others, and what of a phase went."""

import pytest
from fixtures.tiny_lab import CONFIG

from cortex_sim.config.load import load_study, study_as_yaml
from cortex_sim.config.origins import study_with_origins
from cortex_sim.errors import ConfigError
from cortex_sim.sweep.load import load_sweep

BASED = "phases.more={based_on: clbp, label: more, gaba_gain: 0.5, levels: {bdnf: null}}"
LEVELS = ("phases.clbp.bdnf=null", "phases.clbp.levels.bdnf=0.8")


def test_a_phase_takes_what_it_does_not_say():
    study = load_study(CONFIG, [*LEVELS, BASED])
    phase, parent = study.phases["more"], study.phases["clbp"]
    assert phase.practice == parent.practice
    assert (phase.gaba_gain, phase.levels, phase.label) == (0.5, {}, "more")
    assert phase.based_on is None
    assert load_study(CONFIG, ["phases.more={based_on: clbp}"]).phases["more"].label == ""


def test_a_study_based_on_others_reads_back_equal(tmp_path):
    study = load_study(CONFIG, [*LEVELS, BASED])
    path = tmp_path / "again.yaml"
    path.write_text(study_as_yaml(study))
    assert load_study(path) == study


def test_a_change_of_the_parent_reaches_a_chain_of_children():
    chain = "phases.most={based_on: more}"
    study = load_study(CONFIG, [*LEVELS, BASED, chain, "phases.clbp.practice.0.duration=7 s"])
    assert study.phases["most"].practice[0].duration == 7


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (["phases.more={based_on: clpb}"], "unknown 'clpb'; did you mean 'clbp'"),
        (
            ["phases.clbp.based_on=a", "phases.a={based_on: clbp}"],
            "in a circle: clbp -> a",
        ),
        (["phases.more={based_on: 3}"], "phases.more.based_on: got 3"),
        (["phases.clbp.clamp={dopamine: 1}"], "write levels: {dopamine: 0.25}"),
        (["slow_clock.clamp={dopamine: 1}"], "write levels: {dopamine: 0.25}"),
        (["slow_clock.individuals.baselines={dopamine: 1}"], "write trait: {mean: 1"),
        (["phases.clpb=null"], "removes what is inherited, but no 'clpb' is"),
    ],
)
def test_what_cannot_be_says_what_to_write(changes, message):
    with pytest.raises(ConfigError, match=message):
        load_study(CONFIG, changes)


def test_each_value_names_the_phase_that_says_it(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(
        f"extends: {CONFIG}\nname: mine\nphases: {{more: {{based_on: clbp, bdnf: 0}}}}\n"
    )
    text = study_with_origins(path)
    rows = text[text.index("  more:") :].splitlines()
    assert next(row for row in rows if "bdnf:" in row).endswith("mine.yaml")
    taken = next(row for row in rows if "gaba_gain:" in row)
    assert taken.endswith("first_release.yaml, phase clbp")


def test_a_point_of_a_sweep_changes_those_that_are_based_on_it(tmp_path):
    study = tmp_path / "mine.yaml"
    study.write_text(
        f"extends: {CONFIG}\nname: mine\nphases: {{more: {{based_on: clbp}}}}\n"
        "course: {arms: {more: [more]}}\n"
    )
    path = tmp_path / "sweep.yaml"
    axis = "{key: phases.clbp.gaba_gain, values: [0.5, 0.6]}"
    path.write_text(f"name: s\nstudy: {study}\naxes: [{axis}]\n")
    sweep = load_sweep(path)
    found = [sweep.study(point).phases["more"].gaba_gain for point in sweep.points]
    assert found == [0.5, 0.6]
