"""Measures of baseline physiology: rates and irregularity."""

from cortex_sim.config.assessments.baseline import Baseline
from cortex_sim.config.study import Study
from cortex_sim.outcome.measures.base import MainMeasure, Measure
from cortex_sim.store.record import SessionRecord


def measures(record: SessionRecord, study: Study, settings: Baseline) -> list[Measure]:
    """Return rates and irregularity as they were stored."""
    return [
        Measure(key.replace("/", "_"), "", float(array.values), array.unit)
        for key, array in record.arrays.items()
    ]


def main_measures(name: str, deep: str, pair: str) -> list[MainMeasure]:
    """Return none: rates describe the network, not the patient."""
    return []
