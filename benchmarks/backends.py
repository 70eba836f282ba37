"""How fast each backend and precision is, on the default network, in one run.

    python benchmarks/backends.py [--rounds 5] [--duration 20] [--config configs/smudging.yaml]

Processor seconds of the simulating process, interleaved over rounds, medians: other work on
the machine disturbs them less than real time. Brian2's two programs are compiled first.
"""

import argparse
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
from cortex_sim.model.coil import pulse_inputs
from cortex_sim.model.parameters import Condition, session_inputs
from cortex_sim.model.sequences import draw_trials
from cortex_sim.model.state import initial_state, plastic_projections
from cortex_sim.model.structure import structure_of
from cortex_sim.model.subject import Individual, draw_anatomy
from cortex_sim.model.trials import trial_inputs
from cortex_sim.seeds import rng_for

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = {
    "brian2": {"backend": "brian2"},
    "exact": {"precision": "exact"},
    "fast": {"precision": "fast"},
}
PULSE_INTERVAL = 0.12


def session(study, duration, *, plastic):
    """Return inputs and wiring of a session with movement, and pulses if it is an assessment."""
    anatomy = draw_anatomy(study, study.cohort.first_seed)
    sequence = resolve_sequence(study.sequences, "healthy")
    n_trials = max(1, round(duration / sequence.trial_duration))
    trials = draw_trials(sequence, study.muscle_names, n_trials, rng=rng_for(1, "benchmark"))
    condition = Condition(is_plastic=plastic, has_coil=not plastic)
    inputs = session_inputs(study, Individual(), anatomy, initial_state(study), condition)
    inputs |= trial_inputs(study, trials, sequence.trial_duration)
    if not plastic:
        n = int((duration - 0.5) / PULSE_INTERVAL)
        times = 0.4 + PULSE_INTERVAL * np.arange(n)
        sites = rng_for(1, "sites").uniform(-2, 2, (n, 2))
        inputs |= pulse_inputs(times, sites, np.full(n, 0.03), study.network.max_pulses)
    return inputs, anatomy.wiring


def outputs_of(study, *, plastic):
    """Return what practice and assessments ask for."""
    populations = list(study.network.populations)
    if plastic:
        names = plastic_projections(study)
        return [*(f"{p}_spikes.N" for p in populations), *(f"{name}.w" for name in names)]
    return [f"{p}_spikes.{part}" for p in populations for part in ("N", "t", "i")]


def measured(run):
    """Return processor seconds, real seconds and results of a call, workers included."""
    close_workers()
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    own = time.process_time()
    found = run()
    real = time.perf_counter() - started
    own = time.process_time() - own
    close_workers()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    children = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return children + own, real, found


def compare(study, builds, duration, rounds, *, plastic):
    inputs, wiring = session(study, duration, plastic=plastic)
    structure, outputs = structure_of(study, plastic=plastic), outputs_of(study, plastic=plastic)
    programs = {
        name: ensure_program(structure, study.compiler.model_copy(update=changes), builds)
        for name, changes in SETTINGS.items()
    }
    seconds = {name: [] for name in programs}
    rates = {name: [] for name in programs}
    for number in range(rounds):
        for name, program in programs.items():
            used, _, found = measured(
                lambda program=program, seed=number: program.run(
                    inputs, wiring, duration=duration, seed=seed, outputs=outputs
                )
            )
            seconds[name].append(used)
            rates[name].append([found[f"{p}_spikes.N"][0] for p in study.network.populations])
    return seconds, rates


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--duration", type=float, default=20.0, help="model time, s")
    parser.add_argument("--config", type=Path, default=ROOT / "configs" / "smudging.yaml")
    parser.add_argument("--builds", type=Path, help="folder of programs to use and keep")
    given = parser.parse_args()
    study = load_study(given.config)
    print(f"{cpu_model()}, load {os.getloadavg()[0]:.1f}; {given.rounds} rounds, medians")
    with tempfile.TemporaryDirectory() as folder:
        builds = given.builds or Path(folder)
        for plastic in (True, False):
            seconds, rates = compare(study, builds, given.duration, given.rounds, plastic=plastic)
            reference = statistics.median(seconds["brian2"])
            print("practice" if plastic else "assessment")
            for name, values in seconds.items():
                used = statistics.median(values)
                mean = np.mean(rates[name], axis=0).round().astype(int)
                pairs = zip(study.network.populations, mean, strict=True)
                spikes = ", ".join(f"{p} {n}" for p, n in pairs)
                print(
                    f"  {name:7} {given.duration / used:6.1f} x real time, "
                    f"{reference / used:4.1f} x brian2; spikes: {spikes}"
                )


if __name__ == "__main__":
    main()
