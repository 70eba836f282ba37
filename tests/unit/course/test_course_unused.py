"""Names that nothing refers to: said in one line, or refused where they are slips."""

import pytest
from click.testing import CliRunner

from cortex_sim.cli.run import run
from cortex_sim.cli.validate import validate
from cortex_sim.config.load import load_study
from cortex_sim.course.acting import load_acting_study
from cortex_sim.course.unused import unused_line, unused_names
from cortex_sim.errors import ConfigError
from cortex_sim.sweep.load import load_sweep

SLIPS = {
    "phases": ("motor_control_traning", "{gaba_gain: 0.9}", "motor_control_training"),
    "sequences": ("clpb", "{based_on: healthy}", "clbp"),
    "assessments": ("cued_movment", "{kind: cued_movement}", "cued_movement"),
    "network.cells": ("pyramidl", "{pyramidal}", "pyramidal"),
    "network.populations": ("afferrent", "{afferent}", "afferent"),
}


@pytest.fixture
def configs(request):
    return request.config.rootpath / "configs"


@pytest.fixture
def written(configs, tmp_path):
    """Return a function that writes a study of the tiny one with a name more."""

    def write(section, name, base=None):
        tiny = load_study(configs / "tiny.yaml").model_dump(mode="json")
        data, value = tiny, SLIPS[section][1]
        for part in section.split("."):
            data = data[part]
        if value.strip("{}") in data:
            value = repr(data[value.strip("{}")]).replace("None", "null").replace("True", "true")
            value = value.replace("False", "false")
        above, _, inner = section.rpartition(".")
        rows = f"{inner}: {{{name}: {value}}}"
        path = tmp_path / f"{name}.yaml"
        line = f"{above}: {{{rows}}}" if above else rows
        path.write_text(f"extends: {base or configs / 'tiny.yaml'}\nname: slip\n{line}\n")
        return path

    return write


@pytest.mark.parametrize("section", SLIPS)
def test_a_slip_in_the_study_itself_is_refused_with_what_is_meant(written, section):
    name, _, meant = SLIPS[section]
    with pytest.raises(ConfigError, match=rf"{section}.{name}: .*did you mean '{meant}'.*remove"):
        load_acting_study(written(section, name))


@pytest.mark.parametrize("section", SLIPS)
def test_a_slip_in_a_file_that_is_extended_is_said_in_one_line(written, section, tmp_path):
    name, _, meant = SLIPS[section]
    child = tmp_path / "child.yaml"
    child.write_text(f"extends: {written(section, name).name}\nname: child\n")
    study = load_acting_study(child)
    assert unused_line(study) == f"unused: {section} {name} (did you mean {meant}?)"


def test_an_arm_of_almost_the_name_and_the_same_phases_is_a_slip(configs, tmp_path):
    slip = "motor_contrl_training"
    path = tmp_path / "arm.yaml"
    path.write_text(
        f"extends: {configs / 'tiny.yaml'}\nname: arm\n"
        f"course: {{arms: {{{slip}: [motor_control_training]}}}}\n"
    )
    with pytest.raises(ConfigError, match=rf"arms.{slip}: .*did you mean 'motor_control_training'"):
        load_acting_study(path)
    override = f"course.arms.{slip}=[motor_control_training]"
    with pytest.raises(ConfigError, match=rf"arms.{slip}: .*did you mean 'motor_control_training'"):
        load_acting_study(configs / "tiny.yaml", [override])


def test_an_intervention_that_no_session_gets_is_unused(configs, tmp_path):
    path = tmp_path / "given.yaml"
    bundle = "{channels: {polarisation: {exc: 1 mV}}}"
    practice = "practice: [{sequence: %s, duration: 1 s, interventions: [%s]}]"
    path.write_text(
        f"extends: {configs / 'tiny.yaml'}\nname: given\n"
        f"interventions: {{one: {bundle}, two: {bundle}, three: {bundle}}}\n"
        f"phases: {{motor_control_training: {{{practice % ('motor_control_training', 'one')}}}, "
        f"no_training: {{{practice % ('null', 'sham_two')}}}}}\n"
    )
    assert unused_line(load_study(path)) == "unused: interventions three"


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("dopamin", "{baseline: 0.5}"),
        ("dopamin", "{sources: {bout: {aerobic: 0.3}}}"),
        ("dopamin", "{acts_on: {learning: {gain: 0.5}}}"),
    ],
)
def test_a_modulator_that_nothing_moves_or_that_acts_on_nothing_is_a_slip(
    configs, tmp_path, name, row
):
    path = tmp_path / "milieu.yaml"
    rows = f"slow_clock: {{modulators: {{{name}: {row}}}}}"
    path.write_text(f"extends: {configs / 'dopamine.yaml'}\nname: m\n{rows}\n")
    with pytest.raises(ConfigError, match=rf"modulators.{name}: .*did you mean 'dopamine'"):
        load_acting_study(path)


def test_modulators_act_through_others_and_need_a_source_or_a_level(configs):
    found = {u.name for u in unused_names(load_study(configs / "dopamine.yaml"))}
    assert {"igf1", "vegf"} <= found, "observed alone"
    assert not {"dopamine", "dopamine_tone", "levodopa", "naltrexone", "glia"} & found
    new = ["slow_clock.modulators.mood.acts_on.learning.gain=0.5"]
    moved = [*new, "phases.training_free.levels.mood=0.5"]
    assert "mood" in {u.name for u in unused_names(load_study(configs / "dopamine.yaml", new))}
    assert "mood" not in {
        u.name for u in unused_names(load_study(configs / "dopamine.yaml", moved))
    }


def test_a_name_without_likeness_may_be_unused(written):
    study = load_acting_study(written("phases", "holidays"))
    assert unused_line(study) == "unused: phases holidays"


def test_a_study_that_uses_all_says_nothing(configs):
    assert unused_line(load_study(configs / "arms.yaml")) == ""


def test_what_only_an_unused_phase_uses_is_unused(configs):
    alone = ["course.phases=[healthy]", "course.arms={motor_control_training: null}"]
    study = load_study(configs / "tiny.yaml", [*alone, "course.arms={no_training: null}"])
    found = {(unused.section, unused.name) for unused in unused_names(study)}
    assert {("phases", "clbp"), ("sequences", "clbp")} <= found
    assert ("sequences", "healthy") not in found


def test_a_threshold_and_what_a_sequence_is_based_on_are_used(configs):
    alone = ["course={phases: [clbp], arms: null}", "reference_phase=clbp"]
    study = load_study(configs / "base.yaml", [*alone, "phases.clbp.visit=[map_in_phase]"])
    found = {(unused.section, unused.name) for unused in unused_names(study)}
    assert ("phases", "healthy") in found
    assert not {("assessments", "threshold"), ("sequences", "healthy")} & found


def test_validate_and_run_say_it(written, tmp_path):
    path = written("phases", "holidays")
    said = CliRunner().invoke(validate, [str(path)])
    assert said.output.splitlines()[-1] == "unused: phases holidays"
    options = ["--dry-run", "--results", str(tmp_path / "results")]
    planned = CliRunner().invoke(run, [str(path), *options])
    assert "unused: phases holidays" in planned.output


def test_a_sweep_of_a_study_with_a_slip_is_refused(written, tmp_path):
    study = written("phases", "motor_control_traning")
    path = tmp_path / "sweep.yaml"
    axis = "{key: phases.clbp.gaba_gain, values: [0.5, 0.6]}"
    path.write_text(f"name: s\nstudy: {study}\naxes: [{axis}]\n")
    with pytest.raises(ConfigError, match="did you mean 'motor_control_training'"):
        load_sweep(path)
