"""Tables of trials drawn from activation sequences."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cortex_sim.config.muscles import MuscleActivation, Sequence


@dataclass(frozen=True)
class TrialTable:
    """The trials of one session, in the order of the study's muscles.

    Times in s after the go cue of each trial; shape (n_trials, n_muscles).
    """

    onset: NDArray[np.float64]
    length: NDArray[np.float64]
    drive: NDArray[np.float64]
    """Relative afferent rate; 0 where the muscle does not take part."""

    direction: NDArray[np.int64]
    """Index of the movement direction of each trial, shape (n_trials,)."""

    is_isolated: NDArray[np.bool_]


def draw_trials(
    sequence: Sequence,
    muscles: tuple[str, ...],
    n_trials: int,
    *,
    delay_factor: float = 1.0,
    rng: np.random.Generator,
) -> TrialTable:
    """Draw the trials of a session.

    Parameters
    ----------
    sequence
        A resolved sequence (see `resolve_sequence`).
    muscles
        Names of all muscles, in the order of the table's columns.
    n_trials
        Number of trials, at least 1.
    delay_factor
        Factor on every ``delay``: the subject's trait, 1 on average.
    rng
        Source of directions, participation and jitter.
    """
    names = sorted(sequence.directions)
    chance = np.array([sequence.directions[d] for d in names])
    direction = rng.choice(len(names), size=n_trials, p=chance / chance.sum())
    is_isolated = rng.random(n_trials) < sequence.isolated_probability
    shape = (n_trials, len(muscles))
    onset, length, drive = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    deviate, lot = rng.standard_normal(shape), rng.random(shape)
    for column, muscle in enumerate(muscles):
        activation = sequence.muscles.get(muscle)
        if activation is None:
            continue
        takes_part = lot[:, column] < _participation(activation, names)[direction]
        if sequence.isolated_muscles:
            isolated = muscle in sequence.isolated_muscles
            takes_part = np.where(is_isolated, isolated, takes_part)
        mean = activation.onset + delay_factor * activation.delay
        onset[:, column] = np.maximum(mean + activation.jitter * deviate[:, column], 0.0)
        length[:, column] = activation.duration
        drive[:, column] = np.where(takes_part, activation.drive, 0.0)
    if sequence.shuffle_onsets:
        latest = np.maximum(sequence.trial_duration - length, 0.0)
        onset = rng.random(shape) * latest
    return TrialTable(onset, length, drive, direction, is_isolated)


def _participation(activation: MuscleActivation, directions: list[str]) -> NDArray[np.float64]:
    """Return the probability of taking part for each direction."""
    chance = activation.participation
    if isinstance(chance, dict):
        return np.array([chance[d] for d in directions])
    return np.full(len(directions), chance)
