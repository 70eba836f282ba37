"""Text files of a study appear whole; a log takes line after line."""

import errno
import json
import multiprocessing
import os
from pathlib import Path

import numpy as np
import pytest

from cortex_sim.errors import ConfigError, StorageError
from cortex_sim.store.study import append_jsonl, write_json_atomic, write_text_atomic


def append_many(path: Path, worker: int) -> None:
    for n in range(200):
        append_jsonl(path, {"worker": worker, "n": n, "text": "x" * 300})


def test_json_is_for_people_and_keeps_the_order_of_keys(tmp_path: Path) -> None:
    path = tmp_path / "new" / "summary.json"
    write_json_atomic(path, {"b": np.float64(0.5), "a": "ü"})
    assert path.read_text("utf-8") == '{\n  "b": 0.5,\n  "a": "ü"\n}\n'
    assert [item.name for item in path.parent.iterdir()] == ["summary.json"]


def test_a_number_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="overlap: got nan"):
        write_json_atomic(tmp_path / "a.json", {"overlap": float("nan")})
    assert list(tmp_path.iterdir()) == []


def test_a_failed_write_keeps_the_old_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    path = tmp_path / "a.txt"
    write_text_atomic(path, "old")
    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(StorageError, match="free some space"):
        write_text_atomic(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_folder_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(StorageError, match="a: cannot write"):
        write_text_atomic(tmp_path / "a", "text")


def test_a_file_can_be_read_by_the_group(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        write_text_atomic(tmp_path / "a", "text")
    finally:
        os.umask(old)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640


def test_lines_of_several_processes_do_not_mix(tmp_path: Path) -> None:
    path = tmp_path / "log" / "run.jsonl"
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=append_many, args=(path, n)) for n in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert sorted((line["worker"], line["n"]) for line in lines) == [
        (worker, n) for worker in range(2) for n in range(200)
    ]


def test_a_line_that_does_not_fit_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "write", lambda _fd, _data: 3)
    with pytest.raises(StorageError, match="wrote 3 of 8 bytes"):
        append_jsonl(tmp_path / "log", {"a": 1})


def test_a_log_in_a_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")
    with pytest.raises(StorageError, match="file is where a folder should be"):
        append_jsonl(tmp_path / "a" / "log", {})
