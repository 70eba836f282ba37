"""Rhythms at rest: the rate of each excitatory population over time, and bursts in its spikes.

The signal of a population is the mean rate of its cells in short bins. An EEG sees synaptic
currents, which follow the rates of excitatory cells with some smoothing; shares of power are
those of the model's populations and no EEG.
"""

import numpy as np

from cortex_sim.analysis.activity import burst_share
from cortex_sim.clinic.needs import Needs
from cortex_sim.clinic.probe import Probe
from cortex_sim.clinic.result import AssessmentResult
from cortex_sim.config.assessments.base import SETTLE
from cortex_sim.config.assessments.rest_spectrum import RestSpectrum
from cortex_sim.config.network import Role, population_size
from cortex_sim.store.record import Array

ROLES: tuple[Role, ...] = ("cortical_excitatory", "thalamic_relay")
"""Roles of the populations that have a signal."""


def examine(probe: Probe, settings: RestSpectrum, needs: Needs) -> AssessmentResult:
    """Record rest and store the signal and the burst share of each population."""
    bins = int(settings.duration / settings.bin_width + 1e-6)
    stop = SETTLE + settings.duration
    recording = probe.record("rest_spectrum", stop)
    edges = SETTLE + settings.bin_width * np.arange(bins + 1)
    arrays = {}
    for name, row in probe.subject.network.populations.items():
        if row.role not in ROLES:
            continue
        times, cells = recording.spikes[name]
        late = times >= SETTLE
        counts = np.histogram(times, edges - 1e-9)[0]
        size = population_size(row, len(probe.subject.muscles))
        rate = counts / (size * settings.bin_width)
        share = burst_share(
            times[late], cells[late], settings.burst_silence, settings.burst_interval
        )
        arrays[f"signal/{name}"] = Array(rate, "Hz", ("time",), "mean rate of the cells in a bin")
        arrays[f"bursts/{name}"] = Array(
            np.array(share), "", (), "share of spikes in low-threshold bursts"
        )
    return AssessmentResult(arrays, {}, stop)
