"""Sessions have one place each, and one writer at a time."""

import errno
import fcntl
import itertools
import multiprocessing
import os
import threading
import time
from collections import namedtuple
from pathlib import Path

import pytest

from cortex_sim.errors import ResultError, StorageError
from cortex_sim.store.atomic import regular
from cortex_sim.store.locks import file_lock
from cortex_sim.store.paths import SessionStore

SESSION_ID = "ab" * 32


@pytest.fixture
def store(tmp_path: Path) -> SessionStore:
    return SessionStore(tmp_path / "results")


def enter_and_leave(root: Path, log: Path) -> None:
    """Note the time of entering and leaving the lock."""
    with SessionStore(root).lock(SESSION_ID):
        entered = time.monotonic()
        time.sleep(0.1)
        with log.open("a") as file:
            file.write(f"{entered} {time.monotonic()}\n")


def hold_for_ever(root: Path, signal_file: Path) -> None:
    with SessionStore(root).lock(SESSION_ID):
        signal_file.touch()
        time.sleep(60)


def test_a_session_lies_under_the_start_of_its_id(store: SessionStore) -> None:
    assert store.path(SESSION_ID) == store.root / "sessions" / "ab" / f"{SESSION_ID}.h5"


@pytest.mark.parametrize("session_id", ["", "ab", "../../x", "a/b", "a.h5", "x" * 200, "ab\n"])
def test_an_id_cannot_leave_the_store(store: SessionStore, session_id: str) -> None:
    with pytest.raises(ResultError, match="session id: got"):
        store.path(session_id)


def test_a_session_is_there_once_its_file_is(store: SessionStore) -> None:
    assert not store.has(SESSION_ID)
    store.path(SESSION_ID).parent.mkdir(parents=True)
    assert not store.has(SESSION_ID)
    store.path(SESSION_ID).touch()
    assert store.has(SESSION_ID)


def test_processes_take_turns(tmp_path: Path) -> None:
    log = tmp_path / "log"
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=enter_and_leave, args=(tmp_path, log)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    spans = sorted(tuple(map(float, line.split())) for line in log.read_text().splitlines())
    assert len(spans) == 3
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))


def test_a_lock_ends_with_its_killed_process(tmp_path: Path) -> None:
    signal_file = tmp_path / "held"
    context = multiprocessing.get_context("spawn")
    worker = context.Process(target=hold_for_ever, args=(tmp_path, signal_file))
    worker.start()
    deadline = time.monotonic() + 30
    while not signal_file.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    store = SessionStore(tmp_path)
    with pytest.raises(StorageError, match="another process"), store.lock(SESSION_ID, 0.1):
        pass
    worker.kill()
    worker.join(30)
    with store.lock(SESSION_ID, timeout=5):
        pass


def test_a_lock_is_free_again_after_an_error(store: SessionStore) -> None:
    with pytest.raises(KeyError), store.lock(SESSION_ID):
        raise KeyError
    with store.lock(SESSION_ID, timeout=0):
        pass


@pytest.mark.parametrize("code", [errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP])
def test_without_locks_work_goes_on_with_a_warning(
    store: SessionStore, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(code, "not here")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.warns(UserWarning, match="has no locks"), store.lock(SESSION_ID):
        pass


def test_a_folder_that_can_be_written_is_created_and_left_empty(store: SessionStore) -> None:
    store.check_writable()
    assert list(store.root.iterdir()) == []


def test_a_file_in_place_of_the_folder_is_named(store: SessionStore) -> None:
    store.root.write_text("")
    with pytest.raises(StorageError, match="file is where a folder should be"):
        store.check_writable()
    with pytest.raises(StorageError, match="a part of the path is a file"):
        SessionStore(store.root / "below").check_writable()
    with pytest.raises(StorageError, match="a part of the path is a file"), store.lock("abc"):
        pass


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        (errno.EACCES, "change its permissions"),
        (errno.EROFS, "file system that can be written"),
        (errno.ENOSPC, "free some space"),
        (errno.EDQUOT, "free some space"),
        (errno.EIO, "check the disk"),
    ],
)
def test_a_refusal_says_what_to_do(
    store: SessionStore, monkeypatch: pytest.MonkeyPatch, code: int, remedy: str
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(StorageError, match=f"{os.strerror(code)}; .*{remedy}"):
        store.check_writable()
    assert list(store.root.iterdir()) == []


def test_too_little_space_is_noticed_before_the_work(
    store: SessionStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage(0, 0, 3_000_000))
    with pytest.raises(StorageError, match="3 MB are free, 50 MB are needed"):
        store.check_writable()
    store.check_writable(needed_bytes=3_000_000)


def test_only_old_temporary_files_are_removed(store: SessionStore) -> None:
    folder = store.path(SESSION_ID).parent
    folder.mkdir(parents=True)
    old, new = folder / ".x.h5.1-a.tmp", folder / ".x.h5.2-b.tmp"
    for path in (old, new, store.path(SESSION_ID)):
        path.touch()
    os.utime(old, (0, 0))
    os.utime(store.path(SESSION_ID), (0, 0))
    assert store.remove_leftovers() == [old]
    assert new.exists()
    assert store.has(SESSION_ID)


def test_a_folder_that_cannot_be_written_is_named_and_not_the_probe(
    store: SessionStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(StorageError) as refused:
        store.check_writable()
    assert str(refused.value).startswith(f"{store.root}: cannot write into this folder: Read-only")


def test_the_lock_of_a_session_leaves_no_file(store: SessionStore) -> None:
    with store.lock(SESSION_ID):
        assert len(list(store.root.rglob("*.lock"))) == 1
    assert list(store.root.rglob("*.lock")) == []


def test_a_lock_on_a_removed_file_does_not_count(tmp_path: Path) -> None:
    path, order = tmp_path / "a.lock", []

    def second() -> None:
        with file_lock(path, timeout=20, remove=True):
            order.append("second")

    with file_lock(path, remove=True):
        waiting = threading.Thread(target=second)
        waiting.start()
        time.sleep(0.2)
        order.append("first")
    with file_lock(path, timeout=20, remove=True):
        pass
    waiting.join()
    assert order == ["first", "second"]
    assert not path.exists()


def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("/dev/zero")
    for name in ("pipe", "link"):
        with pytest.raises(OSError, match="not a regular file"):
            regular(tmp_path / name)
    (tmp_path / "file").touch()
    for name in ("missing", "file"):
        assert regular(tmp_path / name) == tmp_path / name
