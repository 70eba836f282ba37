"""Null removes what a part says and what it takes by ``based_on``, whichever file says it."""

import json
import subprocess
import sys

import pytest
import yaml
from fixtures.tiny_lab import CONFIG

from cortex_sim.config.inheritance import resolve_sequence, with_inherited
from cortex_sim.config.load import load_study
from cortex_sim.config.merge import idle_nulls
from cortex_sim.config.origins import study_with_origins
from cortex_sim.config.yaml_loader import apply_overrides
from cortex_sim.errors import ConfigError

PARENT = {
    "extends": str(CONFIG),
    "sequences": {
        "one": {
            "based_on": "healthy",
            "description": "the base's",
            "spikes": {"afferent": {"kind": "pulses", "burst": 3}},
            "muscles": {"OE": None},
        },
        "two": {
            "based_on": "one",
            "description": "its own",
            "spikes": {"afferent": {"burst": 2}},
            "muscles": {"DM": {"jitter": "5 ms"}, "OE": {"onset": "50 ms"}},
        },
        "three": {"based_on": "one", "cue": False},
    },
    "phases": {
        "clbp": {"gaba_gain": None, "bdnf": None, "levels": {"bdnf": 0.8}},
        "more": {"based_on": "clbp", "levels": {"bdnf": 0.7}, "sessions": 3},
    },
}


@pytest.fixture
def load(tmp_path):
    """Return a function that loads a study with changes: of a child file, and overrides."""

    def load(changes, *overrides):
        for name, data in {
            "parent": PARENT,
            "child": {"extends": "parent.yaml", **changes},
        }.items():
            (tmp_path / f"{name}.yaml").write_text(yaml.safe_dump(data, sort_keys=False))
        return load_study(tmp_path / "child.yaml", overrides)

    return load


def nested(key):
    """Return the map in which null stands under a dotted key."""
    found = None
    for part in reversed(key.split(".")):
        found = {part: found}
    return found


@pytest.fixture(params=["extends", "--set"])
def without(request, load):
    """Return a function that loads a study with null under a dotted key, in either form."""
    return lambda key: load(nested(key)) if request.param == "extends" else load({}, f"{key}=null")


def sequence(study, name):
    return resolve_sequence(study.sequences, name)


def test_a_muscle_is_silent_that_the_entry_and_its_base_have(without):
    study = without("sequences.clbp.muscles.DM")
    assert "DM" in sequence(study, "healthy").muscles
    assert "DM" not in sequence(study, "clbp").muscles


def test_a_muscle_of_the_entry_alone_goes(without):
    found = sequence(without("sequences.two.muscles.OE"), "two").muscles
    assert "OE" not in found
    assert "DM" in found


@pytest.mark.parametrize(
    ("key", "field", "left"),
    [
        ("spikes", "spikes", {}),
        ("spikes.afferent", "spikes", {}),
        ("muscles", "muscles", {}),
        ("description", "description", ""),
    ],
)
def test_a_field_of_a_sequence_and_its_base_goes(without, key, field, left):
    assert getattr(sequence(without(f"sequences.two.{key}"), "two"), field) == left


@pytest.mark.parametrize("key", ["levels", "levels.bdnf"])
def test_a_level_of_a_phase_and_its_base_goes(without, key):
    study = without(f"phases.more.{key}")
    assert study.phases["clbp"].levels == {"bdnf": 0.8}
    assert study.phases["more"].levels == {}


def test_a_field_of_the_only_row_of_a_phase_and_its_base_goes(without):
    base = without("phases.more.levels").phases["clbp"].practice[0]
    row = without("phases.more.sessions").phases["more"].practice[0]
    assert base.sessions > 1
    assert (row.sessions, row.duration) == (1, base.duration)


def test_a_level_of_a_phase_in_the_course_and_of_its_phase_goes(load):
    arm = "course.arms.a=[{phase: more, levels: {bdnf: 0.5}}]"
    assert load({}, arm).phases["a"].levels == {"bdnf": 0.5}
    assert load({}, arm, "course.arms.a.0.levels=null").phases["a"].levels == {}


