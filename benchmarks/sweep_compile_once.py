"""Seconds of a sweep of 20 points: one compile for all, against a compile for each point."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

import yaml

from cortex_sim.sweep.config import SweepExecution
from cortex_sim.sweep.drive import run_sweep
from cortex_sim.sweep.folder import SweepFolder
from cortex_sim.sweep.load import Sweep, load_sweep

CONFIG = Path(__file__).resolve().parents[1] / "configs" / "sweeps" / "tiny.yaml"


def sweep_of(folder: Path, points: int) -> Sweep:
    """Return the tiny sweep with another number of points."""
    data = yaml.safe_load(CONFIG.read_text())
    spacing = {"start": 0.3, "stop": 1.0, "count": points}
    data |= {"axes": [{"key": "phases.clbp.gaba_gain", "linspace": spacing}], "subsets": {}}
    data["study"] = str(CONFIG.parent / data["study"])
    path = folder / "sweep.yaml"
    path.write_text(yaml.safe_dump(data))
    return load_sweep(path)


def seconds_of(results: Path, sweep: Sweep, numbers: range) -> float:
    """Run some points in one results folder, its programs not compiled; return the time."""
    started = time.perf_counter()
    chosen = [sweep.points[number] for number in numbers]
    execution = SweepExecution(executor="serial")
    folder = SweepFolder(results / sweep.file.name)
    ended = run_sweep(folder, sweep, chosen, execution, tell=lambda _: None)
    if ended.done != len(chosen):
        raise RuntimeError("some points failed")
    return time.perf_counter() - started


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=20)
    parser.add_argument("--alone", type=int, default=2, help="points compiled each for itself")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        sweep = sweep_of(home, chosen.points)
        once = seconds_of(home / "once", sweep, range(chosen.points))
        alone = [
            seconds_of(home / f"alone{n}", sweep, range(n, n + 1)) for n in range(chosen.alone)
        ]
    each = sum(alone) / len(alone)
    sys.stdout.write(
        f"{chosen.points} points, one compile:            {once:7.1f} s\n"
        f"{chosen.points} points, a compile for each:     {each * chosen.points:7.1f} s "
        f"(from {chosen.alone} points, {each:.1f} s each)\n"
        f"ratio: {each * chosen.points / once:.1f}\n"
    )
