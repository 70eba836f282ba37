"""Muscle onsets when only the go cue is given.

The premotor cue cells fire, no afferent does: what the motoneurons then do is
what the network has learnt. Onsets are read later from the stored spikes. How much
of the practised movement that is, the same movements with afferents tell; what the
learned synapses of the cue have to do with it, a read-out with shuffled weights.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cortex_sim.clinic.needs import Needs
from cortex_sim.clinic.probe import Probe, motoneuron_pool
from cortex_sim.clinic.result import AssessmentResult
from cortex_sim.config.assessments.cued_movement import CuedMovement
from cortex_sim.config.inputs import CueInput, EchoInput
from cortex_sim.config.muscles import Sequence
from cortex_sim.model.body import Body
from cortex_sim.model.sequences import TrialTable, draw_trials
from cortex_sim.model.trials import cues_alone
from cortex_sim.store.record import Array, sort_spikes

PRACTISED_TIME = "practised/time"
PRACTISED_CELL = "practised/cell"
TAKES_PART = "practised/takes_part"
"""Arrays of the movements with afferents: spikes of motoneurons, and who moves in which trial."""


def examine(probe: Probe, settings: CuedMovement, needs: Needs) -> AssessmentResult:
    """Record the motoneurons over trials with the cue alone, and over practised movements."""
    duration = settings.trials * settings.trial_duration
    examined = with_shuffled_cue(probe) if settings.read_out == "shuffled" else probe
    recording = examined.record(
        "cued_movement",
        duration,
        trials=_cues(probe, settings, needs.sequence),
        trial_duration=settings.trial_duration,
        cue_factor=0.0 if settings.read_out == "none" else settings.cue_factor,
    )
    name, _ = motoneuron_pool(probe.subject)
    times, cells = recording.spikes[name]
    arrays: dict[str, Array] = {}
    used = 0.0
    if settings.practised_trials and needs.sequence is not None:
        arrays, used = _practised(probe, settings, needs.sequence)
    return AssessmentResult(arrays, {name: sort_spikes(times * 1e3, cells)}, duration + used)


def _cues(probe: Probe, settings: CuedMovement, sequence: Sequence | None) -> TrialTable | None:
    """Return the go cues by direction; None: the cue knows no direction."""
    n_muscles = len(probe.subject.muscles)
    if sequence is None or sequence.direction_overlap == 1:
        return None
    if settings.direction is not None:
        number = sorted(sequence.directions).index(settings.direction)
        return cues_alone(n_muscles, settings.trials, number)
    rng = probe.rng("cued_movement/directions")
    drawn = draw_trials(sequence, probe.subject.muscle_names, settings.trials, rng=rng)
    return replace(cues_alone(n_muscles, settings.trials, 0), direction=drawn.direction)


def with_shuffled_cue(probe: Probe) -> Probe:
    """Return the subject with the weights of cue synapses exchanged within each target cell."""
    weights = {
        name: shuffled_within(
            probe.state.weights[name],
            probe.anatomy.wiring[name][1],
            probe.rng(f"cued_movement/shuffled/{name}"),
        )
        for name in cue_projections(probe.subject)
    }
    return replace(probe, state=probe.state.with_weights(weights))


def cue_projections(body: Body) -> tuple[str, ...]:
    """Return the plastic projections from inputs that a go cue drives."""
    driven = {
        name
        for name, row in body.network.populations.items()
        if isinstance(row.input, CueInput | EchoInput)
    }
    rows = body.network.projections.items()
    return tuple(n for n, row in rows if row.source in driven and row.plasticity is not None)


def shuffled_within(
    weights: NDArray[np.float64], targets: NDArray[np.int32], rng: np.random.Generator
) -> NDArray[np.float64]:
    """Return weights in another order within each target cell, so that their sums stay.

    Parameters
    ----------
    weights
        Of each synapse.
    targets
        Target cell of each synapse.
    rng
        Source of the order.
    """
    found = np.empty_like(weights)
    # both orders go through the targets alike, one of them in chance order within each
    found[np.argsort(targets, kind="stable")] = weights[
        np.lexsort((rng.random(len(targets)), targets))
    ]
    return found


def _practised(
    probe: Probe, settings: CuedMovement, sequence: Sequence
) -> tuple[dict[str, Array], float]:
    """Return the motoneurons' spikes in practised movements, and the model time used in s."""
    trials = draw_trials(
        sequence,
        probe.subject.muscle_names,
        settings.practised_trials,
        delay_factor=probe.individual.delay,
        rng=probe.rng("cued_movement/trials"),
    )
    duration = settings.practised_trials * settings.trial_duration
    recording = probe.record(
        "cued_movement/practised",
        duration,
        trials=trials,
        trial_duration=settings.trial_duration,
        cue_factor=1.0 if sequence.cue else 0.0,
    )
    times, cells = recording.spikes[motoneuron_pool(probe.subject)[0]]
    text = "spikes of motoneurons in practised movements"
    arrays = {
        PRACTISED_TIME: Array(times * 1e3, "ms", ("spike",), f"time of {text}"),
        PRACTISED_CELL: Array(cells, "", ("spike",), f"cell of {text}"),
        TAKES_PART: Array(trials.drive > 0, "", ("trial", "muscle"), "who moves in which trial"),
    }
    return arrays, duration
