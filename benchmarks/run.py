"""Speed and memory of the main job, as ratios measured in one run.

python benchmarks/run.py [--out FILE.json] [--quick]

Every figure comes from this run on this machine: model seconds per real second
on one core, the whole course of one subject, what a session costs beside its
simulation, peak memory, and what the compiler flags and the precompiled header
bring. The machine may be busy: each time is the best of a few.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from cortex_sim.config.inheritance import resolve_sequence
from cortex_sim.config.load import load_study
from cortex_sim.course.plan import make_plan
from cortex_sim.course.runner import run_plan
from cortex_sim.engine.backends import ensure_program
from cortex_sim.engine.compiler import FLAGS
from cortex_sim.engine.kernel.worker import close_workers
from cortex_sim.engine.machine import cpu_model
from cortex_sim.model.parameters import Condition, session_inputs
from cortex_sim.model.sequences import draw_trials
from cortex_sim.model.state import initial_state, plastic_projections
from cortex_sim.model.structure import structure_of, synapse_count
from cortex_sim.model.subject import draw_anatomy, draw_individual
from cortex_sim.model.trials import trial_inputs
from cortex_sim.seeds import rng_for
from cortex_sim.store.paths import SessionStore

ROOT = Path(__file__).resolve().parent.parent
REPEATS = 3


def best_of(function, repeats=REPEATS):
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        function()
        times.append(time.perf_counter() - started)
    return min(times)


def plastic_session(study, program, duration):
    anatomy, individual = draw_anatomy(study, 1), draw_individual(study.cohort.traits, 1)
    sequence = resolve_sequence(study.sequences, "healthy")
    n_trials = max(1, round(duration / sequence.trial_duration))
    trials = draw_trials(sequence, study.muscle_names, n_trials, rng=rng_for(1, "benchmark"))
    condition = Condition(is_plastic=True)
    inputs = session_inputs(study, individual, anatomy, initial_state(study), condition)
    inputs |= trial_inputs(study, trials, sequence.trial_duration)
    return lambda: program.run(
        inputs, anatomy.wiring, duration=duration, seed=1, outputs=["exc_spikes.N"]
    )


def speed(study, builds, duration):
    """Return model seconds per real second on one core, and the fixed cost of a session (s)."""
    program = ensure_program(structure_of(study, plastic=True), study.compiler, builds)
    long = best_of(plastic_session(study, program, duration))
    short = best_of(plastic_session(study, program, 0.01))
    return duration / long, short


def course(study_file, results):
    """Return seconds and model time of one subject's course with one arm on one core."""
    overrides = [
        "cohort.subjects=1",
        "cohort.first_seed=1",
        "execution.workers=1",
        "course.arms.no_training=null",
    ]
    plan = make_plan(load_study(study_file, overrides))
    report = run_plan(plan, SessionStore(results))
    if report.failed:
        raise SystemExit(f"the course failed: {report.failed}")
    return report.seconds, sum(session.model_time for session in plan.sessions)


def peak_memory_mb():
    close_workers()  # a child counts once it has ended
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return own / 1024, child / 1024


def compile_seconds(folder, *, precompiled):
    """Return the time of make in a program's folder, from nothing, on one core."""
    subprocess.run("rm -f main *.o *.gch code_objects/*.o", shell=True, cwd=folder, check=True)
    text = (folder / "makefile").read_text()
    if not precompiled:
        plain = text.replace(" common.h.gch\n", "\n").replace("-include common.h ", "")
        (folder / "makefile").write_text(plain)
    flags = f"FLAGS={' '.join(FLAGS['native'])}"
    started = time.perf_counter()
    subprocess.run(["make", "-s", "-j1", flags], cwd=folder, check=True)
    (folder / "makefile").write_text(text)
    return time.perf_counter() - started


def build_ratio(study, scratch):
    source = scratch / "source"
    (scratch / "structure.json").write_text(json.dumps(structure_of(study, plastic=True)))
    command = [sys.executable, "-m", "cortex_sim.engine.brian2.generate"]
    subprocess.run([*command, str(scratch / "structure.json"), str(source)], check=True)
    return compile_seconds(source, precompiled=True), compile_seconds(source, precompiled=False)


def measure(quick):
    base = ROOT / "configs" / "base.yaml"
    study = load_study(base)
    portable = load_study(base, ["compiler.optimisation=portable"])
    duration = 10.0 if quick else 30.0
    n_muscles = len(study.muscles)
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder)
        builds = SessionStore(results).builds
        native, overhead = speed(study, builds, duration)
        slower, _ = speed(portable, builds, duration)
        # the course is timed after the build: the frozen program is compiled before, too
        ensure_program(structure_of(study, plastic=False), study.compiler, builds)
        seconds, model_time = course(base, results)
        own, child = peak_memory_mb()
        with_header, without = build_ratio(study, results)
    weights = sum(synapse_count(study.network, n, n_muscles) for n in plastic_projections(study))
    return {
        "cpu": cpu_model(),
        "plastic synapses": weights,
        "plastic session, model s per real s on one core": round(native, 1),
        "portable flags against native": round(slower / native, 2),
        "fixed cost of a session, ms": round(1e3 * overhead),
        "course of one subject, one arm, three visits: s on one core": round(seconds, 1),
        "course of one subject: model s per real s": round(model_time / seconds, 1),
        "peak memory of the process, MB": round(own),
        "peak memory of the largest child (compiler included), MB": round(child),
        "compile time without the precompiled header against with it": round(
            without / with_header, 1
        ),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path)
    parser.add_argument("--quick", action="store_true")
    arguments = parser.parse_args()
    figures = measure(arguments.quick)
    for name, value in figures.items():
        print(f"{name:62} {value}")
    if arguments.out:
        arguments.out.write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
