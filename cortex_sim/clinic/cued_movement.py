"""Muscle onsets when only the go cue is given.

The premotor cue cells fire, no afferent does: what the motoneurons then do is
what the network has learnt. Onsets are read later from the stored spikes.
"""

from cortex_sim.clinic.needs import Needs
from cortex_sim.clinic.probe import Probe, motoneuron_pool
from cortex_sim.clinic.result import AssessmentResult
from cortex_sim.config.assessments.cued_movement import CuedMovement
from cortex_sim.store.record import sort_spikes


def examine(probe: Probe, settings: CuedMovement, needs: Needs) -> AssessmentResult:
    """Record the motoneurons over trials with the cue alone."""
    duration = settings.trials * settings.trial_duration
    recording = probe.record(
        "cued_movement",
        duration,
        trial_duration=settings.trial_duration,
        cue_factor=settings.cue_factor,
    )
    name, _ = motoneuron_pool(probe.subject)
    times, cells = recording.spikes[name]
    return AssessmentResult({}, {name: sort_spikes(times * 1e3, cells)}, duration)
