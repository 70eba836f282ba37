"""Measures of the cortical silent period."""

import numpy as np

from cortex_sim.analysis.activity import half_rise
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
    measured = []
    for index, rate in zip(
        record.arrays["measured"].values, record.arrays["rate"].values, strict=True
    ):
        peak = float(time[in_mep][np.argmax(rate[in_mep])])
        duration = silent_period_ms(rate, time, without, search_from_ms=peak)
        muscle = study.muscle_names[int(index)]
        measured.append(Measure("silent_period", muscle, duration, "ms"))
    return measured + _latencies(record, study, (start, stop))


def _latencies(record: SessionRecord, study: Study, window: tuple[float, float]) -> list[Measure]:
    """Return when the MEP comes half way to its peak: its latency from the pulse, in ms.

    Conduction from the spinal cord to the muscle is not in the model.
    """
    time, measured = record.arrays["fine_time"].values, []
    kept = (time < 0) | ((time >= window[0]) & (time <= window[1]))
    for index, rate in zip(
        record.arrays["measured"].values, record.arrays["fine_rate"].values, strict=True
    ):
        latency = half_rise(rate[kept], time[kept])
        measured.append(Measure("mep_latency", study.muscle_names[int(index)], latency, "ms"))
    return measured


def main_measures(name: str, deep: str, pair: str) -> list[MainMeasure]:
    """Return none: it is in the ledger and in ``measures.csv``."""
    return []
