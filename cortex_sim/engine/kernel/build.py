"""The kernel as a backend: one executable for all structures, compiled at first use."""

import re
import shutil
from functools import cache, partial
from pathlib import Path
from typing import Any

from cortex_sim.config.canonical import content_hash
from cortex_sim.config.cohort import Compiler
from cortex_sim.engine import compiler as cxx
from cortex_sim.engine.built import BINARY, Built, build_once, built
from cortex_sim.engine.fingerprint import code_id
from cortex_sim.engine.kernel.generate.header import equations_header
from cortex_sim.engine.kernel.interface import input_sizes
from cortex_sim.engine.kernel.program import KernelProgram
from cortex_sim.engine.machine import machine_tag

BUILD_SECONDS = 8.0
"""Time for one compilation on two cores."""

SOURCE = Path(__file__).resolve().parent / "source"
VECTOR_MATH = f"#pragma once\n#include <cmath>\n{cxx.VECTOR_EXP}{cxx.VECTOR_LOG}"


SAME_BITS = {
    # the first current begins the sums, spikes are found by masks, normals are drawn in place
    "9a085d63b819779eb4c3c6b582aa2101a07c3994850e200b65f240b5169aa9eb":
    "8b005f36baf0a8e4a463c01dacb5b000b78df8cd44d17aebe80064e6bbff2b1f",
}  # fmt: skip
"""Code that is faster and gives every bit of earlier code, by hash: it goes by the earlier one's.

Only what `benchmarks/kernels.py` has compared in both precisions belongs here. A further change
of the code leaves its entry behind, and the code goes by its own hash again."""


@cache
def program_code() -> str:
    """Return the identity of the kernel's code: its hash, or that of the code it repeats."""
    own = own_code()
    return SAME_BITS.get(own, own)


def own_code() -> str:
    """Return the hash of the kernel's code, comments and layout left out, and of what runs it."""
    sources = [bare_cpp(file.read_text(encoding="utf-8")) for file in sorted(SOURCE.iterdir())]
    return content_hash([*sources, bare_cpp(equations_header()), code_id(KernelProgram)])


def bare_cpp(source: str) -> str:
    """Return C++ without comments (``//`` alone is used here) and layout.

    Examples
    --------
    >>> bare_cpp("x = 1;  // one") == bare_cpp("x  =  1;")
    True
    """
    return " ".join(re.sub(r"//.*", "", source).split())


def build_id(structure: dict[str, Any], compiler: Compiler) -> str:
    """Return the identity of a structure's program."""
    return content_hash(
        {
            "structure": structure,
            "backend": "kernel",
            "precision": compiler.precision,
            "flags": list(cxx.FLAGS[compiler.optimisation]),
            "source": program_code(),
        }
    )


def compilation(structure: dict[str, Any], compiler: Compiler) -> str:
    """Return what names the compilation of a structure: all share one."""
    del structure
    return _kernel_id(compiler.optimisation)


def is_built(structure: dict[str, Any], compiler: Compiler, builds: Path) -> bool:
    """Return whether the kernel is compiled; it serves every structure."""
    del structure
    return built(_folder(compiler, builds), _kernel_id(compiler.optimisation)) is not None


def ensure_program(
    structure: dict[str, Any], compiler: Compiler, builds: Path, *, timeout: float = 1800.0
) -> KernelProgram:
    """Return the program of a structure, compiling the kernel if nobody has.

    See `cortex_sim.engine.backends.ensure_program`.
    """
    folder = _folder(compiler, builds)
    make = partial(_make, compiler, timeout)
    found = build_once(folder, _kernel_id(compiler.optimisation), make)
    return KernelProgram(
        build_id=build_id(structure, compiler),
        folder=folder,
        provenance={**found.provenance, "precision": compiler.precision},
        inputs=input_sizes(structure),
        synapses={name: row["synapses"] for name, row in structure["projections"].items()},
        structure=structure,
        precision=compiler.precision,
    )


@cache
def _kernel_id(optimisation: str) -> str:
    """Return the hash of all that is compiled, and how."""
    sources = [file.read_text(encoding="utf-8") for file in sorted(SOURCE.iterdir())]
    return content_hash([*sources, equations_header(), VECTOR_MATH, list(cxx.FLAGS[optimisation])])


def _folder(compiler: Compiler, builds: Path) -> Path:
    # absolute: workers run in folders of their own
    identity = _kernel_id(compiler.optimisation)
    return builds.resolve() / f"kernel-{identity[:20]}-{machine_tag(compiler.optimisation)}"


def _make(compiler: Compiler, timeout: float, folder: Path) -> Built:
    """Write the kernel's source to ``folder`` and compile it."""
    command = cxx.compiler_command()
    version = cxx.compiler_version(command)
    for file in SOURCE.iterdir():
        shutil.copy(file, folder)
    (folder / "equations.hpp").write_text(equations_header())
    (folder / "vector_math.hpp").write_text(VECTOR_MATH)
    flags = cxx.FLAGS[compiler.optimisation]
    cxx.run_step([*command, "-w", *flags, "main.cpp", "-o", BINARY], folder, "compiling", timeout)
    return Built({}, {"compiler": version, "compiler_flags": " ".join(flags), "backend": "kernel"})
