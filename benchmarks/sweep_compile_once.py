"""Seconds of a sweep of 20 points: one compile for all, against a compile for each point.

python benchmarks/sweep_compile_once.py [--points 20] [--alone 2]

Compiling for each point is measured on a few points and multiplied. CPU seconds, those of
compilers and simulations included, tell the ratio also on a machine that others use.
"""

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import yaml

from cortex_sim.sweep.context import SweepContext
from cortex_sim.sweep.drive import run_sweep
from cortex_sim.sweep.executors.base import NoSettings
from cortex_sim.sweep.executors.serial import Serial
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


class Seconds(NamedTuple):
    """Time of a piece of work."""

    wall: float
    cpu: float


def cpu_seconds() -> float:
    """Return the CPU seconds of this process and of all that it has started and seen end."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def seconds_of(results: Path, sweep: Sweep, numbers: range) -> Seconds:
    """Run some points in one results folder, its programs not compiled; return the time."""
    wall, cpu = time.perf_counter(), cpu_seconds()
    chosen = [sweep.points[number] for number in numbers]
    serial = Serial(NoSettings())
    folder = SweepFolder(results / sweep.file.name)
    ended = run_sweep(SweepContext(folder, sweep), chosen, serial)
    if ended.done != len(chosen):
        raise RuntimeError("some points failed")
    return Seconds(time.perf_counter() - wall, cpu_seconds() - cpu)


def report(points: int, once: Seconds, alone: list[Seconds]) -> str:
    """Return the lines to print."""
    lines = [f"{'':42}{'wall':>8} {'CPU':>8}"]
    each = Seconds(*(sum(column) / len(alone) * points for column in zip(*alone, strict=True)))
    for name, row in (
        (f"{points} points, one compile", once),
        (f"{points} points, a compile for each*", each),
    ):
        lines.append(f"{name:40}{row.wall:8.1f} s{row.cpu:7.1f} s")
    lines.append(f"{'ratio':40}{each.wall / once.wall:8.1f}  {each.cpu / once.cpu:7.1f}")
    return "\n".join([*lines, f"* extrapolated from {len(alone)} points", ""])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
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
    sys.stdout.write(report(chosen.points, once, alone))
