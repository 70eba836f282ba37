"""A study as a BIDS data set, and its measures read back."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cortex_sim.emg.surface import Electrode
from cortex_sim.errors import StorageError
from cortex_sim.export.bids import export_bids
from cortex_sim.export.names import labels, table
from cortex_sim.model.subject import draw_individual
from cortex_sim.people.read_emg import read_emg
from cortex_sim.people.read_stimuli import read_stimuli
from cortex_sim.people.session import measure

edfio = pytest.importorskip("edfio")


@pytest.fixture(scope="module")
def exported(results, tmp_path_factory):
    folder = tmp_path_factory.mktemp("bids") / "out"
    return export_bids(results.result, folder, Electrode(noise_mv=0.0005))


def test_labels_hold_letters_and_digits_and_differ():
    assert labels(["a_b", "ab", "A-B"]) == {"a_b": "ab", "ab": "ab2", "A-B": "AB3"}


def test_what_is_not_there_is_n_a():
    assert table(("a", "b"), [(np.nan, None), (1.5, "x")]) == "a\tb\nn/a\tn/a\n1.5\tx\n"


def test_it_says_what_made_it_and_whom(exported, results):
    about = json.loads((exported / "dataset_description.json").read_text())
    assert about["GeneratedBy"][0]["Name"] == "cortex_sim"
    lines = (exported / "participants.tsv").read_text().splitlines()
    assert len(lines) == 1 + len(results.subjects)
    traits = [dict(zip(lines[0].split("\t"), line.split("\t"), strict=True)) for line in lines[1:]]
    for seed, row in zip(results.subjects, traits, strict=True):
        own = draw_individual(results.result.study.cohort.traits, seed)
        assert float(row["trait_gaba_loss"]) == pytest.approx(own.gaba_loss)


def test_a_map_read_back_has_the_measures_of_the_study(exported, results):
    subject = results.subjects[0]
    rows = [r for r in results.result.rows if (r.subject, r.phase) == (subject, "clbp")]
    mine = {(r.measure, r.muscle): r.value for r in rows if r.assessment == "map_structural"}
    (path,) = exported.glob(f"sub-{subject:03d}/ses-clbp/nibs/*mapstructural_nibs.tsv")
    back = measure(read_stimuli(path))
    found = {(r.measure, r.muscle): r.value for r in back}
    same = [key for key in found if key in mine and key[0] not in ("raw_volume", "largest_mep")]
    assert len(same) > 20
    for key in same:
        # a person's places and areas are rounded to 1e-6 mm
        assert found[key] == pytest.approx(mine[key], rel=1e-6, abs=1e-6, nan_ok=True), key
    assert found["largest_mep", "DM"] == pytest.approx(0.02 * mine["largest_mep", "DM"])
    assert back[0].subject == f"{subject:03d}"
    assert back[0].phase == "clbp"


def test_the_emg_holds_the_spikes_of_the_motoneurons(exported, results):
    (path,) = exported.glob("sub-601/ses-healthy/emg/*_emg.bdf")
    emg = read_emg(path)
    assert emg.muscles == results.result.study.muscle_names
    assert emg.rate_hz == 4000
    period = results.result.study.assessments["cued_movement"].trial_duration
    first = np.abs(emg.signal_mv[:, 0])
    at = np.argmax(first) / emg.rate_hz
    assert at == pytest.approx(period + 0.005 + 0.006, abs=0.006)
    assert first.max() == pytest.approx(Electrode().unit_mv / 2, rel=0.5)


def test_the_noise_of_an_emg_is_that_of_its_session(exported, results, tmp_path):
    again = export_bids(results.result, tmp_path / "again", Electrode(noise_mv=0.0005))
    name = "sub-601/ses-healthy/emg"
    (one,), (other,) = (list((folder / name).glob("*_emg.bdf")) for folder in (exported, again))
    assert np.array_equal(read_emg(one).signal_mv, read_emg(other).signal_mv)


def test_every_trial_has_its_cue(exported, results):
    (path,) = exported.glob("sub-601/ses-healthy/emg/*_events.tsv")
    onsets = [float(line.split("\t")[0]) for line in path.read_text().splitlines()[1:]]
    settings = results.result.study.assessments["cued_movement"]
    assert onsets == pytest.approx(settings.trial_duration * np.arange(settings.trials))


def test_a_folder_that_holds_something_is_left_alone(results, tmp_path):
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(StorageError, match="not empty"):
        export_bids(results.result, tmp_path)


def test_the_bids_validator_has_no_error(exported):
    beside_python = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    validator = shutil.which("bids-validator-deno", path=beside_python)
    if validator is None:
        pytest.skip("bids-validator-deno, of the extra dev, is not installed")
    done = subprocess.run(
        [validator, str(exported), "--format", "json"], capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip
    issues = json.loads(done.stdout)["issues"]["issues"]
    assert [i for i in issues if i["severity"] == "error"] == []
