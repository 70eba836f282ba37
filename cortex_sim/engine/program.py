"""Run a compiled program: inputs in, arrays out, and nothing passes in silence.

A Brian2 program that misses an input keeps zeros, one that gets an array of
the wrong size keeps its old values, one that cannot write its results ends
well. Each of these is an error here.
"""

import math
import os
import platform
import shutil
import signal
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cortex_sim.config.canonical import content_hash
from cortex_sim.engine.build import Program
from cortex_sim.errors import RunError, StoppedError

Wiring = dict[str, tuple[NDArray[np.int32], NDArray[np.int32]]]
Outputs = dict[str, NDArray[Any]]
PREFIX = "cortex_sim-"
LARGEST_SEED = 2**32 - 1
"""Brian2's generator takes 32 bits and would drop the others in silence."""

STATIC = "_static_array__array_{projection}_{side}"


def run_program(
    program: Program,
    inputs: dict[str, Any],
    wiring: Wiring,
    *,
    duration: float,
    seed: int,
    outputs: list[str],
    timeout: float = 3600.0,
) -> Outputs:
    """Run one session of the program and return the arrays asked for.

    Parameters
    ----------
    program
        A compiled program.
    inputs
        A float (for all elements) or an array for each input of the manifest,
        SI units; exactly those, no more, no less.
    wiring
        Source and target index of every synapse, by projection.
    duration
        Model time in s, finite and above 0.
    seed
        Seed of input, noise and everything else random in the program, 32 bits:
        0 to `LARGEST_SEED`.
    outputs
        Names ``owner.variable`` of the arrays to return.
    timeout
        Longest real time in s.

    Raises
    ------
    RunError
        If an input is missing, unknown, of the wrong size or not finite, if
        duration or seed are impossible, or if the program fails in any way, also
        where it claims success.
    """
    _check_session(duration, seed)
    _check_inputs(program, inputs, wiring)
    with _workspace() as folder:
        arguments = _write_inputs(program, folder, inputs, wiring)
        _execute(program, folder, arguments, duration, seed, timeout)
        _check_wiring(program, folder, wiring)
        return {name: _read(program, folder, name) for name in outputs}


def spikes_of(outputs: Outputs, population: str) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return times (s) and cells of a population's spikes, ordered by time, then cell."""
    times = outputs[f"{population}_spikes.t"]
    cells = outputs[f"{population}_spikes.i"].astype(np.int64)
    order = np.lexsort((cells, times))
    return times[order], cells[order]


class _workspace:  # noqa: N801 - used as a function
    """A private folder in memory, or on disk where there is no room in memory."""

    def __enter__(self) -> Path:
        prefix = f"{PREFIX}{machine_id()}-{os.getpid()}-"
        self.path = Path(tempfile.mkdtemp(prefix=prefix, dir=scratch_root()))
        return self.path

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.path, ignore_errors=True)


def scratch_root() -> Path:
    """Return where sessions keep temporary files: ``$CORTEX_SIM_SCRATCH``, memory, or temp."""
    chosen = os.environ.get("CORTEX_SIM_SCRATCH")
    if chosen:
        return Path(chosen)
    shared_memory = Path("/dev/shm")
    if os.access(shared_memory, os.W_OK) and shutil.disk_usage(shared_memory).free > 512e6:
        return shared_memory
    return Path(tempfile.gettempdir())


