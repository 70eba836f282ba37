"""Kill a run at random moments, again and again: what is left at the end is equal, byte for byte.

``python tests/hostile/kills.py [--kills N] [--seed N] [--figures]``. The tiny study is run once
without a kill, then in another folder: started, killed by SIGKILL after a random part of the time
that the first run took (the command, or one of its simulations alone), started again, until it is
through. Then all files are compared, and it begins anew, until there were enough kills.
"""

import argparse
import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMPARED = ("sessions/*/*.h5", "tiny/measures.csv", "tiny/config.yaml", "tiny/summary.txt",
            "tiny/figures/*.csv")  # fmt: skip


def main() -> int:
    """Kill as often as asked and print what came of it; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=int(time.strftime("%j")))
    parser.add_argument("--figures", action="store_true", help="draw the pictures too")
    options = parser.parse_args()
    rng = random.Random(options.seed)
    with tempfile.TemporaryDirectory(prefix="cortex_sim-kills-") as name:
        folder = Path(name)
        began = time.monotonic()
        run(folder / "whole", figures=options.figures).wait()
        length, whole = time.monotonic() - began, contents(folder / "whole")
        kills = rounds = unequal = 0
        while kills < options.kills:
            kills += until_done(folder / "killed", rng, length, options)
            rounds += 1
            unequal += contents(folder / "killed") != whole
            # every second time the program is compiled anew as well
            shutil.rmtree(folder / "killed" / ("sessions" if rounds % 2 else "."))
    print(f"{kills} kills in {rounds} runs of {len(whole)} files (seed {options.seed}): "
          f"{rounds - unequal} of {rounds} equal, byte for byte")  # fmt: skip
    return 1 if unequal or not whole else 0


def until_done(
    results: Path, rng: random.Random, length: float, options: argparse.Namespace
) -> int:
    """Run the study to its end, killing it on the way; return how often it was killed."""
    kills = 0
    while True:
        process = run(results, figures=options.figures)
        # after some kills the rest may need longer than is left to it: let it through now and then
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(rng.uniform(0.5, 1.2 * length))
        if process.poll() is None:
            kill(process, rng)
            kills += 1
        if process.wait() == 0:
            return kills


def run(results: Path, *, figures: bool) -> "subprocess.Popen[bytes]":
    """Start the tiny study."""
    more = [] if figures else ["--no-figures"]
    return subprocess.Popen(
        [sys.executable, "-m", "cortex_sim", "run", str(ROOT / "configs" / "tiny.yaml"),
         "--results", str(results), "--quiet", *more],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def kill(process: "subprocess.Popen[bytes]", rng: random.Random) -> None:
    """Kill the command, or one of the processes that it has started."""
    started = children(process.pid)
    victim = rng.choice([process.pid, *started])
    with contextlib.suppress(ProcessLookupError):
        os.kill(victim, signal.SIGKILL)


def children(pid: int) -> list[int]:
    """Return the processes that a process has started (Linux)."""
    found = []
    for tasks in Path("/proc", str(pid), "task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [int(number) for number in tasks.read_text().split()]
    return found


def contents(results: Path) -> dict[str, bytes]:
    """Return the files that must be equal, by their path."""
    paths = [path for pattern in COMPARED for path in results.glob(pattern)]
    return {str(path.relative_to(results)): path.read_bytes() for path in sorted(paths)}


if __name__ == "__main__":
    sys.exit(main())
