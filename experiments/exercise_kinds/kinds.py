"""What kinds of exercise leave of BDNF and GABA_A gain: by time before practice, by week."""

from functools import cache

from cortex_sim.config.load import load_study
from cortex_sim.slow.exercise import Bout
from cortex_sim.slow.milieu import Milieu, advance, budget_of, factors_of, gaba_gain, mature_level
from cortex_sim.slow.person import Person
from cortex_sim.slow.stretches import Stretch

KINDS = ("aerobic", "interval", "resistance", "eccentric", "motor_control", "tai_chi")
"""Interventions that ship, with their bouts; tai chi stands for exercise of body and mind."""

LOAD = 0.5
"""That of the arms of the study `mind_body`."""

HOUR, WEEK = 3600.0, 7 * 86400.0
GAPS = (0.0, 0.25, 0.5, 1.0, 2.0, 3.0, 4.0)
"""Hours from the end of a bout to the start of practice."""

RHYTHMS = (0, 1, 3, 5, 7)
"""Bouts a week."""

WEEKS = 6


@cache
def study():
    """Return the study whose slow clock and interventions these are."""
    return load_study("mind_body")


def lived(milieu, duration, load=LOAD, bout=None):
    """Return the average person's milieu after a stretch."""
    bouts = () if bout is None else (bout,)
    return advance(milieu, study().slow_clock, Person(), Stretch(duration, load, bouts=bouts))


def bout_of(kind):
    """Return the bout of an intervention that ships."""
    dose = study().interventions[kind].bout
    return Bout(0.0, dose.duration, dose.kind, dose.intensity)


def in_clbp():
    """Return the milieu after half a year of full load."""
    return lived(Milieu(), 26 * WEEK, load=1.0)


def timing(kind):
    """Return BDNF at the start of practice relative to none, for each of `GAPS`."""
    bout, start = bout_of(kind), in_clbp()
    after = lived(start, bout.duration, bout=bout)
    found = [_bdnf(lived(after, gap * HOUR) if gap else after) for gap in GAPS]
    return [level / _bdnf(start) for level in found]


def rhythm(kind):
    """Return the GABA_A gain after `WEEKS` of each of `RHYTHMS`, before the next bout."""
    return [_gaba(_exercised(bout_of(kind), number)) for number in RHYTHMS]


def _exercised(bout, number):
    milieu = in_clbp()
    if not number:
        return lived(milieu, WEEKS * WEEK)
    for _ in range(WEEKS * number):
        milieu = lived(milieu, bout.duration, bout=bout)
        milieu = lived(milieu, WEEK / number - bout.duration)
    return milieu


def _bdnf(milieu):
    return mature_level(milieu, study().slow_clock, Person())


def _gaba(milieu):
    factors = factors_of(budget_of(milieu, study().slow_clock, Person(), Stretch(0.0, LOAD)))
    return gaba_gain(milieu, study().slow_clock, Person()) * factors.get("gaba_a", 1.0)
