"""How much mature BDNF the exercise of a phase adds, all in all.

python experiments/slow_clock/exposure.py    prints it for the arms of timing.yaml

The average subject, without a network: every practice session releases with one `DRIVE`.
"""

from pathlib import Path

from cortex_sim.config.load import load_study
from cortex_sim.course.slow_plan import START, after_session, with_warm_up
from cortex_sim.plasticity.bdnf import BdnfAction
from cortex_sim.slow.between import SlowRules
from cortex_sim.slow.milieu import Milieu, advance, mature_level
from cortex_sim.slow.person import Person
from cortex_sim.slow.stretches import Stretch, stretches

HERE = Path(__file__).resolve().parent
DRIVE = 2.75
"""Drive of release in training: mean over the sessions of slow_clock.yaml, seeds 901 to 908 (2.8),
and of training.yaml without exercise (2.6)."""

STEP = 300.0
"""Step of the integral in s."""


def total_level(phase, clock, drive=DRIVE):
    """Return mature BDNF (1 is healthy practice) x s over the first practice of a phase.

    From the day before the first session to the end of the interval after the last.
    """
    rules = SlowRules(clock, Person(), BdnfAction(), {})
    practice, since = phase.practice[0], START
    milieu, total = Milieu(), 0.0

    def practised(milieu, time):
        stretch = Stretch(time, phase.nociceptive_load, drive, is_practice=True)
        return advance(milieu, rules.clock, rules.person, stretch)

    for _ in range(practice.sessions):
        milieu, part = _between(milieu, with_warm_up(since, phase), rules)
        milieu, more = _through(milieu, clock.practice_time, rules, practised)
        total += part + more
        since = (after_session(phase, practice, clock),)
    return total + _between(milieu, since, rules)[1]


def added_bdnf(phase, clock, drive=DRIVE):
    """Return what the exercise of a phase adds to `total_level`, all else equal."""
    rested = phase.model_copy(update={"exercise": ()})
    return total_level(phase, clock, drive) - total_level(rested, clock, drive)


def added_by_arm(study, drive=DRIVE):
    """Return `added_bdnf` of the first phase of every arm with exercise, by name."""
    first = {name: study.phases[phases[0]] for name, phases in study.course.arms.items()}
    return {
        name: added_bdnf(phase, study.slow_clock, drive)
        for name, phase in first.items()
        if phase.exercise
    }


def _between(milieu, since, rules):
    """Return the milieu after some segments, and the integral of mature BDNF."""
    total = 0.0
    for stretch in (one for segment in since for one in stretches(segment)):

        def rested(milieu, time, stretch=stretch):
            return advance(milieu, rules.clock, rules.person, stretch._replace(duration=time))

        milieu, part = _through(milieu, stretch.duration, rules, rested)
        total += part
    return milieu, total


def _through(milieu, duration, rules, go):
    """Return the milieu after a time, and the integral of mature BDNF (midpoint rule)."""
    n = max(round(duration / STEP), 1)
    step, total = duration / n, 0.0
    for _ in range(n):
        middle = go(milieu, step / 2)
        total += mature_level(middle, rules.clock, rules.person) * step
        milieu = go(middle, step / 2)
    return milieu, total


if __name__ == "__main__":
    for name, added in added_by_arm(load_study(HERE / "timing.yaml", [])).items():
        print(f"{name:20} {added:8.1f}")
