"""Configurations and sequences that nobody should write: an error of ours, or a study."""

import copy
import os
from functools import cache
from pathlib import Path

import hostile
import numpy as np
import pytest
import yaml
from fixtures.tiny_lab import CONFIG, ROOT
from harness import SEED, draws, examples, refused_or, snapshot
from hypothesis import given, seed
from hypothesis import strategies as st

from cortex_sim.config.inheritance import resolve_sequence
from cortex_sim.config.layers import load_layers
from cortex_sim.config.load import load_study, study_as_yaml
from cortex_sim.course.plan import make_plan
from cortex_sim.model.sequences import draw_trials
from cortex_sim.model.structure import structure_of
from cortex_sim.names import STORE_FOLDERS, file_name
from cortex_sim.outcome.folder import study_folder
from cortex_sim.store.paths import SessionStore

TEXTS = [
    path.read_text(encoding="utf-8")
    for path in (ROOT / "configs" / "tiny.yaml", ROOT / "configs" / "arms.yaml")
]


@cache
def data():
    return load_layers(CONFIG).data


PATHS = hostile.branches(data())
KEYS = st.one_of(
    st.sampled_from(sorted({str(path[-1]) for path in PATHS})),
    st.sampled_from(hostile.TEXTS),
    st.text(max_size=10),
)


def validated(path):
    """Return the study of a file after all that `cortex-sim validate` looks at."""
    study = load_study(path)
    if study.cohort.subjects <= 20:
        make_plan(study)
    return study


def check_study(study, folder):
    """Hold an accepted study against what it promises."""
    shown = folder / "shown.yaml"
    shown.write_text(study_as_yaml(study), encoding="utf-8")
    assert load_study(shown) == study
    structure_of(study, plastic=True)
    results = folder / "results"
    assert study_folder(SessionStore(results), study).resolve().parent == results.resolve()
    assert study.name.casefold() not in STORE_FOLDERS
    for name in (*study.phases, *study.assessments, *study.course.arms, *study.sequences):
        path = results / file_name(f"tms_{name}", ".png")
        assert path.resolve().parent == results.resolve()
    if study.cohort.subjects <= 3:
        for session in make_plan(study).sessions[:5]:
            path = SessionStore(results).path(session.session_id)
            assert path.resolve().is_relative_to(results.resolve())


def check_file(path, folder):
    study = refused_or(lambda: validated(path))
    if study is not None:
        check_study(study, folder)


def changed(place, value, kind, name):
    """Return the tiny study with one value replaced, removed, added or moved."""
    result = copy.deepcopy(data())
    target = result
    for key in place[:-1]:
        target = target[key]
    if kind == "replace":
        target[place[-1]] = value
    elif kind == "remove":
        del target[place[-1]]
    elif isinstance(target, dict):
        target[name] = value if kind == "add" else target[place[-1]]
    else:
        target.append(value if kind == "add" else target[place[-1]])
    return result


def difference(new, old):
    """Return what to lay on ``old`` to get ``new``; null removes a key."""
    found = {key: None for key in old if key not in new}
    for key, value in new.items():
        if key not in old:
            found[key] = value
        elif isinstance(value, dict) and isinstance(old[key], dict):
            if inner := difference(value, old[key]):
                found[key] = inner
        elif value is not old[key] and repr(value) != repr(old[key]):
            found[key] = value
    return found


@seed(SEED)
@examples(15)
@given(
    st.sampled_from(PATHS),
    hostile.values,
    st.sampled_from(["replace"] * 3 + ["remove", "add", "copy"]),
    KEYS,
)
def test_a_configuration_with_one_hostile_value(tmp_path_factory, place, value, kind, name):
    folder = tmp_path_factory.getbasetemp()
    path = folder / "hostile.yaml"
    only = difference(changed(place, value, kind, name), data())
    text = yaml.safe_dump({"extends": str(CONFIG), **only}, sort_keys=False, allow_unicode=True)
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    check_file(path, folder)


def test_the_text_of_a_configuration_damaged_at_random(sandbox):
    for rng in draws(15, "config text"):
        path = sandbox / "hostile.yaml"
        text = rng.choice(TEXTS).replace("extends: ", f"extends: {CONFIG.parent}/")
        path.write_bytes(hostile.mutate_text(text, rng))
        check_file(path, sandbox)


