"""Sweep files and sweep folders that nobody should write: an error of ours, or points."""

import copy
import json

import hostile
import pytest
import yaml
from fixtures.tiny_lab import CONFIG, ROOT
from harness import SEED, draws, examples, refused_or, snapshot
from hypothesis import given, seed
from hypothesis import strategies as st

from cortex_sim.config.yaml_loader import apply_overrides
from cortex_sim.sweep.folder import SweepFolder
from cortex_sim.sweep.load import as_overrides, load_sweep

SWEEPS = sorted((ROOT / "configs" / "sweeps").glob("*.yaml"))
BASE = {
    "name": "fuzzed",
    "study": str(CONFIG),
    "subjects": 2,
    "set": {"phases.clbp.bdnf": 0.8},
    "axes": [
        {"key": "phases.clbp.gaba_gain", "linspace": {"start": 0.4, "stop": 1.0, "count": 3}},
        {"key": ["sequences.clbp.muscles.DM.delay"], "values": ["0 ms", "10 ms"]},
        {
            "zip": [
                {"key": "cohort.first_seed", "values": [1, 2]},
                {"key": "phases.healthy.bdnf", "logspace": {"start": 0.5, "stop": 1, "count": 2}},
            ]
        },
    ],
    "subsets": {"one": {"phases.clbp.gaba_gain": [0.4]}},
}
PATHS = hostile.branches(BASE)
COUNTS = st.sampled_from([0, 1, 2, 100, 1000, 10**7, 10**12])
AXIS = st.fixed_dictionaries(
    {"key": st.sampled_from(["phases.clbp.bdnf", "cohort.subjects", "cohort.first_seed", "a=b c"])},
    optional={
        "values": st.lists(hostile.values, max_size=4),
        "linspace": st.fixed_dictionaries(
            {"start": hostile.values, "stop": hostile.values, "count": COUNTS}
        ),
        "logspace": st.fixed_dictionaries(
            {"start": hostile.values, "stop": hostile.values, "count": COUNTS}
        ),
        "range": st.fixed_dictionaries(
            {
                "low": st.sampled_from([0, 1, "1 ms", -1]),
                "high": st.sampled_from([1, 2, "2 ms", "2 mV"]),
            },
            optional={"scale": st.sampled_from(["linear", "log"]), "integer": st.booleans()},
        ),
    },
)
SAMPLING = st.fixed_dictionaries(
    {
        "method": st.sampled_from(["random", "latin_hypercube", "sobol", "morris", "x"]),
        "count": st.sampled_from([0, 1, 3, 17, 2**31]),
    },
    optional={"seed": st.sampled_from([0, 2**31, -1]), "levels": st.integers(0, 70)},
)


def check_sweep(path):
    sweep = refused_or(lambda: load_sweep(path))
    if sweep is None:
        return
    assert len({point.point_id for point in sweep.points}) == len(sweep.points)
    for point in sweep.points[:2]:
        study = refused_or(lambda: sweep.study(point))  # noqa: B023 - called at once
        if study is not None:
            seeds = range(study.cohort.first_seed, study.cohort.first_seed + study.cohort.subjects)
            assert point.seeds == tuple(seeds)


def write(folder, data):
    path = folder / "sweep.yaml"
    text = yaml.safe_dump(data, sort_keys=False, allow_unicode=True)
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    return path


@seed(SEED)
@examples(4)
@given(st.sampled_from(PATHS), hostile.values, st.booleans())
def test_a_sweep_with_one_hostile_value(tmp_path_factory, place, value, is_removed):
    data = copy.deepcopy(BASE)
    target = data
    for key in place[:-1]:
        target = target[key]
    if is_removed:
        del target[place[-1]]
    else:
        target[place[-1]] = value
    check_sweep(write(tmp_path_factory.getbasetemp(), data))


@seed(SEED)
@examples(5)
@given(st.lists(AXIS, max_size=3), st.one_of(st.none(), SAMPLING))
def test_axes_and_samplings_at_random(tmp_path_factory, axes, sampling):
    data = {**BASE, "axes": axes, "sampling": sampling, "subsets": {}}
    check_sweep(write(tmp_path_factory.getbasetemp(), data))


def test_the_text_of_a_sweep_damaged_at_random(sandbox):
    for rng in draws(5, "sweep text"):
        path = sandbox / "sweep.yaml"
        text = rng.choice(SWEEPS).read_text(encoding="utf-8")
        text = text.replace("study: ", f"study: {ROOT}/configs/sweeps/")
        path.write_bytes(hostile.mutate_text(text, rng))
        check_sweep(path)


def test_the_manifest_of_a_sweep_damaged_at_random(sandbox):
    folder = SweepFolder(sandbox / "results" / "fuzzed")
    folder.write_manifest(load_sweep(write(sandbox, BASE)))
    names = ("sweep.json", "manifest.jsonl")
    texts = {name: (folder.root / name).read_text(encoding="utf-8") for name in names}
    for rng in draws(3, "manifest"):
        name = rng.choice(names)
        for other in names:
            (folder.root / other).write_text(texts[other], encoding="utf-8")
        (folder.root / name).write_bytes(hostile.mutate_text(texts[name], rng))
        sweep = refused_or(folder.read_manifest)
        for point in sweep.points if sweep else ():
            assert folder.result_path(point.point_id).resolve().is_relative_to(folder.root)


@pytest.mark.parametrize(
    "entry",
    [
        {"point": "../../../outside"},
        {"point": "/etc/passwd"},
        {"point": 3},
        {"number": None},
        {"choices": 5},
        {"choices": [5]},
        {"seeds": None},
    ],
)
def test_a_manifest_that_leads_out_of_its_folder_is_refused(sandbox, entry):
    folder = SweepFolder(sandbox / "results" / "fuzzed")
    folder.write_manifest(load_sweep(write(sandbox, BASE)))
    path = folder.root / "manifest.jsonl"
    line = json.loads(path.read_text().splitlines()[0]) | entry
    path.write_text(json.dumps(line) + "\n")
    before = snapshot(sandbox)
    assert refused_or(folder.read_manifest) is None
    assert snapshot(sandbox) == before


@pytest.mark.parametrize(
    "changes",
    [
        {
            "axes": [
                {"key": f"phases.clbp.x{n}", "linspace": {"start": 0, "stop": 1, "count": 10**6}}
                for n in range(5)
            ]
        },
        {"axes": [{"key": "cohort.subjects", "values": [10**12]}]},
        {"axes": [{"key": "cohort.subjects", "values": [10**400]}]},
        {
            "axes": [
                {"key": "cohort.subjects", "values": [100_000]},
                {"key": "phases.clbp.bdnf", "linspace": {"start": 0, "stop": 1, "count": 10**6}},
            ]
        },
        {"axes": [{"key": "phases.clbp.bdnf", "values": [float("1e300")]}]},
        {"axes": [{"key": "cohort=3 #", "values": [1]}]},
        {"axes": [{"key": ".".join("a" * 5000), "values": [1]}]},
        {"set": {"cohort.subjects=3 #": 1}},
        {"study": "/dev/zero"},
        {"study": "\0"},
        {"study": "a" * 5000},
    ],
)
def test_sweeps_that_ask_for_too_much_are_refused_at_once(sandbox, changes):
    path = write(sandbox, {**BASE, "subsets": {}, **changes})
    assert refused_or(lambda: load_sweep(path)) is None


@seed(SEED)
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_reaches_the_study_as_it_stands_in_the_sweep(text):
    assert apply_overrides({}, as_overrides({"a.b": text})) == {"a": {"b": text}}
