"""Workers of the kernel: they stay, they die with their parent, and each way to fail is said."""

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fixtures.tiny_lab import lab_of, movement

from cortex_sim.engine.kernel import worker as workers
from cortex_sim.engine.kernel.frames import packed, unpacked
from cortex_sim.engine.kernel.program import KernelProgram
from cortex_sim.engine.kernel.worker import Worker, close_workers
from cortex_sim.errors import RunError, StoppedError

pytestmark = pytest.mark.compiled

TESTS = Path(__file__).parents[1]
LONG = 3000.0
"""Model time in s that no machine simulates while a test waits."""


@pytest.fixture(scope="module")
def lab():
    return lab_of()


@pytest.fixture(scope="module")
def practice(lab):
    return movement(lab)


@pytest.fixture(autouse=True)
def fresh_workers():
    close_workers()
    yield
    close_workers()


def run(lab, inputs, **options):
    return lab.run(inputs, plastic=True, **({"duration": 0.3} | options))


def idle_pids():
    return [worker._process.pid for idle in workers._POOL._idle.values() for worker in idle]


def is_gone(pid, *, within=10.0):
    """Return whether a process ends in time; a zombie of somebody else's child counts as ended."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


def test_one_worker_takes_one_session_after_the_other(lab, practice):
    run(lab, practice)
    first = idle_pids()
    run(lab, practice, seed=2)
    assert idle_pids() == first
    assert len(first) == 1


def test_sessions_of_several_threads_do_not_meet(lab, practice):
    expected = [run(lab, practice, seed=seed)["exc_exc.w"] for seed in range(4)]
    found = {}

    def work(seed):
        found[seed] = run(lab, practice, seed=seed)["exc_exc.w"]

    threads = [threading.Thread(target=work, args=[seed]) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for seed, weights in enumerate(expected):
        np.testing.assert_array_equal(found[seed], weights)
    assert 1 <= len(idle_pids()) <= 4


def test_a_session_leaves_nothing_for_the_next_one(lab, practice):
    alone = run(lab, practice, seed=3)
    run(lab, lab.inputs(plastic=True, changed={"exc.bias": 0.04}), seed=9, duration=1.0)
    lab.run(lab.inputs(plastic=False), plastic=False, duration=0.2)
    again = run(lab, practice, seed=3)
    assert len(idle_pids()) == 1
    assert all(np.array_equal(again[name], alone[name]) for name in alone)


def test_ctrl_c_in_the_terminal_does_not_reach_workers(lab, practice):
    run(lab, practice)
    (pid,) = idle_pids()
    assert os.getsid(pid) == pid != os.getsid(0)


@pytest.mark.parametrize(
    ("number", "kind", "message"),
    [
        (signal.SIGKILL, RunError, "SIGKILL.*memory.*execution.workers"),
        (signal.SIGSEGV, RunError, "SIGSEGV"),
        (signal.SIGILL, RunError, "illegal instruction.*portable"),
        (signal.SIGTERM, StoppedError, "SIGTERM.*run again"),
    ],
)
def test_a_worker_that_is_ended_is_an_error_and_the_next_session_works(
    lab, practice, number, kind, message
):
    run(lab, practice)
    (pid,) = idle_pids()
    killer = threading.Timer(0.3, os.kill, [pid, number])
    killer.start()
    with pytest.raises(kind, match=message):
        run(lab, practice, duration=LONG)
    assert is_gone(pid)
    run(lab, practice)


def test_a_worker_that_died_idle_is_replaced_without_a_word(lab, practice):
    before = run(lab, practice)
    (pid,) = idle_pids()
    os.kill(pid, signal.SIGTERM)
    assert is_gone(pid)
    after = run(lab, practice)
    assert all(np.array_equal(after[name], before[name]) for name in before)


def test_a_session_that_takes_too_long_is_ended(lab, practice):
    run(lab, practice)
    (pid,) = idle_pids()
    with pytest.raises(RunError, match=r"took longer.*session_timeout_minutes"):
        lab.plastic.run(
            practice, lab.anatomy.wiring, duration=LONG, seed=1, outputs=[], timeout=0.3
        )
    assert is_gone(pid)


@pytest.fixture
def fake(lab, tmp_path):
    """Return a function that gives the lab with another executable."""

    def make(script: str):
        (tmp_path / "main").write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / "main").chmod(0o755)
        other = replace(lab)
        other.plastic = replace(lab.plastic, folder=tmp_path)
        return other

    return make


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("kill -ILL $$", "illegal instruction.*portable"),
        ("kill -KILL $$", "SIGKILL"),
        ("echo broken >&2; exit 3", "exit code 3: broken"),
        ("echo careful >&2", "complained.*careful"),
        ("true", "ended before it had answered"),
        (r"printf '\010\0\0\0\0\0\0\0\005\0\0\0\0\0\0\0'; cat >/dev/null", "damaged frame"),
    ],
)
def test_an_executable_that_fails_is_an_error(fake, practice, script, message):
    with pytest.raises(RunError, match=message):
        run(fake(script), practice)


def test_an_executable_that_cannot_start_is_an_error(fake, practice):
    lab = fake("true")
    lab.plastic.binary.chmod(0o644)
    with pytest.raises(RunError, match="does not start"):
        run(lab, practice)


@pytest.mark.parametrize("precision", ["fast", "exact"])
def test_a_potential_that_is_no_number_is_an_error(practice, precision):
    lab = lab_of(f"compiler.precision={precision}")
    with pytest.raises(RunError, match="potential of exc is not finite"):
        run(lab, practice | {"exc.tau_m": 0.0, "exc.E_L": 0.0, "exc.v": 0.0})


@pytest.mark.parametrize("cell", [-1, 100])
def test_an_index_that_wiring_must_not_have_is_named(lab, practice, cell):
    sources, targets = lab.anatomy.wiring["exc_exc"]
    bad = targets.copy()
    bad[5] = cell
    wiring = lab.anatomy.wiring | {"exc_exc": (sources, bad)}
    with pytest.raises(
        RunError, match=f"wiring of exc_exc names cell {cell}; cells go from 0 to 99"
    ):
        run(lab, practice, wiring=wiring)


# --- frames ---------------------------------------------------------------------


@pytest.fixture
def frame(lab, practice, monkeypatch):
    """The frame of a very short session."""
    caught = {}

    def keep(self, entries, timeout):
        caught.update(entries)
        return {name: np.zeros(1) for name in ("exc_exc.w",)}

    monkeypatch.setattr(KernelProgram, "_ask", keep)
    run(lab, practice, duration=0.01, outputs=["exc_exc.w"])
    monkeypatch.undo()
    return b"".join(packed(caught))


def test_arrays_and_texts_come_out_of_a_frame_as_they_went_in():
    entries = {"a": np.arange(3.0), "bc": np.arange(5, dtype=np.int32), "": "text", "no": "é"}
    length, *pieces = packed(entries)
    whole = b"".join(pieces)
    assert int.from_bytes(length, "little") == len(whole)
    found = unpacked(whole)
    assert found.keys() == entries.keys()
    for name, value in entries.items():
        assert np.array_equal(found[name], value)


def test_damaged_frames_are_answered_with_an_error_and_never_crash_a_worker(lab, frame, rng):
    worker = Worker(lab.plastic.binary)
    body, errors = frame[8:], 0
    try:
        for _ in range(150):
            damaged = bytearray(body)
            # most of a frame is numbers; heads and the plan stand at its start
            for place in rng.integers(0, min(len(body), 6000), rng.integers(1, 4)):
                damaged[place] = rng.integers(0, 256)
            damaged = damaged[: len(body) - rng.integers(0, 2) * rng.integers(0, len(body))]
            answer = worker.ask([len(damaged).to_bytes(8, "little"), bytes(damaged)], 60)
            errors += "error" in unpacked(answer)
        assert "error" not in unpacked(worker.ask([frame], 60))
    finally:
        worker.close()
    assert errors > 50


# --- parents that die -------------------------------------------------------------

PARENT = """
import sys, threading, time
sys.path.insert(0, sys.argv[1])
from fixtures.tiny_lab import lab_of, movement
from cortex_sim.engine.kernel import worker
lab = lab_of()
inputs = movement(lab)
lab.run(inputs, plastic=True, duration=0.1)
(idle,) = worker._POOL._idle.values()
pid = idle[0]._process.pid
if sys.argv[2] == "busy":
    session = dict(plastic=True, duration=3000.0)
    threading.Thread(target=lab.run, args=[inputs], kwargs=session, daemon=True).start()
    time.sleep(0.5)
print(pid, flush=True)
if sys.argv[2] == "ends":
    sys.exit()
time.sleep(60)
"""


@pytest.mark.parametrize("state", ["idle", "busy", "ends"])
def test_workers_end_with_the_process_that_started_them(lab, state):
    assert lab.plastic.binary.is_file()
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(TESTS), state],
        stdout=subprocess.PIPE,
        text=True,
    )
    with parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        if state != "ends":
            assert not is_gone(pid, within=0.2)
            parent.kill()
        parent.wait()
    assert is_gone(pid)
