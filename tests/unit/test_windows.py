"""On Windows there is one clear line at once, by command and by face."""

import subprocess
import sys

import pytest

import cortex_sim as cs
from cortex_sim.errors import CortexSimError

# the command line's own library has to be imported on the system that there is
ON_WINDOWS = (
    "import sys; from cortex_sim.cli.main import main; "
    "assert 'cortex_sim.store.locks' not in sys.modules; "
    "sys.platform = 'win32'; sys.modules['fcntl'] = None; "
)


@pytest.mark.parametrize("arguments", [["run", "tiny"], ["--version"]])
def test_a_command_says_it_in_one_line(arguments):
    code = f"{ON_WINDOWS}sys.argv[1:] = {arguments}; main()"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert "Linux and macOS" in line
    assert "WSL" in line


def test_the_face_says_it_when_a_name_is_used(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.delitem(vars(cs), "load_study", raising=False)
    with pytest.raises(CortexSimError, match="WSL"):
        cs.load_study  # noqa: B018
