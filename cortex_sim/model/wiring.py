r"""Who is connected to whom: fixed fan, distance-dependent partners.

Each cell on the fixed side draws the same number of partners with probability
:math:`\propto \exp(-d^2 / 2\sigma^2)`, optionally mixed with a wider Gaussian
(patchy long-range collaterals: Boucsein et al. 2011,
10.3389/fnins.2011.00032). The number of synapses is therefore the same in
every subject.

Time and memory grow with the number of synapses, not with the product of the
populations: `partner_laws` says how likely each partner is, `partner_draws`
draws them.
"""

import numpy as np

from cortex_sim.config.projections import Fan
from cortex_sim.model.partner_draws import draw_partners
from cortex_sim.model.partner_laws import (
    Floats,
    Indices,
    Law,
    Mixture,
    SamePool,
    Uniform,
    gaussian,
)

MM = 1e3


def draw_wiring(
    fan: Fan,
    source_mm: Floats,
    target_mm: Floats,
    *,
    source_muscle: Indices | None = None,
    target_muscle: Indices | None = None,
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
    is_in = fan.fixed == "in"
    fixed, partners = (target_mm, source_mm) if is_in else (source_mm, target_mm)
    if fan.same_muscle:
        if source_muscle is None or target_muscle is None:
            raise ValueError("same_muscle needs muscle pools on both sides")
        pools = (target_muscle, source_muscle) if is_in else (source_muscle, target_muscle)
        law: Law = SamePool(*pools)
    elif fan.sigma is None:
        law = Uniform(len(fixed), len(partners))
    else:
        law = _gaussians(fan, fixed, partners)
    _check_candidates(fan, law, is_recurrent=is_recurrent)
    drawn = draw_partners(law, fan, is_recurrent=is_recurrent, rng=rng)
    owner = np.repeat(np.arange(len(fixed), dtype=np.int32), fan.count)
    partner = drawn.astype(np.int32).ravel()
    return (partner, owner) if is_in else (owner, partner)


def _gaussians(fan: Fan, fixed: Floats, partners: Floats) -> Law:
    if fan.sigma is None:
        raise TypeError("a Gaussian needs a width")
    local = gaussian(fan.sigma * MM, fixed, partners)
    if fan.tail_fraction == 0 or fan.tail_sigma is None:
        return local
    return Mixture(local, gaussian(fan.tail_sigma * MM, fixed, partners), fan.tail_fraction)


def _check_candidates(fan: Fan, law: Law, *, is_recurrent: bool) -> None:
    available = int(law.available.min()) - is_recurrent
    if available < (1 if fan.replacement else fan.count):
        raise ValueError(
            f"fan.count is {fan.count}, but some cell has only {available} possible partners"
        )
