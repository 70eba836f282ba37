"""Compile a network structure once and keep the program for everyone.

A program's identity, the *build id*, is the hash of all that decides what it
computes: the structure, the source of the model, the compiler flags and
Brian2's version. Compiler and CPU are provenance: they name the folder in which
the program is kept, not the results made with it.
"""

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from cortex_sim.config.canonical import content_hash
from cortex_sim.config.cohort import Compiler
from cortex_sim.engine.fingerprint import code_id
from cortex_sim.engine.generate import generate
from cortex_sim.engine.vectorise import SWITCH
from cortex_sim.errors import BuildError
from cortex_sim.store.atomic import storage_error
from cortex_sim.store.locks import file_lock

PORTABLE = ("-std=c++17", "-O3", "-ffast-math", "-fno-finite-math-only")
FLAGS = {
    # without AVX there is nothing to win, and exp would differ between machines
    "native": (*PORTABLE, "-march=native", f"-D{SWITCH}"),
    "portable": PORTABLE,
}
"""Compiler flags by the value of ``compiler.optimisation``."""

NO_COMPILER = (
    "no C++ compiler found ({compiler} does not run). Install one: "
    "'apt-get install g++ make' (Debian, Ubuntu), 'dnf install gcc-c++ make' (Fedora), "
    "'xcode-select --install' (macOS); or set the variable CXX"
)
TAIL = 1500
MANIFEST_PARTS = ("arrays", "inputs", "projections")


@dataclass(frozen=True)
class Program:
    """A compiled simulation program, ready to run."""

    build_id: str
    folder: Path
    manifest: dict[str, Any]
    provenance: dict[str, str]

    @property
    def binary(self) -> Path:
        """Path of the executable."""
        return self.folder / "main"


def program_code() -> str:
    """Return the hash of the code that writes programs."""
    return code_id(generate)


def build_id(structure: dict[str, Any], compiler: Compiler) -> str:
    """Return the identity of a structure's program, without building it."""
    return content_hash(
        {
            "structure": structure,
            "flags": list(FLAGS[compiler.optimisation]),
            "brian2": metadata.version("brian2"),
            "source": program_code(),
        }
    )


def ensure_program(
    structure: dict[str, Any], compiler: Compiler, builds: Path, *, timeout: float = 1800.0
) -> Program:
    """Return the program of a structure, building it if nobody has.

    Parameters
    ----------
    structure
        From `cortex_sim.model.structure.structure_of`.
    compiler
        Which flags to use.
    builds
        Folder of all programs; created if needed. Several processes may call
        at the same moment: one builds, the others wait.
    timeout
        Longest time for generating and for compiling, in s each.

    Raises
    ------
    BuildError
        If there is no compiler, or generating or compiling fails.
    """
    identity = build_id(structure, compiler)
    # absolute: build steps and sessions run in folders of their own
    builds = builds.resolve()
    folder = builds / f"{identity[:20]}-{_machine_tag(compiler.optimisation)}"
    if (program := _load(folder, identity)) is not None:
        return program
    try:
        builds.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise storage_error(error, builds, "create the folder of programs") from error
    with file_lock(builds / f"{folder.name}.lock"):
        if (program := _load(folder, identity)) is not None:
            return program
        shutil.rmtree(folder, ignore_errors=True)
        _build(structure, compiler, folder, identity, timeout)
    program = _load(folder, identity)
    if program is None:
        raise BuildError(f"the program in {folder} is not readable right after its build")
    return program


def is_built(structure: dict[str, Any], compiler: Compiler, builds: Path) -> bool:
    """Return whether the structure's program is there already."""
    identity = build_id(structure, compiler)
    folder = builds / f"{identity[:20]}-{_machine_tag(compiler.optimisation)}"
    return _load(folder, identity) is not None


