"""Kill commands at random moments: what is left at the end is equal, byte for byte.

``python tests/hostile/kills.py [STAGE ...] [--kills N] [--seed N]``. A study and a sweep are run
once without a kill. Then each stage (`STAGES`) is done anew: its files are removed, its command is
started, killed by SIGKILL and started again, some times over, let through, and all files are
compared. Moments are drawn in processor time, so that a busy machine does not move them.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from studies import FIGURES, REPORT, RUN, SWEEP, command, contents, enter_copy, first_difference

TICKS = os.sysconf("SC_CLK_TCK")
KILLS_IN_A_ROW = 4
END_SECONDS = 600
"""Longest time in s that a command may go on after its simulation was killed."""


@dataclass(frozen=True)
class Stage:
    """Something that a user does, and what of the results it makes."""

    name: str
    command: tuple[str, ...]
    makes: tuple[str, ...]
    share: int
    """Kills of a hundred."""
    begin: float = 0.2
    """Share of its processor time before which it is not killed: Python is starting."""
    end: float = 1.0
    """Share of its processor time after which it is not killed."""
    kills_simulation: bool = False
    folder: str = "study"
    """Its folder of results, of the two."""


RESULTS = ("sessions", "tiny/*.csv", "tiny/*.txt", "tiny/*.yaml", "tiny/*.json")
STAGES = (
    Stage("compile", RUN, ("builds", *RESULTS), 10, begin=0.1),
    Stage("run", RUN, RESULTS, 30, begin=0.5),
    Stage("simulation", RUN, RESULTS, 20, begin=0.2, end=0.7, kills_simulation=True),
    Stage("figures", FIGURES, ("tiny/figures",), 15),
    Stage("report", REPORT, ("tiny/report.html",), 10),
    Stage("collect", ("sweep", "collect", *SWEEP), ("tiny_sweep/table.*",), 15, folder="sweep"),
)
MOST_TRIES = 4
"""Starts for each kill that is asked for; some end before their moment."""


def main() -> int:
    """Kill as often as asked and print what came of it; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("stages", nargs="*", help="default: all")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=int(time.strftime("%j")))
    options = parser.parse_args()
    rng = random.Random(options.seed)
    chosen = [stage for stage in STAGES if not options.stages or stage.name in options.stages]
    kills = faults = 0
    with tempfile.TemporaryDirectory(prefix="cortex_sim-kills-") as name:
        enter_copy(Path(name) / "copy")
        whole, killed = Path(name) / "whole", Path(name) / "killed"
        costs = done_once(whole, chosen)
        shutil.copytree(whole, killed, symlinks=True)
        expected = contents(whole)
        print(f"{len(expected)} files, seed {options.seed}", flush=True)
        for stage in chosen:
            wanted = -(-options.kills * stage.share // 100)
            done, wrong = kill_stage(stage, killed, expected, wanted, rng, costs[stage])
            print(f"{stage.name:10} {done:3} kills: {wrong or 'equal'}", flush=True)
            kills, faults = kills + done, faults + bool(wrong)
    print(f"{kills} kills, {len(chosen) - faults} of {len(chosen)} stages equal, byte for byte")
    return 1 if faults else 0


def done_once(results: Path, chosen: list[Stage]) -> dict[Stage, float]:
    """Do without a kill what stages make and need; return the processor time of each in s."""
    compiled, run, simulation, *others = STAGES
    costs = {compiled: finish(compiled, results)}
    if run in chosen or simulation in chosen:
        remove(results, run)
        costs[run] = costs[simulation] = finish(run, results)
    if any(stage.folder == "sweep" for stage in chosen):
        (results / "sweep").mkdir()
        (results / "sweep" / "builds").symlink_to(results / "study" / "builds")
        started(("sweep", "run", *SWEEP, "--executor", "serial"), results / "sweep").wait()
    return costs | {stage: finish(stage, results) for stage in others if stage in chosen}


def kill_stage(
    stage: Stage, results: Path, expected: dict[str, bytes], wanted: int,
    rng: random.Random, cost: float,
) -> tuple[int, str]:  # fmt: skip
    """Kill a stage so many times; return how often it was, and the first difference."""
    kills = tries = 0
    while kills < wanted and tries < MOST_TRIES * wanted:
        remove(results, stage)
        for _ in range(min(KILLS_IN_A_ROW, wanted - kills)):
            kills += kill_once(stage, results / stage.folder, rng, cost)
            tries += 1
        finish(stage, results)
        if difference := first_difference(contents(results), expected):
            return kills, difference
    return kills, ""


def kill_once(stage: Stage, results: Path, rng: random.Random, cost: float) -> bool:
    """Start the command of a stage and kill it; return whether it was still running."""
    stderr = subprocess.PIPE if stage.kills_simulation else subprocess.DEVNULL
    process = started(stage.command, results, stderr)
    moment = rng.uniform(stage.begin, stage.end) * cost
    while process.poll() is None and processor_time(process.pid) < moment:
        time.sleep(0.02)
    if stage.kills_simulation:
        return kill_simulation(process)
    is_alone = rng.random() < 0.5
    for pid in [process.pid] if is_alone else [process.pid, *descendants(process.pid)]:
        kill(pid)
    return process.wait() == -signal.SIGKILL


def kill_simulation(process: "subprocess.Popen[bytes]") -> bool:
    """Kill the kernel in a session, as the system does when memory is short; tell whether it was.

    The command must end and say so. Where the session was over a moment before, another kernel is
    started, and the command goes on.
    """
    computing: list[int] = []
    while process.poll() is None and not computing:
        time.sleep(0.005)
        computing = [pid for pid in descendants(process.pid) if is_kernel_at_work(pid)]
    if computing:
        kill(computing[0])
    said = process.communicate(timeout=END_SECONDS)[1]
    code = process.returncode
    if code not in (0, 3) or (code == 3 and b"memory is short" not in said):
        raise SystemExit(f"exit code {code} after the simulation was killed, expected 3:\n{said!r}")
    return code == 3


def finish(stage: Stage, results: Path) -> float:
    """Run the command of a stage to its end; return its processor time in s."""
    before = os.times()
    if code := started(stage.command, results / stage.folder).wait():
        raise SystemExit(f"{stage.name}: exit code {code} without a kill")
    after = os.times()
    return sum(after[2:4]) - sum(before[2:4])


def started(
    arguments: tuple[str, ...], results: Path, stderr: int = subprocess.DEVNULL
) -> "subprocess.Popen[bytes]":
    # programs beside the results, so that compiling can be killed too
    around = os.environ | {"CORTEX_SIM_CACHE": str(results)}
    words = command(arguments, results)
    return subprocess.Popen(words, env=around, stdout=subprocess.DEVNULL, stderr=stderr)


def remove(results: Path, stage: Stage) -> None:
    for path in (p for pattern in stage.makes for p in (results / stage.folder).glob(pattern)):
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def processor_time(pid: int) -> float:
    """Return the processor time in s of a process and of all that it has started (Linux)."""
    total = 0
    for one in (pid, *descendants(pid)):
        try:
            text = Path(f"/proc/{one}/stat").read_text()
        except OSError:
            continue
        total += sum(map(int, text.rpartition(")")[2].split()[11:15]))
    return total / TICKS


def descendants(pid: int) -> list[int]:
    """Return the processes that a process has started, and those that they have (Linux)."""
    try:
        tasks = [f"/proc/{pid}/task/{task}/children" for task in os.listdir(f"/proc/{pid}/task")]
        children = [int(number) for task in tasks for number in Path(task).read_text().split()]
    except OSError:  # it has just ended
        return []
    return [one for child in children for one in (child, *descendants(child))]


def is_kernel_at_work(pid: int) -> bool:
    """Return whether a process is the kernel, and not waiting for its next session (Linux)."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        return Path(f"/proc/{pid}/exe").readlink().name == "main" and state == "R"
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main())
