"""Measures of paired pulses: SICI, ICF, SICF."""

from cortex_sim.config.assessments.paired_pulse import PairedPulse
from cortex_sim.config.study import Study
from cortex_sim.outcome.measures.base import MainMeasure, Measure
from cortex_sim.outcome.measures.pulse_pairs import ratios
from cortex_sim.store.record import SessionRecord

ALONE = {"sici": "test", "icf": "test", "sicf": "sicf_test"}
"""By protocol: the unconditioned response that it is compared with."""


def measures(record: SessionRecord, study: Study, settings: PairedPulse) -> list[Measure]:
    """Return the ratio of conditioned to test response, by protocol and interval."""
    return ratios(record, study, settings, ALONE)


def main_measures(name: str, deep: str, pair: str) -> list[MainMeasure]:
    """Return none: its ratios have a figure of their own."""
    return []
