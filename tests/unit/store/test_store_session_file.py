"""A session file is complete and what it claims to be, or is refused."""

import contextlib
import errno
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_np

from cortex_sim.config.canonical import content_hash
from cortex_sim.errors import ConfigError, ResultError, StorageError
from cortex_sim.store.paths import SessionStore
from cortex_sim.store.record import Array, SessionRecord, Spikes
from cortex_sim.store.seal import sealed
from cortex_sim.store.session_file import quarantine, read_session, write_session

SPEC = {"phase": "healthy", "duration": "20 s", "drive": 0.5}
SESSION_ID = content_hash(SPEC)

numbers = st_np.arrays(
    dtype=st.sampled_from(["f8", ">f8", "f4", "i4", "u8", "i1", "?"]),
    shape=st_np.array_shapes(min_dims=0, max_dims=3, min_side=0),
)
reuse_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def make_record(**changes: Any) -> SessionRecord:
    """Return a small session with weights (compressed), a map, a scalar and spikes."""
    rng = np.random.default_rng(1)
    record = SessionRecord(
        session_id=SESSION_ID,
        kind="practice",
        parent_ids={"state": "a" * 64},
        spec=SPEC,
        provenance={"host": "här"},
        arrays={
            "state/weights/exc_exc": Array(rng.random(2000), "", ("synapse",), "weights"),
            "state/day": Array(np.array(3.0), "day", (), "day of the course"),
            "tms_map/mep": Array(np.ones((2, 3), "f4"), "mV", ("muscle", "site"), "MEP"),
        },
        spikes={
            "exc": Spikes(np.sort(rng.random(500)), rng.integers(0, 9, 500).astype("u8")),
            "pv": Spikes(np.array([]), np.array([], dtype="u8")),
        },
    )
    return replace(record, **changes)


@pytest.fixture
def store(tmp_path: Path) -> SessionStore:
    return SessionStore(tmp_path)


@pytest.fixture
def path(store: SessionStore) -> Path:
    return write_session(store, make_record())


@contextlib.contextmanager
def edited(path: Path) -> Iterator[h5py.File]:
    """Open a file for changes and seal it again, as somebody with intent would."""
    with h5py.File(path, "a") as file:
        yield file
    path.write_bytes(sealed(path.read_bytes()))


def files_in(store: SessionStore) -> list[str]:
    return sorted(path.name for path in store.root.rglob("*") if path.is_file())


def test_a_session_is_read_as_it_was_written(store: SessionStore) -> None:
    record = make_record()
    write_session(store, record)
    read = read_session(store, SESSION_ID, expected_id=SESSION_ID)
    assert read.content_digest() == record.content_digest()
    for name in ("session_id", "kind", "parent_ids", "spec", "provenance"):
        assert getattr(read, name) == getattr(record, name)
    assert read.arrays["tms_map/mep"].dims == ("muscle", "site")
    assert read.arrays["tms_map/mep"].unit == "mV"
    assert np.array_equal(read.spikes["exc"].node_ids, record.spikes["exc"].node_ids)
    assert read.spikes["pv"].timestamps_ms.shape == (0,)


@reuse_folder
@given(values=numbers)
def test_any_numbers_are_read_bit_by_bit(tmp_path: Path, values: np.ndarray) -> None:
    store = SessionStore(tmp_path)
    dims = tuple(f"axis{n}" for n in range(values.ndim))
    write_session(store, make_record(arrays={"x": Array(values, "mV", dims, "numbers")}))
    read = read_session(store, SESSION_ID).arrays["x"].values
    assert read.dtype == values.dtype.newbyteorder("<")
    assert read.shape == values.shape
    assert read.tobytes() == values.astype(read.dtype).tobytes()


def test_equal_records_are_equal_bytes_whatever_the_order(tmp_path: Path) -> None:
    one = make_record()
    other = replace(
        one,
        arrays=dict(reversed(one.arrays.items())),
        spikes=dict(reversed(one.spikes.items())),
        spec=dict(reversed(SPEC.items())),
    )
    paths = [write_session(SessionStore(tmp_path / n), r) for n, r in [("a", one), ("b", other)]]
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_spikes_are_not_compressed_because_not_every_reader_has_gzip(
    store: SessionStore,
) -> None:
    many = Spikes(np.arange(5000.0), np.arange(5000, dtype=np.uint64))
    record = make_record(spikes={"exc": many})
    with h5py.File(write_session(store, record)) as file:
        assert file["spikes/exc/timestamps"].compression is None
        assert file["spikes/exc/node_ids"].compression is None


def test_libsonata_opens_a_session_as_it_is(store: SessionStore) -> None:
    libsonata = pytest.importorskip("libsonata", reason="of the extra dev")
    many = Spikes(np.arange(5000.0), np.arange(5000, dtype=np.uint64))
    record = make_record(spikes={"exc": many})
    path = write_session(store, record)
    population = libsonata.SpikeReader(str(path))["exc"]
    assert len(population.get()) == 5000
    assert population.sorting == "by_time"
    assert population.time_units == "ms"


