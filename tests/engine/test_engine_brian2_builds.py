"""Programs are built once, checked before use, and built again when damaged."""

import json
import os
import subprocess
import sys
import threading

import pytest
from fixtures.fake_compiler import fake_compiler
from fixtures.tiny_lab import ROOT, builds_folder

from cortex_sim.config.cohort import Compiler
from cortex_sim.engine import compiler
from cortex_sim.engine.brian2 import build
from cortex_sim.engine.brian2.build import build_id, ensure_program, is_built
from cortex_sim.engine.fingerprint import bare_code
from cortex_sim.errors import BuildError
from cortex_sim.model.structure import structure_of

compiled = pytest.mark.compiled


@pytest.fixture
def structure(lab):
    return structure_of(lab.study, plastic=True)


# --- without a compiler: a builder that copies --------------------------------


@pytest.fixture
def builder(monkeypatch):
    """Stands for code generation and compiler; counts what it built."""
    calls = []

    def call(command, folder, step, timeout):
        if "cortex_sim.engine.brian2.generate" in command:
            (folder / "manifest.json").write_text(
                json.dumps({"arrays": {}, "inputs": {}, "projections": {}})
            )
        else:
            calls.append(command)
            (folder / "main").write_bytes(b"program" * 10)
            (folder / "static_arrays").mkdir()
            (folder / "static_arrays" / "coil").write_bytes(bytes(range(64)))
            (folder / "leftover.o").write_bytes(b"o")

    monkeypatch.setattr(compiler, "run_step", call)
    monkeypatch.setattr(compiler, "compiler_command", lambda: ("c++",))
    monkeypatch.setattr(compiler, "compiler_version", lambda _: "fake 1.0")
    return calls


NATIVE = Compiler(backend="brian2")


def test_program_is_built_once(builder, structure, tmp_path):
    first = ensure_program(structure, NATIVE, tmp_path)
    second = ensure_program(structure, NATIVE, tmp_path)
    assert first == second
    assert len(builder) == 1
    assert is_built(structure, NATIVE, tmp_path)