def test_what_is_written_after_null_is_laid_on_what_is_inherited(load):
    silent = nested("sequences.clbp.muscles.DM")
    found = sequence(load(silent, "sequences.clbp.muscles.DM.jitter=7 ms"), "clbp").muscles["DM"]
    inherited = sequence(load(silent), "healthy").muscles["DM"]
    assert (found.jitter, found.onset, found.delay) == (0.007, inherited.onset, inherited.delay)


def test_null_twice_removes_as_null_once(load):
    silent = nested("sequences.clbp.muscles.DM")
    study = load(silent, "sequences.clbp.muscles.DM=null")
    assert study == load(silent)


@pytest.mark.parametrize("key", ["sequences.three.muscles.OE", "sequences.two.spikes.exc"])
def test_null_for_what_neither_the_entry_nor_its_base_has_is_refused(without, key):
    with pytest.raises(ConfigError, match=rf"{key}: .*null"):
        without(key)


def test_the_origins_of_a_study_are_without_what_null_removed(load, tmp_path):
    load(nested("sequences.clbp.muscles.DM"))
    shown = yaml.safe_load(study_with_origins(tmp_path / "child.yaml"))
    assert "DM" not in shown["sequences"]["clbp"]["muscles"]


def test_muscles_after_null_stand_last_where_nothing_is_inherited():
    data = {"sequences": {"a": {"muscles": {"DM": {"onset": 1}, "LES": {"onset": 2}}}}}
    key = "sequences.a.muscles.DM"
    found = apply_overrides(data, [f"{key}=null", f"{key}.onset=3"])
    assert list(found["sequences"]["a"]["muscles"]) == ["LES", "DM"]


@pytest.mark.parametrize("first", ["a", "x"])
def test_a_circle_of_based_on_is_refused_in_time(first):
    parents = {"x": "a", "a": "b", "b": "a", "free": None}
    code = "from cortex_sim.config.inheritance import lineage\n"
    code += f"lineage('phases', {parents}, {first!r})"
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, timeout=120, text=True
    )
    assert f"phases.{first}.based_on goes round in a circle: {first} -> " in ended.stderr
    assert "a -> b -> a; remove one" in ended.stderr


IDLE_NULLS = [
    "registered",
    "phases.healthy.visits",
    "phases.healthy.levels",
    "phases.more.gaba_gain",
    "sequences.clbp.spikes",
    "slow_clock",
]


@pytest.mark.parametrize("key", IDLE_NULLS)
def test_null_where_nothing_is_is_refused(without, key):
    with pytest.raises(ConfigError, match=rf"{key}: .*null removes what is inherited, but no"):
        without(key)


def test_null_where_a_row_has_nothing_is_refused(load):
    with pytest.raises(ConfigError, match=r"practice\.0\.feedback: null removes.* \(--set\)"):
        load({}, "phases.clbp.practice.0.feedback=null")


def test_null_says_the_default_where_a_part_is_new(load):
    phase = {"practice": [{"sequence": None, "duration": "1 s"}], "visits": None, "gaba_gain": None}
    study = load({"phases": {"new": phase}})
    assert study.phases["new"].visits is None
    assert study.phases["new"].practice[0].sequence is None


@pytest.mark.parametrize("how", ["extends", "--set"])
def test_null_for_the_sequence_of_a_phase_is_rest(load, how):
    rest = (
        load(nested("phases.more.sequence"))
        if how == "extends"
        else load({}, "phases.more.sequence=null")
    )
    assert rest.phases["more"].practice[0].sequence is None


def test_a_removed_value_is_told_apart_after_a_trip_through_json(load):
    marked = apply_overrides(PARENT, ["sequences.two.muscles.OE=null", "registered=null"])
    assert json.loads(json.dumps(marked)) == marked
    assert [".".join(key) for key in idle_nulls(marked)] == ["registered"]


def test_a_field_of_another_kind_of_pattern_is_not_inherited():
    own = {"based_on": "b", "spikes": {"cue": {"kind": "pulses", "burst": 2}}}
    base = {"spikes": {"cue": {"kind": "other", "burst": 3}}}
    data = {"sequences": {"a": own, "b": base}}
    found = apply_overrides(data, ["sequences.a.spikes.cue.burst=null"])
    assert with_inherited(found)["sequences"]["a"]["spikes"] == {"cue": {"kind": "pulses"}}
