"""Where every value of a study comes from: `cortex-sim show --origin`."""

from pathlib import Path

import pytest
import yaml

from cortex_sim.config.inheritance import resolve_sequence
from cortex_sim.config.load import load_study
from cortex_sim.config.origins import study_with_origins
from cortex_sim.errors import ConfigError

CONFIGS = Path(__file__).resolve().parents[3] / "configs"
STUDY = """
extends: BASE
name: mine
sequences:
  late: {based_on: clbp, muscles: {DM: {jitter: 5 ms}, OE: null}}
phases: {clbp: {practice: [{sequence: late, duration: 2 s}]}, more: {based_on: clbp}}
"""
SET = ("cohort.subjects=3", "phases.clbp.practice.0.sessions=2", "bdnf={acts_on: whole_rule}")


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(STUDY.replace("BASE", str(CONFIGS / "base.yaml")))
    return path


@pytest.fixture
def lines(path):
    """Return the comment of each value by its dotted key."""
    found, above = {}, []
    for line in study_with_origins(path, SET).splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        key, _, rest = line.strip().partition(":")
        above = [*above[:depth], key]
        if rest:
            found[".".join(above)] = rest.rpartition("  # ")[2]
    return found


@pytest.mark.parametrize(
    ("key", "ending"),
    [
        ("name", "mine.yaml"),
        ("cohort.subjects", "--set"),
        ("cohort.first_seed", "configs/base.yaml"),
        ("network.dt", "configs/model/motor_cortex.yaml"),
        ("phases.clbp.practice", "mine.yaml, --set"),
        ("phases.clbp.pause", "default"),
        ("bdnf.acts_on", "--set"),
        ("sequences.late.muscles.DM.jitter", "mine.yaml"),
        ("sequences.late.muscles.DM.delay", "configs/base.yaml, sequence clbp"),
        ("sequences.late.muscles.DM.duration", "default"),
        ("sequences.late.directions", "default"),
        ("sequences.late.based_on", "mine.yaml says clbp, which is filled in"),
        ("phases.more.based_on", "mine.yaml says clbp, which is filled in"),
    ],
)
def test_each_value_names_its_file(lines, key, ending):
    found = [origin for at, origin in lines.items() if at == key or at.startswith(f"{key}.")]
    assert found
    assert all(origin.endswith(ending) for origin in found)


def test_it_is_yaml_with_all_values_of_the_study(path):
    study = load_study(path, SET)
    data = yaml.safe_load(study_with_origins(path, SET))
    assert data["cohort"]["subjects"] == 3
    whole = resolve_sequence(study.sequences, "late").model_dump(mode="json")
    assert data["sequences"]["late"] == whole
    assert data["network"] == study.network.model_dump(mode="json")


def test_a_muscle_takes_what_it_does_not_say_from_based_on(path):
    late = resolve_sequence(load_study(path).sequences, "late").muscles
    assert "OE" not in late
    assert (late["DM"].onset, late["DM"].delay, late["DM"].jitter) == (0.1, 0.08, 0.005)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            "sequences.new={based_on: late, muscles: {OE: null}}",
            r"muscles\.OE: got null, which",
        ),
        ("sequences.new={based_on: late, cue: null}", "but no 'cue' is; leave it out"),
        (
            "sequences.new={based_on: late, muscles: {DM: {participation: null, onst: null}}}",
            "muscles.DM.onst: unknown key",
        ),
        (
            "sequences.new={based_on: late, muscles: {DM: {duration: null}}}",
            "DM.duration: .* but no 'duration' is",
        ),
        ("sequences.healthy.muscles.XYZ=null", "there is no based_on"),
        (
            "phases.new=null",
            "phases.new: null removes what is inherited, but no 'new' is; leave it out",
        ),
        ("phases.clpb=null", "but no 'clpb' is; did you mean 'clbp'?"),
        ("course.arms.no_traning=null", "but no 'no_traning' is; did you mean 'no_training'?"),
        ("cohort.traits.learning.mean=null", "is missing, because null removes it"),
    ],
)
def test_a_null_that_removes_nothing_is_refused(path, change, message):
    with pytest.raises(ConfigError, match=message):
        load_study(path, [change])