@seed(SEED)
@examples(3)
@given(st.sampled_from(PATHS), st.one_of(hostile.values, st.just(".".join("a" * 5000))), KEYS)
def test_overrides_on_the_command_line(place, value, key):
    dotted = ".".join(map(str, place))
    for override in (f"{dotted}={value}", f"{dotted}.{key}={value}", f"{key}.{value}=1"):
        refused_or(lambda: load_study(CONFIG, [override]))  # noqa: B023 - called at once


def _activation():
    time = st.sampled_from(["0 ms", "10 ms", "590 ms", "1e-12 ms", "1 h", "-5 ms", "5 mV", 5])
    chance = st.one_of(
        st.floats(0, 1),
        st.dictionaries(st.sampled_from(["flexion", "extension", "up"]), st.floats(0, 1)),
    )
    fields = {"onset": time, "delay": time, "duration": time, "jitter": time}
    return st.fixed_dictionaries(
        {}, optional={**fields, "participation": chance, "drive": st.floats(-1, 1e7)}
    )


NAMES = st.sampled_from(["healthy", "clbp", "motor_control_training", "new", "other", "ثالث"])
SEQUENCE = st.fixed_dictionaries(
    {},
    optional={
        "based_on": st.one_of(NAMES, st.none()),
        "trial_duration": st.sampled_from(["600 ms", "1 ms", "1e-9 s", "1000 s", "0 s"]),
        "directions": st.dictionaries(
            st.sampled_from(["flexion", "extension", "up", ""]), st.sampled_from([0.5, 1, 0, 1 / 3])
        ),
        "muscles": st.dictionaries(st.sampled_from(["TrA", "DM", "LES", "XX"]), _activation()),
        "isolated_muscles": st.lists(st.sampled_from(["TrA", "DM", "XX"]), max_size=3),
        "isolated_probability": st.floats(-0.1, 1.1),
        "shuffle_onsets": st.booleans(),
        "cue": st.booleans(),
    },
)


@seed(SEED)
@examples(8)
@given(st.dictionaries(NAMES, SEQUENCE, min_size=1, max_size=4))
def test_sequences_that_inherit_at_random(tmp_path_factory, sequences):
    folder = tmp_path_factory.getbasetemp()
    path = folder / "sequences.yaml"
    text = yaml.safe_dump({"extends": str(CONFIG), "sequences": sequences}, allow_unicode=True)
    path.write_text(text, encoding="utf-8")
    study = refused_or(lambda: validated(path))
    if study is None:
        return
    for name in study.sequences:
        sequence = resolve_sequence(study.sequences, name)
        trials = draw_trials(sequence, study.muscle_names, 5, rng=np.random.default_rng(0))
        assert np.all(np.isfinite(trials.onset))
        assert np.all(trials.onset >= 0)


@pytest.mark.parametrize(
    "text",
    [
        "name: !!python/object/apply:os.system ['touch pwned']",
        "name: !!python/object/new:os.system ['touch pwned']",
        "!!python/object/apply:subprocess.check_output [[touch, pwned]]",
        "a: &a [*a]",
        "a: &a {b: 1}\nb: {<<: *a}",
        "\n".join([f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40)]),
        "[" * 100_000,
        "{a: " * 100_000,
        "- " * 100_000,
        "'" * 200_001,
        "a" * 999_999,
        "? " * 10_000,
        "9" * 900_000,
        "a: " + "1" * 4301,
        "extends: /dev/zero",
        "extends: /proc/self/mem",
        "extends: .",
        "extends: hostile.yaml",
        'extends: "\\0"',
        f"extends: {'a' * 5000}",
        "extends: [[a]]",
        "#" * 1_000_001,
    ],
)
def test_texts_that_are_known_to_break_yaml_readers(sandbox, text):
    path = sandbox / "hostile.yaml"
    path.write_text(text)
    before = snapshot(sandbox)
    assert refused_or(lambda: load_study(path)) is None
    assert snapshot(sandbox) == before


@pytest.mark.parametrize("kind", ["fifo", "device", "folder", "missing", "name", "loop"])
def test_what_is_no_file_is_refused_and_not_waited_for(sandbox, kind):
    path = {"device": Path("/dev/zero"), "folder": sandbox}.get(kind, sandbox / "x.yaml")
    if kind == "fifo":
        os.mkfifo(path)
    if kind == "loop":
        path.symlink_to(path)
    if kind == "name":
        path = sandbox / ("a" * 4000)
    assert refused_or(lambda: load_study(path)) is None
