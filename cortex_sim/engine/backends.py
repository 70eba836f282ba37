"""The backends that can simulate a network, and the one that a configuration names.

A program's identity, the *build id*, is the hash of all that decides what it
computes. Compiler and CPU are provenance: they name the folder in which an executable
is kept, not the results made with it.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

from cortex_sim.config.canonical import content_hash
from cortex_sim.config.cohort import Compiler
from cortex_sim.engine.brian2 import build as brian2
from cortex_sim.engine.kernel import build as kernel
from cortex_sim.engine.program import Program

Structure = dict[str, Any]


class Backend(Protocol):
    """What every backend offers; a module is one."""

    BUILD_SECONDS: float
    """Time for one compilation on two cores."""

    def program_code(self) -> str:
        """Return the hash of all code that decides what programs compute, and what runs them."""

    def build_id(self, structure: Structure, compiler: Compiler) -> str:
        """Return the identity of a structure's program, without building it."""

    def compilation(self, structure: Structure, compiler: Compiler) -> str:
        """Return what names the compilation that a structure needs; several may share one."""

    def is_built(self, structure: Structure, compiler: Compiler, builds: Path) -> bool:
        """Return whether nothing need be compiled before the program can run."""

    def ensure_program(
        self, structure: Structure, compiler: Compiler, builds: Path, *, timeout: float
    ) -> Program:
        """Return the program of a structure, compiling first what is missing."""


BACKENDS: dict[str, Backend] = {"kernel": kernel, "brian2": brian2}
"""Backends by the value of ``compiler.backend``."""


def programs_code() -> str:
    """Return the hash of the code of all backends' programs."""
    return content_hash([BACKENDS[name].program_code() for name in sorted(BACKENDS)])


def build_id(structure: Structure, compiler: Compiler) -> str:
    """Return the identity of a structure's program, without building it."""
    return BACKENDS[compiler.backend].build_id(structure, compiler)


def is_built(structure: Structure, compiler: Compiler, builds: Path) -> bool:
    """Return whether nothing need be compiled before the structure's program can run."""
    return BACKENDS[compiler.backend].is_built(structure, compiler, builds)


def compilations(structures: Iterable[Structure], compiler: Compiler) -> int:
    """Return how many compilations some structures need, all in all."""
    backend = BACKENDS[compiler.backend]
    return len({backend.compilation(structure, compiler) for structure in structures})


def missing_compilations(structures: Iterable[Structure], compiler: Compiler, builds: Path) -> int:
    """Return how many compilations are still to do before some structures can run."""
    missing = [s for s in structures if not is_built(s, compiler, builds)]
    return compilations(missing, compiler)


def build_seconds(compiler: Compiler) -> float:
    """Return about how long one compilation takes on two cores, in s."""
    return BACKENDS[compiler.backend].BUILD_SECONDS


def ensure_program(
    structure: Structure, compiler: Compiler, builds: Path, *, timeout: float = 1800.0
) -> Program:
    """Return the program of a structure, compiling first what nobody has compiled yet.

    Parameters
    ----------
    structure
        From `cortex_sim.model.structure.structure_of`.
    compiler
        Which backend and flags to use.
    builds
        Folder of all that is compiled; created if needed. Several processes may call
        at the same moment: one builds, the others wait.
    timeout
        Longest time for each step of a build, in s.

    Raises
    ------
    BuildError
        If there is no compiler, or generating or compiling fails.
    """
    backend = BACKENDS[compiler.backend]
    return backend.ensure_program(structure, compiler, builds, timeout=timeout)
