"""Faults: what is finished survives, what failed is named, a rerun ends byte-equal."""

import contextlib
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from fixtures.tiny_sweep import DEADLINE, SESSIONS, kill, make_site

pytestmark = pytest.mark.compiled


@pytest.fixture
def site(tmp_path):
    return make_site(tmp_path)


def test_a_killed_worker_costs_its_point_only(site, table):
    with site.held():
        driver = site.start("--executor", "local", "--jobs", "1")
        victim = site.kill_a_worker()
    said = driver.communicate(timeout=DEADLINE)[0]
    assert driver.returncode == 3
    assert site.status().counts == {"done": 3, "killed": 1}
    assert site.status().troubles[0].point.point_id == victim
    assert "was killed" in said
    assert site.call("retry", "--executor", "serial").returncode == 0
    assert site.table() == table


@pytest.mark.parametrize("executor", ["serial", "local"])
def test_a_time_limit_leaves_a_point_from_which_the_run_goes_on(site, table, executor):
    with site.held():
        driver = site.start("--executor", executor)
        site.attempt()
        driver.send_signal(signal.SIGTERM)
        driver.communicate(timeout=DEADLINE)
    assert driver.returncode == 130
    assert "failed" not in site.status().counts
    before = set(site.computed())
    site.run()
    assert site.table() == table
    assert set(site.computed().values()) == {1}
    assert before <= set(site.computed())


@pytest.mark.parametrize("damage", ["cut", "flip", "remove"])
def test_a_damaged_session_is_computed_again_and_nothing_else(site, table, damage):
    site.run()
    path = next(site.results.glob("sessions/*/*.h5"))
    content = bytearray(path.read_bytes())
    if damage == "cut":
        path.write_bytes(content[:-100])
    elif damage == "remove":
        path.unlink()
    else:
        content[-100] ^= 1
        path.write_bytes(content)
        # same size: only a point that needs it again looks inside
        for point in site.sweep.points:
            site.folder.drop_result(point.point_id)
    site.run()
    assert site.table() == table
    assert sum(site.computed().values()) == SESSIONS + 1


def test_a_cut_off_point_result_is_collected_again_without_simulating(site, table):
    site.run()
    path = site.folder.result_path(site.sweep.points[2].point_id)
    path.write_bytes(path.read_bytes()[:-50])
    assert site.call("collect").returncode == 3
    said = []
    site.run(tell=said.append)
    assert "damaged" in " ".join(said)
    assert site.table() == table
    assert sum(site.computed().values()) == SESSIONS


def test_two_drivers_at_once_end_in_one_good_table(site, table):
    drivers = [site.start("--executor", "local", "--jobs", "2") for _ in range(2)]
    ends = [driver.communicate(timeout=DEADLINE)[0] for driver in drivers]
    assert 0 in [driver.returncode for driver in drivers], ends
    assert site.table() == table
    assert set(site.computed().values()) == {1}


@pytest.fixture
def small_disk(tmp_path):
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=80m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("cannot mount a small disk here (needs root)")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=False)


def test_a_full_disk_is_named_and_the_run_goes_on_with_space(small_disk, table):
    site = make_site(small_disk / "site")
    site.run(points=site.sweep.points[:1])
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"\0" * (shutil.disk_usage(small_disk).free - 4096))
    ended = site.call("run", "--executor", "local", "--jobs", "2")
    assert ended.returncode != 0
    assert "space" in ended.stderr
    ballast.unlink()
    site.run()
    assert site.table() == table


RUN = ("--executor", "local", "--jobs", "2")


def kill_after(site, sessions: int, seconds: float, *, whole_machine: bool) -> None:
    """Kill the driver, or all its processes at once as a crash of the machine does.

    It happens some time after a number of sessions are done, at any time in a run on
    any machine, instead of mostly while Python starts.
    """
    driver = site.start(*RUN)
    while driver.poll() is None and len(site.computed()) < sessions:
        time.sleep(0.02)
    with contextlib.suppress(subprocess.TimeoutExpired):
        driver.wait(timeout=seconds)
    for pid in [driver.pid, *(descendants(driver.pid) if whole_machine else [])]:
        with contextlib.suppress(ProcessLookupError):
            kill(pid)
    driver.communicate()


def descendants(pid: int) -> list[int]:
    found = []
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in map(int, children.read_text().split()):
                found += [child, *descendants(child)]
    return found


def check_random_kills(folder: Path, table, count: int) -> None:
    moments, interrupted = random.Random(20), 0
    for number in range(count):
        site = make_site(folder / str(number))
        sessions, seconds = moments.randrange(SESSIONS), moments.uniform(0, 0.5)
        kill_after(site, sessions, seconds, whole_machine=number % 2 == 1)
        interrupted += len(site.computed()) < SESSIONS
        # workers of the killed driver may still be at it
        ended = site.call("run", *RUN)
        assert ended.returncode == 0, ended.stderr
        assert max(site.computed().values()) == 1
        assert site.table() == table, f"kill {number} of {count}"
    print(f"{count} of {count} byte-equal; {interrupted} were killed before their last session")


def test_three_runs_killed_at_random_moments_end_byte_equal(tmp_path, table):
    check_random_kills(tmp_path, table, 3)


@pytest.mark.slow
def test_twenty_runs_killed_at_random_moments_end_byte_equal(tmp_path, table):
    check_random_kills(tmp_path, table, 20)


def test_workers_end_soon_after_their_driver(site):
    with site.held():
        driver = site.start("--executor", "local", "--jobs", "1")
        worker = site.attempt()["pid"]
        kill(driver.pid)
        driver.communicate()
        deadline = time.monotonic() + 30
        while is_alive(worker) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not is_alive(worker)


def is_alive(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False
