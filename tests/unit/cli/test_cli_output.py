"""What the command line calls itself."""

import shlex
import sys

import pytest

from cortex_sim.cli.output import program


@pytest.mark.parametrize(
    ("on_path", "started", "named"),
    [
        ("/usr/bin/cortex-sim", "/usr/bin/cortex-sim", "cortex-sim"),
        (None, ".venv/bin/cortex-sim", ".venv/bin/cortex-sim"),
        (None, "/opt/my env/bin/cortex-sim", "'/opt/my env/bin/cortex-sim'"),
        (None, "cortex_sim/__main__.py", f"{shlex.quote(sys.executable)} -m cortex_sim"),
    ],
)
def test_the_program_is_named_as_it_can_be_typed(on_path, started, named, monkeypatch):
    monkeypatch.setattr("shutil.which", lambda _: on_path)
    monkeypatch.setattr(sys, "argv", [started])
    assert program() == named
