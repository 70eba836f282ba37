"""Feedback of practice: in how many trials a muscle began in time."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cortex_sim.analysis.spikes import times_of_nth_spike
from cortex_sim.config.network import population_size
from cortex_sim.course.specs import PracticeSpec
from cortex_sim.engine.program import spikes_of
from cortex_sim.model.body import Body
from cortex_sim.model.sequences import TrialTable
from cortex_sim.model.structure import motoneurons_of


def watched_populations(spec: PracticeSpec, body: Body) -> tuple[str, ...]:
    """Return the populations whose spikes the session's feedback reads."""
    return () if spec.feedback is None else (motoneurons_of(body.network),)


def success_in(
    outputs: dict[str, NDArray[Any]], trials: TrialTable | None, spec: PracticeSpec, body: Body
) -> float:
    """Return the share of a block's trials that met the session's feedback; 0 without one.

    Parameters
    ----------
    outputs
        Of the block, with the spikes of `watched_populations`; times from its start.
    trials
        Of the block; those that do not ask the muscle to take part do not count.
    spec, body
        The session and its subject.
    """
    feedback, sequence = spec.feedback, spec.sequence
    if feedback is None or sequence is None or trials is None:
        return 0.0
    (pools,) = watched_populations(spec, body)
    times, cells = spikes_of(outputs, pools)
    units, muscle = population_size(body.network.populations[pools], 1), feedback.muscle
    column = list(body.muscles).index(muscle)
    began = times_of_nth_spike(
        times[cells // units == column],
        trial_duration=sequence.trial_duration,
        trials=len(trials.onset),
        number=max(round(feedback.spikes * units), 1),
    )
    asked = trials.drive[:, column] > 0
    start, end = feedback.within
    met = (began >= start) & (began < end)
    return float(np.mean(met[asked])) if asked.any() else 0.0
