"""Draw partners by a law, each a fixed number of times, with or without replacement.

Partners without replacement are those of a draw with replacement in which a partner that comes
again does not count: by definition the same law (successive sampling).
"""

import numpy as np
from numpy.typing import NDArray

from cortex_sim.config.projections import Fan
from cortex_sim.model.partner_laws import Floats, Ints, Law

LARGEST_CHUNK = 500_000
"""Candidates drawn at once: bounds the memory."""

MOST_CANDIDATES = 8
"""Candidates for each partner after which the rest is drawn from what is left of a cell's law."""


def draw_partners(
    law: Law, fan: Fan, *, is_recurrent: bool, rng: np.random.Generator
) -> NDArray[np.intp]:
    """Return partner indices, shape (n_fixed, count), sorted in each row."""
    n_fixed = len(law.available)
    candidates = fan.count if fan.replacement else fan.count + fan.count // 8 + 4
    step = max(1, LARGEST_CHUNK // candidates)
    drawn = np.empty((n_fixed, fan.count), dtype=np.intp)
    for first in range(0, n_fixed, step):
        cells = np.arange(first, min(first + step, n_fixed))
        own = cells if is_recurrent else np.full(len(cells), -1)
        found = law.draw(cells, candidates, rng)
        if fan.replacement:
            while np.any(is_own := found == own[:, None]):
                found[is_own] = law.draw(cells, candidates, rng)[is_own]
        else:
            found = _distinct(found, law, cells, own, fan.count, rng)
        drawn[cells] = np.sort(found, axis=1)
    return drawn


def _distinct(
    candidates: Ints, law: Law, cells: Ints, own: Ints, count: int, rng: np.random.Generator
) -> Ints:
    """Return the first ``count`` different partners of each cell, drawing on where they lack."""
    is_new = _first_occurrences(candidates) & (candidates != own[:, None])
    is_new &= np.cumsum(is_new, axis=1) <= count
    found = np.empty((len(cells), count), dtype=np.intp)
    lacks = is_new.sum(axis=1) < count
    found[~lacks] = candidates[~lacks][is_new[~lacks]].reshape(-1, count)
    if not lacks.any():
        return found
    if candidates.shape[1] < MOST_CANDIDATES * count:
        more = law.draw(cells[lacks], candidates.shape[1], rng)
        drawn = np.concatenate([candidates[lacks], more], axis=1)
        found[lacks] = _distinct(drawn, law, cells[lacks], own[lacks], count, rng)
        return found
    for row in np.flatnonzero(lacks):
        kept = candidates[row][is_new[row]]
        weight = law.probability(cells[row : row + 1])[0]
        weight[kept] = 0
        if own[row] >= 0:
            weight[own[row]] = 0
        found[row] = np.append(kept, _weighted_draw(weight, count - len(kept), rng))
    return found


def _first_occurrences(values: Ints) -> NDArray[np.bool_]:
    """Return where a value stands for the first time in its row."""
    n_columns = values.shape[1]
    # one number for value and column: sorted, equal values stand in the order of their columns
    keys = np.sort(values * n_columns + np.arange(n_columns), axis=1)
    ordered, columns = np.divmod(keys, n_columns)
    is_first = np.ones(values.shape, dtype=bool)
    is_first[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    found = np.empty(values.shape, dtype=bool)
    np.put_along_axis(found, columns, is_first, axis=1)
    return found


def _weighted_draw(weight: Floats, count: int, rng: np.random.Generator) -> Ints:
    """Return ``count`` different indices: the smallest times of exponential clocks.

    Efraimidis & Spirakis 2006, 10.1016/j.ipl.2005.11.003.
    """
    clocks = -np.log1p(-rng.random(len(weight)))
    # partners too far for a positive weight come last, nearest or not
    times = np.where(weight > 0, clocks / np.where(weight > 0, weight, 1.0), np.inf)
    return np.argsort(times, kind="stable")[:count]
