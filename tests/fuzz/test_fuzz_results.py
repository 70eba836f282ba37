"""Result files that nobody wrote: refused by an error of ours, or read for what they are."""

import io
import json
import os
import resource
import socket
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

import h5py
import hostile
import numpy as np
import pytest
from click.testing import CliRunner
from harness import draws, hands_off, refused_or, snapshot

from cortex_sim.cli.info import info
from cortex_sim.config.canonical import content_hash
from cortex_sim.errors import CortexSimError, ResultError
from cortex_sim.store.paths import SessionStore
from cortex_sim.store.record import Array, SessionRecord, Spikes
from cortex_sim.store.seal import SEAL_BYTES, sealed
from cortex_sim.store.session_file import read_session, write_session
from cortex_sim.sweep.folder import SweepFolder

SPEC = {"kind": "practice", "duration": 1.2, "sequence": {"name": "healthy"}}
IDENTITY = content_hash(SPEC)
NAME = f"{IDENTITY}.h5"
NOT_EDITABLE = (TypeError, ValueError, OSError, RuntimeError, KeyError, OverflowError)
"""What h5py says of edits that HDF5 does not allow; the file then stays as it is."""

MEMORY = 3_000_000_000
"""Bytes that reading may allocate beyond what the process has, see `little_memory`."""


@cache
def good(duration: float = 1.2) -> bytes:
    """Return a session file as this version writes it."""
    rng = np.random.default_rng(1)
    spec = {**SPEC, "duration": duration}
    record = SessionRecord(
        session_id=content_hash(spec),
        kind="practice",
        parent_ids={},
        spec=spec,
        provenance={"host": "här"},
        arrays={
            "state/weights/exc_exc": Array(rng.random(3000), "", ("synapse",), "weights"),
            "rate/exc": Array(np.array(3.0), "Hz", (), "mean rate"),
        },
        spikes={"exc": Spikes(np.sort(rng.random(50)), rng.integers(0, 9, 50).astype("u8"))},
    )
    with tempfile.TemporaryDirectory() as folder:
        return write_session(SessionStore(Path(folder)), record).read_bytes()


def edited(edit, *arguments):
    """Return the good file with an edit by h5py and the seal that a forger would put on it."""
    buffer = io.BytesIO(good())
    with h5py.File(buffer, "r+") as file, suppress(*NOT_EDITABLE):
        edit(file, *arguments)
    return sealed(buffer.getvalue())


@pytest.fixture(autouse=True)
def little_memory():
    """A claim that is not refused before it is believed ends in a MemoryError."""
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_AS, before)


def check(path, content):
    path.write_bytes(content)
    record = refused_or(lambda: read_session(path, IDENTITY, expected_id=IDENTITY))
    if record is not None:
        assert content_hash(record.spec) == IDENTITY
        assert record.session_id == IDENTITY
    return record


# --- damage ---------------------------------------------------------------------------


def _cut(content, rng):
    return content[: rng.randrange(len(content))]


def _flip(content, rng):
    damaged = bytearray(content)
    for _ in range(rng.choice((1, 1, 3, 50))):
        damaged[rng.randrange(len(damaged))] ^= 1 << rng.randrange(8)
    return bytes(damaged)


def _overwrite(content, rng):
    at = rng.randrange(len(content))
    piece = rng.choice((b"\0", b"\xff", rng.randbytes(1))) * rng.randint(1, 2000)
    return content[:at] + piece + content[at + len(piece) :]


def _append(content, rng):
    return content + rng.choice((rng.randbytes(100), content, b"\0" * 512))


def _replace(content, rng):
    heads = (b"", b"\x89HDF\r\n\x1a\n", content[:SEAL_BYTES], content[: SEAL_BYTES + 96])
    return rng.choice(heads) + rng.randbytes(rng.choice((0, 10, 3000)))


def _move(content, rng):
    a, b = sorted(rng.randrange(len(content)) for _ in range(2))
    return content[:a] + content[b:] + content[a:b]


