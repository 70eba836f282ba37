"""What the slow clock adds to a course: processor time with and without it, in one run.

python benchmarks/slow_clock.py [--repeats N] [--out FILE.json]

One subject's course with full visits and one arm, on one core. Both courses hold the
cortex in the same state (BDNF 1, GABA_A gain 1, nothing forgotten): the slow clock is
told to have no effect, so that both simulate alike and only its own work differs: the
time between sessions, the search for bursts, and a second start of the program for the
second block of a session, which draws other noise from there on. Programs are built
before; courses take turns, and each time is the best of its repeats. Of the parts that
can be timed apart, the state and the bursts are timed inside the same courses.
"""

import argparse
import json
import resource
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from cortex_sim.config.load import load_study
from cortex_sim.course import practice, session
from cortex_sim.course.plan import make_plan
from cortex_sim.course.runner import run_plan
from cortex_sim.engine.backends import ensure_program
from cortex_sim.engine.kernel.worker import close_workers
from cortex_sim.model.structure import structure_of
from cortex_sim.store.paths import SessionStore

ROOT = Path(__file__).resolve().parent.parent
PHASES = ("healthy", "clbp", "motor_control_training")
COURSE = (
    "cohort.subjects=1",
    "cohort.first_seed=1",
    "cohort.traits.bdnf={mean: 1, sd: 0, low: 1, high: 1}",
    "execution.workers=1",
    "course.arms.no_training=null",
    "phases.no_training=null",
)
SET_BY_PHASE = tuple(
    f"phases.{phase}.{field}=1.0" for phase in PHASES for field in ("gaba_gain", "bdnf")
)
NO_EFFECT = (
    "slow_clock={bdnf: {tonic: 1, pain_effect: 0, p75_gain: 0},"
    " gaba: {load_loss: 0, practice_change: 0}}",
    *(f"phases.{phase}.{field}=null" for phase in PHASES for field in ("gaba_gain", "bdnf")),
    *(f"phases.{phase}.movement_goes_on=true" for phase in PHASES),
    "phases.clbp.nociceptive_load=1",
)
COURSES = {
    "without": SET_BY_PHASE,
    "with, one block": (*NO_EFFECT, "slow_clock.blocks=1"),
    "with, two blocks": NO_EFFECT,
}


def used():
    """Return processor seconds of this process and its finished children."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(part.ru_utime + part.ru_stime for part in both)


@contextmanager
def timed(spent, module, name):
    """Add to ``spent[name]`` the processor time that a function of a module takes."""
    original = getattr(module, name)

    def wrapper(*args, **kwargs):
        started = time.thread_time()
        try:
            return original(*args, **kwargs)
        finally:
            spent[name] = spent.get(name, 0.0) + time.thread_time() - started

    setattr(module, name, wrapper)
    try:
        yield
    finally:
        setattr(module, name, original)


def course(changes, folder):
    """Return processor seconds of a course, and of the two parts that can be timed apart."""
    plan = make_plan(load_study(ROOT / "configs" / "base.yaml", [*COURSE, *changes]))
    store = SessionStore(folder)
    for plastic in (True, False):
        structure = structure_of(plan.study, plastic=plastic)
        ensure_program(structure, plan.study.compiler, store.builds)
    spent, started = {}, used()
    with timed(spent, session, "load_start"), timed(spent, practice, "release_drive"):
        report = run_plan(plan, store)
    if report.failed:
        raise SystemExit(f"the course failed: {report.failed}")
    close_workers()  # a child's time counts when the child has ended
    return used() - started, spent


def measure(repeats):
    found = {name: [] for name in COURSES}
    with tempfile.TemporaryDirectory() as folder:
        for repeat in range(repeats):
            for name, changes in COURSES.items():
                results = Path(folder) / f"{name}_{repeat}"
                results.mkdir()
                found[name].append(course(changes, results))
    seconds = {name: min(total for total, _ in runs) for name, runs in found.items()}
    figures = {f"course {name}: processor s": round(s, 2) for name, s in seconds.items()}
    for name in tuple(COURSES)[1:]:
        share = 100 * (seconds[name] / seconds["without"] - 1)
        blocks = name.removeprefix("with, ")
        figures[f"added by the slow clock, {blocks}: %"] = round(share, 1)
    for part in ("load_start", "release_drive"):
        spent = [runs[part] for _, runs in found["with, two blocks"]]
        figures[f"{part}: s in a course with it"] = round(min(spent), 3)
    figures["load_start: s in a course without"] = round(
        min(runs["load_start"] for _, runs in found["without"]), 3
    )
    figures["all runs, processor s"] = {
        name: [round(total, 2) for total, _ in runs] for name, runs in found.items()
    }
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=2)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    figures = measure(arguments.repeats)
    for name, value in figures.items():
        print(f"{name:50} {value}")
    if arguments.out:
        arguments.out.write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
