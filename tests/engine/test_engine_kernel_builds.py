"""The kernel is compiled once for all networks, checked before use, built again when damaged."""

import shutil
from dataclasses import replace

import numpy as np
import pytest
from fixtures.fake_compiler import fake_compiler
from fixtures.tiny_lab import lab_of

from cortex_sim.config.cohort import Compiler
from cortex_sim.engine import compiler
from cortex_sim.engine.backends import BACKENDS, build_id, ensure_program, is_built
from cortex_sim.engine.kernel import build
from cortex_sim.errors import BuildError
from cortex_sim.model.structure import structure_of

DEFAULT = Compiler()


@pytest.fixture(scope="module")
def structures():
    study = lab_of().study
    plastic, frozen = (structure_of(study, plastic=p) for p in (True, False))
    return [plastic, frozen, plastic | {"max_trials": 7}]


@pytest.fixture
def compilations(monkeypatch):
    """Stands for the compiler; counts what it built."""
    calls = []

    def step(command, folder, what, timeout):
        calls.append(command)
        (folder / "main").write_bytes(b"kernel" * 10)

    monkeypatch.setattr(compiler, "run_step", step)
    monkeypatch.setattr(compiler, "compiler_command", lambda: ("c++",))
    monkeypatch.setattr(compiler, "compiler_version", lambda _: "fake 1.0")
    return calls


def test_the_kernel_is_the_default_backend_in_single_precision():
    assert (DEFAULT.backend, DEFAULT.precision) == ("kernel", "fast")
    assert set(BACKENDS) == {"kernel", "brian2"}


def test_one_compilation_serves_every_structure_and_precision(compilations, structures, tmp_path):
    programs = [ensure_program(structure, DEFAULT, tmp_path) for structure in structures]
    programs.append(ensure_program(structures[0], Compiler(precision="exact"), tmp_path))
    assert len(compilations) == 1
    assert len({program.folder for program in programs}) == 1
    assert len({program.build_id for program in programs}) == len(programs)
    assert all(is_built(structure, DEFAULT, tmp_path) for structure in structures)


def test_other_flags_are_another_compilation(compilations, structures, tmp_path):
    ensure_program(structures[0], DEFAULT, tmp_path)
    portable = Compiler(optimisation="portable")
    assert not is_built(structures[0], portable, tmp_path)
    ensure_program(structures[0], portable, tmp_path)
    assert len(compilations) == 2


def test_a_damaged_kernel_is_compiled_again(compilations, structures, tmp_path):
    program = ensure_program(structures[0], DEFAULT, tmp_path)
    program.binary.write_bytes(program.binary.read_bytes()[:-1])
    assert not is_built(structures[0], DEFAULT, tmp_path)
    ensure_program(structures[0], DEFAULT, tmp_path)
    assert len(compilations) == 2


@pytest.mark.compiled
def test_a_kernel_that_is_compiled_again_gives_the_same_numbers(tmp_path):
    """A fresh build equals the cached one, bit for bit; the cached one was cut off."""
    lab = lab_of()
    cached = lab.run(lab.inputs(plastic=True), plastic=True, duration=0.6)
    folder = tmp_path / lab.plastic.folder.name
    shutil.copytree(lab.plastic.folder, folder)
    binary = (folder / "main").read_bytes()
    (folder / "main").write_bytes(binary[: len(binary) // 2])
    fresh = replace(lab)
    structure = structure_of(lab.study, plastic=True)
    fresh.plastic = ensure_program(structure, lab.study.compiler, tmp_path)
    assert fresh.plastic.binary.stat().st_size == len(binary)
    again = fresh.run(fresh.inputs(plastic=True), plastic=True, duration=0.6)
    assert all(np.array_equal(again[name], cached[name]) for name in cached)


def test_another_source_is_another_kernel(compilations, structures, tmp_path, monkeypatch):
    first = ensure_program(structures[0], DEFAULT, tmp_path)
    monkeypatch.setattr(build, "equations_header", lambda: "// other equations")
    build._kernel_id.cache_clear()
    other = ensure_program(structures[0], DEFAULT, tmp_path)
    build._kernel_id.cache_clear()
    assert other.folder != first.folder
    assert len(compilations) == 2


def test_ids_depend_on_structure_backend_precision_flags_and_source(structures, monkeypatch):
    ids = [build_id(structures[0], DEFAULT)]
    ids.append(build_id(structures[1], DEFAULT))
    for other in ({"backend": "brian2"}, {"precision": "exact"}, {"optimisation": "portable"}):
        ids.append(build_id(structures[0], Compiler(**other)))
    monkeypatch.setattr(build, "program_code", lambda: "other")
    ids.append(build_id(structures[0], DEFAULT))
    assert len(set(ids)) == len(ids)


def test_code_that_gives_the_same_bits_goes_by_the_earlier_codes_hash(structures, monkeypatch):
    build.program_code.cache_clear()
    monkeypatch.setattr(build, "SAME_BITS", {})
    own = build.program_code()
    assert own == build.own_code()
    before = build_id(structures[0], DEFAULT)
    build.program_code.cache_clear()
    monkeypatch.setattr(build, "SAME_BITS", {"a change since": own})
    monkeypatch.setattr(build, "own_code", lambda: "a change since")
    assert build_id(structures[0], DEFAULT) == before
    build.program_code.cache_clear()
    monkeypatch.setattr(build, "own_code", lambda: "a further change")
    assert build_id(structures[0], DEFAULT) != before
    build.program_code.cache_clear()


def test_no_compiler_is_said_with_what_to_install(structures, tmp_path, monkeypatch):
    monkeypatch.delenv("CXX", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BuildError, match=r"no C\+\+ compiler found.*apt-get install g\+\+"):
        ensure_program(structures[0], DEFAULT, tmp_path / "builds")


def test_a_compiler_that_fails_leaves_nothing(structures, tmp_path, monkeypatch):
    monkeypatch.setenv("CXX", str(fake_compiler(tmp_path, "echo out of memory >&2; exit 1")))
    with pytest.raises(BuildError, match=r"compiling failed.*\n.*out of memory"):
        ensure_program(structures[0], DEFAULT, tmp_path / "builds")
    assert [path.suffix for path in (tmp_path / "builds").iterdir()] == [".lock"]
