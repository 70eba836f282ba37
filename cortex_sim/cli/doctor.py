"""``cortex-sim doctor``: what this machine has, and what is missing for simulations."""

import os
import platform
import shlex
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import click

from cortex_sim import __version__
from cortex_sim.cli.options import json_option, results_option
from cortex_sim.cli.output import print_json
from cortex_sim.config.cohort import Compiler
from cortex_sim.engine.backends import is_built
from cortex_sim.engine.compiler import FLAGS, compiler_command, compiler_version, run_step
from cortex_sim.engine.machine import available_cores
from cortex_sim.engine.scratch import scratch_root
from cortex_sim.errors import BuildError, CortexSimError
from cortex_sim.store.paths import MIN_FREE_BYTES, SessionStore
from cortex_sim.store.provenance import UNKNOWN, collect_provenance
from cortex_sim.sweep.site import load_site, site_path

NEEDED_MEMORY = 1e9
"""Free memory in bytes below which a run of the default network on two cores gets tight."""

OPTIONAL = {"pandas": "tables", "xarray": "arrays", "SALib": "sensitivity"}
"""Packages of extras, and what needs them."""

_PROGRAM = "#include <random>\nint main() { return 0; }\n"
_COMPILE_TIMEOUT_S = 120.0


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    name: str
    found: str
    problem: str = ""
    """What is wrong and what to do; empty if nothing is."""


@click.command()
@results_option
@json_option
def doctor(results: Path, is_json: bool) -> int:
    """Check what simulations need here; print what belongs into a bug report.

    The exit code is 2 if something is missing without which nothing can be simulated. The host's
    name, environment and paths in the home folder are not printed.
    """
    checks = list(_checks(results))
    problems = [check for check in checks if check.problem]
    if is_json:
        print_json({"checks": [vars(c) for c in checks], "is_well": not problems})
    else:
        _print(checks)
    return CortexSimError.exit_code if problems else 0


def _print(checks: list[Check]) -> None:
    for check in checks:
        mark = click.style("!!", "red") if check.problem else "ok"
        click.echo(f"{mark} {check.name + ':':13}{check.found}")
    problems = [check for check in checks if check.problem]
    click.echo()
    for check in problems:
        click.echo(f"{check.name}: {check.problem}")
    if not problems:
        click.echo("All is there. A bug report needs the above, the command and its --log-file.")


def _checks(results: Path) -> Iterator[Check]:
    provenance = collect_provenance()
    yield Check("cortex_sim", _version(provenance["git"]))
    yield Check("python", f"{platform.python_version()} on {platform.platform()}")
    names = ("numpy", "scipy", "h5py", "brian2")
    versions = provenance["versions"]
    yield Check("packages", ", ".join(f"{name} {versions[name]}" for name in names))
    yield Check("extras", ", ".join(f"{n} {_installed(n)}" for n in OPTIONAL))
    yield Check("cpu", f"{provenance['cpu']}, {available_cores()} cores for this process")
    yield _memory()
    yield _compiler()
    yield _kernel(results)
    yield _disk("results", results)
    yield _disk("scratch", scratch_root())
    yield _scheduler()
    yield _site()


def _version(git: dict[str, object]) -> str:
    if git["commit"] == UNKNOWN:
        return __version__
    return f"{__version__}, commit {str(git['commit'])[:10]}{', changed' if git['dirty'] else ''}"


def _installed(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return f"missing (for {OPTIONAL[package]})"


def _memory() -> Check:
    amounts = dict(_meminfo(Path("/proc/meminfo")))
    if "MemAvailable" not in amounts:
        return Check("memory", UNKNOWN)
    free, total = amounts["MemAvailable"], amounts["MemTotal"]
    problem = "" if free >= NEEDED_MEMORY else "less than 1 GB is free; end other programs"
    return Check("memory", f"{free / 1e9:.1f} of {total / 1e9:.1f} GB free", problem)


def _meminfo(path: Path) -> Iterator[tuple[str, float]]:
    """Yield what the system says of its memory, in bytes."""
    lines = path.read_text(encoding="ascii").splitlines() if path.is_file() else []
    for line in lines:
        name, _, value = line.partition(":")
        if value.endswith("kB"):
            yield name, 1024.0 * float(value.split()[0])


def _compiler() -> Check:
    """Compile a small program with the flags of the default build."""
    try:
        command = compiler_command()
        version = compiler_version(command)
        started = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "small.cpp").write_text(_PROGRAM, encoding="ascii")
            flags = FLAGS[Compiler().optimisation]
            whole = [*command, *flags, "small.cpp", "-o", "small"]
            run_step(whole, Path(folder), "compiling a small program", _COMPILE_TIMEOUT_S)
            if not (Path(folder) / "small").is_file():
                problem = f"{shlex.join(command)} made no program; is it a C++ compiler? Set CXX"
                return Check("compiler", "does not work", problem)
    except BuildError as error:
        return Check("compiler", "does not work", str(error))
    took = time.monotonic() - started
    return Check("compiler", f"{version}, compiled a small program in {took:.1f} s")


def _kernel(results: Path) -> Check:
    try:
        is_there = is_built({}, Compiler(), SessionStore(results).builds)
    except CortexSimError as error:
        return Check("kernel", "unknown", str(error))
    state = "compiled" if is_there else "not compiled yet; the first run does it, in half a minute"
    return Check("kernel", state)


def _disk(name: str, folder: Path) -> Check:
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    free = shutil.disk_usage(there).free
    shown = f"{_without_home(folder)}, {free / 1e9:.1f} GB free"
    if not os.access(there, os.W_OK):
        return Check(name, shown, f"{there} cannot be written; choose another folder")
    if free < MIN_FREE_BYTES:
        return Check(name, shown, "too little space; free some ('cortex-sim clean' helps)")
    return Check(name, shown)


def _without_home(folder: Path) -> str:
    return str(folder).replace(str(Path.home()), "~", 1)


def _scheduler() -> Check:
    if shutil.which("sbatch") is None:
        return Check("scheduler", "no Slurm here; sweeps run on this machine")
    job = os.environ.get("SLURM_JOB_ID")
    return Check("scheduler", "Slurm" + (f", inside job {job}" if job else ""))


def _site() -> Check:
    path = site_path()
    try:
        executor = load_site().executor
    except CortexSimError as error:
        return Check("site file", _without_home(path), str(error))
    where = _without_home(path) if path.exists() else "none"
    return Check("site file", f"{where}; sweeps run with '{executor}'")
