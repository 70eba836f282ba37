"""Studies, sweeps and model files that ship are found by name, from anywhere."""

import re

import pytest

from cortex_sim.config.layers import load_layers
from cortex_sim.config.load import load_study
from cortex_sim.config.shipped import (
    MODELS,
    SWEEPS,
    find_beside,
    find_shipped,
    find_study,
    find_sweep,
    is_shipped,
    shipped_folder,
    shipped_names,
)
from cortex_sim.errors import ConfigError
from cortex_sim.sweep.load import load_sweep


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """Start in an empty folder: nothing may depend on standing in the repository."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", ["smudging", "smudging.yaml", "configs/smudging.yaml"])
def test_a_study_is_found_by_its_name(name):
    assert find_study(name) == shipped_folder() / "smudging.yaml"


@pytest.mark.parametrize("name", ["tiny", "sweeps/tiny", "configs/sweeps/tiny.yaml"])
def test_a_sweep_is_found_by_its_name(name):
    assert find_sweep(name) == shipped_folder() / SWEEPS / "tiny.yaml"


def test_every_study_and_sweep_that_ships_loads_from_anywhere():
    names, sweeps = shipped_names(), shipped_names(SWEEPS)
    assert {"smudging", "arms", "tiny"} <= set(names)
    assert [load_study(name).name for name in names] == names
    assert all(load_sweep(name).points for name in sweeps if name != "sensitivity")


def test_the_model_files_ship():
    assert {"two_layer", "one_layer"} <= set(shipped_names(MODELS))
    assert find_shipped("model/two_layer.yaml") is not None


def test_a_file_comes_before_a_name(tmp_path):
    (tmp_path / "smudging").write_text("extends: tiny.yaml\nname: mine\n")
    assert load_study("smudging").name == "mine"


def test_the_folder_configs_where_one_stands_comes_before_what_ships(tmp_path):
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs" / "smudging.yaml").write_text("extends: tiny.yaml\nname: mine\n")
    assert load_study("smudging").name == "mine"


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("disuse", "'protocols/disuse.yaml'"),
        ("disuze.yaml", "'protocols/disuse.yaml'"),
        ("milleu.yaml", "'model/milieu.yaml'"),
        ("smuging.yaml", "'smudging.yaml'"),
        ("one_layr", "'one_layer.yaml' or 'model/one_layer.yaml'"),
        ("nothing_like_it", "'cortex-sim list'"),
    ],
)
def test_an_unknown_name_in_extends_is_answered_with_the_nearest_file(tmp_path, name, meant):
    mine = tmp_path / "mine.yaml"
    mine.write_text(f"extends: {name}\nname: mine\n")
    with pytest.raises(ConfigError, match=re.escape(meant)):
        load_layers(mine)


def test_extends_finds_what_ships_from_anywhere(tmp_path):
    mine = tmp_path / "mine.yaml"
    mine.write_text("extends: [tiny.yaml, model/one_layer.yaml]\nname: mine\n")
    assert {"tiny.yaml", "first_release.yaml", "two_layer.yaml", "one_layer.yaml"} <= {
        path.name for path in load_layers(mine).files if is_shipped(path)
    }


def test_a_file_beside_the_study_comes_before_what_ships(tmp_path):
    (tmp_path / "base.yaml").write_text("extends: tiny.yaml\nname: beside\n")
    (tmp_path / "mine.yaml").write_text("extends: base.yaml\n")
    assert load_study(tmp_path / "mine.yaml").name == "beside"
    assert tmp_path / "base.yaml" in load_layers(tmp_path / "mine.yaml").files


def test_a_sweep_of_ones_own_names_a_study_that_ships(tmp_path):
    mine = tmp_path / "mine.yaml"
    mine.write_text("name: mine\nstudy: tiny\naxes:\n  - {key: cohort.subjects, values: [1, 2]}\n")
    assert len(load_sweep(mine).points) == 2


def test_an_unknown_name_gets_the_nearest_ones():
    with pytest.raises(ConfigError, match=r"smudgin: no such file.*did you mean 'smudging'"):
        find_study("smudgin")
    with pytest.raises(ConfigError, match=r"no sweep of this name.*'sensitivity'"):
        find_sweep("sensitivty")


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../configs/smudging.yaml", "/smudging", "x\0y", "a" * 5000, "sweeps"]
)
def test_what_names_nothing_that_ships_is_not_found(name):
    assert find_shipped(name) is None


def test_what_is_neither_beside_nor_shipped_is_named_as_written(tmp_path):
    assert find_beside("none.yaml", tmp_path / "mine.yaml") == tmp_path / "none.yaml"


def test_an_installation_without_the_files_says_so():
    with pytest.raises(ConfigError, match="lacks the folder 'nothing'"):
        shipped_folder("nothing")
