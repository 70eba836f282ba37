"""Measures of long-interval intracortical inhibition."""

from cortex_sim.config.assessments.lici import Lici
from cortex_sim.config.study import Study
from cortex_sim.outcome.measures.base import MainMeasure, Measure
from cortex_sim.outcome.measures.pulse_pairs import ratios
from cortex_sim.store.record import SessionRecord


def measures(record: SessionRecord, study: Study, settings: Lici) -> list[Measure]:
    """Return the ratio of conditioned to test response, of all intervals and of each."""
    return ratios(record, study, settings, {"lici": "test"})


def main_measures(name: str, deep: str, pair: str) -> list[MainMeasure]:
    """Return the ratio of the deep muscle."""
    why = "the test pulse alone gave no MEP in any subject"
    return [MainMeasure(f"{deep} LICI, conditioned to test response", "lici", deep, "", why)]
