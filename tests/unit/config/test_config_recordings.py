"""Recorded spikes from a file beside the study: content, not place, is what counts."""

import os

import pytest
from fixtures.tiny_lab import CONFIG

from cortex_sim.config.load import load_study, study_as_yaml
from cortex_sim.course.plan import make_plan
from cortex_sim.errors import ConfigError

TABLE = "cell,time_s\n1,0.02\n0,0.03\n0,0.01\n"


@pytest.fixture
def study(tmp_path):
    def write(file, text=TABLE):
        (tmp_path / "recording.csv").write_text(text)
        path = tmp_path / "mine.yaml"
        path.write_text(
            f"extends: {CONFIG}\nname: mine\nsequences:\n"
            f"  healthy: {{spikes: {{cue: {{kind: recorded, file: {file}}}}}}}\n"
        )
        return load_study(path)

    return write


def ids(study):
    return {session.session_id for session in make_plan(study).sessions}


def test_a_recording_is_read_by_cell_and_in_order(study):
    assert study("recording.csv").sequences["healthy"].spikes["cue"].trains == (
        (0.01, 0.03),
        (0.02,),
    )


def test_the_content_is_in_the_id(study):
    assert ids(study("recording.csv")) != ids(study("recording.csv", TABLE + "2,0.5\n"))


def test_a_study_with_a_recording_reads_back_without_the_file(study, tmp_path):
    found = study("recording.csv")
    again = tmp_path / "again" / "again.yaml"
    again.parent.mkdir()
    again.write_text(study_as_yaml(found))
    assert ids(load_study(again)) == ids(found)


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("../recording.csv", TABLE, "outside of the study's folder"),
        ("/etc/passwd", TABLE, "outside of the study's folder"),
        ("other.csv", TABLE, "cannot be read"),
        ("recording.csv", "time,cell\n", "expected cell,time_s"),
        ("recording.csv", "cell,time_s\n-1,0\n", "line 2: got '-1,0'"),
        ("recording.csv", "cell,time_s\n1,nan\n", "line 2: got '1,nan'"),
        ("recording.csv", "cell,time_s\n999999,1\n", "line 2"),
        ("recording.csv", "cell,time_s\n", "no spikes"),
    ],
)
def test_what_is_no_recording_beside_the_study_is_refused(study, file, text, message):
    with pytest.raises(ConfigError, match=message):
        study(file, text)


def test_a_pipe_is_refused_before_it_is_opened(study, tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(ConfigError, match=r"pipe\.csv is not a file"):
        study("pipe.csv")


def test_a_link_out_of_the_folder_is_refused(study, tmp_path):
    outside = tmp_path.parent / "outside.csv"
    outside.write_text(TABLE)
    (tmp_path / "link.csv").symlink_to(outside)
    with pytest.raises(ConfigError, match="outside"):
        study("link.csv")


def test_times_beyond_the_session_are_refused_with_both_lengths(study):
    message = r"healthy\.spikes\.cue: the last recorded spike is at 3000 s, but phases\..* lasts"
    with pytest.raises(ConfigError, match=message):
        study("recording.csv", "cell,time_s\n0,20\n1,3000\n0,30\n")
