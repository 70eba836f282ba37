"""Ratios of conditioned to unconditioned MEPs, for all assessments with pairs of pulses."""

from collections.abc import Mapping

import numpy as np

from cortex_sim.analysis.excitability import paired_pulse_ratio
from cortex_sim.config.assessments.pulse_pairs import PulsePairs
from cortex_sim.config.study import Study
from cortex_sim.outcome.measures.base import Measure
from cortex_sim.store.record import SessionRecord


def ratios(
    record: SessionRecord, study: Study, settings: PulsePairs, alone: Mapping[str, str]
) -> list[Measure]:
    """Return the ratio of conditioned to test response, by protocol and interval.

    Parameters
    ----------
    record
        From the store.
    study
        The study that planned it.
    settings
        Of the assessment.
    alone
        By protocol with two pulses: the protocol with the unconditioned pulse.
    """
    kind, interval = record.arrays["protocol"].values, record.arrays["interval"].values
    number = settings.protocols.index
    measured = []
    for row, index in enumerate(record.arrays["measured"].values):
        muscle, mep = study.muscle_names[int(index)], record.arrays["mep"].values[row]
        for protocol, single in alone.items():
            paired = kind == number(protocol)
            test = mep[kind == number(single)]
            if not paired.any():
                continue
            measured.append(Measure(protocol, muscle, paired_pulse_ratio(mep[paired], test), ""))
            for ms in np.unique(interval[paired]):
                ratio = paired_pulse_ratio(mep[paired & (interval == ms)], test)
                measured.append(Measure(f"{protocol}_{ms:g}_ms", muscle, ratio, ""))
        test_mep = float(mep[kind == number("test")].mean())
        measured.append(Measure("test_mep", muscle, test_mep, "spikes"))
    return measured