def test_a_null_in_a_file_that_removes_what_must_be_there_is_blamed(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(f"extends: {CONFIGS / 'base.yaml'}\nname: mine\ncohort: null\n")
    with pytest.raises(ConfigError, match=r"cohort: is missing, because null .*mine\.yaml\)"):
        load_study(path)


def test_two_layers_named_last_are_the_whole_network(tmp_path):
    study = tmp_path / "back.yaml"
    parents = [str(CONFIGS / "one_layer.yaml"), str(CONFIGS / "model" / "two_layer.yaml")]
    study.write_text(f"extends: {parents}\nname: back\nassessments: ASSESSMENTS\n")
    study.write_text(study.read_text().replace("ASSESSMENTS", "{restore_exc_motoneuron: null}"))
    clbp = load_study(CONFIGS / "one_layer.yaml").phases["clbp"].visit
    visit = [name for name in clbp if name != "restore_exc_motoneuron"]
    found = load_study(study, [f"phases.clbp.visit={visit}"])
    first_release = load_study(CONFIGS / "model" / "first_release.yaml")
    assert found.network == first_release.network


@pytest.mark.parametrize(
    ("parent", "said", "field", "value"),
    [
        (
            "motor_control_training",
            "isolated_probability: null, isolated_muscles: null",
            "isolated_muscles",
            (),
        ),
        ("late", "directions: null", "directions", {"flexion": 0.5, "extension": 0.5}),
        ("late", "muscles: null", "muscles", {}),
    ],
)
def test_null_removes_a_field_of_based_on(path, parent, said, field, value):
    parts = "sequences.late.directions={flexion: 0.4, extension: 0.6}"
    study = load_study(path, [parts, f"sequences.s={{based_on: {parent}, {said}}}"])
    assert getattr(resolve_sequence(study.sequences, "s"), field) == value


def test_null_removes_a_field_of_a_muscle_of_based_on_and_of_those_built_on_it(path):
    changes = ("sequences.s={based_on: late, muscles: {DM: {delay: null}}}",)
    study = load_study(path, [*changes, "sequences.s_2={based_on: s}"])
    for name in ("s", "s_2"):
        found = resolve_sequence(study.sequences, name).muscles["DM"]
        assert (found.onset, found.delay, found.jitter) == (0.1, 0, 0.005)


@pytest.mark.parametrize("more", ["", ", cue: true", ", prime_mover: null"])
def test_a_muscle_that_is_new_to_based_on_has_an_onset(path, more):
    parts = "sequences.late.prime_mover=biceps", "sequences.s={based_on: late}"
    new = f"sequences.s_2={{based_on: s{more}, muscles: {{OE: {{jitter: 5 ms}}}}}}"
    with pytest.raises(ConfigError, match=r"sequences\.s_2\.muscles\.OE: has no onset.* 60 ms"):
        load_study(path, [*parts, new])
    study = load_study(path, [*parts, new.replace("5 ms", "5 ms, onset: 0 ms")])
    assert resolve_sequence(study.sequences, "s_2").muscles["OE"].onset == 0


def test_what_interventions_write_names_them():
    lines = study_with_origins("stimulation").splitlines()
    start = lines.index("  tdcs_and_sham_pes_motor:")
    said = {line.split(":")[0].strip(): line for line in lines[start : start + 10]}
    assert said["label"].endswith("'tDCS + sham PES, motor'  # interventions")
    assert said["nociceptive_load"].endswith("stimulation.yaml, phase tdcs_and_pes")
    context = [
        line for line in study_with_origins("mind_body").splitlines() if "education:" in line
    ]
    assert any(line.endswith("# interventions") for line in context)