def _swap(content, rng):
    """Go on with another session from somewhere on, the seal included."""
    other = good(2.4)
    at = rng.randrange(min(len(content), len(other)))
    return other[:at] + content[at:] if rng.random() < 0.5 else content[:at] + other[at:]


DAMAGE = (_cut, _flip, _flip, _overwrite, _append, _replace, _move, _swap)


def test_damaged_files_are_refused(sandbox):
    for rng in draws(20, "damage"):
        damaged = rng.choice(DAMAGE)(good(), rng)
        if damaged != good():
            assert check(sandbox / NAME, damaged) is None


# --- forgeries that carry a valid seal ---------------------------------------------------


def _attribute(file, rng):
    owner = rng.choice([file, file["state/weights/exc_exc"], file["spikes/exc"]])
    names = [*owner.attrs, "new"]
    value = rng.choice(
        [
            *hostile.NUMBERS,
            *hostile.TEXTS,
            [1, 2],
            [],
            np.zeros((2, 2)),
            b"\xff\xfe",
            "[" * 5000,
            '{"a": NaN}',
            '{"a": 1e999}',
            "{" + '"a":{' * 900 + "}" * 901,
            np.nan,
            h5py.Empty("f8"),
            file.ref,
            np.array(["a", "b"], dtype=object),
        ]
    )
    owner.attrs[rng.choice(names)] = value


def _dataset(file, rng):
    name = rng.choice(
        [
            "state/weights/exc_exc",
            "spikes/exc/timestamps",
            "rate/exc",
            "new",
            "spec",
            "spikes/x/node_ids",
        ]
    )
    if name in file:
        attributes = dict(file[name].attrs) if isinstance(file[name], h5py.Dataset) else {}
        del file[name]
    else:
        attributes = {"units": "", "dims": "x", "description": ""}
    options = rng.choice(_SHAPES)
    dataset = file.create_dataset(name, **options)
    for key, value in attributes.items():
        dataset.attrs[key] = value


_SHAPES = [
    {"data": np.array([np.nan, np.inf])},
    {"data": "text"},
    {"data": b"\xff"},
    {"data": np.void(b"abc")},
    {"data": np.array([1 + 2j])},
    {"data": np.array([1.5], "f2")},
    {"data": np.array([2**63], "u8")},
    {"data": np.zeros(2, [("a", "f8")])},
    {"data": np.array(["a"], h5py.string_dtype())},
    {"data": h5py.Empty("f8")},
    {"data": np.zeros((0, 3))},
    {"data": np.zeros((1,) * 32)},
    {"data": np.array([3, 2, 1.0])},
    {"data": np.array([-1, 5])},
    {"data": np.zeros(3, h5py.ref_dtype)},
    {"data": np.zeros(3, h5py.opaque_dtype(np.dtype("M8[s]")))},
    {"data": np.array([0], h5py.enum_dtype({"A": 0}))},
    {"shape": (2**40,), "dtype": "f8", "chunks": (2**16,)},
    {"shape": (2**20, 2**20, 2**20), "dtype": "i1", "chunks": (64, 64, 64)},
    {"shape": (2**28,), "dtype": "f8"},
    {"shape": (2**28,), "dtype": "f8", "chunks": (2**16,), "compression": "gzip"},
    {"shape": (2**31,), "dtype": "S100", "chunks": (2**10,)},
    {"shape": (5,), "maxshape": (None,), "dtype": "f8"},
    {"data": np.zeros(100), "compression": "lzf"},
    {"data": np.zeros(100), "fletcher32": True},
    {"data": np.zeros(100), "scaleoffset": 2},
    {"shape": (10,), "dtype": "f8", "external": [("/etc/passwd", 0, 80)]},
]


def _link(file, rng):
    name = rng.choice(["new", "state/x", "spikes/exc/y", "spec"])
    with suppress(ValueError, OSError, RuntimeError):
        file[name] = rng.choice(
            [
                h5py.SoftLink("/rate/exc"),
                h5py.SoftLink("/nowhere"),
                h5py.ExternalLink("/etc/passwd", "/"),
                h5py.ExternalLink(NAME, "/rate/exc"),
                h5py.ExternalLink("../outside.txt", "/"),
                file["rate/exc"],
                file["state"],
                file["/"],
            ]
        )


