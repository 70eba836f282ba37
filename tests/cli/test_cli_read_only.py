"""A file system that cannot be written: said before any work, also to root."""

import os
import subprocess
import sys

import pytest
from fixtures.tiny_lab import CONFIG, ROOT

MOUNT = 'mount -t tmpfs -o ro tmpfs "$1" || exit 77; shift; exec "$@"'


@pytest.mark.parametrize("place", ["results", "results/below"])
def test_read_only_file_system_is_refused_in_one_line(tmp_path, place):
    (tmp_path / "results").mkdir()
    program = [sys.executable, "-m", "cortex_sim.cli.main", "run", str(CONFIG), "--quiet"]
    try:
        done = subprocess.run(
            ["unshare", "--mount", "sh", "-c", MOUNT, "sh", str(tmp_path / "results"),
             *program, "--results", str(tmp_path / place)],
            cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False,
        )  # fmt: skip
    except FileNotFoundError:
        pytest.skip("needs unshare")
    if done.returncode in (1, 77) and "Traceback" not in done.stderr:
        pytest.skip(f"cannot mount here: {done.stderr.strip()}")
    assert done.returncode == 2, done.stderr
    assert "Read-only file system; choose a folder on a file system" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
