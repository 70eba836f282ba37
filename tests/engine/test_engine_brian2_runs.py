"""Programs of Brian2 that lie or die: each silence is an error."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fixtures.tiny_lab import movement

from cortex_sim.engine.machine import machine_id
from cortex_sim.engine.program import Program
from cortex_sim.engine.scratch import remove_orphans, scratch_root
from cortex_sim.errors import RunError

pytestmark = pytest.mark.compiled

DURATION = 0.6
TESTS = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def practice(lab):
    """Inputs of a short practice with movement."""
    return movement(lab)


def run(lab, inputs, **options):
    return lab.run(inputs, plastic=True, **({"duration": DURATION} | options))


def equal(one, other):
    return all(np.array_equal(one[name], other[name]) for name in one)


def test_program_computes_in_double_precision(lab):
    arrays = lab.plastic.manifest["arrays"]
    floats = {entry["dtype"] for name, entry in arrays.items() if name.endswith((".v", ".w"))}
    assert floats == {"float64"}


def copy_of(program: Program, folder: Path) -> Program:
    shutil.copytree(program.folder, folder)
    return replace(program, folder=folder)


@pytest.fixture
def fake(lab, tmp_path):
    """Return a function that gives a program with another binary."""

    def make(script: str) -> Program:
        folder = tmp_path / "fake"
        folder.mkdir()
        (folder / "static_arrays").symlink_to(lab.plastic.folder / "static_arrays")
        (folder / "main").write_text(f"#!/bin/sh\n{script}\n")
        (folder / "main").chmod(0o755)
        return replace(lab.plastic, folder=folder)

    return make


@pytest.fixture
def lab_with(lab):
    """Return a function that gives the lab another plastic program."""

    def swap(program: Program):
        other = replace(lab)
        other.plastic = program
        return other

    return swap


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("kill -ILL $$", "illegal instruction.*portable"),
        ("kill -SEGV $$", "SIGSEGV"),
        ("kill -KILL $$", "SIGKILL"),
        ("kill -TERM $$", "SIGTERM.*run again"),
        ("echo broken >&2; exit 3", "exit code 3: broken"),
        ("echo 'Error reading static_arrays/x: file size 1'", "complained.*Error reading"),
        ("echo careful >&2", "complained.*careful"),
        ("true", "no account of its run"),
        ("echo '0.1 0.5' > results/last_run_info.txt", "stopped after 50%"),
        ("echo '1 1' > results/last_run_info.txt", "is missing"),
    ],
)
def test_program_that_fails_is_an_error(lab_with, fake, practice, script, message):
    with pytest.raises(RunError, match=message):
        run(lab_with(fake(script)), practice)


def test_program_that_takes_too_long_is_ended(lab, fake, practice):
    with pytest.raises(RunError, match="took longer"):
        fake("exec sleep 30").run(
            practice, lab.anatomy.wiring,
            duration=1.0, seed=1, outputs=[], timeout=0.3,
        )  # fmt: skip


def test_binary_that_cannot_start_is_an_error(lab_with, fake, practice):
    program = fake("true")
    program.binary.chmod(0o644)
    with pytest.raises(RunError, match="does not start"):
        run(lab_with(program), practice)


def test_truncated_static_arrays_give_an_error_or_the_right_result(
    lab, lab_with, practice, tmp_path
):
    """All of them are placeholders: each session brings its own wiring and tables."""
    program = copy_of(lab.plastic, tmp_path / "program")
    for path in (program.folder / "static_arrays").iterdir():
        path.write_bytes(path.read_bytes()[:-8])
    try:
        found = run(lab_with(program), practice)
    except RunError:
        return
    assert equal(found, run(lab, practice))


def test_missing_static_array_is_an_error(lab, lab_with, practice, tmp_path):
    program = copy_of(lab.plastic, tmp_path / "program")
    (program.folder / "static_arrays" / "_static_array__array_exc_exc_sources").unlink()
    with pytest.raises(RunError, match="no static arrays"):
        run(lab_with(program), practice)


def test_scratch_folder_that_cannot_be_written_is_an_error(lab, practice, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CORTEX_SIM_SCRATCH", str(tmp_path / "file"))
    with pytest.raises(OSError, match="Not a directory"):
        run(lab, practice)


FULL_DISK = """
import sys
sys.path.insert(0, sys.argv[1])
from fixtures.tiny_lab import brian2_lab
from cortex_sim.errors import CortexSimError
lab = brian2_lab()
inputs = lab.inputs(plastic=False, changed={"exc.bias": 0.04})
try:
    lab.run(inputs, plastic=False, duration=2.0)
except (CortexSimError, OSError) as error:
    print("refused:", type(error).__name__, error)
else:
    print("silent")
"""
MOUNT = 'mount -t tmpfs -o size="$1" tmpfs "$2" || exit 77; shift 2; exec "$@"'


@pytest.mark.parametrize(
    ("size", "message"),
    [("48k", "No space left|requested and"), ("1m", "Error writing|values instead|no account")],
    ids=["inputs do not fit", "only results do not fit"],
)
def test_full_disk_is_an_error(lab, tmp_path, size, message):
    """Brian2 prints an error and ends with 0 when it cannot write its results."""
    assert lab.frozen.binary.is_file()
    program = [sys.executable, "-c", FULL_DISK, str(TESTS)]
    try:
        done = subprocess.run(
            ["unshare", "--mount", "sh", "-c", MOUNT, "sh", size, str(tmp_path), *program],
            env={
                **os.environ,
                "CORTEX_SIM_SCRATCH": str(tmp_path),
            },
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        pytest.skip("needs unshare")
    if done.returncode in (1, 77) and "Traceback" not in done.stderr:
        pytest.skip(f"cannot mount a small disk here: {done.stderr.strip()}")
    assert done.stdout.startswith("refused: "), done.stdout + done.stderr
    assert re.search(message, done.stdout), done.stdout


def test_run_leaves_no_temporary_files(lab, practice, tmp_path, monkeypatch):
    monkeypatch.setenv("CORTEX_SIM_SCRATCH", str(tmp_path))
    run(lab, practice)
    with pytest.raises(RunError):
        run(lab, practice, outputs=["no.such"])
    assert list(tmp_path.iterdir()) == []


def test_folders_of_dead_processes_are_removed_and_those_of_the_living_stay(tmp_path, monkeypatch):
    monkeypatch.setenv("CORTEX_SIM_SCRATCH", str(tmp_path))
    gone = subprocess.Popen(["true"])
    gone.wait()
    ours = f"cortex_sim-{machine_id()}"
    names = [f"{ours}-{gone.pid}-a", f"{ours}-{os.getpid()}-b", f"{ours}-x-c", "other"]
    for name in names:
        (tmp_path / name).mkdir()
    remove_orphans()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names[1:])
    assert scratch_root() == tmp_path


def test_folders_of_another_machine_that_shares_the_disk_stay(tmp_path, monkeypatch):
    monkeypatch.setenv("CORTEX_SIM_SCRATCH", str(tmp_path))
    gone = subprocess.Popen(["true"])
    gone.wait()
    other = tmp_path / f"cortex_sim-{'0' * len(machine_id())}-{gone.pid}-a"
    other.mkdir()
    remove_orphans()
    assert other.is_dir()
