"""Measures of the cortical silent period."""

import numpy as np

from cortex_sim.analysis.silent_period import silent_period_ms
from cortex_sim.config.assessments.silent_period import GUARD, SilentPeriod
from cortex_sim.config.study import Study
from cortex_sim.outcome.measures.base import MainMeasure, Measure
from cortex_sim.store.record import SessionRecord


def measures(record: SessionRecord, study: Study, settings: SilentPeriod) -> list[Measure]:
    """Return the duration of the silent period of each muscle that was measured.

    Silence is looked for from the peak of the MEP on: before the volley arrives a bin
    can be empty by chance.
    """
    time = record.arrays["time"].values
    start, stop = (edge * 1e3 for edge in settings.mep_window)
    in_mep = (time >= start) & (time <= stop)
    without = float(time[0]) - 1, -GUARD * 1e3
    found = []
    for index, rate in zip(
        record.arrays["measured"].values, record.arrays["rate"].values, strict=True
    ):
        peak = float(time[in_mep][np.argmax(rate[in_mep])])
        duration = silent_period_ms(rate, time, without, search_from_ms=peak)
        muscle = study.muscle_names[int(index)]
        found.append(Measure("silent_period", muscle, duration, "ms"))
    return found


def main_measures(name: str, deep: str, pair: str) -> list[MainMeasure]:
    """Return none: it is in the ledger and in ``measures.csv``."""
    return []
