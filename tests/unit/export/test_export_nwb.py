"""Spikes of a study as NWB files."""

import numpy as np
import pytest

from cortex_sim.errors import StorageError
from cortex_sim.export.nwb import export_nwb

pynwb = pytest.importorskip("pynwb")


@pytest.fixture(scope="module")
def files(results, tmp_path_factory):
    return export_nwb(results.result, tmp_path_factory.mktemp("nwb") / "out")


def test_a_file_holds_the_spikes_of_its_session(files, results):
    (path,) = [p for p in files if p.name.startswith("sub-601_ses-healthy")]
    study = results.result.study
    with pynwb.NWBHDF5IO(str(path), "r") as file:
        content = file.read()
        units = content.units.to_dataframe()
        assert content.subject.subject_id == "601"
        assert len(content.trials) == study.assessments["cued_movement"].trials
    assert list(units["muscle"]) == [study.muscle_names[0], study.muscle_names[-1]]
    period = study.assessments["cued_movement"].trial_duration
    assert units["spike_times"].iloc[0] == pytest.approx([period])
    assert units["spike_times"].iloc[1] == pytest.approx([3 * period + 0.1])
    assert np.isfinite(units["unit_size"]).all()


def test_the_inspector_finds_nothing_critical(files):
    inspector = pytest.importorskip("nwbinspector")
    grave = {"ERROR", "PYNWB_VALIDATION", "CRITICAL", "BEST_PRACTICE_VIOLATION"}
    found = [
        f"{one.importance.name}: {one.message}"
        for one in inspector.inspect_nwbfile(nwbfile_path=files[0])
        if one.importance.name in grave
    ]
    assert found == []


def test_there_is_a_file_for_each_session_with_spikes(files, results):
    stored = {
        place
        for place, session in results.result.by_place.items()
        if results.result.record(session).spikes
    }
    assert len(files) == len(stored)
    assert not [p for p in files[0].parent.iterdir() if p.suffix != ".nwb"]


def test_a_folder_that_holds_something_is_left_alone(results, tmp_path):
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(StorageError, match="not empty"):
        export_nwb(results.result, tmp_path)
