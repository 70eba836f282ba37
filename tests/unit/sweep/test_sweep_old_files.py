"""What counts as old in a results folder, and what never does."""

import json
import os
import time

import pytest

from cortex_sim.config.cohort import Compiler
from cortex_sim.engine.kernel.build import compilation
from cortex_sim.sweep.old_files import old_files, remove_old


def write(path, text="x", days=90.0):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    then = time.time() - days * 86400
    os.utime(path, (then, then))
    os.utime(path.parent, (then, then))
    return path


def session(root, name, days=90.0):
    return write(root / "sessions" / name[:2] / f"{name}.h5", days=days)


def found(root, older_than=30.0):
    return {(old.kind, old.path.name) for old in old_files(root, older_than)}


def test_a_session_that_nothing_names_is_old(tmp_path):
    session(tmp_path, "aa11")
    assert found(tmp_path) == {("sessions", "aa11.h5")}


def test_a_young_session_stays(tmp_path):
    session(tmp_path, "aa11", days=1.0)
    assert found(tmp_path) == set()
    assert found(tmp_path, older_than=0.5) == {("sessions", "aa11.h5")}


def test_a_session_of_a_study_stays(tmp_path):
    session(tmp_path, "aa11")
    write(tmp_path / "mine" / "study.json", json.dumps({"sessions": {"aa11": []}}))
    assert found(tmp_path) == set()


def test_a_session_that_a_study_had_before_it_was_run_anew_is_old(tmp_path):
    session(tmp_path, "aa11")
    write(tmp_path / "mine" / "study.json", json.dumps({"sessions": {}}))
    write(tmp_path / "mine" / "run.jsonl", json.dumps({"session": "aa11"}))
    assert found(tmp_path) == {("sessions", "aa11.h5")}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("run.jsonl", json.dumps({"session": "aa11"}) + "\nno json\n"),
        ("done/tag/p.csv", "# head\n" + json.dumps({"aa11": 10}) + "\nrows\n"),
    ],
)
def test_a_session_of_a_sweep_or_of_an_unfinished_run_stays(tmp_path, name, text):
    session(tmp_path, "aa11")
    write(tmp_path / "mine" / name, text)
    assert found(tmp_path) == set()


def test_half_written_files_are_old_after_minutes(tmp_path):
    write(tmp_path / "sessions" / "aa" / ".aa11.h5.tmp", days=0.1)
    write(tmp_path / "sessions" / "aa" / ".aa22.h5.tmp", days=0.001)
    write(tmp_path / "mine" / "figures" / ".story.png.tmp", days=0.1)
    write(tmp_path / ".writable-1.tmp", days=0.1)
    assert found(tmp_path) == {
        ("leftovers", name) for name in (".aa11.h5.tmp", ".story.png.tmp", ".writable-1.tmp")
    }


def test_the_kernel_of_this_version_stays(tmp_path, monkeypatch):
    monkeypatch.setenv("CORTEX_SIM_CACHE", str(tmp_path))
    current = f"kernel-{compilation({}, Compiler())[:20]}-machine"
    write(tmp_path / "builds" / current / "main")
    write(tmp_path / "builds" / "kernel-0123-machine" / "main")
    assert found(tmp_path) == {("builds", "kernel-0123-machine")}


def test_links_are_left_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("CORTEX_SIM_CACHE", str(tmp_path / "cache"))
    outside = write(tmp_path / "outside" / "main")
    (tmp_path / "r" / "builds").mkdir(parents=True)
    (tmp_path / "r" / "builds" / "kernel-linked").symlink_to(outside.parent)
    assert found(tmp_path / "r", older_than=0.0) == set()


def test_what_is_removed_is_gone_and_nothing_else(tmp_path):
    gone, kept = session(tmp_path, "aa11"), session(tmp_path, "bb22", days=1.0)
    removed = list(remove_old(old_files(tmp_path, 30.0)))
    assert [old.path for old in removed] == [gone]
    assert not gone.exists()
    assert kept.is_file()
