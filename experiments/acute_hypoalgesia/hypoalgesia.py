"""What bouts of exercise leave of load and of a GABA_A gain, by the way on which they act."""

from typing import NamedTuple

from cortex_sim.catalog.arrows import shipped_modulators
from cortex_sim.config.slow_clock import SlowClock
from cortex_sim.slow.exercise import Bout
from cortex_sim.slow.milieu import Milieu, advance, budget_of, factors_of
from cortex_sim.slow.person import Person
from cortex_sim.slow.stretches import Stretch

DAY = 86400.0
BOUT = Bout(0.0, 1800.0, "interval", 1.3)
WEEKS = 6
STEP = 600.0
"""Longest step in s in which effective load is read, for its mean over the last week."""

ACUTE = ("opioid", "endocannabinoid")
LASTING = ("training_analgesia",)
RHYTHMS = {"three bouts a week": (0, 2, 4), "a bout a day": tuple(range(7))}


class Row(NamedTuple):
    """What a rhythm of exercise leaves after `WEEKS` weeks under a load of 1."""

    exercise: str
    through: str
    lowest_load: float
    """Lowest effective load of the last week."""

    mean_load: float
    """Mean effective load of the last week."""

    gaba_gain: float
    recovered: float
    """Share of the loss of GABA_A gain that is gone, 0 to 1."""


def clock_with(names):
    """Return a slow clock with some of the modulators that ship."""
    shipped = shipped_modulators()
    return SlowClock(modulators={name: shipped[name] for name in names})


def effective_load(milieu, clock, now):
    """Return the effective load at a moment under a load of 1."""
    budget = budget_of(milieu, clock, Person(), now)
    return min(factors_of(budget).get("load", 1.0), 1.0)


def followed(milieu, clock, stretch, loads=None):
    """Return the milieu after a stretch; effective load in the middle of each step is added."""
    if loads is None:
        return advance(milieu, clock, Person(), stretch)
    left = stretch.duration
    while left > 1e-9:
        step = min(STEP, left)
        half = stretch._replace(duration=step / 2)
        milieu = advance(milieu, clock, Person(), half)
        loads.append((step, effective_load(milieu, clock, half)))
        milieu = advance(milieu, clock, Person(), half)
        left -= step
    return milieu


def after(names, days):
    """Return milieu and the loads of the last week after `WEEKS` of bouts on some days."""
    clock, milieu, loads = clock_with(names), Milieu(load=1.0), None
    for day in range(7 * WEEKS):
        loads = [] if day == 7 * (WEEKS - 1) else loads
        active = (BOUT,) if day % 7 in days else ()
        milieu = followed(milieu, clock, Stretch(BOUT.duration, 1.0, bouts=active), loads)
        milieu = followed(milieu, clock, Stretch(DAY - BOUT.duration, 1.0), loads)
    return milieu, loads


def row_of(exercise, days, through, names):
    """Return what one rhythm does through some modulators, under a load of 1."""
    milieu, loads = after(names, days)
    # gain without BDNF, which bouts move as well: what load has done, and nothing else
    loss = SlowClock().gaba.load_loss
    gain = 1 - loss * milieu.load
    mean = sum(step * load for step, load in loads) / sum(step for step, _ in loads)
    return Row(exercise, through, min(load for _, load in loads), mean, gain, 1 - milieu.load)


def table():
    """Return the table: one bout, and rhythms of bouts through each way and both."""
    ways = {
        "opioids and endocannabinoids": ACUTE,
        "a lasting baseline": LASTING,
        "both": (*ACUTE, *LASTING),
    }
    return [one_bout()] + [
        row_of(exercise, days, through, names)
        for exercise, days in RHYTHMS.items()
        for through, names in ways.items()
    ]


def one_bout():
    """Return what a single bout leaves a day later."""
    clock, loads = clock_with(ACUTE), []
    milieu = followed(Milieu(load=1.0), clock, Stretch(BOUT.duration, 1.0, bouts=(BOUT,)), loads)
    milieu = followed(milieu, clock, Stretch(DAY - BOUT.duration, 1.0), loads)
    mean = sum(step * load for step, load in loads) / DAY
    gain = 1 - SlowClock().gaba.load_loss * milieu.load
    lowest = min(load for _, load in loads)
    return Row(
        "a day after one bout", "opioids and endocannabinoids", lowest, mean, gain, 1 - milieu.load
    )
