"""What the slow clock adds to a course: processor time with and without it, in one run.

python benchmarks/slow_clock.py [--rounds N] [--out FILE.json]

One subject's course with full visits and one arm, on one core. The courses that are compared hold
the cortex in the same state (BDNF 1, GABA_A gain 1, nothing forgotten): the slow clock is told to
have no effect, so that all simulate alike and only its own work differs: the time between sessions,
the search for bursts, and a second start of the program for the second block of a session, which
draws other noise from there on. Programs are built before. In every round courses take turns in
another order, and the course without is run twice: the share by which its two runs differ is what
the measurement cannot see. Printed are medians over rounds of the paired shares with their range,
and the processor time of the parts that can be timed apart, which are timed inside the same
courses. With all modulators that ship the cortex is in another state, so for that course only the
parts are told.
"""

import argparse
import json
import resource
import statistics
import tempfile
import time
from collections import deque
from contextlib import ExitStack, contextmanager
from pathlib import Path

from cortex_sim.config.load import load_study
from cortex_sim.course import practice, session
from cortex_sim.course.plan import make_plan
from cortex_sim.course.runner import run_plan
from cortex_sim.course.slow_practice import SlowSide
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
    "phases.movement_resumed=null",
)
SET_BY_PHASE = (
    "slow_clock=null",
    *(f"phases.{phase}.{field}=1.0" for phase in PHASES for field in ("gaba_gain", "bdnf")),
    *(f"phases.{phase}.nociceptive_load=0" for phase in PHASES),
    *(f"phases.{phase}.movement_goes_on=false" for phase in PHASES),
)
NO_EFFECT = (
    "slow_clock={bdnf: {tonic: 1, pain_effect: 0, p75_gain: 0},"
    " gaba: {load_loss: 0, practice_change: 0}}",
    *(f"phases.{phase}.movement_goes_on=true" for phase in PHASES),
)
WITHOUT, AGAIN = "without", "without, again"
ALL_MODULATORS = "all modulators, two blocks"
COURSES = {
    WITHOUT: SET_BY_PHASE,
    AGAIN: SET_BY_PHASE,
    "one block": (*NO_EFFECT, "slow_clock.blocks=1"),
    "two blocks": NO_EFFECT,
    ALL_MODULATORS: NO_EFFECT,
}
PARTS = {
    "between sessions": (session, "load_start"),
    "search for bursts": (practice, "release_drive"),
    "between blocks": (SlowSide, "after_block"),
}


def used():
    """Return processor seconds of this process and its finished children."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(part.ru_utime + part.ru_stime for part in both)


@contextmanager
def timed(spent, name, owner, function):
    """Add to ``spent[name]`` the processor time that a function of a module or class takes."""
    original = getattr(owner, function)

    def wrapper(*args, **kwargs):
        started = time.thread_time()
        try:
            return original(*args, **kwargs)
        finally:
            spent[name] = spent.get(name, 0.0) + time.thread_time() - started

    setattr(owner, function, wrapper)
    try:
        yield
    finally:
        setattr(owner, function, original)


def course(name, folder):
    """Return processor seconds of a course, and of its parts."""
    folder.mkdir()
    extended = ["base.yaml", "model/milieu.yaml"] if name == ALL_MODULATORS else ["base.yaml"]
    file = folder / "course.yaml"
    file.write_text(f"extends: {json.dumps([str(ROOT / 'configs' / one) for one in extended])}\n")
    plan = make_plan(load_study(file, [*COURSE, *COURSES[name]]))
    store = SessionStore(folder)
    for plastic in (True, False):
        structure = structure_of(plan.study, plastic=plastic)
        ensure_program(structure, plan.study.compiler, store.builds)
    spent, started = dict.fromkeys(PARTS, 0.0), used()
    with ExitStack() as stack:
        for part, (owner, function) in PARTS.items():
            stack.enter_context(timed(spent, part, owner, function))
        report = run_plan(plan, store)
    if report.failed:
        raise SystemExit(f"the course failed: {report.failed}")
    close_workers()  # a child's time counts when the child has ended
    return used() - started, spent


def measure(rounds):
    found = {name: [] for name in COURSES}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(rounds):
            turns = deque(COURSES)
            turns.rotate(number)
            for name in turns:
                found[name].append(course(name, Path(folder) / f"{len(found[name])} {name}"))
    seconds = {name: [total for total, _ in runs] for name, runs in found.items()}
    figures = {f"{n}: processor s": round(statistics.median(s), 2) for n, s in seconds.items()}
    for name in (AGAIN, "one block", "two blocks"):
        pairs = zip(seconds[name], seconds[WITHOUT], strict=True)
        shares = sorted(100 * (one / without - 1) for one, without in pairs)
        median = statistics.median(shares)
        figures[f"{name}: % more"] = f"{median:+.1f} ({shares[0]:+.1f} to {shares[-1]:+.1f})"
    for name, runs in found.items():
        for part in PARTS:
            spent = statistics.median(parts[part] for _, parts in runs)
            figures[f"{name}, {part}: s"] = round(spent, 3)
    figures["all runs, processor s"] = {
        n: [round(s, 2) for s in all_] for n, all_ in seconds.items()
    }
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    figures = measure(arguments.rounds)
    for name, value in figures.items():
        print(f"{name:50} {value}")
    if arguments.out:
        arguments.out.write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
