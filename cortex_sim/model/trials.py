"""From a table of trials to the run-time inputs of a program."""

from typing import Any

import numpy as np

from cortex_sim.config.channels import Volleys
from cortex_sim.config.inputs import AfferentInput
from cortex_sim.model.body import Body
from cortex_sim.model.sequences import TrialTable
from cortex_sim.model.structure import follows_motoneurons


def no_movement(n_muscles: int) -> TrialTable:
    """Return a table in which no muscle ever moves."""
    empty = np.zeros((1, n_muscles))
    return TrialTable(empty, empty, empty, np.zeros(1, dtype=np.int64), np.zeros(1, dtype=bool))


def cues_alone(n_muscles: int, n_trials: int, direction: int) -> TrialTable:
    """Return a table of go cues of one direction at which no muscle moves.

    Parameters
    ----------
    n_muscles, n_trials
        Size of the table.
    direction
        Index of the direction among the sorted names.
    """
    empty, none = np.zeros((n_trials, n_muscles)), np.zeros(n_trials, dtype=bool)
    return TrialTable(empty, empty, empty, np.full(n_trials, direction, dtype=np.int64), none)


def trial_inputs(body: Body, trials: TrialTable, trial_duration: float) -> dict[str, Any]:
    """Return the trial tables and the trial duration of every input population.

    Raises
    ------
    ValueError
        If there are more trials than the compiled table holds.
    """
    rows = body.network.max_trials
    n_trials, n_muscles = trials.onset.shape
    if n_trials > rows:
        raise ValueError(
            f"{n_trials} trials do not fit in network.max_trials = {rows}; "
            "shorten the session or raise max_trials"
        )
    inputs: dict[str, Any] = {}
    columns = {
        "trial_onset": trials.onset,
        "trial_length": trials.length,
        "trial_drive": trials.drive,
    }
    for name, values in columns.items():
        table = np.zeros((rows, n_muscles))
        table[:n_trials] = values
        inputs[f"{name}.values"] = table
    for name, population in body.network.populations.items():
        if population.input is not None:
            inputs[f"{name}.trial_duration"] = trial_duration
    return inputs


def volley_inputs(body: Body, volleys: Volleys) -> dict[str, Any]:
    """Return the inputs of a session in which afferents fire in volleys, without end.

    A volley is a trial of ``1 / rate``, and the tables of a program stay at their last row. While
    it lasts each afferent of these muscles fires at ``spikes / width``, whatever its rate in
    movement and however much a closed loop allows: nerves are stimulated, not receptors.
    """
    names = list(body.muscles)
    chosen = [names.index(muscle) for muscle in volleys.muscles]
    shape = (body.network.max_trials, len(names))
    onset, drive = np.full(shape, volleys.onset), np.zeros(shape)
    drive[:, chosen] = 1.0
    nothing = no_movement(len(names))
    trials = TrialTable(
        onset,
        np.full(shape, volleys.width),
        drive,
        np.tile(nothing.direction, len(onset)),
        np.tile(nothing.is_isolated, len(onset)),
    )
    inputs = trial_inputs(body, trials, 1 / volleys.rate)
    rate = volleys.spikes / volleys.width
    for name, population in body.network.populations.items():
        if isinstance(population.input, AfferentInput):
            inputs[f"{name}.active_rate"] = rate
            if follows_motoneurons(population):
                highest = max(population.input.highest_rate, rate + population.input.base_rate)
                inputs[f"{name}.highest_rate"] = highest
    return inputs
