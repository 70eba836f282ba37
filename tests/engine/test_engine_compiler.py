"""Which compiler is called, and what is said where it fails."""

import os
import shutil
import sys

import pytest
from fixtures.fake_compiler import fake_compiler

from cortex_sim.engine import compiler
from cortex_sim.errors import BuildError


@pytest.fixture
def launcher(tmp_path):
    """Return a program that runs its arguments, as ccache does."""
    path = tmp_path / "launcher"
    path.write_text('#!/bin/sh\nexec "$@"\n')
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("form", ["{0}", "{1} {0}", "{0} -m64", " {0} "])
def test_the_variable_cxx_may_hold_a_launcher_and_arguments(form, launcher, tmp_path, monkeypatch):
    fake = fake_compiler(tmp_path, 'echo "$@" >said')
    monkeypatch.setenv("CXX", form.format(fake, launcher))
    command = compiler.compiler_command()
    assert list(command) == form.format(fake, launcher).split()
    compiler.run_step([*command, "-O3", "x.cpp"], tmp_path, "compiling", 10)
    expected = "-m64 -O3 x.cpp" if "-m64" in form else "-O3 x.cpp"
    assert (tmp_path / "said").read_text().strip() == expected


def test_a_compiler_behind_a_launcher_says_its_own_version(launcher, tmp_path, monkeypatch):
    fake = fake_compiler(tmp_path, "exit 1")
    monkeypatch.setenv("CXX", f"{launcher} {fake}")
    assert compiler.compiler_version(compiler.compiler_command()) == "fake 1.0"


def test_a_path_with_spaces_is_one_program(tmp_path, monkeypatch):
    folder = tmp_path / "my compilers"
    folder.mkdir()
    path = str(fake_compiler(folder, "exit 0"))
    monkeypatch.setenv("CXX", path)
    assert compiler.compiler_command() == (path,)


@pytest.mark.parametrize("value", ["no-such-compiler -m64", "'unclosed", "false"])
def test_what_is_no_compiler_is_said(value, monkeypatch):
    monkeypatch.setenv("CXX", value)
    with pytest.raises(BuildError, match=r"no C\+\+ compiler found"):
        compiler.compiler_version(compiler.compiler_command())


@pytest.mark.parametrize(
    "words",
    [
        "g++: error: unrecognized command-line option '-march=native'",
        "clang: error: the clang compiler does not support '-march=native'",
        "error: unsupported argument 'native' to option '-march='",
    ],
)
def test_a_compiler_that_refuses_the_native_flag_says_what_to_set(words, tmp_path):
    fake = fake_compiler(tmp_path, f'echo "{words}" >&2; exit 1')
    with pytest.raises(BuildError, match=r"set compiler\.optimisation: portable") as error:
        compiler.run_step([str(fake), "x.cpp"], tmp_path, "compiling", 10)
    assert words in str(error.value)


@pytest.mark.parametrize(
    "does", ["kill -KILL $$", "echo 'g++: fatal error: Killed signal terminated' >&2; exit 1"]
)
def test_a_compiler_that_is_killed_names_memory(does, tmp_path):
    with pytest.raises(BuildError, match="when memory is short; free some and run again"):
        compiler.run_step([str(fake_compiler(tmp_path, does)), "x"], tmp_path, "compiling", 10)


def test_other_failures_name_no_cause(tmp_path):
    fake = fake_compiler(tmp_path, "echo 'x.cpp:1: error: expected ;' >&2; exit 1")
    with pytest.raises(BuildError) as error:
        compiler.run_step([str(fake), "x"], tmp_path, "compiling", 10)
    assert "portable" not in str(error.value)
    assert "memory" not in str(error.value)


@pytest.mark.compiled
@pytest.mark.skipif(shutil.which("g++") is None, reason="needs g++")
def test_a_real_compiler_takes_its_arguments(launcher, tmp_path, monkeypatch):
    monkeypatch.setenv("CXX", f"{launcher} g++ -DTWO=2")
    (tmp_path / "t.cpp").write_text("int main() { return TWO; }\n")
    command = compiler.compiler_command()
    compiler.run_step([*command, "t.cpp", "-o", "t"], tmp_path, "compiling", 120)
    assert os.waitstatus_to_exitcode(os.system(str(tmp_path / "t"))) == 2
    assert "g++" in compiler.compiler_version(command).lower() or sys.platform == "darwin"