def test_build_leaves_nothing_but_the_program_and_its_lock(builder, structure, tmp_path):
    program = ensure_program(structure, NATIVE, tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {program.folder.name, f"{program.folder.name}.lock"}
    assert not list(program.folder.rglob("*.o"))


def truncate_binary(folder):
    (folder / "main").write_bytes((folder / "main").read_bytes()[:-1])


def remove_binary(folder):
    (folder / "main").unlink()


def damage_manifest(folder):
    text = (folder / "build.json").read_text()
    (folder / "build.json").write_text(text[: len(text) // 2])


def foreign_manifest(folder):
    description = json.loads((folder / "build.json").read_text())
    (folder / "build.json").write_text(json.dumps(description | {"build_id": "0" * 64}))


def manifest_of_another_shape(folder):
    (folder / "build.json").write_text("[]")


def manifest_without_its_parts(folder):
    description = json.loads((folder / "build.json").read_text())
    del description["manifest"]
    (folder / "build.json").write_text(json.dumps(description))


def binary_manifest(folder):
    (folder / "build.json").write_bytes(b"\xff\xfe\x00")


def flip_bit_of_binary(folder):
    content = bytearray((folder / "main").read_bytes())
    content[len(content) // 2] ^= 1
    (folder / "main").write_bytes(content)


def change_manifest(folder):
    description = json.loads((folder / "build.json").read_text())
    description["manifest"]["inputs"]["another"] = {"dtype": "float64", "size": 1}
    (folder / "build.json").write_text(json.dumps(description))


def zero_what_the_program_reads(folder):
    (folder / "static_arrays" / "coil").write_bytes(bytes(64))


def remove_what_the_program_reads(folder):
    (folder / "static_arrays" / "coil").unlink()


def change_compiler_in_provenance(folder):
    description = json.loads((folder / "build.json").read_text())
    description["provenance"]["compiler"] = "another"
    (folder / "build.json").write_text(json.dumps(description))


DAMAGES = [
    zero_what_the_program_reads, remove_what_the_program_reads, change_compiler_in_provenance,
    truncate_binary, remove_binary, damage_manifest, foreign_manifest, binary_manifest,
    flip_bit_of_binary, change_manifest,
]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_program_is_built_again(builder, structure, tmp_path, damage):
    program = ensure_program(structure, NATIVE, tmp_path)
    damage(program.folder)
    assert not is_built(structure, NATIVE, tmp_path)
    assert ensure_program(structure, NATIVE, tmp_path).binary.is_file()
    assert len(builder) == 2


@pytest.mark.parametrize("damage", [manifest_of_another_shape, manifest_without_its_parts])
def test_program_with_a_description_of_another_shape_is_built_again(
    builder, structure, tmp_path, damage
):
    program = ensure_program(structure, NATIVE, tmp_path)
    damage(program.folder)
    ensure_program(structure, NATIVE, tmp_path)
    assert len(builder) == 2


def test_processes_that_ask_at_once_share_one_build(builder, structure, tmp_path):
    programs = []
    threads = [
        threading.Thread(
            target=lambda: programs.append(ensure_program(structure, NATIVE, tmp_path))
        )
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(programs) == 4
    assert len(builder) == 1


def test_failed_build_leaves_no_program_behind(builder, structure, tmp_path, monkeypatch):
    def fail(command, folder, step, timeout):
        raise BuildError("compiling failed")

    monkeypatch.setattr(compiler, "run_step", fail)
    with pytest.raises(BuildError):
        ensure_program(structure, NATIVE, tmp_path)
    assert [path.suffix for path in tmp_path.iterdir()] == [".lock"]


# --- compilers that fail --------------------------------------------------------


def test_no_compiler_is_said_in_one_line_with_what_to_install(structure, tmp_path, monkeypatch):
    monkeypatch.delenv("CXX", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BuildError, match=r"no C\+\+ compiler found.*apt-get install g\+\+") as e:
        ensure_program(structure, NATIVE, tmp_path / "builds")
    assert "\n" not in str(e.value)


def test_compiler_that_is_named_but_missing_is_said(structure, tmp_path, monkeypatch):
    monkeypatch.setenv("CXX", "no-such-compiler")
    with pytest.raises(BuildError, match="no-such-compiler does not run"):
        ensure_program(structure, NATIVE, tmp_path / "builds")


@pytest.mark.parametrize(
    ("ending", "message"),
    [("kill -KILL $$", "compiling failed"), ("echo out of memory >&2; exit 1", "out of memory")],
)
def test_killed_or_failing_compiler_is_an_error_and_leaves_nothing(
    structure, tmp_path, monkeypatch, ending, message
):
    monkeypatch.setattr(compiler, "run_step", without_generation(compiler.run_step))
    monkeypatch.setenv("CXX", str(fake_compiler(tmp_path, ending)))
    builds = tmp_path / "builds"
    with pytest.raises(BuildError, match=message):
        ensure_program(structure, NATIVE, builds)
    assert [path.suffix for path in builds.iterdir()] == [".lock"]


def without_generation(call):
    """Replace code generation, which takes seconds, by one file to compile."""

    def only_make(command, folder, step, timeout):
        if "cortex_sim.engine.brian2.generate" not in command:
            return call(command, folder, step, timeout)
        (folder / "main.cpp").write_text("int main() {}\n")
        (folder / "makefile").write_text("main: main.cpp\n\t$(CXX) $(FLAGS) main.cpp -o main\n")
        return None

    return only_make


def test_compiler_that_hangs_is_ended(structure, tmp_path, monkeypatch):
    monkeypatch.setattr(compiler, "run_step", without_generation(compiler.run_step))
    monkeypatch.setenv("CXX", str(fake_compiler(tmp_path, "exec sleep 20")))
    with pytest.raises(BuildError, match="took longer"):
        ensure_program(structure, NATIVE, tmp_path / "builds", timeout=0.5)


def test_builds_folder_that_is_a_file_is_one_of_our_errors(structure, tmp_path):
    from cortex_sim.errors import CortexSimError

    (tmp_path / "builds").write_text("")
    with pytest.raises(CortexSimError):
        ensure_program(structure, NATIVE, tmp_path / "builds")


# --- identity -------------------------------------------------------------------


def test_build_id_depends_on_structure_flags_version_and_source(structure, monkeypatch):
    ids = {build_id(structure, NATIVE)}
    ids.add(build_id(structure | {"dt": 1e-4}, NATIVE))
    ids.add(build_id(structure, Compiler(backend="brian2", optimisation="portable")))
    monkeypatch.setattr(build.metadata, "version", lambda _: "9.9")
    ids.add(build_id(structure, NATIVE))
    monkeypatch.setattr(build, "program_code", lambda: "other")
    ids.add(build_id(structure, NATIVE))
    assert len(ids) == 5


def test_plastic_and_frozen_program_have_different_ids(lab):
    ids = {build_id(structure_of(lab.study, plastic=p), NATIVE) for p in (True, False)}
    assert len(ids) == 2


def test_comments_and_docstrings_do_not_count_as_code():
    one = 'def f(x):\n    """Doc."""\n    # why\n    return x\n'
    other = "def f(x):\n    return x\n"
    assert bare_code(one) == bare_code(other)


@pytest.mark.parametrize("other", ["def f(x):\n    return -x\n", "def f(y):\n    return y\n"])
def test_any_other_change_counts_as_code(other):
    assert bare_code("def f(x):\n    return x\n") != bare_code(other)


def test_text_that_holds_equations_counts_as_code():
    assert bare_code('EQ = "dv/dt = -v"') != bare_code('EQ = "dv/dt = +v"')


def test_code_of_programs_is_that_of_a_fresh_process():
    code = "from cortex_sim.engine.brian2.build import program_code as f; print(f())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == build.program_code()


# --- with Brian2 ----------------------------------------------------------------

REFUSED = """
import json, sys
import brian2 as b2
from cortex_sim.engine.brian2 import generate
from cortex_sim.model import network
whole = network.build_network
def with_operation(structure):
    net = whole(structure)
    net.add(b2.NetworkOperation(lambda: None, name="homeostasis"))
    return net
network.build_network = with_operation
from pathlib import Path
generate.generate(json.loads(Path(sys.argv[1]).read_text()), Path(sys.argv[2]))
"""


@compiled
def test_network_operation_is_refused_by_name(structure, tmp_path):
    (tmp_path / "structure.json").write_text(json.dumps(structure))
    arguments = [str(tmp_path / "structure.json"), str(tmp_path / "source")]
    done = subprocess.run(
        [sys.executable, "-c", REFUSED, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "homeostasis: network operations are ignored" in done.stderr


@compiled
def test_program_needs_no_python_and_says_so_when_its_seed_is_missing(lab):
    environment = {"PATH": os.environ["PATH"], "CORTEX_SIM_DURATION": "0.01"}
    folder = lab.plastic.folder
    done = subprocess.run(
        [str(folder / "main")], cwd=folder, env=environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert "CORTEX_SIM_SEED is not set" in done.stderr


def test_shared_programs_lie_outside_the_tree():
    assert ROOT not in builds_folder().resolve().parents
