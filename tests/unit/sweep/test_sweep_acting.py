"""A field of a sweep that changes no session makes equal points, and is refused."""

import pytest

from cortex_sim.errors import ConfigError
from cortex_sim.sweep.load import load_sweep

GOOD = "{key: phases.clbp.gaba_gain, values: [0.5, 1.0]}"


@pytest.fixture
def load(tmp_path, request):
    def load(*axes, setting="{}", sampling="", of="tiny.yaml"):
        path = tmp_path / "acting.yaml"
        study = request.config.rootpath / "configs" / of
        text = f"name: acting\nstudy: {study}\nset: {setting}\naxes: [{', '.join(axes)}]\n"
        path.write_text(text + sampling)
        return load_sweep(path)

    return load


def test_an_axis_over_a_misspelt_phase_is_refused_with_the_nearest_name(load):
    with pytest.raises(ConfigError, match=r"axis 'phases.clpb.gaba_gain'.*'phases.clbp.gaba_gain'"):
        load("{key: phases.clpb.gaba_gain, linspace: {start: 0.4, stop: 1.0, count: 25}}")


def test_an_axis_over_a_misspelt_modulator_is_refused_with_the_nearest_name(load):
    axis = "{key: slow_clock.modulators.dopamin.baseline, values: [0.5, 1.0]}"
    with pytest.raises(ConfigError, match=r"mean 'slow_clock.modulators.dopamine.baseline'"):
        load(axis, of="dopamine.yaml")


@pytest.mark.parametrize(
    "axis",
    [
        "{key: [phases.clbp.bdnf, phases.clpb.bdnf], values: [0.5, 1.0]}",
        f"{{zip: [{GOOD}, {{key: phases.clpb.bdnf, values: [0.5, 1.0]}}]}}",
    ],
)
def test_a_misspelt_key_beside_a_good_one_is_refused(load, axis):
    with pytest.raises(ConfigError, match=r"axis 'phases.clpb.bdnf': changes no session"):
        load(axis)


def test_a_sampled_axis_that_changes_nothing_is_refused(load):
    axis = "{key: phases.clpb.bdnf, range: {low: 0.5, high: 1.0}}"
    with pytest.raises(ConfigError, match="changes no session"):
        load(GOOD, axis, sampling="sampling: {method: latin_hypercube, count: 4}\n")


def test_a_setting_that_changes_nothing_is_refused(load):
    with pytest.raises(ConfigError, match=r"set 'phases.clpb.bdnf'.*'phases.clbp.bdnf'"):
        load(GOOD, setting="{phases.clpb.bdnf: 0.5}")


def test_a_setting_of_how_points_are_run_is_taken(load):
    assert len(load(GOOD, setting="{execution.workers: 1}").points) == 2


def test_an_axis_that_acts_only_where_another_has_a_certain_value_is_taken(load):
    """Without a session in CLBP its GABA_A gain changes only the visits, and there are none."""
    used = "{key: course.phases, values: [[healthy], [healthy, clbp]]}"
    arms = "{course.arms: {motor_control_training: null, no_training: null}}"
    assert len(load(used, GOOD, setting=arms).points) == 4


def test_an_axis_of_one_impossible_and_one_possible_value_is_left_to_its_points(load):
    assert len(load("{key: phases.clbp.gaba_gain, values: [-1.0, 0.5]}").points) == 2


def test_an_axis_over_the_subjects_is_taken(load):
    assert len(load("{key: cohort.first_seed, values: [1, 9]}").points) == 2


@pytest.mark.parametrize(
    ("axes", "setting", "where"),
    [
        ([GOOD], "{phases: {}}", "set 'phases'"),
        ([GOOD, "{key: phases.clbp, values: [{}]}"], "{}", "axis 'phases.clbp'"),
    ],
)
def test_a_map_without_a_value_is_refused(load, axes, setting, where):
    with pytest.raises(ConfigError, match=f"{where}: changes nothing, because a map is merged"):
        load(*axes, setting=setting)


def test_an_axis_whose_values_are_all_the_same_is_refused(load):
    axis = "{key: phases.clbp.practice.0.interval, values: [1 day, 24 h]}"
    with pytest.raises(ConfigError, match="changes no session"):
        load(GOOD, axis)
