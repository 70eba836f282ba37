r"""Who is connected to whom: fixed fan, distance-dependent partners.

Each cell on the fixed side draws the same number of partners with probability
:math:`\propto \exp(-d^2 / 2\sigma^2)`, optionally mixed with a wider Gaussian
(patchy long-range collaterals: Boucsein et al. 2011,
10.3389/fnins.2011.00032). The number of synapses is therefore the same in
every subject, so one compiled program serves all.
"""

import numpy as np
from numpy.typing import NDArray

from cortex_sim.config.projections import Fan

Indices = NDArray[np.int32]
MM = 1e3


def draw_wiring(
    fan: Fan,
    source_mm: NDArray[np.float64],
    target_mm: NDArray[np.float64],
    *,
    source_muscle: NDArray[np.int32] | None = None,
    target_muscle: NDArray[np.int32] | None = None,
    is_recurrent: bool,
    rng: np.random.Generator,
) -> tuple[Indices, Indices]:
    """Return source and target index of every synapse, sorted by the fixed side.

    Parameters
    ----------
    fan
        How many partners, how they are drawn.
    source_mm, target_mm
        Cell positions in mm, shape (n, 2); nan where a cell has no place.
    source_muscle, target_muscle
        Muscle of each cell, for ``fan.same_muscle``.
    is_recurrent
        True if source and target are the same population: no cell on itself.
    rng
        Source of the draw.

    Raises
    ------
    ValueError
        If there are fewer candidates than partners to draw.
    """
    fixed, partners = (target_mm, source_mm) if fan.fixed == "in" else (source_mm, target_mm)
    log_weight = _log_probability(fan, fixed, partners)
    if is_recurrent:
        np.fill_diagonal(log_weight, -np.inf)
    if fan.same_muscle:
        if source_muscle is None or target_muscle is None:
            raise ValueError("same_muscle needs muscle pools on both sides")
        sides = (
            (target_muscle, source_muscle) if fan.fixed == "in" else (source_muscle, target_muscle)
        )
        log_weight[sides[0][:, None] != sides[1][None, :]] = -np.inf
    drawn = _draw_partners(log_weight, fan, rng)
    owner = np.repeat(np.arange(len(fixed), dtype=np.int32), fan.count)
    partner = drawn.astype(np.int32).ravel()
    return (partner, owner) if fan.fixed == "in" else (owner, partner)


def _log_probability(
    fan: Fan, fixed: NDArray[np.float64], partners: NDArray[np.float64]
) -> NDArray[np.float64]:
    if fan.sigma is None:
        return np.zeros((len(fixed), len(partners)))
    squared = ((fixed[:, None, :] - partners[None, :, :]) ** 2).sum(axis=2)
    local = -squared / (2 * (fan.sigma * MM) ** 2)
    if fan.tail_fraction == 0 or fan.tail_sigma is None:
        return np.asarray(local)
    tail = -squared / (2 * (fan.tail_sigma * MM) ** 2)
    local -= np.log(np.exp(local).sum(axis=1, keepdims=True))
    tail -= np.log(np.exp(tail).sum(axis=1, keepdims=True))
    mixed = (1 - fan.tail_fraction) * np.exp(local) + fan.tail_fraction * np.exp(tail)
    return np.asarray(np.log(mixed + 1e-300))


def _draw_partners(
    log_weight: NDArray[np.float64], fan: Fan, rng: np.random.Generator
) -> NDArray[np.intp]:
    """Return partner indices, shape (n_fixed, count), sorted in each row."""
    available = np.isfinite(log_weight).sum(axis=1).min()
    if available < (1 if fan.replacement else fan.count):
        raise ValueError(
            f"fan.count is {fan.count}, but some cell has only {available} possible partners"
        )
    if fan.replacement:
        cumulative = np.cumsum(np.exp(log_weight - log_weight.max(axis=1, keepdims=True)), axis=1)
        draws = rng.random((len(log_weight), fan.count)) * cumulative[:, -1:]
        rows = [np.searchsorted(c, d, side="right") for c, d in zip(cumulative, draws, strict=True)]
        return np.sort(np.array(rows), axis=1)
    # the largest keys log p + Gumbel are a weighted draw without replacement (Efraimidis 2006)
    keys = log_weight + rng.gumbel(size=log_weight.shape)
    return np.sort(np.argpartition(-keys, fan.count - 1, axis=1)[:, : fan.count], axis=1)
