"""Seconds that plan, status and collect of 10,000 points take (synthetic results)."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from cortex_sim.sweep.collect import collect, write_table
from cortex_sim.sweep.context import SweepContext
from cortex_sim.sweep.estimate import estimate_sweep
from cortex_sim.sweep.executors.local import Local, LocalSite
from cortex_sim.sweep.folder import PointResult, SweepFolder, result_bytes
from cortex_sim.sweep.load import load_sweep
from cortex_sim.sweep.status import sweep_status

SWEEP = """
name: many
study: {study}
subjects: 1
axes:
  - {{key: phases.clbp.gaba_gain, linspace: {{start: 0.2, stop: 1, count: {side}}}}}
  - {{key: sequences.clbp.muscles.DM.delay, linspace: {{start: 0 ms, stop: 200 ms, count: {side}}}}}
"""
STUDY = Path(__file__).resolve().parents[1] / "configs" / "tiny.yaml"


def rows(number: int, count: int) -> str:
    """Return made-up measures of a point."""
    head = "1,,clbp,7,map_structural,1"
    session = f"{number:064x}"
    return "".join(f"{head},m{n},DM,{number + n / 7:.9g},ms,{session}\n" for n in range(count))


def measure(folder: Path, side: int, rows_per_point: int) -> dict[str, float]:
    """Return the seconds of each step for ``side`` x ``side`` points."""
    path = folder / "many.yaml"
    path.write_text(SWEEP.format(study=STUDY, side=side))
    seconds = {}
    started = time.perf_counter()
    sweep = load_sweep(path)
    home = SweepFolder(folder / "results" / "many")
    local = Local(LocalSite())
    estimate_sweep(SweepContext(home, sweep), sweep.points, local).as_text()
    seconds["plan"] = time.perf_counter() - started
    home.write_manifest(sweep)
    home.done_folder.mkdir(parents=True)
    for point in sweep.points:
        # not write_result: 10,000 flushes to disk would test the disk
        result = PointResult(rows(point.number, rows_per_point), {})
        home.result_path(point.point_id).write_bytes(result_bytes(result))
    for name, step in {
        "status": lambda s: sweep_status(home, s.points).as_text(),
        "collect": lambda s: write_table(home.root, collect(home, s.points, s.keys)),
    }.items():
        started = time.perf_counter()
        step(load_sweep(path))
        seconds[name] = time.perf_counter() - started
    return seconds


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--side", type=int, default=100)
    parser.add_argument("--rows", type=int, default=20, help="measures of a point")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        found = measure(Path(scratch), chosen.side, chosen.rows)
    sys.stdout.write("".join(f"{name:8} {value:6.2f} s\n" for name, value in found.items()))
