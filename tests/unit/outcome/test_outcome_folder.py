"""One folder holds what one configuration gives: another one under the same name is refused."""

import pytest
import yaml

from cortex_sim.config.load import load_study, study_as_yaml
from cortex_sim.errors import ResultError, SweepError
from cortex_sim.outcome.folder import (
    CONFIG,
    changed_fields,
    claimed_folder,
    config_hash,
    outdated_line,
    outdated_outputs,
)
from cortex_sim.store.paths import SessionStore
from cortex_sim.sweep.folder import SweepFolder
from cortex_sim.sweep.load import load_sweep

REST = "{gaba_gain: 0.9, practice: [{sequence: null, duration: 1200 ms}], visit: [map_structural]}"


@pytest.fixture
def study_with(request):
    return lambda *overrides: load_study(request.config.rootpath / "configs/tiny.yaml", overrides)


@pytest.fixture
def store(study_with, tmp_path):
    """A store with the folder of the tiny study as it stands after a run."""
    (tmp_path / "tiny").mkdir()
    (tmp_path / "tiny" / CONFIG).write_text(study_as_yaml(study_with()), encoding="utf-8")
    return SessionStore(tmp_path)


@pytest.mark.parametrize(
    "overrides",
    [
        (),
        ("cohort.subjects=3",),
        ("execution.workers=1",),
        ("description=other words",),
        ("phases.clbp.label=low back pain",),
        (f"phases.rest={REST}", "course.arms.rest=[rest]"),
        ("course.arms.no_training=[no_training, rest]", f"phases.rest={REST}"),
        ("phases.no_training.visit=[threshold, map_in_phase, map_structural, cued_movement, "
         "baseline, again]", "assessments.again={kind: baseline, trials: 2}"),
    ],
)  # fmt: skip
def test_what_loses_nothing_goes_on_in_the_same_folder(store, study_with, overrides):
    assert claimed_folder(store, study_with(*overrides)) == store.root / "tiny"


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("phases.clbp.gaba_gain=0.7", r"phases.clbp.gaba_gain \(0.55 → 0.7\)"),
        ("cohort.subjects=1", r"cohort.subjects \(2 → 1\)"),
        ("cohort.first_seed=2", r"cohort.first_seed \(1 → 2\)"),
        ("course.arms.no_training=null", "course.arms.no_training.0"),
        ("phases.no_training.visit=[baseline]", "phases.no_training.visit"),
        ("primary_pair=[TrA, OE]", "primary_pair.0"),
        ("compiler.precision=exact", "compiler.precision"),
    ],
)
def test_another_configuration_is_refused_with_what_differs_and_what_to_write(
    store, study_with, override, said
):
    with pytest.raises(ResultError, match=rf"tiny: .*{said}.*--set name=tiny_2.*or remove"):
        claimed_folder(store, study_with(override))


def test_under_a_name_of_its_own_it_is_taken(store, study_with):
    study = study_with("phases.clbp.gaba_gain=0.7", "name=tiny_2")
    assert claimed_folder(store, study) == store.root / "tiny_2"


def test_a_configuration_that_cannot_be_read_is_not_overwritten(store, study_with):
    (store.root / "tiny" / CONFIG).write_text("name: tiny\nold_field: 1\n")
    with pytest.raises(ResultError, match=r"cannot be read any more.*--set name=tiny_2"):
        claimed_folder(store, study_with())


def test_a_study_and_a_sweep_do_not_share_a_folder(store, study_with, request):
    (store.root / "tiny" / "sweep.json").write_text("{}")
    with pytest.raises(ResultError, match="holds a sweep; give the new one a name of its own"):
        claimed_folder(store, study_with())
    sweep = load_sweep(request.config.rootpath / "configs/sweeps/tiny.yaml")
    (store.root / "tiny" / "study.json").write_text("{}")
    with pytest.raises(SweepError, match="holds a study; give the sweep another name"):
        SweepFolder(store.root / "tiny").write_manifest(sweep)


def test_outputs_of_an_earlier_configuration_are_named(store, study_with):
    folder, study = store.root / "tiny", study_with("cohort.subjects=3")
    (folder / "figures").mkdir()
    (folder / "report.html").write_text(f"made with {config_hash(study_with())}")
    (folder / "figures" / "a.json").write_text(f'"{config_hash(study)}"')
    assert outdated_outputs(folder, study) == ["report.html"]
    (folder / "film.html").write_text("made before films named a configuration")
    assert outdated_outputs(folder, study) == ["report.html", "film.html"]
    (folder / "film.html").unlink()
    (folder / "figures" / "b.json").write_text(f'"{config_hash(study_with())}"')
    assert outdated_outputs(folder, study) == ["report.html", "figures"]
    line = "of an earlier configuration, make them anew: report.html, figures"
    assert outdated_line(folder, study) == line
    assert outdated_line(folder.with_name("empty"), study) == ""


def test_what_differs_is_told_without_the_defaults_that_a_stored_study_leaves_unsaid(study_with):
    study = study_with("cohort.subjects=6")
    stored = yaml.safe_load(study_as_yaml(study_with()))
    assert changed_fields(stored, study) == "1 field differs: cohort.subjects (2 → 6)"
    assert changed_fields(stored, study_with()) == ""