def test_spikes_lie_where_other_tools_look_for_them(path: Path) -> None:
    with h5py.File(path) as file:
        group = file["spikes/exc"]
        sorting = group.attrs.get_id("sorting").dtype
        assert h5py.check_enum_dtype(sorting) == {"none": 0, "by_id": 1, "by_time": 2}
        assert group.attrs["sorting"] == 2
        assert group["timestamps"].attrs["units"] == "ms"
        assert group["timestamps"].dtype == "f8"
        assert group["node_ids"].dtype == "u8"
        assert (file.attrs["magic"], *file.attrs["version"]) == (0x0A7A, 0, 1)


def test_large_arrays_are_compressed_and_small_ones_are_not(path: Path) -> None:
    with h5py.File(path) as file:
        assert file["state/weights/exc_exc"].compression == "gzip"
        assert file["state/weights/exc_exc"].shuffle
        assert file["tms_map/mep"].compression is None


def test_a_spec_too_large_for_an_attribute_is_read_back(store: SessionStore) -> None:
    spec = {"notes": "ü" * 50_000}
    path = write_session(store, make_record(spec=spec))
    with h5py.File(path) as file:
        assert "spec" in file
        assert "spec" not in file.attrs
    assert read_session(store, SESSION_ID).spec == spec


@pytest.mark.parametrize(
    ("arrays", "names", "populations"),
    [
        (["state"], {"state/day", "state/weights/exc_exc"}, set()),
        (["state/weights/", "tms_map"], {"state/weights/exc_exc", "tms_map/mep"}, set()),
        (["sta"], set(), set()),
        (["spikes"], set(), {"exc", "pv"}),
        (["spikes/pv", "state/day"], {"state/day"}, {"pv"}),
        ([], set(), set()),
    ],
)
def test_only_what_is_asked_for_is_read(
    path: Path, arrays: list[str], names: set[str], populations: set[str]
) -> None:
    record = read_session(path, arrays=arrays)
    assert set(record.arrays) == names
    assert set(record.spikes) == populations
    assert record.spec == SPEC


