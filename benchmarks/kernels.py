"""The kernel of a commit against that of this tree: the same sessions, in turns.

    python -m benchmarks.kernels COMMIT [--rounds 5] [--seconds 30]

Prints, for practice and assessment of the default network and for the peers' network in both
precisions, how many times faster this tree's kernel is (processor seconds of the worker, median
of the ratios within rounds) and whether all spikes and weights are the same to the last bit.
Weights that are not are given with their share and their largest difference. What is the same in
every row may go by the identity of the earlier code (`SAME_BITS` in the kernel's ``build.py``).
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.backends import ROOT, outputs_of, session
from benchmarks.peers.run_own import session_of
from cortex_sim.config.cohort import Compiler
from cortex_sim.config.load import load_study
from cortex_sim.engine.backends import ensure_program
from cortex_sim.engine.kernel.worker import close_workers
from cortex_sim.engine.machine import cpu_model
from cortex_sim.model.structure import structure_of

BUILD = """
import sys
from pathlib import Path
from cortex_sim.config.cohort import Compiler
from cortex_sim.engine.kernel.build import ensure_program
structure = {"populations": {}, "projections": {}, "coil": False, "max_trials": 1, "n_muscles": 1}
print(ensure_program(structure, Compiler(), Path(sys.argv[1])).folder)
"""


def kernel_of(commit, folder):
    """Return the folder of the compiled kernel of a commit."""
    tree = folder / "tree"
    tree.mkdir()
    archive = subprocess.run(
        ["git", "archive", commit, "cortex_sim"], cwd=ROOT, capture_output=True, check=True
    )
    subprocess.run(["tar", "-x", "-C", str(tree)], input=archive.stdout, check=True)
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(folder / "builds")],
        env={**os.environ, "PYTHONPATH": str(tree)}, cwd=tree,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return Path(done.stdout.split()[-1])


def sessions(seconds):
    """Yield name, structure, inputs, wiring and outputs of what is compared."""
    study = load_study(ROOT / "configs" / "smudging.yaml")
    for name, plastic in (("practice", True), ("assessment", False)):
        inputs, wiring = session(study, seconds, plastic=plastic)
        structure = structure_of(study, plastic=plastic)
        yield name, structure, inputs, wiring, outputs_of(study, plastic=plastic)
    network = json.loads((ROOT / "benchmarks" / "peers" / "network.json").read_text())
    structure, inputs, wiring = session_of(network, 1)
    outputs = [f"{name}_spikes.count" for name in structure["populations"]]
    rows = structure["projections"].items()
    outputs += [f"{name}.w" for name, row in rows if row["rule"] is not None]
    yield "peers' network", structure, inputs, wiring, outputs


def run(program, inputs, wiring, outputs, seconds):
    """Return processor seconds of the worker, and what it answered."""
    close_workers()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = program.run(inputs, wiring, duration=seconds, seed=1, outputs=outputs)
    close_workers()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, found


def differences(then, now):
    """Return what is not the same in two answers, in words."""
    found = []
    for name, values in then.items():
        if np.array_equal(values, now[name]):
            continue
        if values.shape != now[name].shape:
            found.append(f"{name} has {now[name].size} values, not {values.size}")
            continue
        differ = np.mean(values != now[name])
        found.append(f"{name} {differ:.1%} by {np.max(np.abs(values - now[name])):.1e}")
    return "; ".join(found) or "same bits"


def main():
    """Compare and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("commit")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=30.0, help="model time of a session")
    given = parser.parse_args()
    print(f"{cpu_model()}, load {os.getloadavg()[0]:.1f}; {given.rounds} rounds", flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        earlier = kernel_of(given.commit, Path(scratch))
        for name, structure, inputs, wiring, outputs in sessions(given.seconds):
            for precision in ("fast", "exact"):
                program = ensure_program(structure, Compiler(precision=precision), Path(scratch))
                pair = (replace(program, folder=earlier), program)
                rounds = [
                    [run(each, inputs, wiring, outputs, given.seconds) for each in pair]
                    for _ in range(given.rounds)
                ]
                ratio = statistics.median(then / now for (then, _), (now, _) in rounds)
                least = min(now for _, (now, _) in rounds)
                (_, then), (_, now) = rounds[0]
                print(
                    f"{name}, {precision}: {ratio:.2f} times as fast, at best {least:.2f} s; "
                    f"{differences(then, now)}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
