"""Text files in the folder of a study: summaries, resolved configs, run logs."""

import json
import os
from pathlib import Path

from cortex_sim.config.canonical import canonical_json, to_plain
from cortex_sim.errors import StorageError
from cortex_sim.store.atomic import storage_error, write_bytes_atomic


def write_text_atomic(path: Path, text: str) -> None:
    """Write a UTF-8 text file whole or not at all; its folder is created.

    Raises
    ------
    StorageError
        If the file cannot be written, with what to do about it.
    """
    write_bytes_atomic(path, text.encode())


def write_json_atomic(path: Path, obj: object) -> None:
    """Write plain data as JSON for people: indented, keys in their order, UTF-8.

    Parameters
    ----------
    path
        The file; its folder is created.
    obj
        What `cortex_sim.config.canonical.to_plain` accepts. A number that does
        not exist is None, not NaN.

    Raises
    ------
    ConfigError
        If ``obj`` is not such data.
    StorageError
        If the file cannot be written, with what to do about it.
    """
    text = json.dumps(to_plain(obj), indent=2, ensure_ascii=False)
    write_text_atomic(path, text + "\n")


def append_jsonl(path: Path, obj: object) -> None:
    """Append one line of JSON to a log that several processes may share.

    The line is written by one call in append mode, so lines of two processes on
    one machine do not mix.

    Parameters
    ----------
    path
        The log; it and its folder are created.
    obj
        As `write_json_atomic`.

    Raises
    ------
    ConfigError
        If ``obj`` is not plain data.
    StorageError
        If the line cannot be written, or not all of it.
    """
    line = canonical_json(obj).encode() + b"\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
        try:
            n_written = os.write(descriptor, line)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise storage_error(error, path, "write") from error
    if n_written != len(line):
        sizes = f"{n_written} of {len(line)} bytes"
        raise StorageError(f"{path}: wrote {sizes} of a line; free some space and run again")
