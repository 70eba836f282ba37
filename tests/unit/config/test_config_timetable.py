"""When bouts take place, in times without sessions."""

import pytest

from cortex_sim.config.course import Phase, Practice
from cortex_sim.config.slow_clock import ExerciseDose, SlowClock
from cortex_sim.config.timetable import (
    bouts_after,
    bouts_before,
    bouts_in_pause,
    free_time,
    pause_count,
)

HOUR = 3600.0
CLOCK = SlowClock(practice_time="30 min")


def phase(*doses, **more):
    return Phase(exercise=tuple(ExerciseDose(kind="aerobic", **dose) for dose in doses), **more)


def times(placed):
    return [(bout.number, bout.start, bout.end) for bout in placed]


BOTH = phase({"start": "-45 min", "duration": "30 min"}, {"start": "2 h", "duration": "20 min"})


def test_a_bout_before_practice_is_counted_from_the_end_of_the_gap():
    assert times(bouts_before(BOTH, 10 * HOUR)) == [pytest.approx((0, 9.25 * HOUR, 9.75 * HOUR))]


def test_a_bout_after_practice_is_counted_from_the_start_of_practice():
    (bout,) = times(bouts_after(BOTH, CLOCK))
    assert bout == pytest.approx((1, 1.5 * HOUR, 1.5 * HOUR + 1200))


def test_practice_takes_its_time_from_the_interval():
    practice = Practice(sequence=None, duration="15 s", interval="2 h")
    assert free_time(practice, CLOCK) == pytest.approx(1.5 * HOUR)
    short = practice.model_copy(update={"interval": 60.0})
    assert free_time(short, CLOCK) == 0


@pytest.mark.parametrize(("pause", "count"), [("0 s", 0), ("5 h", 1), ("6 h", 1), ("13 h", 3)])
def test_bouts_in_a_pause_begin_at_its_start_and_before_its_end(pause, count):
    resting = phase({"every": "6 h"}, {}, pause=pause)
    assert [bout.start for bout in bouts_in_pause(resting)] == [6 * HOUR * n for n in range(count)]
    assert pause_count(resting, resting.exercise[0]) == count
    assert pause_count(resting, resting.exercise[1]) == 0


def test_a_bout_names_the_field_that_put_it_there():
    resting = phase({"every": "6 h", "start": "-2 h"}, pause="5 h")
    assert [bout.field for bout in bouts_in_pause(resting)] == ["every"]
    assert [bout.field for bout in bouts_before(resting, HOUR)] == ["start"]
