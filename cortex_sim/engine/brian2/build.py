"""Compile a network structure with Brian2, once, and keep the program for everyone."""

import json
import shlex
import sys
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any

from cortex_sim.config.canonical import content_hash
from cortex_sim.config.cohort import Compiler
from cortex_sim.engine import compiler as cxx
from cortex_sim.engine.brian2.generate import generate
from cortex_sim.engine.brian2.program import Brian2Program
from cortex_sim.engine.built import Built, build_once, built
from cortex_sim.engine.fingerprint import code_id
from cortex_sim.engine.machine import available_cores, machine_tag

BUILD_SECONDS = 30.0
"""Time for one compilation on two cores."""


def program_code() -> str:
    """Return the hash of the code that writes programs and runs them."""
    return code_id(generate, Brian2Program)


def build_id(structure: dict[str, Any], compiler: Compiler) -> str:
    """Return the identity of a structure's program, without building it."""
    return content_hash(
        {
            "structure": structure,
            "flags": list(cxx.FLAGS[compiler.optimisation]),
            "brian2": metadata.version("brian2"),
            "source": program_code(),
        }
    )


def compilation(structure: dict[str, Any], compiler: Compiler) -> str:
    """Return what names the compilation of a structure: each has its own."""
    return build_id(structure, compiler)


def is_built(structure: dict[str, Any], compiler: Compiler, builds: Path) -> bool:
    """Return whether the structure's program is there already."""
    identity = build_id(structure, compiler)
    return built(_folder(identity, compiler, builds), identity) is not None


def ensure_program(
    structure: dict[str, Any], compiler: Compiler, builds: Path, *, timeout: float = 1800.0
) -> Brian2Program:
    """Return the program of a structure, building it if nobody has.

    See `cortex_sim.engine.backends.ensure_program`.
    """
    identity = build_id(structure, compiler)
    folder = _folder(identity, compiler, builds)
    found = build_once(folder, identity, partial(_make, structure, compiler, timeout))
    return Brian2Program(
        build_id=identity,
        folder=folder,
        provenance=found.provenance,
        inputs={name: entry["size"] for name, entry in found.manifest["inputs"].items()},
        synapses=found.manifest["projections"],
        manifest=found.manifest,
    )


def _folder(identity: str, compiler: Compiler, builds: Path) -> Path:
    # absolute: build steps and sessions run in folders of their own
    return builds.resolve() / f"{identity[:20]}-{machine_tag(compiler.optimisation)}"


def _make(structure: dict[str, Any], compiler: Compiler, timeout: float, source: Path) -> Built:
    """Generate the program and compile it in ``source``."""
    command = cxx.compiler_command()
    version = cxx.compiler_version(command)
    (source / "structure.json").write_text(json.dumps(structure))
    generate = [sys.executable, "-m", "cortex_sim.engine.brian2.generate"]
    cxx.run_step(
        [*generate, "structure.json", str(source)], source, "generating the simulation", timeout
    )
    flags = " ".join(cxx.FLAGS[compiler.optimisation])
    make = ["make", f"-j{available_cores()}", "--no-print-directory", f"CXX={shlex.join(command)}"]
    cxx.run_step([*make, f"FLAGS={flags}"], source, "compiling", timeout)
    manifest = json.loads((source / "manifest.json").read_text())
    for leftover in (*source.rglob("*.o"), *source.rglob("*.gch")):
        leftover.unlink()
    provenance = {
        "compiler": version,
        "compiler_flags": flags,
        "brian2": metadata.version("brian2"),
    }
    return Built(manifest, provenance)