def _virtual(file, rng):
    layout = h5py.VirtualLayout(shape=(4,), dtype="f8")
    layout[:] = h5py.VirtualSource(rng.choice(["/etc/passwd", NAME, "."]), "rate/exc", shape=(4,))
    file.create_virtual_dataset("new", layout)


def _deep(file, rng):
    with suppress(ValueError, RuntimeError):
        file.create_group(
            "/".join(rng.choice(["a", "..", "é", "a b"]) for _ in range(rng.choice((3, 60, 900))))
        )


def _delete(file, rng):
    if rng.random() < 0.5:
        name = rng.choice(list(file.attrs))
        del file.attrs[name]
    else:
        del file[rng.choice(["state", "state/weights/exc_exc", "spikes/exc/node_ids", "spikes"])]


def _many(file, rng):
    for number in range(rng.choice((10, 2000))):
        file.create_group(f"g{number}")


EDITS = (_attribute, _attribute, _dataset, _dataset, _link, _virtual, _deep, _delete, _many)


def test_forged_files_are_refused_or_hold_what_they_say(sandbox):
    for rng in draws(20, "forgery"):
        check(sandbox / NAME, edited(rng.choice(EDITS), rng))


@pytest.mark.parametrize(
    "options", [shape for shape in _SHAPES if "shape" in shape and shape["shape"] != (5,)]
)
def test_numbers_that_are_claimed_but_not_there_are_refused_before_memory_is_taken(
    sandbox, options
):
    def claim(file):
        dataset = file.create_dataset("new", **options)
        for key, value in {
            "units": "",
            "dims": ",".join("abc"[: len(options["shape"])]),
            "description": "",
        }.items():
            dataset.attrs[key] = value

    path = sandbox / NAME
    path.write_bytes(edited(claim))
    with hands_off(), pytest.raises(ResultError, match=r"claims|another file"):
        read_session(path)


def test_a_file_of_another_session_is_refused_by_name(sandbox):
    path = sandbox / ("b" * 64 + ".h5")
    path.write_bytes(good())
    with pytest.raises(ResultError, match=f"holds session {IDENTITY}, expected bbbb"):
        read_session(path)


def a_pipe(path):
    os.mkfifo(path)


def a_folder(path):
    path.mkdir()


def a_socket(path):
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path.name)


def a_link_to(target):
    return lambda path: path.symlink_to(target)


@pytest.mark.parametrize(
    "put",
    [
        a_pipe,
        a_folder,
        a_socket,
        a_link_to("/dev/zero"),
        a_link_to("/dev/random"),
        a_link_to("/proc/self/mem"),
        a_link_to("nowhere"),
        a_link_to(NAME),
        a_link_to("other.h5"),
    ],
)
@pytest.mark.parametrize("read", [read_session, lambda path: load_manifest(path.parent)])
def test_what_stands_in_the_place_of_a_file_is_refused_and_not_waited_for(sandbox, put, read):
    (sandbox / "other.h5").write_bytes(good(2.4))
    for name in (NAME, "sweep.json", "manifest.jsonl"):
        put(sandbox / name)
    assert refused_or(lambda: read(sandbox / NAME)) is None


def load_manifest(folder):
    return SweepFolder(folder).read_manifest()


# --- the texts beside them ----------------------------------------------------------------


def test_info_about_a_folder_with_a_damaged_index(sandbox):
    places = [{"subject": 1, "arm": "", "phase": "healthy", "name": "practice"}]
    study = {
        "name": "x",
        "config_hash": "0",
        "sessions": {IDENTITY: places},
        "visits": [["", "healthy"]],
    }
    text = json.dumps(study, indent=1)
    for rng in draws(2, "study.json"):
        (sandbox / "study.json").write_bytes(hostile.mutate_text(text, rng))
        before = snapshot(sandbox)
        with hands_off():
            ended = CliRunner().invoke(info, [str(sandbox)])
        assert ended.exception is None or isinstance(
            ended.exception, (CortexSimError, SystemExit)
        ), ended.exception
        assert snapshot(sandbox) == before