def _load(folder: Path, identity: str) -> Program | None:
    """Return the program in ``folder`` if it is whole, else None."""
    try:
        description = json.loads((folder / "build.json").read_text())
        size = (folder / "main").stat().st_size
        if (description["build_id"], description["size"]) != (identity, size):
            return None
        # programs of before there was a checksum have none
        checksum = _checksum(folder / "main", description["manifest"])
        if description.get("checksum", checksum) != checksum:
            return None
        manifest = {part: dict(description["manifest"][part]) for part in MANIFEST_PARTS}
        return Program(identity, folder, manifest, dict(description["provenance"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _checksum(binary: Path, manifest: dict[str, Any]) -> str:
    """Return the hash of program and manifest: a damaged one would compute something else."""
    return content_hash([hashlib.sha256(binary.read_bytes()).hexdigest(), manifest])


def _build(
    structure: dict[str, Any], compiler: Compiler, folder: Path, identity: str, timeout: float
) -> None:
    command = compiler_command()
    version = compiler_version(command)
    workspace = Path(tempfile.mkdtemp(prefix=".building-", dir=folder.parent))
    try:
        (workspace / "structure.json").write_text(json.dumps(structure))
        source = workspace / "source"
        generate = [sys.executable, "-m", "cortex_sim.engine.generate"]
        _call([*generate, str(workspace / "structure.json"), str(source)], workspace, timeout)
        flags = " ".join(FLAGS[compiler.optimisation])
        make = ["make", f"-j{available_cores()}", "--no-print-directory", f"CXX={command}"]
        _call([*make, f"FLAGS={flags}"], source, timeout)
        manifest = json.loads((source / "manifest.json").read_text())
        description = {
            "build_id": identity,
            "size": (source / "main").stat().st_size,
            "checksum": _checksum(source / "main", manifest),
            "manifest": manifest,
            "provenance": {
                "compiler": version,
                "compiler_flags": flags,
                "brian2": metadata.version("brian2"),
            },
        }
        _discard_objects(source)
        (source / "build.json").write_text(json.dumps(description, indent=1, sort_keys=True))
        os.replace(source, folder)
    finally:
        shutil.rmtree(workspace, ignore_errors=True)


def _discard_objects(source: Path) -> None:
    for leftover in (*source.rglob("*.o"), *source.rglob("*.gch")):
        leftover.unlink()


def _call(command: list[str], folder: Path, timeout: float) -> None:
    """Run a build step; turn each way to fail into a `BuildError`."""
    step = "generating the simulation" if "generate" in " ".join(command) else "compiling"
    # the generator must be of this very package, wherever it was imported from
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
        output = _last_words(done.stderr.strip() or done.stdout.strip())
        raise BuildError(f"{step} failed (exit code {done.returncode}); its last words:\n{output}")


def _last_words(output: str) -> str:
    """Return what matters of a failed step's output: the error, not the way to it."""
    if "Traceback" in output:
        return output.splitlines()[-1]
    return output[-TAIL:]


def compiler_command() -> str:
    """Return the C++ compiler: ``$CXX``, else ``c++`` or ``g++`` on the path."""
    chosen = os.environ.get("CXX")
    for candidate in [chosen] if chosen else ["g++", "c++", "clang++"]:
        if shutil.which(candidate):
            return candidate
    raise BuildError(NO_COMPILER.format(compiler=chosen or "g++"))


@cache
def compiler_version(command: str) -> str:
    """Return the first line that the compiler says of itself."""
    try:
        done = subprocess.run(
            [command, "--version"], capture_output=True, text=True, timeout=60, check=True
        )
    except (OSError, subprocess.SubprocessError):
        raise BuildError(NO_COMPILER.format(compiler=command)) from None
    return done.stdout.splitlines()[0].strip()


def available_cores() -> int:
    """Return the number of cores that this process may use."""
    allowed = os.environ.get("SLURM_CPUS_PER_TASK")
    if allowed and allowed.isdigit():
        return max(1, int(allowed))
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@cache
def cpu_model() -> str:
    """Return the name of this machine's CPU and a hash of its features."""
    try:
        text = Path("/proc/cpuinfo").read_text()
    except OSError:
        return f"{platform.machine()} {platform.processor()}"
    pairs = (line.partition(":") for line in text.splitlines())
    lines = {key.strip(): value.strip() for key, _, value in pairs}
    name = lines.get("model name", platform.machine())
    return f"{name} {content_hash(lines.get('flags', ''))[:8]}"


def _machine_tag(optimisation: str) -> str:
    """Return what tells programs apart that must not be shared between machines."""
    cpu = cpu_model() if optimisation == "native" else platform.machine()
    return content_hash([cpu, platform.system(), platform.libc_ver()])[:8]