def remove_orphans() -> None:
    """Remove the temporary folders of processes of this machine that were killed.

    Where nodes share the folder, the others' are left to them: their process ids
    mean nothing here.
    """
    ours = f"{PREFIX}{machine_id()}-"
    for folder in scratch_root().glob(f"{ours}*-*"):
        owner = folder.name[len(ours) :].split("-")[0]
        if owner.isdigit() and not _is_alive(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


@cache
def machine_id() -> str:
    """Return 8 hexadecimal digits that name this machine, or this container on it."""
    try:
        processes = os.readlink("/proc/self/ns/pid")
    except OSError:
        processes = ""
    return content_hash([platform.node(), processes])[:8]


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _check_session(duration: float, seed: int) -> None:
    if not 0 < duration < math.inf:
        raise RunError(
            f"duration: got {duration!r}, expected a finite number of seconds above 0; "
            "the program would do nothing, or never end"
        )
    if not 0 <= seed <= LARGEST_SEED:
        raise RunError(
            f"seed: got {seed!r}, expected 0 to {LARGEST_SEED} (32 bits); "
            "derive it with cortex_sim.seeds.derive_seed"
        )


def _check_inputs(program: Program, inputs: dict[str, Any], wiring: Wiring) -> None:
    known = program.manifest["inputs"]
    if missing := sorted(set(known) - set(inputs)):
        raise RunError(f"the program needs inputs that were not given: {', '.join(missing)}")
    if unknown := sorted(set(inputs) - set(known)):
        raise RunError(f"the program knows no such input: {', '.join(unknown)}")
    for name, value in inputs.items():
        array = np.asarray(value)
        if not np.all(np.isfinite(array)):
            raise RunError(f"input {name} is not finite")
        if array.ndim and array.size != known[name]["size"]:
            raise RunError(
                f"input {name} has {array.size} values, the program needs {known[name]['size']}"
            )
    synapses = program.manifest["projections"]
    if set(wiring) != set(synapses):
        raise RunError(f"wiring names {sorted(wiring)}, the program has {sorted(synapses)}")
    for name, sides in wiring.items():
        for side in sides:
            if len(side) != synapses[name]:
                raise RunError(
                    f"wiring of {name} has {len(side)} synapses, the program {synapses[name]}"
                )


def _write_inputs(
    program: Program, folder: Path, inputs: dict[str, Any], wiring: Wiring
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
        dtype = program.manifest["inputs"][name]["dtype"]
        if np.ndim(value) == 0:
            arguments.append(f"{name}={np.dtype(dtype).type(value).item()!r}")
        else:
            np.ascontiguousarray(value, dtype=dtype).tofile(folder / "in" / name)
            arguments.append(f"{name}=in/{name}")
    return arguments


def _execute(
    program: Program,
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
    if done.returncode == -signal.SIGILL:
        raise RunError(
            "illegal instruction: the program was compiled for another CPU; set "
            "compiler.optimisation: portable, or remove the folder of builds on this machine"
        )
    if done.returncode == -signal.SIGTERM:
        raise StoppedError(
            "the simulation was ended by SIGTERM (time limit, preemption or a person); "
            "run again to go on from here"
        )
    if done.returncode < 0:
        raise RunError(
            f"the simulation was ended by signal {signal.Signals(-done.returncode).name}"
        )
    if done.returncode != 0:
        raise RunError(f"the simulation failed with exit code {done.returncode}: {said[-1500:]}")
    if said:
        raise RunError(f"the simulation complained although it ended well: {said[-1500:]}")
    try:
        elapsed, completed = (folder / "results" / "last_run_info.txt").read_text().split()[:2]
    except (OSError, ValueError):
        raise RunError("the simulation left no account of its run; is the disk full?") from None
    if float(completed) < 1 - 1e-9:
        raise RunError(f"the simulation stopped after {float(completed):.0%} of {duration:g} s")
    del elapsed


def _check_wiring(program: Program, folder: Path, wiring: Wiring) -> None:
    for name, (sources, targets) in wiring.items():
        for side, given in (("_synaptic_pre", sources), ("_synaptic_post", targets)):
            if not np.array_equal(_read(program, folder, f"{name}.{side}"), given):
                raise RunError(f"the program ran with another wiring of {name} than it was given")


def _read(program: Program, folder: Path, name: str) -> NDArray[Any]:
    entry = program.manifest["arrays"].get(name)
    if entry is None:
        known = ", ".join(sorted(program.manifest["arrays"]))
        raise RunError(f"the program has no array {name!r}; known: {known}")
    try:
        values = np.fromfile(folder / "results" / entry["file"], dtype=entry["dtype"])
    except OSError as error:
        raise RunError(f"the result {name} is missing: {error}") from None
    if entry["size"] and values.size != entry["size"]:
        raise RunError(f"the result {name} has {values.size} values instead of {entry['size']}")
    return values
