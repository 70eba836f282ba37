"""Run the command in this process; anything but a SystemExit would be a traceback."""

import logging
import signal
import sys
from dataclasses import dataclass

import pytest
from fixtures.tiny_lab import CONFIG

from cortex_sim.cli.main import main


@dataclass
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    def is_refused(self, *parts: str, code: int = 2) -> None:
        """Check for one message with these parts, and nothing that looks like a crash."""
        assert self.code == code, self.out + self.err
        assert self.err.startswith(("error: ", "Error: ", "Usage: ")), self.err
        assert "Traceback" not in self.err
        for part in parts:
            assert part in self.err, self.err


@pytest.fixture
def cli(monkeypatch, capsys):
    """Return a function that runs ``cortex-sim`` and tells how it ended."""
    handler = signal.getsignal(signal.SIGTERM)

    def run(*arguments: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["cortex-sim", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            main()
        out, err = capsys.readouterr()
        return Ended(end.value.code, out, err)

    yield run
    signal.signal(signal.SIGTERM, handler)
    logging.captureWarnings(False)


@pytest.fixture
def config(tmp_path):
    """Return a function that writes a configuration which extends the tiny one."""

    def write(text: str = "", name: str = "study.yaml"):
        path = tmp_path / name
        path.write_text(f"extends: {CONFIG}\n{text}", encoding="utf-8")
        return path

    return write
