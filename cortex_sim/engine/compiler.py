"""Find the C++ compiler and call it; every way to fail is one of our errors."""

import os
import re
import shlex
import shutil
import signal
import subprocess
from functools import cache
from pathlib import Path

from cortex_sim.errors import BuildError

VECTOR_EXP_SWITCH = "CORTEX_SIM_VECTOR_EXP"
"""Macro that must be defined for glibc's exp for vectors: as a flag, it is part of the build id."""

VECTOR_EXP = f"""\
#if defined({VECTOR_EXP_SWITCH}) && defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__)
#if !defined(__clang__) && !defined(__INTEL_COMPILER) && __GNUC__ >= 6 && __GLIBC_PREREQ(2, 22)
extern "C" __attribute__((simd("notinbranch"))) double exp(double) noexcept;
#endif
#endif
"""
"""Declaration to stand after ``<cmath>``; exp of NaN stays NaN."""

VECTOR_LOG = VECTOR_EXP.replace("exp(double)", "log(double)")

PORTABLE = ("-std=c++17", "-O3", "-ffast-math", "-fno-finite-math-only")
FLAGS = {
    # without AVX there is nothing to win, and exp would differ between machines
    "native": (*PORTABLE, "-march=native", f"-D{VECTOR_EXP_SWITCH}"),
    "portable": PORTABLE,
}
"""Compiler flags by the value of ``compiler.optimisation``."""

NO_COMPILER = (
    "no C++ compiler found ({compiler} does not run). Install one: "
    "'apt-get install g++ make' (Debian, Ubuntu), 'dnf install gcc-c++ make' (Fedora), "
    "'xcode-select --install' (macOS); or set the variable CXX"
)
TAIL = 1500
NO_NATIVE = re.compile(r"march.{0,40}native|native.{0,60}march", re.IGNORECASE)
"""What a compiler says that does not know ``-march=native``."""

KILLED = re.compile(r"\bKilled\b|Cannot allocate memory|out of memory", re.IGNORECASE)
"""What a step says that the system has ended for want of memory."""

Command = tuple[str, ...]
"""A program and its first arguments, such as ``("ccache", "g++")``."""


def compiler_command() -> Command:
    """Return the C++ compiler: ``$CXX``, else ``g++``, ``c++`` or ``clang++`` on the path.

    ``$CXX`` may be a program with arguments, as in makefiles: ``ccache g++``, ``g++ -m64``.
    """
    chosen = os.environ.get("CXX", "").strip()
    for candidate in _readings(chosen) if chosen else [("g++",), ("c++",), ("clang++",)]:
        if shutil.which(candidate[0]):
            return candidate
    raise BuildError(NO_COMPILER.format(compiler=chosen or "g++"))


def _readings(text: str) -> list[Command]:
    """Return what a text can mean: one program, perhaps with spaces in its path, or words."""
    try:
        words = tuple(shlex.split(text))
    except ValueError:
        words = ()
    return [(text,), words] if words else [(text,)]


@cache
def compiler_version(command: Command) -> str:
    """Return the first line that the compiler says of itself."""
    try:
        done = subprocess.run(
            [*command, "--version"], capture_output=True, text=True, timeout=60, check=True
        )
        return done.stdout.splitlines()[0].strip()
    except (OSError, subprocess.SubprocessError, IndexError):
        raise BuildError(NO_COMPILER.format(compiler=shlex.join(command))) from None


def run_step(command: list[str], folder: Path, step: str, timeout: float) -> None:
    """Run one step of a build in ``folder``; turn each way to fail into a `BuildError`.

    Parameters
    ----------
    command
        Program and arguments.
    folder
        Where it runs.
    step
        What it does, for messages: ``compiling``.
    timeout
        Longest time in s.
    """
    # a step that is Python must use this very package, wherever it was imported from
    paths = [str(Path(__file__).resolve().parents[2]), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
    except FileNotFoundError:
        hint = "Install it: 'apt-get install make' (Debian, Ubuntu)"
        raise BuildError(f"{command[0]} was not found. {hint}") from None
    except subprocess.TimeoutExpired:
        raise BuildError(
            f"{step} took longer than {timeout / 60:g} min and was stopped; "
            "raise execution.build_timeout_minutes"
        ) from None
    if done.returncode != 0:
        said = done.stderr.strip() or done.stdout.strip()
        raise BuildError(
            f"{step} failed (exit code {done.returncode}){_cause(done.returncode, said)}; "
            f"its last words:\n{_last_words(said)}"
        )


def _cause(code: int, said: str) -> str:
    """Return what a failed step most likely lacked, empty if it does not tell."""
    if NO_NATIVE.search(said):
        return ": this compiler does not know -march=native; set compiler.optimisation: portable"
    if code == -signal.SIGKILL or KILLED.search(said):
        return ": it was killed, as the system does when memory is short; free some and run again"
    return ""


def _last_words(output: str) -> str:
    """Return what matters of a failed step's output: the error, not the way to it."""
    if "Traceback" in output:
        return output.splitlines()[-1]
    return output[-TAIL:]
