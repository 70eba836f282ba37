"""Wiring, speed and memory by the size of the sheet, in one run.

    python benchmarks/scale.py [--sides 32 64 128 212 224]
        [--seconds 6] [--rounds 3]

The default network with its sheets of cells enlarged, fans as they are: practice of healthy
movements with all plasticity, one core. A synaptic event is a spike that arrives at one synapse.
Processor seconds, medians of rounds; setting up is what a session of `--seconds` and one of half
of it have in common, and the times per model second and per event leave it out. The largest memory
of the process that wires and of the worker that simulates, each as the system says of that process
(Linux).
"""

import argparse
import multiprocessing
import os
import resource
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np

from cortex_sim.config.inheritance import resolve_sequence
from cortex_sim.config.load import load_study
from cortex_sim.engine.backends import ensure_program
from cortex_sim.engine.kernel.worker import close_workers
from cortex_sim.engine.machine import cpu_model
from cortex_sim.model.parameters import Condition, session_inputs
from cortex_sim.model.sequences import draw_trials
from cortex_sim.model.state import initial_state
from cortex_sim.model.structure import structure_of
from cortex_sim.model.subject import Individual, draw_anatomy
from cortex_sim.model.trials import trial_inputs
from cortex_sim.seeds import rng_for

ROOT = Path(__file__).resolve().parents[1]


def enlarged(side):
    """Return the default study with ``side`` x ``side`` cells in L2/3, others in proportion."""
    sides = {"exc": side, "exc5": round(side * 28 / 32), "pv": side // 2}
    changes = [f"network.populations.{p}.layout.size=[{n}, {n}]" for p, n in sides.items()]
    return load_study(ROOT / "configs" / "smudging.yaml", tuple(changes))


def measure(side, seconds, builds, rounds):
    """Return the row of one size."""
    study = enlarged(side)
    started = time.process_time()
    anatomy = draw_anatomy(study, 1)
    wiring = time.process_time() - started
    program = ensure_program(structure_of(study, plastic=True), study.compiler, Path(builds))
    sequence = resolve_sequence(study.sequences, "healthy")
    n_trials = max(1, round(seconds / sequence.trial_duration))
    trials = draw_trials(sequence, study.muscle_names, n_trials, rng=rng_for(1, "benchmark"))
    condition = Condition(is_plastic=True)
    inputs = session_inputs(study, Individual(), anatomy, initial_state(study), condition)
    inputs |= trial_inputs(study, trials, sequence.trial_duration)
    counts = [f"{population}_spikes.count" for population in study.network.populations]

    def simulate(seconds):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        found = program.run(inputs, anatomy.wiring, duration=seconds, seed=1, outputs=counts)
        (worker,) = children()
        peak = peak_mb(worker)
        close_workers()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return used, synaptic_events(study, anatomy, found), peak

    pairs = [(simulate(seconds / 2), simulate(seconds)) for _ in range(rounds)]
    setting_up = statistics.median(2 * half[0] - whole[0] for half, whole in pairs)
    simulating = statistics.median(whole[0] - half[0] for half, whole in pairs)
    (_, half_events, _), (_, whole_events, simulator_mb) = pairs[-1]
    return {
        "cells": sum(map(len, anatomy.positions_mm.values())),
        "synapses": sum(len(sources) for sources, _ in anatomy.wiring.values()),
        "wiring (s)": wiring,
        "setting up (s)": setting_up,
        "s per model s": simulating / (seconds / 2),
        "ns per synaptic event": 1e9 * simulating / (whole_events - half_events),
        "memory (MB)": peak_mb("self"),
        "worker (MB)": simulator_mb,
    }


def synaptic_events(study, anatomy, found):
    """Return how many spikes arrived at synapses in a session that counted spikes."""
    events = 0
    for name, row in study.network.projections.items():
        spikes = found[f"{row.source}_spikes.count"]
        events += np.dot(spikes, np.bincount(anatomy.wiring[name][0], minlength=len(spikes)))
    return events


def children():
    """Return the ids of this process's living children."""
    return [
        child
        for task in Path("/proc/self/task").glob("*/children")
        for child in task.read_text().split()
        if "main" in Path(f"/proc/{child}/comm").read_text()
    ]


def peak_mb(process):
    """Return the largest memory that a process has had since its program was started."""
    status = Path(f"/proc/{process}/status").read_text()
    (line,) = [line for line in status.splitlines() if line.startswith("VmHWM")]
    return float(line.split()[1]) / 1e3


def main():
    """Measure every size in a process of its own and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sides", type=int, nargs="+", default=[32, 64, 128, 212, 224])
    parser.add_argument("--seconds", type=float, default=6.0, help="model time")
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    print(f"{cpu_model()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as builds:
        measure(32, 0.1, builds, 1)  # compiles
        for side in chosen.sides:
            with context.Pool(1) as pool:
                row = pool.apply(measure, (side, chosen.seconds, builds, chosen.rounds))
            print("  ".join(f"{name} {value:,.4g}" for name, value in row.items()), flush=True)


if __name__ == "__main__":
    main()
