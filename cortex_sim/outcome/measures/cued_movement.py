"""Measures of cued movements: onset and centre of mass of each muscle's activity, and recall."""

import math
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from cortex_sim.analysis.rates import PoolRate
from cortex_sim.clinic.cued_movement import PRACTISED_CELL, PRACTISED_TIME, TAKES_PART
from cortex_sim.clinic.probe import motoneuron_pool
from cortex_sim.config.assessments.cued_movement import CuedMovement
from cortex_sim.config.study import Study
from cortex_sim.outcome.measures.answers import Answer, answer_of, rates_around_cue, response_of
from cortex_sim.outcome.measures.base import MainMeasure, Measure
from cortex_sim.store.record import SessionRecord

APART = 20.0
"""Onsets in practice that are less apart than this have no order, in ms: the smoothing's SD."""


def measures(record: SessionRecord, study: Study, settings: CuedMovement) -> list[Measure]:
    """Return onset and centre of mass of each muscle's activity after the go cue.

    A muscle has them if it answers the cue: if its activity after it differs from its own silence
    before (``silence_p`` below `LEVEL`), and it fires in enough trials. The onset is that of the
    mean rate without, at each time, the highest twentieth of the trials: all units of a pool can
    fire together in a single trial, and where few trials answer the plain mean has its peak, and
    the onset, at such a chance event. Peak and onset are looked for from the cue up to `LATEST`
    after the prime mover. A muscle that fires already when the cue is given has no onset.

    Where the same movements were recorded as they are practised, ``recall`` is the answer to the
    cue alone as a share of that, and ``recall_order`` the share of the pairs of muscles that the
    cue alone brings in the order of practice (of those that practice has at least `APART` apart; a
    pair of which a muscle does not answer is not in order).
    """
    population, per_muscle = motoneuron_pool(study)
    spikes, measured = record.spikes[population], []
    pools = _rates(spikes.timestamps_ms, spikes.node_ids, study, settings, settings.trials)
    answers = [answer_of(rates, settings) for rates in pools]
    for muscle, rates, answer in zip(study.muscle_names, pools, answers, strict=True):
        since_prime_mover = answer.onset - settings.prime_mover_onset * 1e3
        peak = float(rates.rate_hz.mean(axis=0).max()) / per_muscle
        measured += [
            Measure("onset", muscle, answer.onset, "ms"),
            Measure("onset_to_prime_mover", muscle, since_prime_mover, "ms"),
            Measure("centre_of_mass", muscle, answer.centre_of_mass, "ms"),
            Measure("onset_sd", muscle, answer.onset_sd, "ms"),
            Measure("peak_rate", muscle, peak, "Hz"),
            Measure("silence_p", muscle, answer.silence_p, ""),
        ]
    if PRACTISED_TIME in record.arrays:
        measured += _recall(record, study, settings, pools, answers)
    return measured


def _rates(
    times_ms: NDArray[np.float64],
    cells: NDArray[np.uint64],
    study: Study,
    settings: CuedMovement,
    trials: int,
) -> list[PoolRate]:
    """Return the rates of each muscle's pool around the cue."""
    _, per_muscle = motoneuron_pool(study)
    muscle_of = cells.astype(np.int64) // per_muscle
    return [
        rates_around_cue(times_ms[muscle_of == index] / 1e3, settings, trials)
        for index in range(len(study.muscle_names))
    ]


def _recall(
    record: SessionRecord,
    study: Study,
    settings: CuedMovement,
    pools: list[PoolRate],
    answers: list[Answer],
) -> list[Measure]:
    """Return how much of the practised movement the cue alone brings back."""
    practised = _practised(record, study, settings)
    measured = []
    for muscle, alone, whole in zip(study.muscle_names, pools, practised, strict=True):
        response, expected = response_of(alone, settings), response_of(whole, settings)
        share = response / expected if expected > 0 else math.nan
        measured.append(Measure("recall", muscle, share, ""))
    model = [answer_of(one, settings).onset for one in practised]
    order = _order(np.array([answer.onset for answer in answers]), np.array(model))
    return [*measured, Measure("recall_order", "", order, "")]


def _practised(record: SessionRecord, study: Study, settings: CuedMovement) -> list[PoolRate]:
    """Return each muscle's rates in the practised trials that it takes part in."""
    arrays = record.arrays
    times, cells = arrays[PRACTISED_TIME].values, arrays[PRACTISED_CELL].values
    takes_part = arrays[TAKES_PART].values.astype(bool)
    pools = _rates(times, cells, study, settings, len(takes_part))
    # the first trial has no silence before it
    chosen = takes_part[1:].T
    return [PoolRate(p.rate_hz[own], p.time_ms) for p, own in zip(pools, chosen, strict=True)]


def _order(alone_ms: NDArray[np.float64], practised_ms: NDArray[np.float64]) -> float:
    """Return the share of pairs of muscles in the order of practice, nan where it has none."""
    right = []
    for a, b in combinations(range(len(practised_ms)), 2):
        gap = practised_ms[b] - practised_ms[a]
        if abs(gap) >= APART:
            # nan where a muscle does not answer: not in order
            right.append(bool((alone_ms[b] - alone_ms[a]) * gap > 0))
    return float(np.mean(right)) if right else math.nan


def main_measures(name: str, deep: str, pair: str) -> list[MainMeasure]:
    """Return onset and centre of mass of the deep muscle."""
    why = "the muscle did not answer to the cue in any subject"
    return [
        MainMeasure(f"{deep} onset after the cue", "onset", deep, "ms", why),
        MainMeasure(f"{deep} centre of mass after the cue", "centre_of_mass", deep, "ms", why),
    ]
