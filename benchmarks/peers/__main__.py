"""The same plastic network in several simulators: time per model second, rates beside it.

python -m benchmarks.peers [--rounds 5] [--seconds 10] [--out FOLDER] [--environment FOLDER]

1,024 excitatory and 256 inhibitory cells (`network.json`) with 92,160 triplet and 30,720
inhibitory plastic synapses. NEST is installed into an environment of its own. Simulators take
turns in every round, one thread each, in processor seconds of the simulation alone: starting,
building and a warm-up of half a second of model time count in none. The table gives medians over
the rounds and ratios within rounds, so that a machine whose speed drifts treats all alike. Equal
rates show that the work is equal; the soft bounds, the pairing and the integrator are each
simulator's own.
"""

import argparse
import csv
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
NETWORK = HERE / "network.json"
NEST = "nest-simulator==3.10.0"
REFERENCE = "cortex_sim, fast"


def own(seconds, seed, builds, backend, precision):
    """Return the command that runs the network in this package."""
    script = str(HERE / "run_own.py")
    options = [str(NETWORK), str(seconds), str(seed), str(builds), backend, precision]
    return [sys.executable, script, *options]


def simulators(environment, seconds, builds):
    """Return a function from seed to command by the simulator's name, quick ones first."""
    nest_python = str(environment / "bin" / "python")
    arguments = [str(NETWORK), str(seconds)]
    return {
        REFERENCE: lambda seed: own(seconds, seed, builds, "kernel", "fast"),
        "cortex_sim, exact": lambda seed: own(seconds, seed, builds, "kernel", "exact"),
        "Brian2, as this package generates it": lambda seed: own(
            seconds, seed, builds, "brian2", "exact"
        ),
        "Brian2, as its documentation writes it": lambda seed: [
            sys.executable, str(HERE / "run_brian2.py"), *arguments, str(seed),
        ],
        "NEST 3.10": lambda seed: [
            nest_python, str(HERE / "run_nest.py"), *arguments, str(seed), "1",
        ],
    }  # fmt: skip


def run(command):
    """Return what one run reports: its last line, as JSON."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command[:2])} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def ensure_nest(environment):
    """Install NEST into an environment of its own, once."""
    python = environment / "bin" / "python"
    if not python.exists():
        venv.create(environment, with_pip=True)
    found = subprocess.run([str(python), "-c", "import nest"], capture_output=True, check=False)
    if found.returncode != 0:
        print(f"installing {NEST}", flush=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", NEST], check=True)


def measure(commands, rounds):
    """Return the reports of every simulator, taking turns in each round."""
    reports = {name: [] for name in commands}
    for number in range(rounds):
        for name, command in commands.items():
            reports[name].append(run(command(number + 1)))
            print(f"round {number + 1}: {name}: {reports[name][-1]['seconds']:.3f} s", flush=True)
    return reports


def rows_of(reports, seconds):
    """Return a row of the table for every simulator."""
    reference = [report["seconds"] for report in reports[REFERENCE]]
    rows = []
    for name, found in reports.items():
        times = [report["seconds"] for report in found]
        ratios = [time / ours for time, ours in zip(times, reference, strict=True)]
        rows.append(
            {
                "simulator": name,
                "seconds per model second": statistics.median(times) / seconds,
                "least": min(times) / seconds,
                "most": max(times) / seconds,
                "times slower than fast": statistics.median(ratios),
                "excitatory rate (Hz)": statistics.mean(r["rates"]["exc"] for r in found),
                "inhibitory rate (Hz)": statistics.mean(r["rates"]["inh"] for r in found),
            }
        )
    return rows


def write(rows, folder, note):
    """Write the table as CSV, and the figure."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "peers.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    figure, axes = plt.subplots(figsize=(6.0, 2.6), layout="constrained")
    names = [row["simulator"] for row in rows]
    medians = [row["seconds per model second"] for row in rows]
    axes.barh(names, medians, color=["#1b6ca8"] * 2 + ["#9aa5b1"] * (len(rows) - 2))
    for place, row in enumerate(rows):
        rates = f"{row['excitatory rate (Hz)']:.0f} and {row['inhibitory rate (Hz)']:.0f} Hz"
        axes.annotate(
            f"{row['times slower than fast']:.1f} x   {rates}",
            (row["seconds per model second"], place), xytext=(4, 0),
            textcoords="offset points", va="center", fontsize=7,
        )  # fmt: skip
    axes.set_xscale("log")
    axes.set_xlim(min(medians) / 2, max(medians) * 12)
    axes.invert_yaxis()
    axes.set_xlabel("processor s per model second")
    axes.set_title(note, fontsize=7, loc="left")
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(folder / "peers.png", dpi=200)


def main():
    """Measure and report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=10.0, help="model time of a run")
    parser.add_argument("--out", type=Path, default=ROOT / "results" / "benchmarks")
    parser.add_argument("--environment", type=Path, default=ROOT / ".venv-peers")
    chosen = parser.parse_args()
    ensure_nest(chosen.environment)
    with tempfile.TemporaryDirectory() as builds:
        commands = simulators(chosen.environment, chosen.seconds, builds)
        before = os.getloadavg()[0]
        reports = measure(commands, chosen.rounds)
    rows = rows_of(reports, chosen.seconds)
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    note = f"{chosen.rounds} rounds of {chosen.seconds:g} s; {machine}; load {before:.1f} at start"
    write(rows, chosen.out, note)
    print(note)
    for row in rows:
        print(
            f"{row['simulator']:40s} {row['seconds per model second']:8.4f} s a model second  "
            f"{row['times slower than fast']:6.1f} x  "
            f"{row['excitatory rate (Hz)']:5.1f} Hz  {row['inhibitory rate (Hz)']:5.1f} Hz"
        )
    print(chosen.out / "peers.png")


if __name__ == "__main__":
    main()