def test_writing_again_replaces_the_file(store: SessionStore, path: Path) -> None:
    before = path.read_bytes()
    write_session(store, make_record())
    assert path.read_bytes() == before
    assert files_in(store) == [path.name]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_full_disk_leaves_nothing_and_says_what_to_do(
    store: SessionStore, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(StorageError, match="No space left on device; free some space"):
        write_session(store, make_record())
    assert files_in(store) == []


def test_an_interrupted_writer_leaves_the_old_file(
    store: SessionStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = path.read_bytes()
    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_session(store, make_record(spec={}))
    assert path.read_bytes() == before
    assert files_in(store) == [path.name]


def test_a_limit_on_file_sizes_is_met_with_our_error(tmp_path: Path) -> None:
    script = (
        "import resource, signal, sys, pathlib\n"
        "from cortex_sim.store.atomic import write_bytes_atomic\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "write_bytes_atomic(pathlib.Path(sys.argv[1]) / 'x', bytes(5000))\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "StorageError" in done.stderr
    assert "ulimit -f" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_record_that_cannot_be_written_leaves_nothing(store: SessionStore) -> None:
    with pytest.raises(ConfigError, match="finite number"):
        write_session(store, make_record(spec={"x": float("nan")}))
    assert files_in(store) == []


def test_a_file_cut_off_anywhere_is_refused(path: Path) -> None:
    whole = path.read_bytes()
    for size in [0, 1, len(whole) - 1, *random.Random(1).sample(range(len(whole)), 20)]:
        path.write_bytes(whole[:size])
        with pytest.raises(ResultError, match="the next run computes it again"):
            read_session(path)


def test_every_flipped_bit_is_noticed(path: Path) -> None:
    whole = path.read_bytes()
    rng = random.Random(2)
    for position in [0, 511, 512, *rng.sample(range(len(whole)), 200)]:
        damaged = bytearray(whole)
        damaged[position] ^= 1 << rng.randrange(8)
        path.write_bytes(damaged)
        with pytest.raises(ResultError, match="damaged"):
            read_session(path)


def test_added_bytes_are_noticed(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(ResultError, match="checksum differs"):
        read_session(path)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("schema_version", None, "not written by cortex_sim"),
        ("schema_version", 99, "has schema version 99, this cortex_sim reads 1"),
        ("schema_version", "x", "is damaged"),
        ("status", "running", "status is 'running', not 'complete'"),
        ("status", None, "is damaged"),
        ("session_id", "b" * 64, "holds session bbb"),
        ("session_id", 3, "is not text"),
        ("kind", "party", "session kind: got 'party'"),
        ("spec", "[1]", "spec is not a map"),
        ("spec", "{", "is damaged"),
        ("spec", None, "is damaged"),
    ],
)
def test_a_changed_header_is_refused(path: Path, name: str, value: Any, message: str) -> None:
    with edited(path) as file:
        del file.attrs[name]
        if value is not None:
            file.attrs[name] = value
    with pytest.raises(ResultError, match=message):
        read_session(path)


def test_changed_numbers_are_refused_unless_told_not_to_look(path: Path) -> None:
    with h5py.File(path, "a") as file:
        file["tms_map/mep"][0, 0] = 2.0
    with pytest.raises(ResultError, match="checksum differs"):
        read_session(path)
    assert read_session(path, verify=False).arrays["tms_map/mep"].values[0, 0] == 2.0


@pytest.mark.parametrize("content", [b"", b"some text\n", b"\x89HDF\r\n\x1a\n" + bytes(500)])
def test_a_file_that_is_not_hdf5_is_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(ResultError, match="next run computes it again"):
        read_session(path)


def test_a_file_of_another_program_is_refused(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "other.h5", "w") as file:
        file["x"] = np.zeros(3)
    with pytest.raises(ResultError, match="was not written by cortex_sim"):
        read_session(tmp_path / "other.h5")


def test_a_file_under_another_name_is_refused(path: Path) -> None:
    other = path.rename(path.with_name("c" * 64 + ".h5"))
    with pytest.raises(ResultError, match=f"holds session {SESSION_ID}, expected ccc"):
        read_session(other)


def test_a_spec_that_does_not_hash_to_the_expected_id_is_refused(path: Path) -> None:
    with pytest.raises(ResultError, match="holds another spec than ddd"):
        read_session(path, expected_id="d" * 64)


def test_a_session_that_is_not_there_is_named(store: SessionStore) -> None:
    with pytest.raises(ResultError, match="there is no such session file; run the session"):
        read_session(store, SESSION_ID)
    with pytest.raises(ResultError, match="there is no such session file"):
        read_session(store.root)
    with pytest.raises(ResultError, match="without a session id"):
        read_session(store)


@pytest.mark.parametrize(
    "link", [h5py.SoftLink("/state/day"), h5py.ExternalLink("/etc/hostname", "/x")]
)
def test_links_are_refused_and_not_followed(path: Path, link: Any) -> None:
    with edited(path) as file:
        file["state/link"] = link
    with pytest.raises(ResultError, match=r"'state/link' is a \w+Link; links are not followed"):
        read_session(path)


def test_a_circle_of_groups_is_refused(path: Path) -> None:
    with edited(path) as file:
        file["state/again"] = file["state"]
    with pytest.raises(ResultError, match="'state/again' is there under two names"):
        read_session(path)


def test_a_named_type_is_refused(path: Path) -> None:
    with edited(path) as file:
        file["type"] = np.dtype("f8")
    with pytest.raises(ResultError, match="'type' is a Datatype"):
        read_session(path)


def test_data_kept_in_another_file_is_refused(path: Path, tmp_path: Path) -> None:
    (tmp_path / "raw").write_bytes(bytes(80))
    with edited(path) as file:
        file.create_dataset("raw", (10,), "f8", external=[(str(tmp_path / "raw"), 0, 80)])
    with pytest.raises(ResultError, match="keeps its data in another file"):
        read_session(path)


def test_a_virtual_dataset_is_refused(path: Path) -> None:
    with edited(path) as file:
        layout = h5py.VirtualLayout((2,), "f8")
        layout[:] = h5py.VirtualSource("other.h5", "x", (2,))
        file.create_virtual_dataset("virtual", layout)
    with pytest.raises(ResultError, match="keeps its data in another file"):
        read_session(path)


@pytest.mark.parametrize(
    "dtype", [h5py.string_dtype(), h5py.ref_dtype, h5py.vlen_dtype("f8"), np.dtype("V4")]
)
def test_objects_are_refused(path: Path, dtype: Any) -> None:
    with edited(path) as file:
        file.create_dataset("object", (1,), dtype)
    with pytest.raises(ResultError, match="'object' has dtype"):
        read_session(path)


def test_an_unusual_filter_is_refused(path: Path) -> None:
    with edited(path) as file:
        file.create_dataset("packed", data=np.zeros(5000), compression="lzf")
    with pytest.raises(ResultError, match=r"'packed' needs filter \[32000\]"):
        read_session(path)


def test_a_file_that_may_not_be_read_is_no_damage(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deny(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(h5py, "File", deny)
    with pytest.raises(StorageError, match="cannot read: Permission denied"):
        read_session(path)


def test_a_damaged_file_makes_way_for_a_rerun(store: SessionStore, path: Path) -> None:
    moved = quarantine(path)
    assert moved.name == f"{SESSION_ID}.h5.damaged"
    assert not store.has(SESSION_ID)
    with pytest.raises(StorageError, match="cannot rename"):
        quarantine(path)
