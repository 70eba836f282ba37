"""What every fuzzed case must keep to: our errors only, in time, and hands off everything else.

The number of cases is ``CORTEX_SIM_FUZZ_CASES`` (500; a nightly run takes 20000),
the draw is ``CORTEX_SIM_FUZZ_SEED`` (1).
"""

import copy
import os
import random
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from fixtures.tiny_lab import CONFIG
from hypothesis import HealthCheck, Phase, settings

from cortex_sim.config import yaml_loader
from cortex_sim.errors import CortexSimError

CASES = int(os.environ.get("CORTEX_SIM_FUZZ_CASES", "500"))
SEED = int(os.environ.get("CORTEX_SIM_FUZZ_SEED", "1"))
DEADLINES = {
    signal.ITIMER_PROF: (signal.SIGPROF, 30.0),
    signal.ITIMER_REAL: (signal.SIGALRM, 600.0),
}
"""By clock: its signal, and the s after which a case counts as hanging; a good one takes 0.05."""

LONGEST_MESSAGE = 20_000
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHANGES = {
    "os.mkdir",
    "os.rename",
    "os.remove",
    "os.rmdir",
    "os.link",
    "os.symlink",
    "os.chmod",
    "os.truncate",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.spawn",
    "os.fork",
    "subprocess.Popen",
    "pty.spawn",
    "socket.connect",
    "socket.bind",
    "ctypes.dlopen",
}
"""Audit events (PEP 578) that reading must never cause."""


def share(percent: int) -> int:
    """Return the number of cases of a test that gets ``percent`` of them all."""
    return max(1, CASES * percent // 100)


def examples(percent: int) -> settings:
    """Return settings for a hypothesis test that gets ``percent`` of all cases."""
    return settings(
        max_examples=share(percent),
        deadline=None,
        # a case costs as much as reading a study: shrinking one would take minutes
        phases=(Phase.explicit, Phase.generate),
        report_multiple_bugs=False,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


def draws(percent: int, name: str) -> Iterator[random.Random]:
    """Yield a generator for each case of a mutation test; one seed for each case."""
    for number in range(share(percent)):
        yield random.Random(f"{SEED}/{name}/{number}")


class Hang(BaseException):
    """A case took longer than `DEADLINES`."""


class _Watch:
    caught: list[str] | None = None

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.caught is None:
            return
        if arguments and arguments[0] == os.devnull:
            return
        if event in CHANGES or (event == "open" and _is_write(*arguments)):
            self.caught.append(f"{event} {arguments[:2]}")


def _is_write(_path: object, mode: object, flags: object) -> bool:
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return isinstance(flags, int) and bool(flags & WRITES)


_watch = _Watch()
sys.addaudithook(_watch)


@contextmanager
def hands_off() -> Iterator[None]:
    """Fail if the block writes, starts or connects to anything, or takes too long."""
    caught = _watch.caught = []
    try:
        with ends_in_time():
            yield
    finally:
        _watch.caught = None
    assert caught == [], caught


@contextmanager
def ends_in_time() -> Iterator[None]:
    """Raise `Hang` in the block when a deadline is over, of work or of waiting."""

    def end(number: int, _: object) -> None:
        raise Hang(f"no end in time: {signal.Signals(number).name}")

    before = {clock: signal.signal(row[0], end) for clock, row in DEADLINES.items()}
    for clock, (_, seconds) in DEADLINES.items():
        signal.setitimer(clock, seconds)
    try:
        yield
    finally:
        for clock, (number, _) in DEADLINES.items():
            signal.setitimer(clock, 0)
            signal.signal(number, before[clock])


def refused_or(call: Callable[[], Any]) -> Any:
    """Return what ``call`` returns, or None if it refuses with an error of ours."""
    with hands_off():
        try:
            return call()
        except CortexSimError as error:
            message = str(error)
            refusal = type(error).__name__
    assert 10 < len(message) < LONGEST_MESSAGE, f"{refusal} of {len(message)} characters"
    message.encode()
    return None


def snapshot(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


@pytest.fixture(autouse=True)
def quick_bases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read each configuration of the tree once: no case changes them, and they cost most."""
    original = yaml_loader.load_yaml
    read = cache(original)

    def load(path: Path | str) -> dict[str, Any]:
        if Path(path).parent == CONFIG.parent:
            return copy.deepcopy(read(Path(path)))
        return original(path)

    monkeypatch.setattr(yaml_loader, "load_yaml", load)


@pytest.fixture
def sandbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Yield the working directory of the cases; nothing may appear beside or in it."""
    folder = tmp_path / "inside"
    folder.mkdir()
    (tmp_path / "outside.txt").write_text("untouched")
    monkeypatch.chdir(folder)
    yield folder
    assert (tmp_path / "outside.txt").read_text() == "untouched"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["inside", "outside.txt"]
    assert [path.name for path in folder.iterdir() if "pwned" in path.name] == []
