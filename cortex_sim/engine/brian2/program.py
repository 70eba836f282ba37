"""Run a program of Brian2 as a process, and let nothing pass in silence.

A Brian2 program that misses an input keeps zeros, one that gets an array of
the wrong size keeps its old values, one that cannot write its results ends
well. Each of these is an error here.
"""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cortex_sim.engine.built import BINARY
from cortex_sim.engine.endings import refuse_bad_end
from cortex_sim.engine.program import Inputs, Outputs, Program, Wiring
from cortex_sim.engine.scratch import private_folder
from cortex_sim.errors import RunError

STATIC = "_static_array__array_{projection}_{side}"


@dataclass(frozen=True)
class Brian2Program(Program):
    """A C++ program that Brian2 generated for one structure."""

    manifest: dict[str, Any]
    """``arrays``: file, type and length of each result; ``inputs``: the same of each input."""

    @property
    def binary(self) -> Path:
        """Path of the executable."""
        return self.folder / BINARY

    @property
    def outputs(self) -> frozenset[str]:
        """Names of all arrays that a session can return."""
        return frozenset(self.manifest["arrays"])

    def _simulate(
        self,
        inputs: Inputs,
        wiring: Wiring,
        *,
        duration: float,
        seed: int,
        outputs: list[str],
        timeout: float,
    ) -> Outputs:
        with private_folder() as folder:
            arguments = _write_inputs(self, folder, inputs, wiring)
            _execute(self, folder, arguments, duration, seed, timeout)
            _check_wiring(self, folder, wiring)
            return {name: _read(self, folder, name) for name in outputs}


def _write_inputs(
    program: Brian2Program, folder: Path, inputs: dict[str, Any], wiring: Wiring
) -> list[str]:
    """Write arrays to files and return the program's arguments."""
    (folder / "results").mkdir()
    (folder / "in").mkdir()
    static = folder / "static_arrays"
    static.mkdir()
    replaced = {}
    for name, (sources, targets) in wiring.items():
        replaced[STATIC.format(projection=name, side="sources")] = sources
        replaced[STATIC.format(projection=name, side="targets")] = targets
    for original in (program.folder / "static_arrays").iterdir():
        if original.name in replaced:
            replaced.pop(original.name).astype(np.int32).tofile(static / original.name)
        else:
            (static / original.name).symlink_to(original)
    if replaced:
        raise RunError(f"the program has no static arrays {sorted(replaced)}")
    arguments = []
    for name, value in inputs.items():
        if not program.manifest["inputs"][name].get("is_read", True):
            continue
        dtype = program.manifest["inputs"][name]["dtype"]
        if np.ndim(value) == 0:
            arguments.append(f"{name}={np.dtype(dtype).type(value).item()!r}")
        else:
            np.ascontiguousarray(value, dtype=dtype).tofile(folder / "in" / name)
            arguments.append(f"{name}=in/{name}")
    return arguments


def _execute(
    program: Brian2Program,
    folder: Path,
    arguments: list[str],
    duration: float,
    seed: int,
    timeout: float,
) -> None:
    environment = {
        "CORTEX_SIM_SEED": str(seed),
        "CORTEX_SIM_DURATION": repr(float(duration)),
        "LC_ALL": "C",
        "PATH": os.environ.get("PATH", ""),
        "LD_LIBRARY_PATH": os.environ.get("LD_LIBRARY_PATH", ""),
    }
    command = [str(program.binary), "--results_dir", "results/", *arguments]
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
            check=False,
            # Ctrl+C in the terminal lets sessions in flight finish
            start_new_session=True,
        )
    except subprocess.TimeoutExpired:
        raise RunError(
            f"the simulation took longer than {timeout / 60:g} min and was stopped; "
            "raise execution.session_timeout_minutes"
        ) from None
    except OSError as error:
        raise RunError(f"the simulation program {program.binary} does not start: {error}") from None
    _check_end(done, folder, duration)


def _check_end(done: "subprocess.CompletedProcess[str]", folder: Path, duration: float) -> None:
    said = "\n".join(part.strip() for part in (done.stderr, done.stdout) if part.strip())
    refuse_bad_end(done.returncode, said)
    try:
        elapsed, completed = (folder / "results" / "last_run_info.txt").read_text().split()[:2]
    except (OSError, ValueError):
        raise RunError("the simulation left no account of its run; is the disk full?") from None
    if float(completed) < 1 - 1e-9:
        raise RunError(f"the simulation stopped after {float(completed):.0%} of {duration:g} s")
    del elapsed


def _check_wiring(program: Brian2Program, folder: Path, wiring: Wiring) -> None:
    for name, (sources, targets) in wiring.items():
        for side, given in (("_synaptic_pre", sources), ("_synaptic_post", targets)):
            if not np.array_equal(_read(program, folder, f"{name}.{side}"), given):
                raise RunError(f"the program ran with another wiring of {name} than it was given")


def _read(program: Brian2Program, folder: Path, name: str) -> NDArray[Any]:
    entry = program.manifest["arrays"][name]
    try:
        values = np.fromfile(folder / "results" / entry["file"], dtype=entry["dtype"])
    except OSError as error:
        raise RunError(f"the result {name} is missing: {error}") from None
    if entry["size"] and values.size != entry["size"]:
        raise RunError(f"the result {name} has {values.size} values instead of {entry['size']}")
    return values
